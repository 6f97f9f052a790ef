package prob_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// No neighbour of a fit has a greater likelihood.
func TestFitsAreMaxima(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		x := mat.Col(nil, 0, prob.Poisson{Lambda: 4}.Sample(30, rng))
		normal, err1 := prob.FitNormal(x)
		exponential, err2 := prob.FitExponential(x)
		poisson, err3 := prob.FitPoisson(x)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		total := func(d prob.Univariate) (sum float64) {
			for _, v := range x {
				sum += d.LogP(v)
			}
			return sum
		}
		for _, f := range []float64{0.97, 1.03} {
			for best, near := range map[prob.Univariate][]prob.Univariate{
				normal:      {prob.Normal{Mu: normal.Mu * f, Sigma: normal.Sigma}, prob.Normal{Mu: normal.Mu, Sigma: normal.Sigma * f}},
				exponential: {prob.Exponential{Rate: exponential.Rate * f}},
				poisson:     {prob.Poisson{Lambda: poisson.Lambda * f}},
			} {
				for _, d := range near {
					if total(d) >= total(best) {
						t.Errorf("%T%v is likelier than the fit %v", d, d, best)
					}
				}
			}
		}
	}
}

func TestSmoothing(t *testing.T) {
	b, err := prob.FitBernoulli([]float64{0, 0, 0}, 1)
	if err != nil || b.P != 0.2 {
		t.Errorf("%v, %v; want 1/5", b, err)
	}
	c, err := prob.FitCategorical([]float64{0, 0, 2}, 4, 0.5)
	if err != nil || c.P[0] != 0.5 || c.P[1] != 0.1 || c.P[2] != 0.3 || c.P[3] != 0.1 {
		t.Errorf("%v, %v; want 0.5 0.1 0.3 0.1", c, err)
	}
}

func TestFitErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	get := map[string]func(x []float64) error{
		"normal":      func(x []float64) error { _, err := prob.FitNormal(x); return err },
		"exponential": func(x []float64) error { _, err := prob.FitExponential(x); return err },
		"bernoulli":   func(x []float64) error { _, err := prob.FitBernoulli(x, 0); return err },
		"alpha":       func(x []float64) error { _, err := prob.FitBernoulli(x, -1); return err },
		"categorical": func(x []float64) error { _, err := prob.FitCategorical(x, 3, 0); return err },
		"kinds":       func(x []float64) error { _, err := prob.FitCategorical(x, 0, 0); return err },
		"NaN alpha":   func(x []float64) error { _, err := prob.FitCategorical(x, 3, nan); return err },
		"poisson":     func(x []float64) error { _, err := prob.FitPoisson(x); return err },
	}
	for _, c := range []struct {
		family string
		x      []float64
		want   string
	}{
		{"normal", nil, "no data"}, {"normal", []float64{1, nan}, "x[1] is NaN"}, {"normal", []float64{2, 2, 2}, "two different numbers"},
		{"normal", []float64{1}, "two different numbers"}, {"normal", []float64{-1e300, 1e300}, "squares are finite"}, {"normal", []float64{0.1, 0.1, 0.1}, "two different"},
		{"exponential", nil, "no data"}, {"exponential", []float64{1, -2}, "x[1] is -2"}, {"exponential", []float64{0, 0}, "mean is 0"}, {"exponential", []float64{inf}, "x[0] is +Inf"},
		{"bernoulli", nil, "no data"}, {"bernoulli", []float64{0, 0.5}, "x[1] is 0.5"}, {"alpha", []float64{0, 1}, "alpha is -1"},
		{"categorical", []float64{0, 3}, "x[1] is 3"}, {"categorical", []float64{-1}, "x[0] is -1"}, {"kinds", []float64{0}, "k is 0"}, {"NaN alpha", []float64{0}, "alpha is NaN"},
		{"poisson", []float64{1.5}, "x[0] is 1.5"}, {"poisson", []float64{0, 0}, "no rate"}, {"poisson", nil, "no data"},
	} {
		if err := get[c.family](c.x); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %v: %v; want %q", c.family, c.x, err, c.want)
		}
	}
}

func TestIndependent(t *testing.T) {
	d := prob.Independent{prob.Normal{Sigma: 1}, prob.Gamma{Shape: 2, Rate: 3}}
	x := d.Sample(500, rand.New(rand.NewPCG(1, 3)))
	s, err := d.Score(x)
	if err != nil || s.Measure != score.Lebesgue || s.Kind != score.Exact {
		t.Fatal(s, err)
	}
	for i, logP := range s.LogP {
		reference.Near(t, "row", logP, d[0].LogP(x.At(i, 0))+d[1].LogP(x.At(i, 1)), 1e-14)
	}
	if !math.IsNaN(d.LogProb([]float64{1})) || d.Dim() != 2 {
		t.Error("a short row is not NaN")
	}
	for want, bad := range map[string]prob.Independent{
		"there are none": {}, "column 1 has no family": {d[0], nil}, "column 1: prob: gamma": {d[0], prob.Gamma{}},
		"to the": {d[0], prob.Bernoulli{P: 0.5}},
	} {
		if _, err := bad.Score(x); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	if n, _ := (prob.Independent{}).Sample(3, nil).Dims(); n != 0 {
		t.Error("no columns gave rows")
	}
}

// The first line of the running table: independent pixels on the digits, against the same sum by frequencies.
func TestIndependentPixels(t *testing.T) {
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		t.Fatal(err)
	}
	d, err := prob.FitIndependentBernoulli(train.X, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Score(test.X)
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for j := range 64 {
		ones, hits := mat.Sum(train.X.ColView(j)), mat.Sum(test.X.ColView(j))
		p := (ones + 1) / (1437 + 2)
		want += hits/360*math.Log(p) + (1-hits/360)*math.Log(1-p)
	}
	reference.Near(t, "mean log p", s.Mean, want, 1e-12)
	t.Logf("independent pixels, alpha = 1: %v", s)
	if _, err := prob.FitIndependentBernoulli(mat.NewDense(2, 2, []float64{0, 1, 1, 2}), 1); err == nil || !strings.Contains(err.Error(), "column 1") {
		t.Errorf("a 2 among bits: %v", err)
	}
	if _, err := prob.FitIndependentBernoulli(&mat.Dense{}, 1); err == nil {
		t.Error("no rows: no error")
	}
}
