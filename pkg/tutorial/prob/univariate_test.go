package prob_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// draw makes a random distribution of each family.
func draw(rng *rand.Rand) []prob.Univariate {
	p := make([]float64, 1+rng.IntN(6))
	sum := 0.0
	for i := range p {
		p[i] = rng.ExpFloat64()
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	positive := func() float64 { return math.Exp(1.5 * rng.NormFloat64()) }
	return []prob.Univariate{
		prob.Normal{Mu: 5 * rng.NormFloat64(), Sigma: positive()}, prob.Exponential{Rate: positive()},
		prob.Bernoulli{P: rng.Float64()}, prob.Categorical{P: p}, prob.Poisson{Lambda: 3 * positive()},
		prob.Beta{Alpha: 1 + positive(), Beta: 1 + positive()}, prob.Gamma{Shape: 1 + positive(), Rate: positive()},
	}
}

// points cut the range that holds all but 1e-12 of a continuous density into pieces of equal probability.
func points(d prob.Univariate) []float64 {
	var at []float64
	for _, u := range []float64{1e-12, 1e-6, 1e-3, 0.05, 0.2, 0.5, 0.8, 0.95, 1 - 1e-3, 1 - 1e-6, 1 - 1e-12} {
		at = append(at, d.Quantile(u))
	}
	return at
}

// expect is E[f(X)]: a quadrature where x is continuous, a sum where it is discrete.
func expect(d prob.Univariate, f func(x float64) float64) float64 {
	sum := 0.0
	if d.Measure() == score.Counting {
		for x := 0.0; x <= d.Quantile(1-1e-14)+50; x++ {
			sum += f(x) * d.Prob(x)
		}
		return sum
	}
	at := points(d)
	for i := 1; i < len(at); i++ {
		sum += quad.Fixed(func(x float64) float64 { return f(x) * d.Prob(x) }, at[i-1], at[i], 60, quad.Legendre{}, 0)
	}
	return sum
}

// Every density integrates to 1, every probability sums to 1, and mean and variance are those of the density.
func TestMoments(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		for _, d := range draw(rng) {
			name := fmt.Sprintf("%T%v", d, d)
			reference.Near(t, name+": total", expect(d, func(float64) float64 { return 1 }), 1, 1e-9)
			mean := expect(d, func(x float64) float64 { return x })
			reference.Near(t, name+": mean", d.Mean(), mean, 1e-8)
			reference.Near(t, name+": variance", d.Variance(), expect(d, func(x float64) float64 { return (x - mean) * (x - mean) }), 1e-7)
		}
	}
}

// The cdf is the density's integral and the quantile its inverse.
func TestCDF(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for range 20 {
		for _, d := range draw(rng) {
			name := fmt.Sprintf("%T%v", d, d)
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
				y := d.Quantile(u / 2)
				reference.Near(t, name+": integral", quad.Fixed(d.Prob, y, x, 100, quad.Legendre{}, 0), u/2, 1e-9)
			}
			if d.CDF(math.Inf(-1)) != 0 || d.CDF(math.Inf(1)) != 1 || !math.IsInf(d.LogP(math.Inf(1)), -1) || !math.IsInf(d.LogP(math.Inf(-1)), -1) {
				t.Errorf("%s: at infinity cdf %g, %g", name, d.CDF(math.Inf(-1)), d.CDF(math.Inf(1)))
			}
		}
	}
}

// Samples have the family's mean, variance and cdf within 5 standard errors, and follow from the source alone.
func TestSample(t *testing.T) {
	const n = 4000
	rng := rand.New(rand.NewPCG(3, 1))
	for range 4 {
		for i, d := range draw(rng) {
			name := fmt.Sprintf("%T%v", d, d)
			seed := uint64(i)
			x := d.Sample(n, rand.New(rand.NewPCG(seed, 7)))
			again := d.Sample(n, rand.New(rand.NewPCG(seed, 7)))
			if !mat.Equal(x, again) {
				t.Errorf("%s: the same source gave other numbers", name)
			}
			values := mat.Col(nil, 0, x)
			reference.Near(t, name+": mean", stat.Mean(values, nil), d.Mean(), 5*math.Sqrt(d.Variance()/n)/max(1, math.Abs(d.Mean())))
			slices.Sort(values)
			for _, u := range []float64{0.1, 0.5, 0.9} {
				at := d.Quantile(u)
				below, _ := slices.BinarySearchFunc(values, at, func(v, at float64) int {
					if v <= at {
						return -1
					}
					return 1
				})
				c := d.CDF(at)
				reference.Near(t, fmt.Sprintf("%s: share up to %g", name, at), float64(below)/n, c, 5*math.Sqrt(c*(1-c)/n)+1e-12)
			}
			s, err := d.Score(x)
			if err != nil || s.Kind != score.Exact || s.Measure != d.Measure() || len(s.LogP) != n || s.LogP[7] != d.LogP(x.At(7, 0)) {
				t.Errorf("%s: score %v, error %v", name, s, err)
			}
		}
	}
	tiny := prob.Beta{Alpha: 1e-5, Beta: 3e-5}.Sample(2000, rng)
	reference.Near(t, "beta of tiny parameters", mat.Sum(tiny)/2000, 0.25, 5*math.Sqrt(0.25*0.75/2000))
	if n, d := (prob.Normal{Sigma: 1}).Sample(0, rng).Dims(); n != 0 || d != 0 {
		t.Errorf("no rows: %d×%d", n, d)
	}
}

