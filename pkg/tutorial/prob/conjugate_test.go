package prob_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// drawConjugate makes a random distribution of each family that conjugate models need, with a finite variance.
func drawConjugate(rng *rand.Rand) []prob.Univariate {
	positive := func() float64 { return math.Exp(rng.NormFloat64()) }
	return []prob.Univariate{
		prob.StudentT{Mu: 5 * rng.NormFloat64(), Sigma: positive(), Nu: 6 + 5*positive()},
		prob.InverseGamma{Shape: 6 + 5*positive(), Scale: positive()},
		prob.NegativeBinomial{R: 5 * positive(), P: 0.1 + 0.8*rng.Float64()},
		prob.BetaBinomial{N: 1 + rng.IntN(60), Alpha: positive(), Beta: positive()},
	}
}

func conjugate(name string, p []float64) (prob.Univariate, error) {
	switch name {
	case "student t":
		return prob.NewStudentT(p[0], p[1], p[2])
	case "inverse gamma":
		return prob.NewInverseGamma(p[0], p[1])
	case "negative binomial":
		return prob.NewNegativeBinomial(p[0], p[1])
	case "beta-binomial":
		return prob.NewBetaBinomial(int(p[0]), p[1], p[2])
	}
	return nil, fmt.Errorf("no family %s", name)
}

// Densities, cdfs, quantiles and moments are scipy's.
func TestConjugateGolden(t *testing.T) {
	var g struct {
		golden
		Dirichlets []struct {
			Alpha          []float64
			X              [][]float64
			LogP           []number `json:"log p"`
			Mean, Variance []float64
		}
	}
	data, err := os.ReadFile("testdata/conjugate.json")
	if err == nil {
		err = json.Unmarshal(data, &g)
	}
	if err != nil || len(g.Families) == 0 || len(g.Dirichlets) == 0 {
		t.Fatal(err)
	}
	for _, g := range g.Families {
		name := fmt.Sprint(g.Family, g.Parameters)
		d, err := conjugate(g.Family, g.Parameters)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range g.X {
			at := fmt.Sprintf("%s at %g", name, x)
			reference.Near(t, at+": log p", d.LogP(x), float64(g.LogP[i]), 1e-11)
			reference.Near(t, at+": row", d.LogProb([]float64{x}), d.LogP(x), 0)
			reference.Near(t, at+": cdf", d.CDF(x), float64(g.CDF[i]), 1e-10)
		}
		for i, u := range g.U {
			reference.Near(t, fmt.Sprintf("%s: quantile %g", name, u), d.Quantile(u), float64(g.Quantile[i]), 1e-8)
		}
		reference.Near(t, name+": mean", d.Mean(), float64(g.Mean), 1e-12)
		reference.Near(t, name+": variance", d.Variance(), float64(g.Variance), 1e-12)
	}
	for _, g := range g.Dirichlets {
		d, err := prob.NewDirichlet(g.Alpha)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range g.X {
			reference.Near(t, fmt.Sprintf("Dirichlet %v at %v", g.Alpha, x), d.LogProb(x), float64(g.LogP[i]), 1e-11)
		}
		for k, m := range d.Mean() {
			reference.Near(t, "mean", m, g.Mean[k], 1e-13)
			reference.Near(t, "marginal's mean", d.Marginal(k).Mean(), g.Mean[k], 1e-13)
			reference.Near(t, "marginal's variance", d.Marginal(k).Variance(), g.Variance[k], 1e-13)
		}
	}
}

