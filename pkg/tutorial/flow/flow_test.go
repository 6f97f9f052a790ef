package flow_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
)

var (
	_ density.Density = (*flow.Flow)(nil)
	_ density.Sampler = (*flow.Flow)(nil)
	_ density.Scorer  = (*flow.Flow)(nil)
)

// shapes are the flows that the tests go through.
var shapes = map[string][]flow.Layer{
	"affine":   {flow.Affine{D: 3}},
	"sinh":     {flow.SinhArcsinh{}},
	"sigmoids": {flow.Sigmoids{K: 3}},
	"chain":    {flow.Affine{D: 1}, flow.Sigmoids{K: 2}, flow.SinhArcsinh{}, flow.Affine{D: 1}},
	"realnvp":  flow.RealNVP(3, 3),
}

func makeFlow(t *testing.T, theta []float64, layers ...flow.Layer) *flow.Flow {
	t.Helper()
	f, err := flow.New(theta, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func normals(rng *rand.Rand, n int, scale float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = scale * rng.NormFloat64()
	}
	return v
}

// TestGolden holds the maps, their determinants and ∇θ log p against JAX, the gradient on both backends.
func TestGolden(t *testing.T) {
	var golden struct {
		Cases []struct {
			Name                   string
			Theta, LogDet, LogProb []float64
			X, Z                   [][]float64
			Gradient               []float64
		}
	}
	reference.Read(&golden)
	if len(golden.Cases) != len(shapes) {
		t.Fatalf("%d golden cases, %d shapes", len(golden.Cases), len(shapes))
	}
	for _, c := range golden.Cases {
		f := makeFlow(t, c.Theta, shapes[c.Name]...)
		for i, x := range c.X {
			for j, z := range f.Forward(x) {
				reference.Near(t, c.Name+" z", z, c.Z[i][j], 1e-12)
			}
			reference.Near(t, c.Name+" logDet", f.LogDet(x), c.LogDet[i], 1e-11)
			reference.Near(t, c.Name+" logProb", f.LogProb(x), c.LogProb[i], 1e-11)
		}
		if len(f.Layers) == 1 {
			continue // the chains hold every kind of layer
		}
		backends.Each(t, func(t *testing.T, be compute.Backend) {
			got, err := flow.GradTheta(be, f, reference.Dense(c.X))
			if err != nil || len(got) != len(c.Gradient) {
				t.Fatalf("%s: %d numbers, error %v", c.Name, len(got), err)
			}
			scale := floats.Norm(c.Gradient, math.Inf(1))
			for j, want := range c.Gradient {
				reference.Near(t, c.Name+" gradient of "+flow.Names(f.Layers...)[j], got[j]/scale, want/scale, 2e-5)
			}
		})
	}
}

// TestInverseAndDeterminant: f⁻¹(f(x)) = x, and log|det| is that of the Jacobian by finite differences.
func TestInverseAndDeterminant(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		layers := shapes[name]
		for range 40 {
			f := makeFlow(t, normals(rng, len(flow.Names(layers...)), 0.5), layers...)
			d := f.Dim()
			x := normals(rng, d, 1.5)
			z := f.Forward(x)
			if back := f.Inverse(z); !floats.EqualApprox(back, x, 1e-9) {
				t.Errorf("%s: %v came back as %v", name, x, back)
			}
			jacobian := mat.NewDense(d, d, nil)
			fd.Jacobian(jacobian, func(z, x []float64) { copy(z, f.Forward(x)) }, x, &fd.JacobianSettings{Formula: fd.Central})
			want := math.Log(math.Abs(mat.Det(jacobian)))
			if got := f.LogDet(x); math.Abs(got-want) > 1e-6 {
				t.Errorf("%s at %v: log|det| = %v, by differences %v", name, x, got, want)
			}
			path := f.Path(x)
			if len(path) != len(layers)+1 || !floats.Equal(path[len(layers)], z) || !floats.Equal(path[0], x) {
				t.Errorf("%s: path %v", name, path)
			}
		}
	}
}

// panels is ∫ p over [lo, hi], n panels with 16 Gauss–Legendre nodes each.
func panels(p func(float64) float64, lo, hi float64, n int) float64 {
	sum, h := 0.0, (hi-lo)/float64(n)
	for i := range n {
		sum += quad.Fixed(p, lo+float64(i)*h, lo+float64(i+1)*h, 16, quad.Legendre{}, 0)
	}
	return sum
}

// halved is ∫ p over [lo, hi], in halves until these change nothing any more.
func halved(p func(float64) float64, lo, hi float64, depth int) float64 {
	mid := lo + (hi-lo)/2
	whole := panels(p, lo, hi, 1)
	if parts := panels(p, lo, mid, 1) + panels(p, mid, hi, 1); depth == 0 || math.Abs(whole-parts) < 1e-13 {
		return parts
	}
	return halved(p, lo, mid, depth-1) + halved(p, mid, hi, depth-1)
}

