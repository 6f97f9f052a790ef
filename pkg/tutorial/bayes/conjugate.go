package bayes

import (
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Conjugate is a model M whose posterior is again an M: all conjugate models of the package are one, of data of type T.
type Conjugate[M any, T int | float64] interface {
	Update(x ...T) (M, error)            // the posterior given x
	LogEvidence(x ...T) (float64, error) // log p(x), nats
}

// OneByOne shows the data to the model one at a time. posteriors has one more value than there are data: the prior, then
// what is known after each; logPredictive[i] = log p(x_i|x_0 … x_{i−1}), nats, is what the model gave to a datum before
// it saw it. By the product rule these sum to the evidence:
//
//	log p(X) = Σ_i log p(x_i | x_0 … x_{i−1})
//
// Errors: no data, and those of the model.
func OneByOne[M Conjugate[M, T], T int | float64](prior M, x []T) (posteriors []M, logPredictive []float64, err error) {
	if len(x) == 0 {
		return nil, nil, fmt.Errorf("bayes: one by one: there are no data; give at least one number")
	}
	posteriors = append(posteriors, prior)
	for i, v := range x {
		logP, err := posteriors[i].LogEvidence(v)
		if err != nil {
			return nil, nil, fmt.Errorf("datum %d: %w", i, err)
		}
		next, err := posteriors[i].Update(v)
		if err != nil {
			return nil, nil, fmt.Errorf("datum %d: %w", i, err)
		}
		posteriors, logPredictive = append(posteriors, next), append(logPredictive, logP)
	}
	return posteriors, logPredictive, nil
}

// logLikelihood is Σ_i log p(x_i) of data that are independent given d's parameters, nats.
func logLikelihood[T int | float64](d prob.Univariate, x []T) float64 {
	logP := 0.0
	for _, v := range x {
		logP += d.LogP(float64(v))
	}
	return logP
}
