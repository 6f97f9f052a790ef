package bayes

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// NormalKnown is what is known of a normal's mean μ when its standard deviation, Noise, is known.
//
//	p(μ) = N(μ; Mu, Sigma²)          p(x_i|μ) = N(x_i; μ, Noise²)
//
// After n numbers of mean x̄ precisions (1/variance) have been added, and means averaged by precision:
//
//	1/Sigma'² = 1/Sigma² + n/Noise²          Mu' = Sigma'² (Mu/Sigma² + n x̄/Noise²)
type NormalKnown struct{ Mu, Sigma, Noise float64 }

const normalKnown = "normal of known noise"

// Check wants a finite Mu, and Sigma and Noise finite and above 0: with an infinite Sigma p(μ) does not integrate to 1.
func (m NormalKnown) Check() error {
	if err := finite(normalKnown, "Mu", m.Mu); err != nil {
		return err
	}
	if err := proper(normalKnown, "Sigma", m.Sigma); err != nil {
		return err
	}
	return proper(normalKnown, "Noise", m.Noise)
}

// Update is the posterior given x. Errors: no data, a number that is not finite, an improper prior, numbers too large to
// compute with.
func (m NormalKnown) Update(x ...float64) (NormalKnown, error) {
	if err := m.checkNumbers(x); err != nil {
		return m, err
	}
	n, mean := float64(len(x)), stat.Mean(x, nil)
	// The share of the data in the mean, written so that no precision can overflow.
	ratio := m.Noise / m.Sigma
	share := n / (n + ratio*ratio)
	after := NormalKnown{Mu: m.Mu + share*(mean-m.Mu), Sigma: m.Noise * math.Sqrt(share/n), Noise: m.Noise}
	return after, after.Check()
}

func (m NormalKnown) checkNumbers(x []float64) error {
	if err := checkData(normalKnown, x, number, "finite"); err != nil {
		return err
	}
	return m.Check()
}

// Distribution is p(μ).
func (m NormalKnown) Distribution() prob.Normal { return prob.Normal{Mu: m.Mu, Sigma: m.Sigma} }

// Mean is E[μ] = Mu; NaN for an improper prior.
func (m NormalKnown) Mean() float64 { return m.Distribution().Mean() }

// MAP is the μ of highest density: Mu. Error: an improper prior.
func (m NormalKnown) MAP() (float64, error) { return m.Mu, m.Check() }

// Predictive is the distribution of the next x, μ averaged out: N(x; Mu, Sigma² + Noise²).
func (m NormalKnown) Predictive() prob.Normal {
	return prob.Normal{Mu: m.Mu, Sigma: math.Hypot(m.Sigma, m.Noise)}
}

// LogLikelihood is log p(X|μ) = Σ_i log N(x_i; μ, Noise²), nats.
func (m NormalKnown) LogLikelihood(mu float64, x ...float64) float64 {
	return logLikelihood(prob.Normal{Mu: mu, Sigma: m.Noise}, x)
}

// LogEvidence is the log density of the numbers x, nats, exactly: they are jointly normal, of variance Noise² + Sigma²
// each and covariance Sigma², which makes, with x̄ their mean and S = Σ (x_i − x̄)²,
//
//	log p(X) = log N(x̄; Mu, Sigma² + Noise²/n) − ½ log n − (n−1)/2 log(2π Noise²) − S/(2 Noise²)
//
// Errors: those of Update.
func (m NormalKnown) LogEvidence(x ...float64) (float64, error) {
	if err := m.checkNumbers(x); err != nil {
		return 0, err
	}
	n := float64(len(x))
	mean, variance := stat.PopMeanVariance(x, nil)
	logMean := prob.Normal{Mu: m.Mu, Sigma: math.Hypot(m.Sigma, m.Noise/math.Sqrt(n))}.LogP(mean)
	logP := logMean - 0.5*math.Log(n) - (n-1)*(0.5*math.Log(2*math.Pi)+math.Log(m.Noise)) - n/2*variance/(m.Noise*m.Noise)
	return logP, finite(normalKnown, "the log evidence of such data", logP)
}
