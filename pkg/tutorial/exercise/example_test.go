package exercise_test

import (
	"math"
	"os"

	"github.com/vaebook/vaebook/pkg/tutorial/exercise"
)

// What a learner meets on the way: the hole, a mistake, the answer.
func ExampleCheckKL() {
	os.Setenv("VAEBOOK_LANG", "en")
	stub := func(mu, logVar []float64) float64 {
		return math.NaN()
	}
	logDeviation := func(mu, logVar []float64) float64 {
		kl := 0.0
		for j := range mu {
			kl -= 0.5 * (1 + 2*logVar[j] - mu[j]*mu[j] - math.Exp(2*logVar[j]))
		}
		return kl
	}
	right := func(mu, logVar []float64) float64 {
		kl := 0.0
		for j := range mu {
			kl -= 0.5 * (1 + logVar[j] - mu[j]*mu[j] - math.Exp(logVar[j]))
		}
		return kl
	}
	exercise.CheckKL(stub)
	exercise.CheckKL(logDeviation)
	exercise.CheckKL(right)
	// Output:
	// … KL divergence to the prior: not yet. Fill in the function and run the cell again.
	// ✗ KL divergence to the prior: not quite. You take logVar for the logarithm of the standard deviation. It is that of the variance: sigma² = exp(logVar).
	//   For mu = [0], logVar = [2] it should give 2.19453, yours gives 24.7991.
	// ✓ KL divergence to the prior: right. It is 0 only where q is the prior itself; each dimension adds its own part, in nats.
}
