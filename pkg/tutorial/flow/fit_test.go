package flow_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

func start(t *testing.T, x mat.Matrix, seed uint64, layers ...flow.Layer) *flow.Flow {
	t.Helper()
	f, err := flow.Start(x, seed, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mean(t *testing.T, f *flow.Flow, x mat.Matrix) float64 {
	t.Helper()
	s, err := f.Score(x)
	if err != nil {
		t.Fatal(err)
	}
	return s.Mean
}

// fading is a learning rate that ends at a hundredth of the first.
func fading(first float64, steps int) func(int64) float64 {
	return func(step int64) float64 { return first * math.Pow(0.01, float64(step)/float64(steps)) }
}

// TestFitNormal: the maximum of an affine flow's likelihood is known: the data's mean and their deviation with 1/n.
func TestFitNormal(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x := mat.NewDense(100, 1, nil)
	for i := range 100 {
		x.Set(i, 0, 3+2*rng.NormFloat64())
	}
	mu, variance := stat.PopMeanVariance(mat.Col(nil, 0, x), nil)
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		from, err := flow.New([]float64{0, 0}, flow.Affine{D: 1})
		if err != nil {
			t.Fatal(err)
		}
		c := flow.Config{Config: train.Config{Epochs: 1500, Batch: 100, Rate: fading(0.1, 1500)}}
		f, h, err := flow.Fit(context.Background(), be, from, x, c)
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, "shift", f.Theta[0], mu, 1e-3)
		reference.Near(t, "logScale", f.Theta[1], math.Log(variance)/2, 1e-3)
		reference.Near(t, "loss", h.Epochs[1499][flow.PartLoss], -mean(t, f, x), 1e-4)
		if !floats.Equal(from.Theta, []float64{0, 0}) {
			t.Error("Fit changed the flow it started from")
		}
	})
}

// banana has x0 ~ N(0, 1), x1 ~ N(x0², ¼): its density is known, and so is its entropy, 1 + log 2π − log 2.
func banana(n int, rng *rand.Rand) *mat.Dense {
	x := mat.NewDense(n, 2, nil)
	for i := range n {
		a := rng.NormFloat64()
		x.SetRow(i, []float64{a, a*a + 0.5*rng.NormFloat64()})
	}
	return x
}

// TestFitBanana: on fresh rows the flow comes within 0.04 nats of the truth, of which a normal lacks 0.5 and more.
func TestFitBanana(t *testing.T) {
	be, info := backend.Open(backend.Prefer(backend.CPU))
	if info.Name != backend.CPU {
		t.Skip("for XLA only: ", info.Reason)
	}
	rng := rand.New(rand.NewPCG(6, 6))
	x, fresh := banana(2000, rng), banana(4000, rng)
	truth := 0.0
	for i := range 4000 {
		r := fresh.RawRowView(i)
		truth += (-0.5*r[0]*r[0] - 2*math.Pow(r[1]-r[0]*r[0], 2) - math.Log(2*math.Pi) + math.Ln2) / 4000
	}
	from := start(t, x, 1, flow.RealNVP(4, 8)...)
	calls := 0
	began := time.Now()
	f, _, err := flow.Fit(context.Background(), be, from, x, flow.Config{
		Config: train.Config{Epochs: 60, Batch: 100, Rate: fading(0.02, 60*20)},
		Each:   func(p train.Progress, f *flow.Flow) { calls += len(f.Layers) / 5 },
	})
	if err != nil {
		t.Fatal(err)
	}
	before, after := mean(t, from, fresh), mean(t, f, fresh)
	t.Logf("%.1f s: log p %.4f, before %.4f, truth %.4f", time.Since(began).Seconds(), after, before, truth)
	if after < truth-0.04 || after > truth+0.01 || before > truth-0.5 || calls == 0 {
		t.Errorf("log p %v, before %v, truth %v; Each called %d times", after, before, truth, calls)
	}
}

// TestFitFaithful: on Old Faithful's pairs of eruption and wait a flow beats the one normal by far.
func TestFitFaithful(t *testing.T) {
	be, info := backend.Open(backend.Prefer(backend.CPU))
	if info.Name != backend.CPU {
		t.Skip("for XLA only: ", info.Reason)
	}
	s, err := dataset.Faithful()
	if err != nil {
		t.Skip(err)
	}
	from := start(t, s.X, 1, flow.RealNVP(6, 8)...)
	began := time.Now()
	c := flow.Config{Config: train.Config{Epochs: 150, Batch: 68, Rate: fading(0.02, 600)}}
	f, _, err := flow.Fit(context.Background(), be, from, s.X, c)
	if err != nil {
		t.Fatal(err)
	}
	before, after := mean(t, from, s.X), mean(t, f, s.X)
	t.Logf("%.1f s: log p %.4f, before %.4f", time.Since(began).Seconds(), after, before)
	if after < before+0.8 {
		t.Errorf("log p %v, before %v", after, before)
	}
}

