package prob_test

import (
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Not knowing the coin widens the prediction: ten tosses of a coin whose p(1) may be anything give every count alike.
func ExampleBetaBinomial() {
	any10 := prob.BetaBinomial{N: 10, Alpha: 1, Beta: 1}
	fmt.Printf("p(0) = %.4f, p(5) = %.4f, variance %.1f; a fair coin's: 2.5\n", any10.Prob(0), any10.Prob(5), any10.Variance())
	// Output: p(0) = 0.0909, p(5) = 0.0909, variance 10.0; a fair coin's: 2.5
}

// A t's tails are heavier than those of a normal.
func ExampleStudentT() {
	for _, x := range []float64{1, 3, 5} {
		fmt.Printf("P(X > %g): t %.1e, normal %.1e\n", x, prob.StudentT{Sigma: 1, Nu: 4}.CDF(-x), prob.Normal{Sigma: 1}.CDF(-x))
	}
	// Output:
	// P(X > 1): t 1.9e-01, normal 1.6e-01
	// P(X > 3): t 2.0e-02, normal 1.3e-03
	// P(X > 5): t 3.7e-03, normal 2.9e-07
}
