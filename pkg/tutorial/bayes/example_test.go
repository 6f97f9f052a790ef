package bayes_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// A coin, one toss at a time: the posterior of one toss is the prior of the next.
func Example() {
	tosses := []int{1, 1, 0, 1}
	flat := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	posteriors, logPredictive, err := bayes.OneByOne(flat, tosses)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, x := range tosses {
		p := posteriors[i+1]
		fmt.Printf("saw %d, predicted with %.3f: now Beta(%g, %g), mean %.3f\n", x, prob.Bernoulli{P: posteriors[i].Mean()}.Prob(float64(x)), p.Alpha, p.Beta, p.Mean())
	}
	sum := 0.0
	for _, logP := range logPredictive {
		sum += logP
	}
	evidence, _ := flat.LogEvidence(tosses...)
	fmt.Printf("log evidence %.4f = %.4f nats\n", evidence, sum)
	// Output:
	// saw 1, predicted with 0.500: now Beta(2, 1), mean 0.667
	// saw 1, predicted with 0.667: now Beta(3, 1), mean 0.750
	// saw 0, predicted with 0.250: now Beta(3, 2), mean 0.600
	// saw 1, predicted with 0.600: now Beta(4, 2), mean 0.667
	// log evidence -2.9957 = -2.9957 nats
}

func ExampleBetaBernoulli_Check() {
	fmt.Println(bayes.BetaBernoulli{Alpha: 0, Beta: 0}.Check())
	// Output: bayes: beta–Bernoulli: Alpha is 0; it must be finite and above 0, or the prior does not integrate to 1
}

// MLE, MAP and mean, when no success has been seen.
func ExampleBetaBernoulli_MAP() {
	x := []int{0, 0, 0, 0, 0}
	mle, _ := bayes.MLEBernoulli(x...)
	posterior, _ := bayes.BetaBernoulli{Alpha: 2, Beta: 2}.Update(x...)
	top, _ := posterior.MAP()
	fmt.Printf("MLE %.3f, MAP %.3f, mean %.3f\n", mle, top, posterior.Mean())
	// Output: MLE 0.000, MAP 0.143, mean 0.222
}

// The variance is unknown too: the prediction has a t's heavy tails.
func ExampleNormalInverseGamma() {
	posterior, _ := bayes.NormalInverseGamma{Mu: 0, Kappa: 0.01, Alpha: 0.5, Beta: 0.5}.Update(4.1, 5.3, 4.6)
	next := posterior.Predictive()
	lo, hi, _ := bayes.EqualTailed(next, 0.9)
	fmt.Printf("next x: t with %g degrees of freedom, 90%% in [%.2f, %.2f]\n", next.Nu, lo, hi)
	// Output: next x: t with 4 degrees of freedom, 90% in [2.94, 6.37]
}

// The shortest interval leans to where the density is high.
func ExampleHighestDensity() {
	posterior := prob.Beta{Alpha: 2, Beta: 12}
	lo, hi, _ := bayes.EqualTailed(posterior, 0.95)
	fmt.Printf("equal tails [%.3f, %.3f], width %.3f\n", lo, hi, hi-lo)
	lo, hi, _ = bayes.HighestDensity(posterior, 0.95)
	fmt.Printf("shortest    [%.3f, %.3f], width %.3f\n", lo, hi, hi-lo)
	// Output:
	// equal tails [0.019, 0.360], width 0.341
	// shortest    [0.005, 0.319], width 0.314
}

// A prior for which there is no formula: the coin is about fair, by a normal.
func ExampleNewGrid() {
	logPrior := func(theta []float64) float64 {
		return prob.Normal{Mu: 0.5, Sigma: 0.05}.LogP(theta[0])
	}
	logLikelihood := func(theta []float64) float64 {
		return bayes.BetaBernoulli{}.LogLikelihood(theta[0], 1, 1, 1, 1, 1, 1)
	}
	g, err := bayes.NewGrid(context.Background(), logPrior, logLikelihood, bayes.Axis{Lo: 0, Hi: 1, N: 500})
	if err != nil {
		fmt.Println(err)
		return
	}
	lo, _ := g.Quantile(0.05)
	hi, _ := g.Quantile(0.95)
	fmt.Printf("mean %.4f, 90%% in [%.3f, %.3f], log evidence %.4f nats\n", g.Mean()[0], lo, hi, g.LogEvidence)

	thousand := bayes.Axis{Lo: 0, Hi: 1, N: 1000}
	_, err = bayes.NewGrid(context.Background(), logPrior, logLikelihood, thousand, thousand, thousand)
	fmt.Println(err)
	// Output:
	// mean 0.5286, 90% in [0.449, 0.609], log evidence -4.0152 nats
	// bayes: grid: N^d = 1000^3 = 1e+09 cells are more than 4000000; use fewer an axis, or draw samples instead of a grid
}