// Wrong parameters are an error of Check, NewX and Score; everything else answers NaN, and nothing panics.
func TestWrongParameters(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	rng := rand.New(rand.NewPCG(4, 1))
	for _, c := range []struct {
		d    prob.Univariate
		want string
	}{
		{prob.Normal{Mu: nan, Sigma: 1}, "Mu is NaN"}, {prob.Normal{}, "Sigma is 0"}, {prob.Normal{Sigma: -1}, "Sigma is -1"}, {prob.Normal{Sigma: inf}, "Sigma is +Inf"},
		{prob.Exponential{}, "Rate is 0"}, {prob.Exponential{Rate: nan}, "Rate is NaN"},
		{prob.Bernoulli{P: -0.1}, "P is -0.1"}, {prob.Bernoulli{P: 1.1}, "P is 1.1"}, {prob.Bernoulli{P: nan}, "P is NaN"},
		{prob.Categorical{}, "P is empty"}, {prob.Categorical{P: []float64{0.5, 0.6}}, "sums to 1.1"}, {prob.Categorical{P: []float64{2, -1}}, "P[0] is 2"}, {prob.Categorical{P: []float64{1, nan}}, "P[1] is NaN"},
		{prob.Poisson{}, "Lambda is 0"}, {prob.Poisson{Lambda: -3}, "Lambda is -3"}, {prob.Poisson{Lambda: 1e300}, "use a normal"},
		{prob.Beta{Alpha: 1}, "Beta is 0"}, {prob.Beta{Alpha: nan, Beta: 1}, "Alpha is NaN"},
		{prob.Gamma{Shape: 1}, "Rate is 0"}, {prob.Gamma{Shape: -1, Rate: 1}, "Shape is -1"},
	} {
		name := fmt.Sprintf("%T%v", c.d, c.d)
		if err := c.d.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
		if _, err := c.d.Score(mat.NewDense(1, 1, nil)); err == nil {
			t.Errorf("%s: scored", name)
		}
		for what, v := range map[string]float64{"p": c.d.Prob(1), "log p": c.d.LogP(1), "cdf": c.d.CDF(1), "quantile": c.d.Quantile(0.5),
			"mean": c.d.Mean(), "variance": c.d.Variance(), "sample": c.d.Sample(1, rng).At(0, 0)} {
			if !math.IsNaN(v) {
				t.Errorf("%s: %s is %g", name, what, v)
			}
		}
	}
	if _, err := prob.NewGamma(0, 1); err == nil {
		t.Error("NewGamma took a shape of 0")
	}
}

func TestWrongPlaces(t *testing.T) {
	for _, d := range draw(rand.New(rand.NewPCG(5, 1))) {
		for what, v := range map[string]float64{"no column": d.LogProb(nil), "two columns": d.LogProb([]float64{1, 1}), "NaN": d.LogP(math.NaN()),
			"cdf of NaN": d.CDF(math.NaN()), "quantile -1": d.Quantile(-1), "quantile 2": d.Quantile(2), "quantile NaN": d.Quantile(math.NaN())} {
			if !math.IsNaN(v) {
				t.Errorf("%T: %s is %g", d, what, v)
			}
		}
		if math.IsNaN(d.Quantile(0)) || math.IsNaN(d.Quantile(1)) || d.Dim() != 1 {
			t.Errorf("%T: quantiles %g, %g", d, d.Quantile(0), d.Quantile(1))
		}
		if _, err := d.Score(mat.NewDense(2, 2, nil)); err == nil {
			t.Errorf("%T scored rows of two columns", d)
		}
	}
}
