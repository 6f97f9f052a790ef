package bayes_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

var ctx = context.Background()

// onGrid puts a prior of one parameter and the likelihood of x on a grid.
func onGrid[T int | float64](t *testing.T, prior prob.Univariate, logLikelihood func(theta float64, x ...T) float64, x []T, axis bayes.Axis) *bayes.Grid {
	t.Helper()
	g, err := bayes.NewGrid(ctx, prior.LogProb, func(theta []float64) float64 { return logLikelihood(theta[0], x...) }, axis)
	noError(t, err)
	return g
}

// Conjugate posteriors and their grids agree within the midpoint rule's error.
func TestGridConjugate(t *testing.T) {
	near := func(name string, g *bayes.Grid, after prob.Univariate, evidence, tol float64) {
		t.Helper()
		h := g.Axes[0].Width()
		reference.Near(t, name+": total", floats.Sum(g.P), 1, 1e-12)
		reference.Near(t, name+": evidence", g.LogEvidence, evidence, tol)
		reference.Near(t, name+": prior mass", g.PriorMass, 1, tol)
		reference.Near(t, name+": mean", g.Mean()[0], after.Mean(), tol)
		reference.Near(t, name+": variance", g.Variance()[0], after.Variance(), tol)
		for i, x := range g.Axes[0].Points() {
			reference.Near(t, name+": density", g.Density()[i], after.Prob(x), tol)
		}
		for _, u := range []float64{0.05, 0.5, 0.95} {
			q, err := g.Quantile(u)
			noError(t, err)
			reference.Near(t, name+": cdf of quantile", g.CDF(q), u, 1e-12)
			if math.Abs(q-after.Quantile(u)) > h { // within a cell
				t.Errorf("%s: quantile %g is %g, not %g", name, u, q, after.Quantile(u))
			}
		}
		if g.EdgeMass() > 1e-6 {
			t.Errorf("%s: %g at the edge", name, g.EdgeMass())
		}
	}
	bits, counts, reals := []int{1, 0, 1, 1, 0, 1, 1, 1}, []int{4, 6, 3}, []float64{0.3, 1.9, -0.4}
	b := bayes.BetaBernoulli{Alpha: 3, Beta: 2}
	evidence, _ := b.LogEvidence(bits...)
	after, _ := b.Update(bits...)
	near("beta", onGrid(t, b.Distribution(), b.LogLikelihood, bits, bayes.Axis{Lo: 0, Hi: 1, N: 1000}), after.Distribution(), evidence, 3e-6)

	g := bayes.GammaPoisson{Shape: 3, Rate: 1}
	evidence, _ = g.LogEvidence(counts...)
	afterG, _ := g.Update(counts...)
	near("gamma", onGrid(t, g.Distribution(), g.LogLikelihood, counts, bayes.Axis{Lo: 0, Hi: 40, N: 4000}), afterG.Distribution(), evidence, 1e-5)

	n := bayes.NormalKnown{Mu: 1, Sigma: 2, Noise: 1.5}
	evidence, _ = n.LogEvidence(reals...)
	afterN, _ := n.Update(reals...)
	near("normal", onGrid(t, n.Distribution(), n.LogLikelihood, reals, bayes.Axis{Lo: -19, Hi: 21, N: 400}), afterN.Distribution(), evidence, 1e-11)
}

// The error is O(h²): halving the cells divides it by four.
func TestGridOrder(t *testing.T) {
	bits := []int{1, 1, 0}
	m := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	evidence, _ := m.LogEvidence(bits...)
	failure := func(n int) float64 {
		return onGrid(t, m.Distribution(), m.LogLikelihood, bits, bayes.Axis{Lo: 0, Hi: 1, N: n}).LogEvidence - evidence
	}
	for n := 10; n < 1000; n *= 2 {
		if ratio := failure(n) / failure(2*n); math.Abs(ratio-4) > 0.1 {
			t.Errorf("from %d cells to %d the error falls by %g", n, 2*n, ratio)
		}
	}
}

