package bayes_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// A credible interval covers a θ that was drawn from its prior with exactly its level, whatever prior, n and level.
func TestMeanCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 4))
	for range 20 {
		prior := bayes.BetaBernoulli{Alpha: 0.3 + rng.ExpFloat64(), Beta: 0.3 + 5*rng.ExpFloat64()}
		n, level := 1+rng.IntN(80), 0.05+0.9*rng.Float64()
		credible, err := bayes.Credible(prior, level)
		noError(t, err)
		c, err := bayes.MeanCoverage(prior, n, credible)
		noError(t, err)
		reference.Near(t, fmt.Sprintf("%v, n = %d", prior, n), c, level, 1e-8)
	}
}

// The exact sums agree with counting in simulated runs, for a fixed θ and for one drawn from a prior.
func TestSimulateCoverage(t *testing.T) {
	ctx := context.Background()
	wald, err := bayes.Wald(0.95)
	noError(t, err)
	const n, runs = 20, 20_000
	exact, err := bayes.Coverage(0.1, n, wald)
	noError(t, err)
	share, stdErr, err := bayes.SimulateCoverage(ctx, func(*rand.Rand) float64 { return 0.1 }, n, runs, wald, rand.New(rand.NewPCG(6, 4)))
	noError(t, err)
	reference.Near(t, "fixed θ", share, exact, 5*stdErr)
	if exact > 0.9 || stdErr > 0.01 {
		t.Errorf("Wald covers %g ± %g; it should fall short of 0.95", exact, stdErr)
	}
	prior := bayes.BetaBernoulli{Alpha: 2, Beta: 6}
	mean, err := bayes.MeanCoverage(prior, n, wald)
	noError(t, err)
	draw := func(rng *rand.Rand) float64 { return prior.Distribution().Sample(1, rng).At(0, 0) }
	share, stdErr, err = bayes.SimulateCoverage(ctx, draw, n, runs, wald, rand.New(rand.NewPCG(7, 4)))
	noError(t, err)
	reference.Near(t, "drawn θ", share, mean, 5*stdErr)
}

// The textbook's forms of Wald's and Wilson's intervals.
func TestConfidence(t *testing.T) {
	wald, _ := bayes.Wald(0.95)
	wilson, _ := bayes.Wilson(0.95)
	const z = 1.959963984540054
	if lo, hi := wald(0, 10); lo != 0 || hi != 0 {
		t.Errorf("Wald after no success: [%g, %g]", lo, hi)
	}
	lo, hi := wald(3, 10)
	reference.Near(t, "Wald", hi-lo, 2*z*math.Sqrt(0.021), 1e-12)
	for s := range 11 {
		lo, hi := wilson(s, 10)
		for _, theta := range []float64{lo, hi} { // the ends solve the quadratic equation
			d := float64(s)/10 - theta
			reference.Near(t, "Wilson", d*d, z*z*theta*(1-theta)/10, 1e-12)
		}
	}
	for _, interval := range []bayes.Interval{wald, wilson} {
		for _, c := range [][2]int{{-1, 5}, {6, 5}, {0, 0}} {
			if lo, hi := interval(c[0], c[1]); !math.IsNaN(lo) || !math.IsNaN(hi) {
				t.Errorf("%d of %d: [%g, %g]", c[0], c[1], lo, hi)
			}
		}
	}
}

func TestCoverageErrors(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	rng := rand.New(rand.NewPCG(8, 4))
	wald, _ := bayes.Wald(0.9)
	bad := func(int, int) (float64, float64) { return math.NaN(), 1 }
	half := func(*rand.Rand) float64 { return 0.5 }
	flat := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	errs := map[string]error{}
	_, errs["level is 1"] = bayes.Wald(1)
	_, errs["level is 0"] = bayes.Wilson(0)
	_, errs["level is 2"] = bayes.Credible(flat, 2)
	_, errs["Alpha is 0"] = bayes.Credible(bayes.BetaBernoulli{Beta: 1}, 0.9)
	_, errs["Alpha is 0#mean"] = bayes.MeanCoverage(bayes.BetaBernoulli{Beta: 1}, 5, wald)
	_, errs["theta is 0"] = bayes.Coverage(0, 5, wald)
	_, errs["theta is NaN"] = bayes.Coverage(math.NaN(), 5, wald)
	_, errs["n is 0"] = bayes.Coverage(0.5, 0, wald)
	_, errs["n is 1000000"] = bayes.MeanCoverage(flat, 1_000_000, wald)
	_, errs["there is no interval"] = bayes.Coverage(0.5, 5, nil)
	_, errs["from NaN to 1"] = bayes.Coverage(0.5, 5, bad)
	_, _, errs["0 runs"] = bayes.SimulateCoverage(ctx, half, 5, 0, wald, rng)
	_, _, errs["a source"] = bayes.SimulateCoverage(ctx, half, 5, 9, wald, nil)
	_, _, errs["stopped after 0 of 9 runs"] = bayes.SimulateCoverage(ctx, half, 5, 9, wald, rng)
	_, _, errs["θ = 2"] = bayes.SimulateCoverage(context.Background(), func(*rand.Rand) float64 { return 2 }, 5, 9, wald, rng)
	_, _, errs["from NaN to 1#s"] = bayes.SimulateCoverage(context.Background(), half, 5, 9, bad, rng)
	wantErrors(t, errs)
	if !errors.Is(errs["stopped after 0 of 9 runs"], context.Canceled) {
		t.Error("the error does not wrap the context's")
	}
}

