package montecarlo_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
)

// The draws that a naive estimate needs for an error of 10 %, by dimension: exact, and hopeless.
func ExampleLogRelVar() {
	f := montecarlo.Family{Sigma: 0.5, X: 1}
	for _, d := range []int{1, 4, 16, 64} {
		m, err := f.Model(d)
		if err != nil {
			fmt.Println(err)
			return
		}
		prior, _ := montecarlo.Standard(d)
		logRelVar, err := montecarlo.LogRelVar(m, f.Row(d), prior)
		if err != nil {
			fmt.Println(err)
			return
		}
		logN, _ := montecarlo.LogDraws(logRelVar, 0.1)
		fmt.Printf("d = %2d: 10^%.1f draws\n", d, logN/math.Ln10)
	}
	// Output:
	// d =  1: 10^2.1 draws
	// d =  4: 10^3.5 draws
	// d = 16: 10^8.0 draws
	// d = 64: 10^26.1 draws
}

// In 10 dimensions, 1,000 draws of the prior miss; as many of a proposal near the posterior do not.
func ExampleImportance() {
	f := montecarlo.Family{Sigma: 0.3, X: 1}
	const d, n = 10, 1000
	logP, err := f.LogP(d)
	if err != nil {
		fmt.Println(err)
		return
	}
	naive, err := montecarlo.Naive(f.LogPxz, f.Prior(d), n, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	posterior, _ := f.Posterior(d)
	q, _ := montecarlo.Scaled(posterior, 1.2)
	better, err := montecarlo.Importance(f.LogPxz, f.LogPrior, q, n, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("log p = %.1f\n", logP)
	fmt.Printf("naive: off by more than a nat: %v, fewer than 10 of the draws count: %v\n", math.Abs(naive.LogMean-logP) > 1, naive.ESS < 10)
	fmt.Printf("importance: off by less than 0.1: %v, more than 800 count: %v\n", math.Abs(better.LogMean-logP) < 0.1, better.ESS > 800)
	// Output:
	// log p = -14.2
	// naive: off by more than a nat: true, fewer than 10 of the draws count: true
	// importance: off by less than 0.1: true, more than 800 count: true
}

// A proposal that is too narrow looks fine in every sample, and is not.
func ExampleCheckCover() {
	p, _ := elbo.NewDiagonal([]float64{0, 0}, []float64{0, 0})
	q, _ := montecarlo.Scaled(p, 0.4)
	fmt.Println(montecarlo.CheckCover(p, q))
	// Output:
	// montecarlo: the proposal does not cover: in one direction it has 1/2.5 of the target's variance, and with 1/2 or less the weights' variance is infinite; multiply its covariance by more than 1.25
}

// A ball fills hardly anything of the cube round it, and a normal is nowhere near its mode.
func ExampleNewShell() {
	for _, d := range []int{2, 10, 64} {
		ball, err := montecarlo.BallInCube(d)
		if err != nil {
			fmt.Println(err)
			return
		}
		s, err := montecarlo.NewShell(d)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("d = %2d: ball/cube %.0e, ‖z‖ = %.2f ± %.2f, P(‖z‖ ≤ 1) = %.0e\n", d, math.Exp(ball.LogAcceptance), s.Mean, s.SD, math.Exp(s.LogWithin(1)))
	}
	// Output:
	// d =  2: ball/cube 8e-01, ‖z‖ = 1.25 ± 0.66, P(‖z‖ ≤ 1) = 4e-01
	// d = 10: ball/cube 2e-03, ‖z‖ = 3.08 ± 0.70, P(‖z‖ ≤ 1) = 2e-04
	// d = 64: ball/cube 2e-39, ‖z‖ = 7.97 ± 0.71, P(‖z‖ ≤ 1) = 5e-46
}