// In two and three dimensions: evidence, marginals, moments, and samples.
func TestGridDimensions(t *testing.T) {
	x := []float64{0.3, 1.9, -0.4, 2.2, 0.8}
	m := bayes.NormalInverseGamma{Mu: 1, Kappa: 0.5, Alpha: 4, Beta: 5}
	after, _ := m.Update(x...)
	evidence, _ := m.LogEvidence(x...)
	g, err := bayes.NewGrid(ctx, func(th []float64) float64 { return m.LogProb(th[0], th[1]) },
		func(th []float64) float64 { return m.LogLikelihood(th[0], th[1], x...) }, bayes.Axis{Lo: -6, Hi: 8, N: 150}, bayes.Axis{Lo: 0, Hi: 30, N: 600})
	noError(t, err)
	reference.Near(t, "evidence", g.LogEvidence, evidence, 1e-5)
	mu, sigma2 := after.Mean()
	mean, variance := g.Mean(), g.Variance()
	for i, want := range []float64{mu, sigma2} {
		reference.Near(t, "mean", mean[i], want, 1e-4)
	}
	for i, want := range []float64{after.MarginalMu().Variance(), after.MarginalSigma2().Variance()} {
		reference.Near(t, "variance", variance[i], want, 2e-3)
	}
	for i, d := range []prob.Univariate{after.MarginalMu(), after.MarginalSigma2()} {
		one, err := g.Marginal(i)
		noError(t, err)
		q, err := one.Quantile(0.4)
		noError(t, err)
		reference.Near(t, "marginal", d.CDF(q), 0.4, 2e-3)
	}
	turned, err := g.Marginal(1, 0)
	noError(t, err)
	c, d := g.Covariance(), turned.Covariance()
	reference.Near(t, "turned", d.At(0, 0), c.At(1, 1), 1e-12)
	reference.Near(t, "turned, off the diagonal", d.At(0, 1), c.At(1, 0), 1e-12)

	const n = 4000
	draws := g.Sample(n, rand.New(rand.NewPCG(1, 5)))
	if !mat.Equal(draws, g.Sample(n, rand.New(rand.NewPCG(1, 5)))) {
		t.Error("the same source gave other numbers")
	}
	for j := range 2 {
		reference.Near(t, "draws' mean", mat.Sum(draws.ColView(j))/n, mean[j], 5*math.Sqrt(variance[j]/n))
	}
}

// A correlated normal in three dimensions: the covariance comes back, in the order of the axes.
func TestGridCovariance(t *testing.T) {
	h := mat.NewSymDense(3, []float64{2, 0.5, 0, 0.5, 1, -0.3, 0, -0.3, 3})
	logP := func(th []float64) float64 {
		v := mat.NewVecDense(3, th)
		return -mat.Inner(v, h, v) / 2
	}
	axis := bayes.Axis{Lo: -8, Hi: 8, N: 48}
	g, err := bayes.NewGrid(ctx, func([]float64) float64 { return 0 }, logP, axis, bayes.Axis{Lo: -8, Hi: 8, N: 40}, axis)
	noError(t, err)
	var one mat.Dense
	one.Mul(g.Covariance(), h)
	if !mat.EqualApprox(&one, mat.NewDiagDense(3, []float64{1, 1, 1}), 1e-8) {
		t.Errorf("covariance times precision is %v", mat.Formatted(&one))
	}
	reference.Near(t, "evidence", g.LogEvidence, 1.5*math.Log(2*math.Pi)-0.5*math.Log(mat.Det(h)), 1e-9)
	reference.Near(t, "an improper prior's mass in the box", g.PriorMass, 4096, 1e-9)
	two, err := g.Marginal(2, 0)
	noError(t, err)
	reference.Near(t, "marginal", two.Covariance().At(0, 1), g.Covariance().At(0, 2), 1e-12)
}

