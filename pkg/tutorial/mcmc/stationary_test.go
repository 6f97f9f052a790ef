package mcmc_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

var background = context.Background()

// slope is the derivative of a density of one number.
func slope(f func(x float64) float64) mcmc.Gradient {
	return func(dst, theta []float64) { dst[0] = f(theta[0]) }
}

// The densities of one number that every sampler must leave as they are, two with an end.
var univariate = []struct {
	name  string
	d     prob.Univariate
	slope mcmc.Gradient
	start float64
}{
	{"normal", prob.Normal{Mu: 3, Sigma: 2}, slope(func(x float64) float64 { return (3 - x) / 4 }), 3},
	{"beta", prob.Beta{Alpha: 2, Beta: 3}, slope(func(x float64) float64 { return 1/x - 2/(1-x) }), 0.5},
	{"exponential", prob.Exponential{Rate: 2}, slope(func(float64) float64 { return -2 }), 0.5},
}

// far is the Kolmogorov–Smirnov statistic √n sup |F_n − F|. With n independent draws it is above 3.3 with a
// probability of less than 2 exp(−2 · 3.3²) = 7e-10 (Massart 1990); the tests here ask 40 times, and thin so much that draws
// next to each other have a correlation below 1 %.
func far(draws []float64, cdf func(float64) float64) float64 {
	x := slices.Clone(draws)
	slices.Sort(x)
	n, d := float64(len(x)), 0.0
	for i, v := range x {
		f := cdf(v)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	return d * math.Sqrt(n)
}

const tooFar = 3.3

func TestStationary(t *testing.T) {
	for _, u := range univariate {
		sd := math.Sqrt(u.d.Variance())
		up := func(dst, from []float64, rng *rand.Rand) float64 { // a proposal with a drift
			z := rng.NormFloat64()
			dst[0] = from[0] + sd*(0.5+1.5*z)
			back := (from[0]-dst[0])/sd - 0.5
			return (z*z - back*back/2.25) / 2
		}
		for name, s := range map[string]mcmc.Sampler{
			"metropolis": mcmc.Metropolis{Scale: sd},
			"hastings":   mcmc.MetropolisHastings{Propose: up},
			"slice":      mcmc.Slice{Width: sd / 2},
			"hmc":        mcmc.HMC{Gradient: u.slope, Step: 0.3 * sd, Leapfrogs: 6},
		} {
			for seed := range uint64(3) {
				c, err := mcmc.Run(background, u.d.LogProb, []float64{u.start}, s, mcmc.Config{Draws: 2000, WarmUp: 500, Thin: 40, Seed: seed, NoAdapt: name == "hmc"})
				if err != nil {
					t.Fatal(err)
				}
				x := mat.Col(nil, 0, c.Draws)
				rho, err := mcmc.Autocorrelation(x, 1)
				if err != nil || math.Abs(rho[1]) > 0.1 {
					t.Errorf("%s, %s: autocorrelation of thinned draws %v, error %v", name, u.name, rho, err)
				}
				if d := far(x, u.d.CDF); d > tooFar {
					t.Errorf("%s, %s, seed %d: the draws are %.2f from the distribution; more than %g is not chance", name, u.name, seed, d, tooFar)
				}
			}
		}
	}
}

// A slice of two parts, 0 … 1 and 1.5 … 1.6: how often one is left for the other hangs on where the interval begins.
func TestSliceOfTwoParts(t *testing.T) {
	uniform := func(theta []float64) float64 {
		if x := theta[0]; x >= 0 && x <= 1 || x >= 1.5 && x <= 1.6 {
			return 0
		}
		return math.Inf(-1)
	}
	cdf := func(x float64) float64 { return (min(x, 1) + max(0, x-1.5)) / 1.1 }
	for seed := range uint64(3) {
		c, err := mcmc.Run(background, uniform, []float64{0.5}, mcmc.Slice{Width: 1}, mcmc.Config{Draws: 20000, Thin: 10, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		if d := far(mat.Col(nil, 0, c.Draws), cdf); d > tooFar {
			t.Errorf("seed %d: the draws are %.2f from the distribution; more than %g is not chance", seed, d, tooFar)
		}
	}
}

// The same test finds a sampler out that forgets q(theta|theta') / q(theta'|theta).
func TestStationaryFindsFault(t *testing.T) {
	d := prob.Exponential{Rate: 2}
	for right := range 2 {
		times := func(dst, from []float64, rng *rand.Rand) float64 { // a factor that is as often f as 1/f
			z := rng.NormFloat64()
			dst[0] = from[0] * math.Exp(2*z)
			return float64(right) * 2 * z // q(theta'|theta) has 1/theta'
		}
		c, err := mcmc.Run(background, d.LogProb, []float64{1}, mcmc.MetropolisHastings{Propose: times}, mcmc.Config{Draws: 3000, Thin: 30})
		if err != nil {
			t.Fatal(err)
		}
		if found := far(mat.Col(nil, 0, c.Draws), d.CDF) > tooFar; found != (right == 0) {
			t.Errorf("with the ratio %d: a fault is found: %v", right, found)
		}
	}
}

// On whole numbers 0 … 9, with steps to the right more often than to the left: χ² of 9 degrees of freedom is above 60 with
// probability 1.3e-9, asked 3 times.
func TestDiscrete(t *testing.T) {
	weights := []float64{1, 4, 2, 8, 5, 7, 1, 3, 9, 6}
	logP := func(theta []float64) float64 {
		if k := int(theta[0]); k >= 0 && k < len(weights) {
			return math.Log(weights[k])
		}
		return math.Inf(-1)
	}
	right := func(dst, from []float64, rng *rand.Rand) float64 {
		if dst[0] = from[0] + 1 + float64(rng.IntN(2)); rng.Float64() < 0.6 {
			return math.Log(0.4 / 0.6)
		}
		dst[0] = 2*from[0] - dst[0]
		return math.Log(0.6 / 0.4)
	}
	for seed := range uint64(3) {
		c, err := mcmc.Run(background, logP, []float64{3}, mcmc.MetropolisHastings{Propose: right}, mcmc.Config{Draws: 5000, WarmUp: 100, Thin: 60, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		counts := make([]float64, len(weights))
		for _, v := range mat.Col(nil, 0, c.Draws) {
			counts[int(v)]++
		}
		chi2 := 0.0
		for k, w := range weights {
			want := 5000 * w / 46
			chi2 += (counts[k] - want) * (counts[k] - want) / want
		}
		if chi2 > 60 {
			t.Errorf("seed %d: counts %v, χ² = %.1f", seed, counts, chi2)
		}
	}
	if p := (distuv.ChiSquared{K: 9}).Survival(60); p > 2e-9 {
		t.Errorf("the false-alarm rate is %g", p)
	}
}

// A normal distribution of two correlated numbers: means, variances and the covariance within 4 standard errors (a
// false alarm of 6e-5 each; the seeds are fixed).
func TestCorrelated(t *testing.T) {
	const rho = 0.9
	scale := []float64{1, 10}
	mean := []float64{-2, 30}
	z := func(theta []float64) (a, b float64) {
		return (theta[0] - mean[0]) / scale[0], (theta[1] - mean[1]) / scale[1]
	}
	logP := func(theta []float64) float64 {
		a, b := z(theta)
		return -(a*a - 2*rho*a*b + b*b) / (2 * (1 - rho*rho))
	}
	grad := func(dst, theta []float64) {
		a, b := z(theta)
		dst[0], dst[1] = -(a-rho*b)/(1-rho*rho)/scale[0], -(b-rho*a)/(1-rho*rho)/scale[1]
	}
	for name, s := range map[string]mcmc.Sampler{
		"metropolis": mcmc.Metropolis{Step: []float64{0.1, 1}},
		"slice":      mcmc.Slice{Width: 3},
		"hmc":        mcmc.HMC{Gradient: grad, Step: 1, Leapfrogs: 8, Mass: []float64{1, 0.01}},
	} {
		starts := [][]float64{{-5, 0}, {0, 60}, {-2, 30}, {-4, 50}}
		chains, err := mcmc.RunChains(background, logP, starts, s, mcmc.Config{Draws: 4000, WarmUp: 1000, Thin: 5, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		if problems, err := chains.Check(); err != nil || len(problems) > 0 {
			t.Errorf("%s: problems %v, error %v", name, problems, err)
		}
		for what, q := range map[string]struct {
			f    func(a, b float64) float64
			want float64
		}{
			"mean 0": {func(a, _ float64) float64 { return a }, 0}, "mean 1": {func(_, b float64) float64 { return b }, 0},
			"variance 0": {func(a, _ float64) float64 { return a * a }, 1}, "variance 1": {func(_, b float64) float64 { return b * b }, 1},
			"covariance": {func(a, b float64) float64 { return a * b }, rho},
		} {
			e, err := mcmc.Describe(chains.Quantity(func(theta []float64) float64 { return q.f(z(theta)) }))
			if err != nil || math.Abs(e.Mean-q.want) > 4*e.MCSE || e.MCSE > 0.05 {
				t.Errorf("%s: %s: %.4f ± %.4f, want %.4f; error %v", name, what, e.Mean, e.MCSE, q.want, err)
			}
		}
	}
}

// The standard error that one run gives is the spread of the means of many runs: 200 of them, ±20 % at least (4 standard
// deviations of a standard deviation of 200).
func TestStandardError(t *testing.T) {
	d := prob.Normal{Sigma: 1}
	var means, errs []float64
	for seed := range uint64(200) {
		c, err := mcmc.Run(background, d.LogProb, []float64{0}, mcmc.Metropolis{Scale: 1}, mcmc.Config{Draws: 2000, WarmUp: 50, Seed: seed, NoAdapt: true})
		if err != nil {
			t.Fatal(err)
		}
		e, err := mcmc.Describe([][]float64{mat.Col(nil, 0, c.Draws)})
		if err != nil {
			t.Fatal(err)
		}
		means, errs = append(means, e.Mean), append(errs, e.MCSE)
	}
	squares := 0.0
	for _, m := range means {
		squares += m * m / float64(len(means))
	}
	claimed := 0.0
	for _, e := range errs {
		claimed += e / float64(len(errs))
	}
	if ratio := math.Sqrt(squares) / claimed; math.Abs(ratio-1) > 0.2 {
		t.Errorf("means spread by %.4f, the runs say %.4f", math.Sqrt(squares), claimed)
	}
}
