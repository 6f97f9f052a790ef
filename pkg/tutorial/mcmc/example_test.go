package mcmc_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// 7 of 10 throws were heads. The posterior has a formula here, so that the draws can be compared with it.
func ExampleRun() {
	posterior := func(theta []float64) float64 { // log likelihood + log prior, which is flat; p(X) is not needed
		p := theta[0]
		if p <= 0 || p >= 1 {
			return math.Inf(-1)
		}
		return 7*math.Log(p) + 3*math.Log(1-p)
	}
	chain, err := mcmc.Run(context.Background(), posterior, []float64{0.5}, mcmc.Metropolis{Scale: 0.1},
		mcmc.Config{Draws: 100000, WarmUp: 1000, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := mcmc.Describe(mcmc.Chains{chain}.Column(0))
	exact := prob.Beta{Alpha: 8, Beta: 4}
	fmt.Printf("mean  %.2f, standard deviation %.2f\n", e.Mean, e.SD)
	fmt.Printf("exact %.2f, standard deviation %.2f\n", exact.Mean(), math.Sqrt(exact.Variance()))
	fmt.Println("within 4 standard errors:", math.Abs(e.Mean-exact.Mean()) < 4*e.MCSE)
	// Output:
	// mean  0.67, standard deviation 0.13
	// exact 0.67, standard deviation 0.13
	// within 4 standard errors: true
}

// Four chains on two hills far apart: each thinks that its own is all there is, and only together they show it.
func ExampleChains_Check() {
	hills := func(theta []float64) float64 {
		a, b := theta[0]-10, theta[0]+10
		return math.Log(math.Exp(-a*a/2) + math.Exp(-b*b/2))
	}
	starts := [][]float64{{-12}, {-8}, {8}, {12}}
	chains, err := mcmc.RunChains(context.Background(), hills, starts, mcmc.Metropolis{Scale: 1},
		mcmc.Config{Draws: 1000, WarmUp: 500})
	if err != nil {
		fmt.Println(err)
		return
	}
	problems, _ := chains.Check()
	for _, p := range problems {
		switch p.Kind {
		case mcmc.Unmixed:
			fmt.Println("the chains disagree: R-hat is above 1.5:", p.Value > 1.5)
		case mcmc.FewBulk:
			fmt.Println("4000 draws are worth fewer than 10:", p.Value < 10)
		}
	}
	// Output:
	// the chains disagree: R-hat is above 1.5: true
	// 4000 draws are worth fewer than 10: true
}

// A scale is better multiplied than added to: q(to|from) is log-normal, so that q(from|to)/q(to|from) = to/from.
func ExampleMetropolisHastings() {
	times := func(dst, from []float64, rng *rand.Rand) float64 {
		z := rng.NormFloat64()
		dst[0] = from[0] * math.Exp(z)
		return z
	}
	d := prob.Exponential{Rate: 100}
	chain, err := mcmc.Run(context.Background(), d.LogProb, []float64{1}, mcmc.MetropolisHastings{Propose: times},
		mcmc.Config{Draws: 50000, WarmUp: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := mcmc.Describe(mcmc.Chains{chain}.Column(0))
	fmt.Printf("mean %.3f, exact %.3f\n", e.Mean, d.Mean())
	// Output:
	// mean 0.010, exact 0.010
}

// A long narrow valley: what a thousand calls of the density or its gradient are worth.
func ExampleSummary() {
	const rho = 0.999
	valley := func(theta []float64) float64 {
		x, y := theta[0], theta[1]
		return -(x*x - 2*rho*x*y + y*y) / (2 * (1 - rho*rho))
	}
	slope := func(dst, theta []float64) {
		x, y := theta[0], theta[1]
		dst[0], dst[1] = -(x-rho*y)/(1-rho*rho), -(y-rho*x)/(1-rho*rho)
	}
	worth := func(s mcmc.Sampler) float64 {
		chains, err := mcmc.RunChains(context.Background(), valley, [][]float64{{-2, -2}, {2, 2}, {0, 0}, {1, 1}}, s,
			mcmc.Config{Draws: 2000, WarmUp: 500})
		if err != nil {
			fmt.Println(err)
			return 0
		}
		all, _ := mcmc.Summary(chains)
		calls := 0
		for _, c := range chains {
			calls += c.Evaluations + c.Gradients
		}
		return all[0].ESSBulk / float64(calls) * 1000
	}
	walk := worth(mcmc.Metropolis{Scale: 0.05})
	path := worth(mcmc.HMC{Gradient: slope, Step: 0.03, Leapfrogs: 40})
	fmt.Println("a path is worth more than five times as much as a walk:", path > 5*walk)
	// Output:
	// a path is worth more than five times as much as a walk: true
}

// A pendulum that is let go at 1: after a quarter of its time it is at 0, as fast as it gets.
func ExampleLeapfrog() {
	pull := func(dst, theta []float64) { dst[0] = -theta[0] }
	theta, p := []float64{1}, []float64{0}
	if err := mcmc.Leapfrog(pull, theta, p, nil, math.Pi/2/1000, 1000); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("theta %.4f, p %.4f\n", math.Abs(theta[0]), p[0])
	// Output:
	// theta 0.0000, p -1.0000
}