// TestInterruptAndResume: a stopped fit gives back what it has; one with a folder goes on from there.
func TestInterruptAndResume(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	x := banana(40, rand.New(rand.NewPCG(7, 6)))
	from := start(t, x, 1, flow.RealNVP(2, 2)...)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f, _, err := flow.Fit(ctx, be, from, x, flow.Config{Config: train.Config{Epochs: 3}})
	if !errors.Is(err, train.ErrInterrupted) || f == nil {
		t.Errorf("cancelled: flow %v, error %v", f, err)
	}
	c := flow.Config{Config: train.Config{Epochs: 4, Batch: 10, Seed: 3}}
	want, _, err := flow.Fit(context.Background(), be, from, x, c)
	if err != nil {
		t.Fatal(err)
	}
	c.Dir, c.Epochs = t.TempDir(), 2
	if _, _, err := flow.Fit(context.Background(), be, from, x, c); err != nil {
		t.Fatal(err)
	}
	c.Epochs = 4
	got, h, err := flow.Fit(context.Background(), be, from, x, c)
	if err != nil || !floats.Equal(got.Theta, want.Theta) || h.Resumed == 0 {
		t.Errorf("resumed at %d: θ = %.4g, unbroken %.4g, error %v", h.Resumed, got.Theta, want.Theta, err)
	}
	other := start(t, x, 1, flow.Affine{D: 2}, flow.Coupling{Pass: 1, Hidden: 2}, flow.Coupling{Pass: 0, Hidden: 2})
	if _, _, err := flow.Fit(context.Background(), be, other, x, c); err == nil {
		t.Error("a checkpoint of other layers was taken")
	}
}

// TestStart: the data that a flow starts at are standardised by it, and the other layers start near the identity.
func TestStart(t *testing.T) {
	x := banana(500, rand.New(rand.NewPCG(9, 6)))
	x.Apply(func(_, j int, v float64) float64 { return 70 + 13*float64(j+1)*v }, x)
	f := start(t, x, 1, flow.RealNVP(2, 3)...)
	for j := range 2 {
		z := make([]float64, 500)
		for i := range z {
			z[i] = f.Forward(x.RawRowView(i))[j]
		}
		mean, variance := stat.MeanVariance(z, nil)
		reference.Near(t, "mean", mean, 0, 1e-12)
		reference.Near(t, "variance", variance, 1, 1e-12)
	}
	again, other := start(t, x, 1, flow.RealNVP(2, 3)...), start(t, x, 2, flow.RealNVP(2, 3)...)
	if !floats.Equal(f.Theta, again.Theta) || floats.Equal(f.Theta, other.Theta) {
		t.Error("the start does not follow from the seed")
	}
	if layers := flow.RealNVP(3, 2); layers[1].(flow.Coupling).Pass == layers[2].(flow.Coupling).Pass {
		t.Error("one coordinate passes twice")
	}
}

// doubled is a layer of a reader's own, without a graph.
type doubled struct{ flow.Affine }

func (doubled) ForwardGraph() {}

