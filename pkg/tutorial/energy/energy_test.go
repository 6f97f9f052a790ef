package energy

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

var (
	_ density.Density = (*Density)(nil)
	_ density.Sampler = (*Density)(nil)
	_ density.Scorer  = (*Density)(nil)
)

// cases are models with a theta of interest, and a box.
var cases = []struct {
	name  string
	m     Model
	theta []float64
	box   Box
}{
	{"double well", DoubleWell{}, []float64{0.25, -1.5, 0.2}, Cube(1, 6)},
	{"coupled wells", CoupledWells{}, []float64{0.25, -1, -0.5, 0.2}, Box{Lo: []float64{-5, -5}, Hi: []float64{5, 5}, Nodes: 64}},
	{"two hills", TwoHills{M: 1.5}, []float64{0.7}, Cube(1, 11)},
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 6)) }

func must(t *testing.T, m Model, theta []float64, box Box) *Density {
	t.Helper()
	d, err := New(m, theta, box)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Slopes and curvatures of the models are the derivatives of their energies.
func TestDerivatives(t *testing.T) {
	rng := random(1)
	central := &fd.Settings{Formula: fd.Central}
	for _, c := range cases {
		for range 20 {
			x, theta := make([]float64, c.m.Dim()), make([]float64, c.m.Params())
			for i := range x {
				x[i] = 1.5 * rng.NormFloat64()
			}
			for j := range theta {
				theta[j] = c.theta[j] + 0.1*rng.NormFloat64()
			}
			ofX := func(x []float64) float64 { return c.m.Energy(x, theta) }
			ofTheta := func(theta []float64) float64 { return c.m.Energy(x, theta) }
			gx, gt := make([]float64, len(x)), make([]float64, len(theta))
			c.m.GradX(gx, x, theta)
			c.m.GradTheta(gt, x, theta)
			for i, want := range fd.Gradient(nil, ofX, x, central) {
				reference.Near(t, c.name+": GradX", gx[i], want, 1e-6)
			}
			for j, want := range fd.Gradient(nil, ofTheta, theta, central) {
				reference.Near(t, c.name+": GradTheta", gt[j], want, 1e-6)
			}
			h := mat.NewDense(len(x), len(x), nil)
			fd.Jacobian(h, func(dst, x []float64) { c.m.GradX(dst, x, theta) }, x, &fd.JacobianSettings{Formula: fd.Central})
			reference.Near(t, c.name+": LaplaceX", c.m.LaplaceX(x, theta), mat.Trace(h), 1e-6)
			if c.m.Linear() {
				reference.Near(t, c.name+": linear", floats.Dot(theta, gt), c.m.Energy(x, theta), 1e-12)
			}
		}
	}
}

// ∇θ log p is the derivative of log p, Z and all, and the Fisher information that of its mean.
func TestGradTheta(t *testing.T) {
	rng := random(2)
	for _, c := range cases {
		for range 2 {
			theta, x := append([]float64(nil), c.theta...), make([]float64, c.m.Dim())
			for j := range theta {
				theta[j] *= 1 + 0.1*rng.NormFloat64()
			}
			for i := range x {
				x[i] = rng.NormFloat64()
			}
			d := must(t, c.m, theta, c.box)
			logP := func(theta []float64) float64 { return must(t, c.m, theta, c.box).LogProb(x) }
			want := fd.Gradient(nil, logP, theta, &fd.Settings{Formula: fd.Central, Step: 1e-5})
			for j, got := range d.GradTheta(x) {
				reference.Near(t, c.name, got, want[j], 1e-8)
			}
			if fisher := d.Fisher(); c.m.Linear() { // it is the curvature of log Z
				h := mat.NewDense(len(theta), len(theta), nil)
				fd.Jacobian(h, func(dst, theta []float64) {
					for j, v := range must(t, c.m, theta, c.box).MeanGradTheta() {
						dst[j] = -v
					}
				}, theta, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5})
				if !mat.EqualApprox(fisher, h, 1e-6*mat.Max(fisher)) {
					t.Errorf("%s: Fisher information\n%v\ncurvature of log Z\n%v", c.name, mat.Formatted(fisher), mat.Formatted(h))
				}
			}
		}
	}
}