// A likelihood that no float64 can hold is no obstacle, and a box that cuts the posterior off shows.
func TestGridExtremes(t *testing.T) {
	m := bayes.NormalKnown{Sigma: 1, Noise: 1}
	g, err := bayes.NewGrid(ctx, m.Distribution().LogProb, func(th []float64) float64 { return -1e6 + m.LogLikelihood(th[0], 2) }, bayes.Axis{Lo: -9, Hi: 11, N: 200})
	noError(t, err)
	evidence, _ := m.LogEvidence(2)
	reference.Near(t, "evidence", g.LogEvidence, evidence-1e6, 1e-12)
	cut := onGrid(t, m.Distribution(), m.LogLikelihood, []float64{2}, bayes.Axis{Lo: 0, Hi: 1, N: 50})
	if cut.EdgeMass() < 0.01 || cut.PriorMass > 0.4 {
		t.Errorf("cut off: edge %g, prior %g", cut.EdgeMass(), cut.PriorMass)
	}
	asked := 0
	_, err = bayes.NewGrid(ctx, prob.Beta{Alpha: 1, Beta: 1}.LogProb, func(th []float64) float64 {
		asked++
		return math.Log(th[0])
	}, bayes.Axis{Lo: -1, Hi: 1, N: 10})
	if err != nil || asked != 5 {
		t.Errorf("the likelihood was asked %d times: %v", asked, err)
	}
	for _, x := range []float64{-2, 2} {
		reference.Near(t, "outside", cut.CDF(x), max(0, x/2), 1e-12)
	}
	lo, _ := cut.Quantile(0)
	hi, _ := cut.Quantile(1)
	reference.Near(t, "ends", hi-lo, 1, 1e-12)
	if !cut.Sample(0, rand.New(rand.NewPCG(1, 1))).IsEmpty() || !math.IsNaN(cut.CDF(math.NaN())) {
		t.Error("no draws, no place")
	}
}

func TestGridErrors(t *testing.T) {
	zero := func([]float64) float64 { return 0 }
	give := func(v float64) func([]float64) float64 { return func([]float64) float64 { return v } }
	one := bayes.Axis{Lo: 0, Hi: 1, N: 5}
	grid := func(prior, likelihood func([]float64) float64, axes ...bayes.Axis) error {
		_, err := bayes.NewGrid(ctx, prior, likelihood, axes...)
		return err
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, ended := bayes.NewGrid(stopped, zero, zero, one)
	errs := map[string]error{
		"there is no axis":                  grid(zero, zero),
		"is nil":                            grid(nil, zero, one),
		"is nil#likelihood":                 grid(zero, nil, one),
		"in 0 cells":                        grid(zero, zero, bayes.Axis{Lo: 0, Hi: 1}),
		"from 1 to 1":                       grid(zero, zero, bayes.Axis{Lo: 1, Hi: 1, N: 5}),
		"from NaN to 1":                     grid(zero, zero, bayes.Axis{Lo: math.NaN(), Hi: 1, N: 5}),
		"from 0 to +Inf":                    grid(zero, zero, bayes.Axis{Lo: 0, Hi: math.Inf(1), N: 5}),
		"N^d = 200^3 = 8e+06 cells":         grid(zero, zero, bayes.Axis{Hi: 1, N: 200}, bayes.Axis{Hi: 1, N: 200}, bayes.Axis{Hi: 1, N: 200}),
		"5·3000000 = 1.5e+07 cells":         grid(zero, zero, one, bayes.Axis{Hi: 1, N: 3_000_000}),
		"at θ = [0.1] the log prior is NaN": grid(give(math.NaN()), zero, one),
		"with the log likelihood NaN":       grid(zero, give(math.NaN()), one),
		"with the log likelihood +Inf":      grid(zero, give(math.Inf(1)), one),
		"is 0 in all 5 cells":               grid(zero, give(math.Inf(-1)), one),
		"stopped after 0 of 5":              ended,
	}
	g, err := bayes.NewGrid(ctx, zero, zero, one, one)
	noError(t, err)
	for i, axes := range [][]int{{2}, {-1}, {0, 0}} {
		_, errs[fmt.Sprintf("from 0 to 1, once#%d", i)] = g.Marginal(axes...)
	}
	_, errs["of no axis"] = g.Marginal()
	_, errs["quantile of 2 parameters"] = g.Quantile(0.5)
	line, err := g.Marginal(0)
	noError(t, err)
	_, errs["u = 1.5"] = line.Quantile(1.5)
	_, errs["u = NaN"] = line.Quantile(math.NaN())
	wantErrors(t, errs)
	if !errors.Is(ended, context.Canceled) || !math.IsNaN(g.CDF(0.5)) {
		t.Errorf("stopped: %v; cdf of two parameters %g", ended, g.CDF(0.5))
	}
}