func TestErrors(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	x := banana(10, rand.New(rand.NewPCG(8, 6)))
	good := start(t, x, 1, flow.RealNVP(1, 2)...)
	own := makeFlow(t, make([]float64, 4), doubled{flow.Affine{D: 2}})
	set := func(v float64) *mat.Dense { y := mat.DenseCopyOf(x); y.Set(3, 1, v); return y }
	flat := mat.NewDense(5, 2, []float64{1, 2, 1, 3, 1, 4, 1, 5, 1, 6})
	fit := func(f *flow.Flow, be compute.Backend, x mat.Matrix, c train.Config) error {
		_, _, err := flow.Fit(context.Background(), be, f, x, flow.Config{Config: c})
		return err
	}
	made := func(theta []float64, layers ...flow.Layer) error { _, err := flow.New(theta, layers...); return err }
	began := func(x mat.Matrix, layers ...flow.Layer) error { _, err := flow.Start(x, 1, layers...); return err }
	_, gradient := flow.GradTheta(be, good, set(math.NaN()))
	one := train.Config{Epochs: 1}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no layers":     {made(nil), "no layers"},
		"nil layer":     {made(nil, nil), "layer 0: nil"},
		"D":             {made(nil, flow.Affine{}), "D = 0"},
		"K":             {made(nil, flow.Sigmoids{K: -1}), "K = -1"},
		"Hidden":        {made(nil, flow.Coupling{}), "Hidden = 0"},
		"Pass":          {made(nil, flow.Coupling{Pass: 2, Hidden: 1}), "Pass = 2"},
		"mixed":         {made(nil, flow.Affine{D: 2}, flow.SinhArcsinh{}), "layer 1 maps rows of 1 numbers"},
		"length":        {made([]float64{1}, flow.SinhArcsinh{}), "θ has 1 numbers, these layers have 2"},
		"NaN":           {made([]float64{1, math.NaN()}, flow.SinhArcsinh{}), "θ[1], 0.logTail, is NaN"},
		"Inf":           {made([]float64{math.Inf(1), 1}, flow.SinhArcsinh{}), "θ[0], 0.skew, is +Inf"},
		"too large":     {made([]float64{0, 1000}, flow.SinhArcsinh{}), "beyond float64"},
		"scale":         {made([]float64{0, -1000}, flow.Affine{D: 1}), "beyond float64"},
		"height":        {made([]float64{1000, 0, 0}, flow.Sigmoids{K: 1}), "beyond float64"},
		"s":             {made([]float64{0, 0, 0, 0, 1000, 0}, flow.Coupling{Hidden: 1}), "beyond float64"},
		"start empty":   {began(nil, flow.Affine{D: 2}), "0 rows"},
		"start one row": {began(mat.NewDense(1, 2, nil), flow.Affine{D: 2}), "at least 2"},
		"start width":   {began(x, flow.Affine{D: 3}), "2 columns"},
		"start flat":    {began(flat, flow.Affine{D: 2}), "column 0 has the standard deviation 0"},
		"start nothing": {began(x), "no layers"},
		"no flow":       {fit(nil, be, x, one), "no flow"},
		"no backend":    {fit(good, nil, x, one), "no backend"},
		"fit NaN":       {fit(good, be, set(math.NaN()), one), "row 3, column 1 is NaN"},
		"fit width":     {fit(good, be, mat.NewDense(4, 3, nil), one), "3 columns"},
		"fit empty":     {fit(good, be, &mat.Dense{}, one), "0 rows"},
		"epochs":        {fit(good, be, x, train.Config{}), "Epochs is 0"},
		"diverged":      {fit(good, be, x, train.Config{Epochs: 50, LearningRate: 1e9}), "diverged"},
		"own layer":     {fit(own, be, x, one), "has no ForwardGraph"},
		"gradient":      {gradient, "row 3, column 1 is NaN"},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), "flow: ") || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
}

// TestFarRows: what float64 cannot carry has density 0, and what is no row none.
func TestFarRows(t *testing.T) {
	f := makeFlow(t, []float64{0.5, 1, 0, -2}, flow.SinhArcsinh{}, flow.Affine{D: 1})
	for _, x := range []float64{math.Inf(1), math.Inf(-1), 1e300, -math.MaxFloat64} {
		if p := f.LogProb([]float64{x}); !math.IsInf(p, -1) {
			t.Errorf("log p(%g) = %g; want -Inf", x, p)
		}
	}
	// A first layer that overflows, where the next would make Inf − Inf and 0 · Inf of it.
	twice := makeFlow(t, []float64{0, 1, 0, 1}, flow.SinhArcsinh{}, flow.SinhArcsinh{})
	if p := twice.LogProb([]float64{1e300}); !math.IsInf(p, -1) {
		t.Errorf("log p(1e300) = %g; want -Inf", p)
	}
	idle := makeFlow(t, []float64{0, 0, -1, -1, 0, 0, 0, 0, 0, 0}, flow.Affine{D: 2}, flow.Coupling{Hidden: 1})
	if p := idle.LogProb([]float64{math.MaxFloat64, 0}); !math.IsInf(p, -1) {
		t.Errorf("log p of a far point = %g; want -Inf", p)
	}
	if !math.IsNaN(f.LogProb([]float64{math.NaN()})) || !math.IsNaN(f.LogProb([]float64{1, 2})) || !math.IsNaN(f.LogDet(nil)) {
		t.Error("no row, but a number")
	}
	if f.Forward([]float64{1, 2}) != nil || f.Inverse(nil) != nil || f.Path(nil) != nil {
		t.Error("no row, but a point")
	}
	far := makeFlow(t, []float64{1, 1, 1}, flow.Sigmoids{K: 1})
	if x := far.Inverse([]float64{math.Inf(1)}); !math.IsNaN(x[0]) {
		t.Errorf("the inverse of infinity is %v", x)
	}
	for _, z := range []float64{1e300, -1e300, 5e-324} {
		if x := far.Inverse([]float64{z}); math.IsNaN(x[0]) {
			t.Errorf("the inverse of %g is %v", z, x)
		}
	}
}