// Totals, means and variances are those of the density, and the quantile inverts the cdf.
func TestConjugateMoments(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	for range 20 {
		for _, d := range drawConjugate(rng) {
			name := fmt.Sprintf("%T%v", d, d)
			reference.Near(t, name+": total", expect(d, func(float64) float64 { return 1 }), 1, 1e-9)
			mean := expect(d, func(x float64) float64 { return x })
			reference.Near(t, name+": mean", d.Mean(), mean, 1e-7)
			reference.Near(t, name+": variance", d.Variance(), expect(d, func(x float64) float64 { return (x - mean) * (x - mean) }), 1e-4)
			for _, u := range []float64{0.01, 0.3, 0.5, 0.77, 0.99} {
				x := d.Quantile(u)
				if d.Measure() == score.Counting {
					if d.CDF(x) < u || x > 0 && d.CDF(x-1) >= u {
						t.Errorf("%s: quantile %g is %g, where the cdf is %g after %g", name, u, x, d.CDF(x), d.CDF(x-1))
					}
					reference.Near(t, name+": step", d.CDF(x)-d.CDF(x-1), d.Prob(x), 1e-10)
					continue
				}
				reference.Near(t, name+": cdf of quantile", d.CDF(x), u, 1e-9)
			}
			if d.CDF(math.Inf(-1)) != 0 || d.CDF(math.Inf(1)) != 1 || d.CDF(-1e9) > 1e-9 || math.IsNaN(d.Quantile(0)) || math.IsNaN(d.Quantile(1)) {
				t.Errorf("%s: at the ends cdf %g, %g", name, d.CDF(math.Inf(-1)), d.CDF(math.Inf(1)))
			}
		}
	}
}

// Samples have the family's mean and median within 5 standard errors, and follow from the source alone.
func TestConjugateSample(t *testing.T) {
	const n = 4000
	for i, d := range drawConjugate(rand.New(rand.NewPCG(7, 1))) {
		name := fmt.Sprintf("%T%v", d, d)
		x := d.Sample(n, rand.New(rand.NewPCG(uint64(i), 7)))
		if !mat.Equal(x, d.Sample(n, rand.New(rand.NewPCG(uint64(i), 7)))) {
			t.Errorf("%s: the same source gave other numbers", name)
		}
		values := mat.Col(nil, 0, x)
		reference.Near(t, name+": mean", stat.Mean(values, nil), d.Mean(), 5*math.Sqrt(d.Variance()/n)/max(1, math.Abs(d.Mean())))
		at, below := d.Quantile(0.5), 0.0
		for _, v := range values {
			if v <= at {
				below++
			}
		}
		c := d.CDF(at)
		reference.Near(t, name+": share up to the median", below/n, c, 5*math.Sqrt(c*(1-c)/n))
		s, err := d.Score(x)
		if err != nil || s.Kind != score.Exact || s.Measure != d.Measure() || s.LogP[7] != d.LogP(x.At(7, 0)) {
			t.Errorf("%s: score %v, error %v", name, s, err)
		}
	}
	d := prob.Dirichlet{Alpha: []float64{2, 0.5, 4}}
	x := d.Sample(n, rand.New(rand.NewPCG(8, 1)))
	for k, m := range d.Mean() {
		reference.Near(t, "Dirichlet's mean", mat.Sum(x.ColView(k))/n, m, 5*math.Sqrt(d.Marginal(k).Variance()/n))
	}
	if s, err := d.Score(x); err != nil || len(s.LogP) != n {
		t.Errorf("Dirichlet's score: %v", err)
	}
	tiny := prob.Dirichlet{Alpha: []float64{1e-5, 3e-5}}.Sample(2000, rand.New(rand.NewPCG(9, 1)))
	reference.Near(t, "Dirichlet of tiny parameters", mat.Sum(tiny.ColView(0))/2000, 0.25, 5*math.Sqrt(0.25*0.75/2000))
	zero := prob.NegativeBinomial{R: 1e-5, P: 0.5}.Sample(2000, rand.New(rand.NewPCG(10, 1)))
	if mat.Max(zero) > 10 || mat.Min(zero) < 0 {
		t.Errorf("negative binomial of a tiny R: up to %g", mat.Max(zero))
	}
}