// Quadrature and Monte Carlo agree, and one of two versions is better.
func TestAB(t *testing.T) {
	const n = 10_000
	rng := rand.New(rand.NewPCG(9, 4))
	for range 20 {
		a := prob.Beta{Alpha: 0.1 + 20*rng.ExpFloat64(), Beta: 0.1 + 20*rng.ExpFloat64()}
		b := prob.Beta{Alpha: 0.1 + rng.ExpFloat64(), Beta: 0.1 + rng.ExpFloat64()}
		p, err := bayes.ProbGreater(a, b)
		noError(t, err)
		loss, err := bayes.ExpectedLoss(a, b)
		noError(t, err)
		gain, err := bayes.ExpectedLoss(b, a)
		noError(t, err)
		reference.Near(t, "losses", loss-gain, b.Mean()-a.Mean(), 1e-11)
		x, y := a.Sample(n, rng), b.Sample(n, rng)
		greater, lost, square := 0.0, 0.0, 0.0
		for i := range n {
			d := x.At(i, 0) - y.At(i, 0)
			if d > 0 {
				greater++
			}
			lost += max(0, -d)
			square += max(0, -d) * max(0, -d)
		}
		reference.Near(t, fmt.Sprint(a, b), greater/n, p, 5*math.Sqrt(p*(1-p)/n)+1e-12)
		reference.Near(t, fmt.Sprint("loss ", a, b), lost/n, loss, 5*math.Sqrt((square/n-loss*loss)/n)+1e-12)
	}
	for range 20 { // of whole parameters there is a finite sum
		a := prob.Beta{Alpha: float64(1 + rng.IntN(90)), Beta: float64(1 + rng.IntN(90))}
		b := prob.Beta{Alpha: float64(1 + rng.IntN(90)), Beta: float64(1 + rng.IntN(9))}
		sum := 0.0
		for i := range int(a.Alpha) { // Miller 2014, "Formulas for Bayesian A/B testing"
			k := float64(i)
			sum += math.Exp(mathext.Lbeta(b.Alpha+k, a.Beta+b.Beta)-mathext.Lbeta(1+k, a.Beta)-mathext.Lbeta(b.Alpha, b.Beta)) / (a.Beta + k)
		}
		p, err := bayes.ProbGreater(a, b)
		noError(t, err)
		reference.Near(t, fmt.Sprint("sum ", a, b), p, sum, 1e-11)
	}
	far, err := bayes.ProbGreater(prob.Beta{Alpha: 1e6, Beta: 10}, prob.Beta{Alpha: 10, Beta: 1e6})
	noError(t, err)
	reference.Near(t, "far apart", far, 1, 1e-12)
	errs := map[string]error{}
	good := prob.Beta{Alpha: 1, Beta: 1}
	_, errs["Beta is 0"] = bayes.ProbGreater(good, prob.Beta{Alpha: 1})
	_, errs["Alpha is NaN"] = bayes.ProbGreater(prob.Beta{Alpha: math.NaN(), Beta: 1}, good)
	_, errs["a parameter is 0.01"] = bayes.ProbGreater(prob.Beta{Alpha: 0.01, Beta: 1}, good)
	_, errs["Alpha is -1"] = bayes.ExpectedLoss(prob.Beta{Alpha: -1, Beta: 1}, good)
	_, errs["Alpha is -1#other"] = bayes.ExpectedLoss(good, prob.Beta{Alpha: -1, Beta: 1})
	_, errs["Alpha is -0.5"] = bayes.ExpectedLoss(good, prob.Beta{Alpha: -0.5, Beta: 1})
	wantErrors(t, errs)
}

func TestModels(t *testing.T) {
	p, err := bayes.ModelProbabilities([]float64{-1e5, -1e5 + math.Log(3), math.Inf(-1)}, nil)
	noError(t, err)
	for k, want := range []float64{0.25, 0.75, 0} {
		reference.Near(t, "model", p[k], want, 1e-10)
	}
	k, err := bayes.BayesFactor(-1e5+math.Log(3), -1e5)
	noError(t, err)
	reference.Near(t, "factor", k, 3, 1e-10)
	inf, nan := math.Inf(1), math.NaN()
	errs := map[string]error{}
	_, errs["there is no log evidence"] = bayes.ModelProbabilities(nil, nil)
	_, errs["2 prior weights for 1 models"] = bayes.ModelProbabilities([]float64{1}, []float64{1, 1})
	_, errs["of model 1 is NaN"] = bayes.ModelProbabilities([]float64{1, nan}, nil)
	_, errs["of model 0 is +Inf"] = bayes.ModelProbabilities([]float64{inf}, nil)
	_, errs["weight of model 0 is -1"] = bayes.ModelProbabilities([]float64{1}, []float64{-1})
	_, errs["weight of model 0 is +Inf"] = bayes.ModelProbabilities([]float64{1}, []float64{inf})
	_, errs["no model is possible"] = bayes.ModelProbabilities([]float64{1, -inf}, []float64{0, 1})
	_, errs["are -Inf and -Inf"] = bayes.BayesFactor(-inf, -inf)
	_, errs["are NaN and 1"] = bayes.BayesFactor(nan, 1)
	_, errs["are 1 and +Inf"] = bayes.BayesFactor(1, inf)
	wantErrors(t, errs)
}