// TestIntegralOneDimension: ∫ p = 1 for whatever θ. Between the places that f takes to −9 and 9 lies all but 2e-19 of it.
func TestIntegralOneDimension(t *testing.T) {
	const step = 0.125 // of z: short enough that a steep place is not missed between two nodes
	rng := rand.New(rand.NewPCG(2, 6))
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		layers := shapes[name]
		if layers[0].Dim() != 1 {
			continue
		}
		for range 25 {
			f := makeFlow(t, normals(rng, len(flow.Names(layers...)), 1), layers...)
			total := 0.0
			p := func(x float64) float64 { return math.Exp(f.LogProb([]float64{x})) }
			for z := -9.0; z < 9; z += step {
				total += halved(p, f.Inverse([]float64{z})[0], f.Inverse([]float64{z + step})[0], 30)
			}
			if math.Abs(total-1) > 1e-9 {
				t.Errorf("%s, θ = %.3g: ∫ p = 1%+.1e", name, f.Theta, total-1)
			}
		}
	}
}

// TestIntegralTwoDimensions: the same in the plane, over a box round the curve that f takes to the circle of radius 7, which
// holds all but exp(−49/2) = 2e-11 of the mass.
func TestIntegralTwoDimensions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	layers := flow.RealNVP(3, 2)
	for range 3 {
		f := makeFlow(t, normals(rng, len(flow.Names(layers...)), 0.6), layers...)
		lo, hi := []float64{math.Inf(1), math.Inf(1)}, []float64{math.Inf(-1), math.Inf(-1)}
		for a := 0.0; a < 2*math.Pi; a += 0.002 {
			x := f.Inverse([]float64{7 * math.Cos(a), 7 * math.Sin(a)})
			for j := range x {
				lo[j], hi[j] = min(lo[j], x[j]), max(hi[j], x[j])
			}
		}
		total := panels(func(x0 float64) float64 {
			return panels(func(x1 float64) float64 { return math.Exp(f.LogProb([]float64{x0, x1})) }, lo[1], hi[1], 24)
		}, lo[0], hi[0], 24)
		if math.Abs(total-1) > 1e-6 {
			t.Errorf("θ = %.3g: ∫ p = 1%+.1e over %.3g … %.3g", f.Theta, total-1, lo, hi)
		}
	}
}

// TestSample: what is drawn has the density that is said: z = f(x) of the draws has the moments of N(0, I), and the mean of
// log p is −entropy, which a change of variables gives as −D/2 (1 + log 2π) + E[log|det|].
func TestSample(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 6))
	const n = 20000
	f := makeFlow(t, normals(rng, len(flow.Names(flow.RealNVP(3, 3)...)), 0.5), flow.RealNVP(3, 3)...)
	x := f.Sample(n, rng)
	again := f.Sample(n, rng)
	s, err := f.Score(x)
	if err != nil {
		t.Fatal(err)
	}
	logDet := make([]float64, n)
	for i := range n {
		logDet[i] = f.LogDet(again.RawRowView(i))
	}
	want := -(1 + math.Log(2*math.Pi)) + stat.Mean(logDet, nil)
	if math.Abs(s.Mean-want) > 5*math.Hypot(s.StdErr, stat.StdDev(logDet, nil)/math.Sqrt(n)) {
		t.Errorf("mean log p of draws is %v, −entropy %v", s.Mean, want)
	}
	// Histogram against the integral of p, in a box that holds some of the mass.
	inside, lo, hi := 0, f.Inverse([]float64{-0.5, -0.5}), f.Inverse([]float64{0.5, 0.5})
	for j := range lo {
		lo[j], hi[j] = min(lo[j], hi[j]), max(lo[j], hi[j])
	}
	for i := range n {
		if r := x.RawRowView(i); r[0] > lo[0] && r[0] < hi[0] && r[1] > lo[1] && r[1] < hi[1] {
			inside++
		}
	}
	p := panels(func(x0 float64) float64 {
		return panels(func(x1 float64) float64 { return math.Exp(f.LogProb([]float64{x0, x1})) }, lo[1], hi[1], 4)
	}, lo[0], hi[0], 4)
	if p < 0.01 || math.Abs(float64(inside)/n-p) > 5*math.Sqrt(p*(1-p)/n) {
		t.Errorf("%d of %d draws in a box of probability %v", inside, n, p)
	}
	if !mat.Equal(f.Sample(3, rand.New(rand.NewPCG(1, 1))), f.Sample(3, rand.New(rand.NewPCG(1, 1)))) || !f.Sample(0, rng).IsEmpty() {
		t.Error("the same source gives other draws, or no draws are some")
	}
}

// TestKnownDensities: an affine flow is a normal; SinhArcsinh with logTail 0 and skew 0 is one as well.
func TestKnownDensities(t *testing.T) {
	f := makeFlow(t, []float64{2, math.Log(3)}, flow.Affine{D: 1})
	g := makeFlow(t, []float64{0, 0, 2, math.Log(3)}, flow.SinhArcsinh{}, flow.Affine{D: 1})
	for x := -4.0; x < 5; x++ {
		want := -(x-2)*(x-2)/18 - math.Log(3) - 0.5*math.Log(2*math.Pi)
		reference.Near(t, fmt.Sprint("affine at ", x), f.LogProb([]float64{x}), want, 1e-14)
		reference.Near(t, fmt.Sprint("chain at ", x), g.LogProb([]float64{x}), want, 1e-12)
	}
}