// Of two kinds a Dirichlet is a Beta, and a t of many degrees of freedom is a normal.
func TestConjugateLimits(t *testing.T) {
	d := prob.Dirichlet{Alpha: []float64{0.7, 3}}
	for _, x := range []float64{0.01, 0.4, 0.9} {
		reference.Near(t, "Dirichlet of two", d.LogProb([]float64{x, 1 - x}), prob.Beta{Alpha: 0.7, Beta: 3}.LogP(x), 1e-12)
		reference.Near(t, "t of many", prob.StudentT{Sigma: 2, Nu: 1e12}.LogP(x), prob.Normal{Sigma: 2}.LogP(x), 1e-10)
	}
	for what, c := range map[string]struct{ got, want float64 }{
		"off the simplex": {d.LogProb([]float64{0.5, 0.6}), math.Inf(-1)}, "negative": {d.LogProb([]float64{-0.5, 1.5}), math.Inf(-1)},
		"corner": {d.LogProb([]float64{0, 1}), math.Inf(1)}, "other corner": {d.LogProb([]float64{1, 0}), math.Inf(-1)},
		"flat corner":       {prob.Dirichlet{Alpha: []float64{1, 1}}.LogProb([]float64{0, 1}), 0},
		"t: no variance":    {prob.StudentT{Sigma: 1, Nu: 2}.Variance(), math.Inf(1)},
		"1/gamma: no mean":  {prob.InverseGamma{Shape: 1, Scale: 1}.Mean(), math.Inf(1)},
		"1/gamma: variance": {prob.InverseGamma{Shape: 2, Scale: 1}.Variance(), math.Inf(1)},
		"1/gamma at 0":      {prob.InverseGamma{Shape: 2, Scale: 1}.CDF(0), 0},
	} {
		reference.Near(t, what, c.got, c.want, 1e-12)
	}
	for what, v := range map[string]float64{"t: no mean": prob.StudentT{Sigma: 1, Nu: 1}.Mean(), "1/gamma": prob.InverseGamma{Shape: 1, Scale: 1}.Variance(),
		"length": d.LogProb([]float64{1}), "NaN": d.LogProb([]float64{math.NaN(), 1}), "no kind": d.Marginal(2).Mean()} {
		if !math.IsNaN(v) {
			t.Errorf("%s: %g", what, v)
		}
	}
}

// Wrong parameters are an error of Check and Score; everything else answers NaN, and nothing panics.
func TestConjugateWrong(t *testing.T) {
	nan := math.NaN()
	rng := rand.New(rand.NewPCG(11, 1))
	for _, c := range []struct {
		d    prob.Univariate
		want string
	}{
		{prob.StudentT{Nu: 1}, "Sigma is 0"}, {prob.StudentT{Sigma: 1}, "Nu is 0"}, {prob.StudentT{Mu: nan, Sigma: 1, Nu: 3}, "Mu is NaN"},
		{prob.InverseGamma{Scale: 1}, "Shape is 0"}, {prob.InverseGamma{Shape: 3, Scale: -1}, "Scale is -1"},
		{prob.NegativeBinomial{P: 0.5}, "R is 0"}, {prob.NegativeBinomial{R: 1, P: 1}, "P is 1"}, {prob.NegativeBinomial{R: 1, P: nan}, "P is NaN"},
		{prob.NegativeBinomial{R: 1e10, P: 1e-10}, "use a gamma"},
		{prob.BetaBinomial{Alpha: 1, Beta: 1}, "N is 0"}, {prob.BetaBinomial{N: 1e7, Alpha: 1, Beta: 1}, "to 1000000"}, {prob.BetaBinomial{N: 2, Beta: 1}, "Alpha is 0"}, {prob.BetaBinomial{N: 2, Alpha: 1, Beta: nan}, "Beta is NaN"},
	} {
		name := fmt.Sprintf("%T%v", c.d, c.d)
		if err := c.d.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
		if _, err := c.d.Score(mat.NewDense(1, 1, nil)); err == nil {
			t.Errorf("%s: scored", name)
		}
		for what, v := range map[string]float64{"p": c.d.Prob(1), "cdf": c.d.CDF(1), "quantile": c.d.Quantile(0.5),
			"mean": c.d.Mean(), "variance": c.d.Variance(), "sample": c.d.Sample(1, rng).At(0, 0)} {
			if !math.IsNaN(v) {
				t.Errorf("%s: %s is %g", name, what, v)
			}
		}
	}
	for _, alpha := range [][]float64{nil, {1}, {1, 0}, {nan, 1}, {1e308, 1e308}} {
		d, err := prob.NewDirichlet(alpha)
		if err == nil || !math.IsNaN(d.LogProb(slices.Repeat([]float64{0.5}, len(alpha)))) || d.Mean() != nil {
			t.Errorf("Dirichlet %v: error %v", alpha, err)
		}
		if x := d.Sample(2, rng); !x.IsEmpty() && !math.IsNaN(x.At(1, 0)) {
			t.Errorf("Dirichlet %v: sample %v", alpha, x)
		}
		if _, err := d.Score(mat.NewDense(1, 2, nil)); err == nil {
			t.Errorf("Dirichlet %v: scored", alpha)
		}
	}
}
