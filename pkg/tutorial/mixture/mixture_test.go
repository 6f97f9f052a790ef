package mixture

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

var kinds = []Covariance{Full, Tied, Diag, Spherical}

var (
	_ density.Density = (*GMM)(nil)
	_ density.Sampler = (*GMM)(nil)
	_ density.Scorer  = (*GMM)(nil)
	_ density.Density = (*Bernoulli)(nil)
	_ density.Sampler = (*Bernoulli)(nil)
	_ density.Scorer  = (*Bernoulli)(nil)
)

// random gives n rows of d numbers around k places, columns in different units.
func random(rng *rand.Rand, n, d, k int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, (3+float64((i%k)*(j+1)%k)+rng.NormFloat64())*math.Pow(10, float64(j%4-2)))
		}
	}
	return x
}

func binary(rng *rand.Rand, n, d int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	x.Apply(func(i, j int, _ float64) float64 {
		if rng.Float64() < 0.2+0.6*float64((i+j)%2) {
			return 1
		}
		return 0
	}, x)
	return x
}

// EM never lowers its objective, from any start, for any kind, with and without components at the floor; and the
// objective is the score's mean.
func TestAscent(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 120 {
		n, d := 20+rng.IntN(200), 1+rng.IntN(5)
		k := 1 + rng.IntN(5)
		x := random(rng, n, d, 1+rng.IntN(4))
		if i%3 == 0 { // half of the rows on a few places: components collapse on them
			for r := range n / 2 {
				x.SetRow(r, x.RawRowView(r%3))
			}
		}
		last := math.Inf(-1)
		cfg := GMMConfig{K: k, Covariance: kinds[i%4], Start: Start(i % 3), Seed: rng.Uint64(), MaxIter: 60, Tol: 1e-12,
			Floor: []float64{1e-6, 0.3}[i%2], Each: func(s Step) {
				if s.LogP < last-1e-9 {
					t.Errorf("fit %d, kind %d: mean log p falls from %.12f to %.12f in iteration %d", i, i%4, last, s.LogP, s.Iteration)
				}
				last = s.LogP
			}}
		m, err := FitGMM(context.Background(), x, cfg)
		if err != nil {
			if !strings.Contains(err.Error(), "lost all its rows") {
				t.Error(err)
			}
			continue
		}
		s, err := m.Score(x)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "mean of Score", s.Mean, m.History.last(), 1e-11)
		if m.History.Objective[m.History.Iterations()] != last {
			t.Error("the last step is not the model's")
		}
	}
}

func TestBernoulliAscent(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for i := range 60 {
		x := binary(rng, 20+rng.IntN(200), 1+rng.IntN(20))
		last := math.Inf(-1)
		_, err := FitBernoulli(context.Background(), x, BernoulliConfig{K: 1 + rng.IntN(5), Start: FromRandom, Seed: rng.Uint64(),
			Alpha: []float64{1, 1e-3}[i%2], Tol: 1e-12, MaxIter: 100, Each: func(s BernoulliStep) {
				if s.Objective < last-1e-11 {
					t.Errorf("the objective falls from %v to %v in iteration %d", last, s.Objective, s.Iteration)
				}
				last = s.Objective
			}})
		if err != nil && !strings.Contains(err.Error(), "lost all its rows") {
			t.Error(err)
		}
	}
}

// Blocks of rows say what gonum says of one row at a time.
func TestAgainstDistmv(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for i, kind := range slices.Repeat(kinds, 5) {
		x := random(rng, 150+i, 3, 2)
		m, err := FitGMM(context.Background(), x, GMMConfig{K: 3, Covariance: kind, MaxIter: 5, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Score(x)
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Responsibilities(x)
		if err != nil {
			t.Fatal(err)
		}
		bare := &GMM{Covariance: kind, Weights: m.Weights, Means: m.Means, Covs: m.Covs}
		for row := range s.LogP {
			joint := make([]float64, 3)
			for k := range joint {
				p, ok := distmv.NewNormal(m.Means.RawRowView(k), m.Covs[k], nil)
				if !ok {
					t.Fatal("not positive definite")
				}
				joint[k] = math.Log(m.Weights[k]) + p.LogProb(x.RawRowView(row))
			}
			want := floats.LogSumExp(joint)
			near(t, "Score", s.LogP[row], want, 1e-11)
			near(t, "LogProb", m.LogProb(x.RawRowView(row)), want, 1e-11)
			near(t, "LogProb of a literal", bare.LogProb(x.RawRowView(row)), want, 1e-11)
			for k := range joint {
				near(t, "responsibility", r.At(row, k), math.Exp(joint[k]-want), 1e-11)
			}
		}
	}
}

// ∫p = 1 on the line and in the plane; Σp = 1 over all binary rows; responsibilities sum to 1.
func TestNormalised(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	grid := func(from, to float64, f func(x float64) float64) float64 { return quad.Fixed(f, from, to, 400, nil, 0) }
	for _, kind := range kinds {
		line, err := FitGMM(context.Background(), mat.NewDense(90, 1, normals(rng, 90)), GMMConfig{K: 2, Covariance: kind})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "∫p dx", grid(-15, 15, func(x float64) float64 { return math.Exp(line.LogProb([]float64{x})) }), 1, 1e-9)
		plane, err := FitGMM(context.Background(), mat.NewDense(90, 2, normals(rng, 180)), GMMConfig{K: 2, Covariance: kind})
		if err != nil {
			t.Fatal(err)
		}
		mass := grid(-15, 15, func(x float64) float64 {
			return grid(-15, 15, func(y float64) float64 { return math.Exp(plane.LogProb([]float64{x, y})) })
		})
		near(t, "∫∫p dx dy", mass, 1, 1e-9)
	}
	x := binary(rng, 100, 10)
	b, err := FitBernoulli(context.Background(), x, BernoulliConfig{K: 4})
	if err != nil {
		t.Fatal(err)
	}
	all := mat.NewDense(1024, 10, nil)
	all.Apply(func(i, j int, _ float64) float64 { return float64(i >> j & 1) }, all)
	s, err := b.Score(all)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Σp", math.Exp(floats.LogSumExp(s.LogP)), 1, 1e-12)
	r, err := b.Responsibilities(all)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1024 {
		near(t, "Σr", floats.Sum(r.RawRowView(i)), 1, 1e-14)
		near(t, "LogProb", b.LogProb(all.RawRowView(i)), s.LogP[i], 1e-12)
	}
}

func normals(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.NormFloat64() + 3*float64(i%4/2)
	}
	return out
}

