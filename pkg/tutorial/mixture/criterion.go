package mixture

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// BIC is the Bayesian information criterion of a model with that many free parameters, fitted to the rows of s (Schwarz
// 1978): lower is better.
//
//	BIC = −2 Σ_i log p(x_i) + parameters · log n
//
// In nats, twice; −½ BIC approximates the log evidence of the model.
func BIC(s score.Score, parameters int) float64 {
	return -2*floats.Sum(s.LogP) + float64(parameters)*math.Log(float64(len(s.LogP)))
}

// AIC is Akaike's information criterion, with 2 in the place of log n: lower is better (Akaike 1974).
func AIC(s score.Score, parameters int) float64 {
	return -2*floats.Sum(s.LogP) + 2*float64(parameters)
}

// Parameters is the number of free parameters: K − 1 weights, K·d means and
//
//	Full K·d(d+1)/2,  Tied d(d+1)/2,  Diag K·d,  Spherical K
func (m *GMM) Parameters() int {
	k, d := len(m.Weights), m.Dim()
	free := k - 1 + k*d
	switch m.Covariance {
	case Full:
		return free + k*d*(d+1)/2
	case Tied:
		return free + d*(d+1)/2
	case Diag:
		return free + k*d
	}
	return free + k
}

// Parameters is the number of free parameters: K − 1 weights and K·d probabilities.
func (m *Bernoulli) Parameters() int {
	k, d := len(m.Weights), m.Dim()
	return k - 1 + k*d
}
