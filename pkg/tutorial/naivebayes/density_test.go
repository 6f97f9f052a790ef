package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// p(x) sums to 1 over all rows there are, and so does p(x|n) of counts.
func TestDensitiesSumToOne(t *testing.T) {
	x, y := made(60, 4, 6)
	bernoulli, err := FitBernoulli(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	categorical, err := FitCategorical(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	multinomial, err := FitMultinomial(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for code := range 256 {
		row := []float64{float64(code & 3), float64(code >> 2 & 3), float64(code >> 4 & 3), float64(code >> 6)}
		sums["categorical"] += math.Exp(categorical.LogProb(row))
		if floats.Max(row) <= 1 {
			sums["bernoulli"] += math.Exp(bernoulli.LogProb(row))
		}
		if floats.Sum(row) == 3 {
			sums["multinomial"] += math.Exp(multinomial.LogProb(row))
		}
	}
	for name, sum := range sums {
		reference.Near(t, name, sum, 1, 1e-12)
	}
	gaussian, err := FitGaussian(x.Slice(0, 60, 0, 1), y, config)
	if err != nil {
		t.Fatal(err)
	}
	area := quad.Fixed(func(v float64) float64 { return math.Exp(gaussian.LogProb([]float64{v})) }, -10, 14, 400, nil, 0)
	reference.Near(t, "gaussian", area, 1, 1e-9)
}

// A factor left out is the sum, or integral, over the values that it might have had.
func TestMissingIsMarginal(t *testing.T) {
	x, y := made(60, 4, 8)
	whole := []float64{1, 2, 0, 3}
	unknown := []float64{1, math.NaN(), 0, 3}
	with := func(v float64) []float64 { return []float64{whole[0], v, whole[2], whole[3]} }
	for name, values := range map[string][]float64{"bernoulli": {0, 1}, "categorical": {0, 1, 2, 3}, "gaussian": nil} {
		m, err := fits[name](x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		got := m.LogJoint(nil, unknown)
		for k := range 3 {
			want := 0.0
			for _, v := range values {
				want += math.Exp(m.LogJoint(nil, with(v))[k])
			}
			if values == nil {
				want = quad.Fixed(func(v float64) float64 { return math.Exp(m.LogJoint(nil, with(v))[k]) }, -12, 16, 400, nil, 0)
			}
			reference.Near(t, fmt.Sprint(name, ", class ", k), got[k], math.Log(want), 1e-9)
		}
		nothing := logProbsOf(t, m, nil, mat.NewDense(1, 4, []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}))
		for k := range 3 {
			reference.Near(t, name+", nothing known", nothing.At(0, k), math.Log(1.0/3), 1e-12)
		}
	}
}

// Rows with missing features teach about the rest: the counts are those of the rows in which a feature is there.
func TestFitMissing(t *testing.T) {
	nan := math.NaN()
	x := mat.NewDense(6, 2, []float64{1, nan, 0, 1, 1, 1, nan, 0, 0, 0, 0, nan})
	y := []int{0, 0, 0, 1, 1, 1}
	b, err := FitBernoulli(x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := mat.NewDense(2, 2, []float64{2.0 / 3, 1, 0, 0})
	equal(t, "bernoulli", b.P, want)
	c, err := FitCategorical(x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for j, p := range c.P {
		equal(t, "categorical", p.ColView(1), want.ColView(j))
	}
}

// Rows that a model has drawn teach the model again.
func TestSample(t *testing.T) {
	const n = 20_000
	x, y := made(300, 4, 9)
	for _, name := range hasDensity {
		m, err := fits[name](x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		source := func() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
		g := m.(interface {
			density.Sampler
			density.Density
			density.Scorer
			SampleClass(k, n int, rng *rand.Rand) (*mat.Dense, error)
		})
		var all mat.Dense
		labels := make([]int, 3*n)
		for k := range 3 {
			part, err := g.SampleClass(k, n, source())
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				labels[k*n+i] = k
			}
			if k == 0 {
				all.CloneFrom(part)
				continue
			}
			before := all
			all = mat.Dense{}
			all.Stack(&before, part)
		}
		again, err := fits[name](&all, labels, Config{Values: config.Values})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][]float64{{0, 1, 2, 1}, {1, 0, 0, 1}} {
			for k, want := range m.LogJoint(nil, row) {
				// Each of 4 factors is known to 0.02 or so.
				reference.Near(t, fmt.Sprint(name, ", class ", k), again.LogJoint(nil, row)[k], want, 0.03)
			}
		}
		rows := g.Sample(n, source())
		if !mat.Equal(rows, g.Sample(n, source())) {
			t.Errorf("%s: the same seed drew other rows", name)
		}
		// A model's rows have the mean log-probability of another set of its rows, within 5 standard errors.
		a, err := g.Score(rows)
		if err != nil {
			t.Fatal(err)
		}
		b, err := g.Score(g.Sample(n, rand.New(rand.NewPCG(3, 4))))
		if err != nil || math.Abs(a.Mean-b.Mean) > 5*math.Hypot(a.StdErr, b.StdErr) {
			t.Errorf("%s: %v and %v, error %v", name, a, b, err)
		}
		if (a.Measure == score.Lebesgue) != (name == "gaussian") || a.Kind != score.Exact {
			t.Errorf("%s: %v", name, a)
		}
		reference.Near(t, name, a.LogP[5], g.LogProb(rows.RawRowView(5)), 1e-12)
		if empty := g.Sample(0, source()); !empty.IsEmpty() {
			t.Errorf("%s: rows of none", name)
		}
	}
}

// Knowing the classes helps to say how digits look, beyond independent pixels, which are the model of one class.
func TestBinaryDigits(t *testing.T) {
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		t.Fatal(err)
	}
	means := map[bool]float64{}
	for _, classes := range []bool{false, true} {
		y := make([]int, train.Len())
		if classes {
			y = train.Labels
		}
		m, err := FitBernoulli(train.X, y, Config{Alpha: 1})
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Score(test.X)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(s)
		means[classes] = s.Mean
	}
	if !(means[true] > means[false]+3) {
		t.Errorf("with classes %.2f nats, without %.2f", means[true], means[false])
	}
}
