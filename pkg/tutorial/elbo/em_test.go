package elbo

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
)

// ascent holds what testdata/ascent.py found by searching and integrating, with scipy and JAX.
var ascent = struct {
	Sweeps []struct {
		Mean, Start []float64
		Cov         [][]float64
		After       []struct{ Mu, Variance float64 }
	}
	Precisions []struct {
		X, Prior                           []float64
		Mu, Sigma, Shape, Rate, ELBO, LogP float64
	}
	Families map[string]struct{ ELBO, LogP float64 }
}{}

func init() {
	data, err := os.ReadFile("testdata/ascent.json")
	if err == nil {
		err = json.Unmarshal(data, &ascent)
	}
	if err != nil {
		panic(err)
	}
}

var families = map[string]Family{"full": Full, "diagonal": Diagonal, "spherical": Spherical}

// rowsFrom draws n rows of a random linear-Gaussian model.
func rowsFrom(rng *rand.Rand, n, d, l int) *mat.Dense {
	normal := func(_, _ int, _ float64) float64 { return rng.NormFloat64() }
	w, z, x := mat.NewDense(d, l, nil), mat.NewDense(n, l, nil), mat.NewDense(n, d, nil)
	w.Apply(normal, w)
	z.Apply(normal, z)
	x.Mul(z, w.T())
	x.Apply(func(_, j int, v float64) float64 { return v + float64(j) + 0.3*rng.NormFloat64() }, x)
	return x
}

// EM ends where a search ends that knows no EM: at the ML solution for a full and for a diagonal q, which turns W until nothing is
// lost by it, and below it for a spherical one.
func TestEMFindsTheHighestBound(t *testing.T) {
	x := reference.Dense(golden.Iris.X)
	for name, want := range ascent.Families {
		fit, err := FitEM(context.Background(), x, EMConfig{L: 2, Family: families[name], Seed: 1})
		if err != nil || !fit.Converged {
			t.Fatalf("%s: %v", name, err)
		}
		near(t, name+": ELBO", fit.ELBO, nil, want.ELBO, 1e-6)
		near(t, name+": log p", fit.LogP, nil, want.LogP, 1e-4)
	}
}

// On random rows no half step lowers the ELBO, log p(x) stays above it, and a full q leaves no gap.
func TestEMAscends(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	for trial := range 12 {
		d := 2 + trial%4
		x := rowsFrom(rng, 30, d, 1+trial%2)
		for name, family := range families {
			last, steps := math.Inf(-1), 0
			cfg := EMConfig{L: 1 + rng.IntN(d-1), Family: family, Seed: uint64(trial), MaxIter: 60, Each: func(s HalfStep) {
				if s.ELBO < last-1e-10 || s.LogP < s.ELBO-1e-10 || s.Iteration != (steps+1)/2 || (s.Half == "E") != (steps%2 == 0) {
					t.Errorf("%s, half step %d: %+v after an ELBO of %v", name, steps, s, last)
				}
				if family == Full && s.Half == "E" && math.Abs(s.Gap()) > 1e-9 {
					t.Errorf("the gap after an E step is %v", s.Gap())
				}
				last, steps = s.ELBO, steps+1
			}}
			fit, err := FitEM(context.Background(), x, cfg)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "ELBO", fit.ELBO, nil, last, 1e-12)
			if steps != 2*fit.Iterations+1 {
				t.Errorf("%d half steps in %d iterations", steps, fit.Iterations)
			}
		}
	}
}

// Each half step's result is a maximum: steps away from it, in q and in the model, lower the ELBO.
func TestHalfStepsAreMaxima(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	x := rowsFrom(rng, 25, 4, 2)
	m, err := emStart(x, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	bound := func(m *LinearGaussian, q Codes) float64 {
		terms, err := m.MeanELBO(x, q)
		if err != nil {
			t.Fatal(err)
		}
		return terms.ELBO()
	}
	for name, family := range families {
		q, err := m.EStep(x, family)
		if err != nil {
			t.Fatal(err)
		}
		next, err := MStep(x, q)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			other := Codes{Mu: mat.DenseCopyOf(q.Mu), Cov: mat.NewSymDense(2, nil)}
			other.Mu.Apply(func(_, _ int, v float64) float64 { return v + 0.01*rng.NormFloat64() }, other.Mu)
			other.Cov.ScaleSym(math.Exp(0.05*rng.NormFloat64()), q.Cov)
			if bound(m, other) > bound(m, q) {
				t.Errorf("%s: another q is better", name)
			}
			w, b, sigma := next.Parameters()
			w.Apply(func(_, _ int, v float64) float64 { return v + 0.01*rng.NormFloat64() }, w)
			b[rng.IntN(4)] += 0.02 * rng.NormFloat64()
			near, err := NewLinearGaussian(w, b, sigma*math.Exp(0.02*rng.NormFloat64()))
			if err != nil {
				t.Fatal(err)
			}
			if bound(near, q) > bound(next, q) {
				t.Errorf("%s: another model is better", name)
			}
		}
	}
}

