package bayes_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Of a normal the approximation is exact, whatever its units, correlation, and distance from the start.
func TestLaplaceNormal(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	for range 20 {
		d := 1 + rng.IntN(4)
		root, mu, start := mat.NewDense(d, d, nil), make([]float64, d), make([]float64, d)
		for i := range d {
			unit := math.Pow(10, 6*rng.Float64()-3)
			mu[i] = 5 * unit * rng.NormFloat64()
			start[i] = mu[i] + 3*unit*rng.NormFloat64()
			for j := range d {
				root.Set(i, j, unit*rng.NormFloat64())
			}
			root.Set(i, i, root.At(i, i)+unit)
		}
		cov := mat.NewSymDense(d, nil)
		cov.SymOuterK(1, root)
		normal, ok := distmv.NewNormal(mu, cov, nil)
		if !ok {
			t.Fatal("the covariance has no root")
		}
		l, err := bayes.FitLaplace(ctx, func(th []float64) float64 { return normal.LogProb(th) - 7 }, start)
		noError(t, err)
		reference.Near(t, "evidence", l.LogEvidence, -7, 1e-5)
		for i := range d {
			sd := math.Sqrt(cov.At(i, i))
			if math.Abs(l.Mode[i]-mu[i]) > 1e-4*sd {
				t.Errorf("mode %g, want %g ± %g", l.Mode[i], mu[i], sd)
			}
			reference.Near(t, "marginal", l.Marginal(i).Sigma/sd, 1, 1e-4)
			for j := range d {
				reference.Near(t, "covariance", l.Covariance.At(i, j)/(sd*math.Sqrt(cov.At(j, j))), cov.At(i, j)/(sd*math.Sqrt(cov.At(j, j))), 1e-4)
			}
		}
		reference.Near(t, "log p", l.LogProb(mu), normal.LogProb(mu), 1e-5)
	}
}

// Peak and curvature of a beta have formulas; with more data the evidence comes closer, with an error of O(1/n).
func TestLaplaceBeta(t *testing.T) {
	var last float64
	for n := 10; n <= 10_000; n *= 10 {
		m := bayes.BetaBernoulli{Alpha: 2, Beta: 2}
		s, f := 7*n/10, 3*n/10
		after, _ := m.UpdateCounts(s, f)
		evidence, _ := m.LogEvidenceCounts(s, f)
		l, err := bayes.FitLaplace(ctx, func(th []float64) float64 { return after.Distribution().LogP(th[0]) + evidence }, []float64{0.2})
		noError(t, err)
		top, _ := after.MAP()
		h := (after.Alpha-1)/(top*top) + (after.Beta-1)/((1-top)*(1-top))
		reference.Near(t, "mode", l.Mode[0], top, 1e-6)
		reference.Near(t, "curvature", l.Hessian.At(0, 0)/h, 1, 1e-5)
		failure := math.Abs(l.LogEvidence - evidence)
		if last > 0 && (failure > last/8 || failure < last/12) {
			t.Errorf("n = %d: the evidence is off by %g, after %g", n, failure, last)
		}
		last = failure
	}
}

func TestLaplaceSample(t *testing.T) {
	const n = 4000
	l, err := bayes.FitLaplace(ctx, func(th []float64) float64 {
		return prob.Normal{Mu: 1, Sigma: 2}.LogP(th[0]) + prob.Normal{Mu: th[0], Sigma: 1}.LogP(th[1])
	}, []float64{0, 0})
	noError(t, err)
	x := l.Sample(n, rand.New(rand.NewPCG(2, 6)))
	if !mat.Equal(x, l.Sample(n, rand.New(rand.NewPCG(2, 6)))) || l.Dim() != 2 {
		t.Error("the same source gave other numbers")
	}
	for j := range 2 {
		reference.Near(t, "mean", mat.Sum(x.ColView(j))/n, 1, 5*l.Marginal(j).Sigma/math.Sqrt(n))
	}
	if !l.Sample(0, nil).IsEmpty() || !math.IsNaN(l.LogProb(nil)) || !math.IsNaN(l.Marginal(2).Mean()) {
		t.Error("no draws, no place, no parameter")
	}
	var none bayes.Laplace
	if !none.Sample(1, nil).IsEmpty() || !math.IsNaN(none.LogProb(nil)) || none.Dim() != 0 {
		t.Error("an empty value answers")
	}
}

func TestLaplaceErrors(t *testing.T) {
	fit := func(f func(th []float64) float64, start ...float64) error {
		_, err := bayes.FitLaplace(ctx, f, start)
		return err
	}
	of := func(d prob.Univariate) func(th []float64) float64 { return d.LogProb }
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, ended := bayes.FitLaplace(stopped, of(prob.Normal{Sigma: 1}), []float64{0})
	errs := map[string]error{
		"the log density is nil or start is empty":   fit(of(prob.Normal{Sigma: 1})),
		"the log density is nil or start is empty#2": fit(nil, 1),
		"log p is NaN":                          fit(of(prob.Normal{}), 1),
		"at θ = [NaN] log p is NaN":             fit(of(prob.Normal{Sigma: 1}), math.NaN()),
		"log p is +Inf":                         fit(of(prob.Beta{Alpha: 1, Beta: 0.5}), 0.9999999999),
		"the density is 0 at start":             fit(of(prob.Beta{Alpha: 3, Beta: 3}), 2),
		"stopped at θ":                          ended,
		"log p is +Inf#rising":                  fit(func(th []float64) float64 { return th[0] }, 0),
		"at an edge#falling":                    fit(of(prob.Exponential{Rate: 1}), 1),
		"at an edge#straight":                   fit(of(prob.Beta{Alpha: 1, Beta: 3}), 0.5),
		"is flat#unit":                          fit(of(prob.Beta{Alpha: 1, Beta: 1}), 0.5),
		"is flat in parameter 0":                fit(func([]float64) float64 { return 0 }, 0.5),
		"is flat in parameter 1":                fit(func(th []float64) float64 { return -th[0] * th[0] }, 1, 1),
		"does not curve down in all directions": fit(func(th []float64) float64 { return -math.Pow(th[0]+th[1], 2) }, 1, 1),
		"at an edge of the range":               fit(func(th []float64) float64 { return math.Log(math.Max(0, math.Copysign(1, th[0]))) - th[0]*th[0] }, 1),
		"has a kink":                            fit(func(th []float64) float64 { return -math.Abs(th[0] - 0.3) }, 1),
	}
	wantErrors(t, errs)
	if !errors.Is(ended, context.Canceled) {
		t.Errorf("stopped: %v", ended)
	}
}
