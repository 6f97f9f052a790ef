package bayes

import (
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// MLEBernoulli is the θ that makes x most probable: the share of ones. Errors: no data, a number other than 0 and 1.
func MLEBernoulli(x ...int) (float64, error) {
	d, err := prob.FitBernoulli(floats64(x), 0)
	return d.P, err
}

// MLEPoisson is the λ that makes the counts x most probable: their mean. Errors: no data, a count below 0, only zeros
// (λ = 0 is no Poisson).
func MLEPoisson(x ...int) (float64, error) {
	d, err := prob.FitPoisson(floats64(x))
	return d.Lambda, err
}

// MLECategorical are the probabilities of kinds 0 … k−1 that make x most probable: their shares. Errors: no data, k < 1,
// a number that is no kind.
func MLECategorical(k int, x ...int) ([]float64, error) {
	d, err := prob.FitCategorical(floats64(x), k, 0)
	return d.P, err
}

func floats64(x []int) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