// Only the posterior's peak and its curvature are used.
func ExampleFitLaplace() {
	prior := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	evidence, _ := prior.LogEvidenceCounts(14, 6)
	l, err := bayes.FitLaplace(context.Background(), func(theta []float64) float64 {
		posterior, _ := prior.UpdateCounts(14, 6)
		return posterior.Distribution().LogP(theta[0]) + evidence
	}, []float64{0.5})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("N(%.3f, %.3f²), log evidence %.3f; exactly %.3f nats\n", l.Mode[0], l.Marginal(0).Sigma, l.LogEvidence, evidence)
	// Output: N(0.700, 0.102²), log evidence -13.577; exactly -13.610 nats
}

// The evidence holds back the model that could have explained anything.
func ExampleModelProbabilities() {
	for _, heads := range []int{11, 15, 19} {
		fair := prob.Bernoulli{P: 0.5}.LogP(1) * 20
		bent, _ := bayes.BetaBernoulli{Alpha: 1, Beta: 1}.LogEvidenceCounts(heads, 20-heads)
		p, _ := bayes.ModelProbabilities([]float64{fair, bent}, nil)
		factor, _ := bayes.BayesFactor(bent, fair)
		fmt.Printf("%d of 20: fair %.3f, bent %.3f, Bayes factor %.3g\n", heads, p[0], p[1], factor)
	}
	// Output:
	// 11 of 20: fair 0.771, bent 0.229, Bayes factor 0.297
	// 15 of 20: fair 0.237, bent 0.763, Bayes factor 3.22
	// 19 of 20: fair 0.000, bent 1.000, Bayes factor 2.5e+03
}

// Which version sells better, and what a wrong choice would cost.
func ExampleProbGreater() {
	a, b := prob.Beta{Alpha: 1 + 120, Beta: 1 + 880}, prob.Beta{Alpha: 1 + 140, Beta: 1 + 860}
	p, _ := bayes.ProbGreater(b, a)
	loss, _ := bayes.ExpectedLoss(b, a)
	fmt.Printf("B is better with probability %.3f; choosing it loses %.5f on average\n", p, loss)
	// Output: B is better with probability 0.908; choosing it loses 0.00065 on average
}

// How often 95 % intervals hold θ: at one θ, and on average over the prior, where the credible one keeps its level
// exactly.
func ExampleCoverage() {
	const n = 20
	flat := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	wald, _ := bayes.Wald(0.95)
	wilson, _ := bayes.Wilson(0.95)
	credible, _ := bayes.Credible(flat, 0.95)
	for i, interval := range []bayes.Interval{wald, wilson, credible} {
		at, _ := bayes.Coverage(0.1, n, interval)
		mean, _ := bayes.MeanCoverage(flat, n, interval)
		fmt.Printf("%-8s at θ = 0.1: %.3f, over the prior: %.3f\n", []string{"Wald", "Wilson", "credible"}[i], at, mean)
	}
	share, stdErr, _ := bayes.SimulateCoverage(context.Background(), func(*rand.Rand) float64 { return 0.1 }, n, 10_000, wald, rand.New(rand.NewPCG(1, 1)))
	fmt.Printf("Wald, simulated: %.3f ± %.3f\n", share, stdErr)
	// Output:
	// Wald     at θ = 0.1: 0.876, over the prior: 0.846
	// Wilson   at θ = 0.1: 0.957, over the prior: 0.953
	// credible at θ = 0.1: 0.957, over the prior: 0.950
	// Wald, simulated: 0.877 ± 0.003
}