// The density is one, at every theta: that is what Z is for.
func TestIntegratesToOne(t *testing.T) {
	rng := random(3)
	for _, c := range cases {
		axes := make([]density.Axis, c.m.Dim())
		for i := range axes {
			axes[i] = density.Axis{Lo: c.box.Lo[i], Hi: c.box.Hi[i]}
		}
		{
			theta := make([]float64, c.m.Params())
			for j := range theta {
				theta[j] = c.theta[j] * (1 + 0.1*rng.NormFloat64())
			}
			if err := density.Verify(density.Prob(must(t, c.m, theta, c.box)), density.Region{Axes: axes}); err != nil {
				t.Errorf("%s at %g: %v", c.name, theta, err)
			}
		}
	}
	d := must(t, TwoHills{M: 3}, []float64{1.2}, Cube(1, 12))
	reference.Near(t, "two hills: log Z", d.LogZ, math.Log(math.Sqrt(2*math.Pi)*(1+math.Exp(1.2))), 1e-12)
}

// The means of draws are those of the quadrature, within 5 standard errors, and the same source gives the same draws.
func TestSample(t *testing.T) {
	for _, c := range cases {
		d := must(t, c.m, c.theta, c.box)
		x := d.Sample(20000, random(4))
		if !mat.Equal(x, d.Sample(20000, random(4))) {
			t.Errorf("%s: the draws do not follow from the source", c.name)
		}
		g := gradients(c.m, c.theta, x)
		for j, want := range d.MeanGradTheta() {
			got, sd := stat.MeanStdDev(mat.Col(nil, j, g), nil)
			if se := sd / math.Sqrt(20000); math.Abs(got-want) > 5*se {
				t.Errorf("%s: mean of ∂E/∂θ_%d is %g ± %g, want %g", c.name, j, got, se, want)
			}
		}
		one := d.Mean(func([]float64) float64 { return 1 })
		reference.Near(t, c.name+": E[1]", one, 1, 1e-9)
	}
	if d := must(t, DoubleWell{}, cases[0].theta, Cube(1, 6)); !d.Sample(0, random(1)).IsEmpty() {
		t.Error("no rows asked for, some given")
	}
}

// The bias of the chains' average falls with k; from the model's own draws there is none, at any k.
func TestChainMeanBias(t *testing.T) {
	ctx := context.Background()
	m, box := DoubleWell{}, Cube(1, 6)
	far, d := must(t, m, []float64{0.25, -0.5, 1}, box), must(t, m, []float64{0.25, -0.5, -0.5}, box)
	const n = 4000
	want := d.MeanGradTheta()
	for _, walk := range []Walk{{Step: 1}, {Step: 0.8, Langevin: true}} {
		before := math.Inf(1)
		for _, k := range []int{1, 4, 64} {
			e, err := ChainMean(ctx, m, d.Theta, far.Sample(n, random(5)), k, walk, 7)
			if err != nil {
				t.Fatal(err)
			}
			bias := math.Abs(e.Mean[2] - want[2])
			switch {
			case k <= 4 && (bias > 0.9*before || bias < 5*e.StdErr[2]):
				t.Errorf("%+v, k = %d: bias %.3f ± %.3f, before it %.3f; it should fall and be seen", walk, k, bias, e.StdErr[2], before)
			case k == 64 && bias > 4*e.StdErr[2]:
				t.Errorf("%+v, k = %d: bias %.3f ± %.3f; it should be gone", walk, k, bias, e.StdErr[2])
			}
			before = bias
		}
		e, err := ChainMean(ctx, m, d.Theta, d.Sample(n, random(6)), 1, walk, 8)
		if err != nil {
			t.Fatal(err)
		}
		for j := range want {
			if math.Abs(e.Mean[j]-want[j]) > 4.5*e.StdErr[j] {
				t.Errorf("%+v from the model's draws: mean %d is %.4f ± %.4f, want %.4f", walk, j, e.Mean[j], e.StdErr[j], want[j])
			}
		}
	}
}