// A component on one place, or on rows in a plane, stops at the floor; no variance falls below it in any direction.
func TestCollapse(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	x := random(rng, 200, 3, 1)
	for i := range 60 {
		x.SetRow(i, []float64{1, 2, 3}) // one place
	}
	for i := 60; i < 120; i++ {
		x.Set(i, 2, x.At(i, 0)-2*x.At(i, 1)) // a plane
	}
	variances := make([]float64, 3)
	for j := range variances {
		variances[j] = stat.PopVariance(mat.Col(nil, j, x), nil)
	}
	for _, kind := range kinds {
		m, err := FitGMM(context.Background(), x, GMMConfig{K: 3, Covariance: kind, Seed: 2, Floor: 1e-4})
		if err != nil {
			t.Fatal(err)
		}
		least := math.Inf(1)
		for _, cov := range m.Covs {
			inUnits := mat.NewSymDense(3, nil)
			for i := range 3 {
				for j := i; j < 3; j++ {
					unit := math.Sqrt(variances[i] * variances[j])
					if kind == Spherical {
						unit = floats.Sum(variances) / 3
					}
					inUnits.SetSym(i, j, cov.At(i, j)/unit)
				}
			}
			var eigen mat.EigenSym
			if !eigen.Factorize(inUnits, false) {
				t.Fatal("no eigenvalues")
			}
			least = min(least, floats.Min(eigen.Values(nil)))
		}
		if least < 1e-4*(1-1e-9) || kind != Tied && least > 1e-4*(1+1e-9) {
			t.Errorf("kind %d: least variance %g of the data's, want the floor 1e-4", kind, least)
		}
	}
}

// A floor that no component comes near changes nothing.
func TestFloorFarOff(t *testing.T) {
	x := random(rand.New(rand.NewPCG(14, 14)), 400, 3, 2)
	for _, kind := range kinds {
		var fits []*GMM
		for _, floor := range []float64{1e-12, 1e-2} {
			m, err := FitGMM(context.Background(), x, GMMConfig{K: 2, Covariance: kind, Floor: floor, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			fits = append(fits, m)
		}
		if !mat.Equal(fits[0].Means, fits[1].Means) || !mat.Equal(fits[0].Covs[1], fits[1].Covs[1]) {
			t.Errorf("kind %d: the floor moves the fit", kind)
		}
	}
}

// Tight groups far apart: the variances keep their digits, from the start on.
func TestFarApart(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 15))
	x := mat.NewDense(400, 1, nil)
	for i := range 400 {
		x.Set(i, 0, 1e6*float64(i%2)+1e-2*rng.NormFloat64())
	}
	var even []float64
	for i := 0; i < 400; i += 2 {
		even = append(even, x.At(i, 0))
	}
	want := stat.PopVariance(even, nil)
	cfg := GMMConfig{Centres: mat.NewDense(2, 1, []float64{0, 1e6}), Floor: 1e-20, Each: func(s Step) {
		if got := s.Model.Covs[0].At(0, 0); math.Abs(got-want) > 1e-9*want {
			t.Errorf("iteration %d: variance %.12g, want %.12g", s.Iteration, got, want)
		}
	}}
	if _, err := FitGMM(context.Background(), x, cfg); err != nil {
		t.Fatal(err)
	}
}

func TestCancelled(t *testing.T) {
	x := random(rand.New(rand.NewPCG(10, 10)), 500, 3, 4)
	ctx, cancel := context.WithCancel(context.Background())
	m, err := FitGMM(ctx, x, GMMConfig{K: 4, Restarts: 2, Tol: 1e-300, Each: func(s Step) {
		if s.Iteration == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || m == nil || m.History.Iterations() != 3 || m.History.Converged {
		t.Errorf("got %+v, %v; want the model after three iterations and context.Canceled", m, err)
	}
	if m, err = FitGMM(ctx, x, GMMConfig{K: 4}); !errors.Is(err, context.Canceled) || m == nil || m.History.Iterations() != 0 {
		t.Errorf("ended before the start: %+v, %v", m, err)
	}
	y := binary(rand.New(rand.NewPCG(10, 10)), 100, 5)
	if b, err := FitBernoulli(ctx, y, BernoulliConfig{K: 2}); !errors.Is(err, context.Canceled) || b == nil {
		t.Errorf("Bernoulli: %+v, %v", b, err)
	}
}

func TestNames(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	got := ""
	for _, k := range append(kinds, 9) {
		got += k.String() + " "
	}
	if got != "完全 共享 对角 球形 Covariance(9) " {
		t.Errorf("got %q", got)
	}
}