// MeanELBO and MeanLogP are the means of what the model says row by row.
func TestMeansAreMeans(t *testing.T) {
	x := rowsFrom(rand.New(rand.NewPCG(7, 0)), 10, 4, 2)
	m, err := emStart(x, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	q, err := m.EStep(x, Diagonal)
	if err != nil {
		t.Fatal(err)
	}
	logVar := []float64{math.Log(q.Cov.At(0, 0)), math.Log(q.Cov.At(1, 1))}
	var recon, kl, logP float64
	for i := range 10 {
		terms, err1 := m.ELBO(x.RawRowView(i), q.Mu.RawRowView(i), logVar)
		p, err2 := m.LogP(x.RawRowView(i))
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		recon, kl, logP = recon+terms.Recon/10, kl+terms.KL/10, logP+p/10
	}
	terms, err := m.MeanELBO(x, q)
	near(t, "Recon", terms.Recon, err, recon, 1e-12)
	near(t, "KL", terms.KL, err, kl, 1e-12)
	mean, err := m.MeanLogP(x)
	near(t, "log p", mean, err, logP, 1e-12)
}

// says fails unless err holds the words.
func says(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, want %q", err, words)
	}
}

func TestEMErrors(t *testing.T) {
	ctx, x := context.Background(), rowsFrom(rand.New(rand.NewPCG(8, 0)), 9, 3, 1)
	start, err := NewLinearGaussian(mat.NewDense(4, 1, []float64{1, 1, 1, 1}), make([]float64, 4), 1)
	if err != nil {
		t.Fatal(err)
	}
	with := func(v float64) *mat.Dense {
		c := mat.DenseCopyOf(x)
		c.Set(4, 1, v)
		return c
	}
	flat := mat.NewDense(9, 3, nil) // rows on a line
	for i := range 9 {
		flat.SetRow(i, []float64{float64(i), 2 * float64(i), -float64(i)})
	}
	for _, c := range []struct {
		x    mat.Matrix
		cfg  EMConfig
		want string
	}{
		{x, EMConfig{}, "L = 0"}, {x, EMConfig{L: 3}, "1 to 2 components"},
		{&mat.Dense{}, EMConfig{L: 1}, "0 rows"}, {nil, EMConfig{L: 1}, "0 rows"},
		{with(math.NaN()), EMConfig{L: 1}, "row 4, column 1 is NaN"}, {with(math.Inf(1)), EMConfig{L: 1}, "+Inf"},
		{x, EMConfig{L: 1, MaxIter: -1}, "MaxIter is -1"}, {x, EMConfig{L: 1, Tol: math.NaN()}, "Tol is NaN"},
		{x, EMConfig{L: 1, Family: 7}, "Family is 7"}, {x, EMConfig{L: 1, Start: start}, "4×1"},
		{mat.NewDense(5, 3, nil), EMConfig{L: 1}, "rows that differ"}, {with(1e200), EMConfig{L: 1}, "common size"},
		{flat, EMConfig{L: 1}, "leave nothing of the rows to the noise"},
	} {
		_, err := FitEM(ctx, c.x, c.cfg)
		says(t, err, c.want)
	}
	ended, cancel := context.WithCancel(ctx)
	fit, err := FitEM(ended, x, EMConfig{L: 1, Each: func(s HalfStep) {
		if s.Iteration == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || fit == nil || fit.Iterations != 3 || fit.W == nil {
		t.Errorf("stopped EM gave %+v, %v", fit, err)
	}
	_, err = start.EStep(x, Full)
	says(t, err, "x has 3 columns, b has 4")
	_, err = start.MeanLogP(x)
	says(t, err, "x has 3 columns")
	_, err = MStep(x, Codes{})
	says(t, err, "nil")
	_, err = MStep(x, Codes{Mu: mat.NewDense(8, 1, nil), Cov: mat.NewSymDense(1, []float64{1})})
	says(t, err, "9 rows, codes 8×1")
	_, err = MStep(x, Codes{Mu: mat.NewDense(9, 1, nil), Cov: mat.NewSymDense(1, []float64{0})})
	says(t, err, "positive definite")
	four := mat.NewDense(2, 4, nil)
	_, err = start.MeanELBO(four, Codes{Mu: mat.NewDense(2, 1, nil), Cov: mat.NewSymDense(1, []float64{-1})})
	says(t, err, "positive definite")
	_, err = start.MeanELBO(four, Codes{Mu: mat.NewDense(2, 2, nil), Cov: mat.NewSymDense(2, []float64{1, 0, 0, 1})})
	says(t, err, "codes have 2 components")
}

// At the ML solution of iris nothing is lost by a diagonal q; turned, up to 0.79 nat is, and log p(x) stays.
func TestRotationGap(t *testing.T) {
	x := reference.Dense(golden.Iris.X)
	m := ppca(t, x, 2, 0)
	for _, c := range []struct{ angle, want, tol float64 }{{0, 0, 1e-12}, {math.Pi / 4, 0.79, 0.005}, {math.Pi / 2, 0, 1e-12}} {
		gap, err := m.RotationGap(0, 1, c.angle)
		near(t, "gap", gap, err, c.want, c.tol)
		turned, err := m.Rotate(0, 1, c.angle)
		if err != nil {
			t.Fatal(err)
		}
		logP, err := turned.MeanLogP(x)
		near(t, "log p", logP, err, golden.Iris.PPCA["2"], 1e-10)
		same := ppca(t, x, 2, c.angle)
		if !mat.EqualApprox(same.w, turned.w, 1e-12) {
			t.Errorf("turned by %v: W is %v, want %v", c.angle, turned.w, same.w)
		}
	}
	for _, c := range [][2]int{{0, 0}, {-1, 0}, {0, 2}} {
		_, err := m.RotationGap(c[0], c[1], 1)
		says(t, err, "give two of 0 to 1")
	}
	_, err := m.Rotate(0, 1, math.Inf(1))
	says(t, err, "finite")
}
