package bayes

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// GammaPoisson is what is known of the mean λ of counts.
//
//	p(λ) = Gamma(λ; Shape, Rate)          x_i ∈ {0, 1, 2, …}, p(x_i|λ) = λ^x_i exp(−λ) / x_i!
//
// After n counts it is Gamma(λ; Shape + Σ x_i, Rate + n): a prior is as good as Rate counts of Shape events in all.
type GammaPoisson struct{ Shape, Rate float64 }

const gammaPoisson = "gamma–Poisson"

// Check wants Shape and Rate finite and above 0: otherwise p(λ) does not integrate to 1.
func (m GammaPoisson) Check() error {
	if err := proper(gammaPoisson, "Shape", m.Shape); err != nil {
		return err
	}
	return proper(gammaPoisson, "Rate", m.Rate)
}

// Update is the posterior given the counts x. Errors: no data, a count below 0, an improper prior.
func (m GammaPoisson) Update(x ...int) (GammaPoisson, error) {
	if err := m.checkCounts(x); err != nil {
		return m, err
	}
	return GammaPoisson{Shape: m.Shape + sum(x), Rate: m.Rate + float64(len(x))}, nil
}

func (m GammaPoisson) checkCounts(x []int) error {
	if err := checkData(gammaPoisson, x, count, "a count not below 0"); err != nil {
		return err
	}
	return m.Check()
}

// Distribution is p(λ).
func (m GammaPoisson) Distribution() prob.Gamma { return prob.Gamma{Shape: m.Shape, Rate: m.Rate} }

// Mean is E[λ] = Shape/Rate; NaN for an improper prior.
func (m GammaPoisson) Mean() float64 { return m.Distribution().Mean() }

// MAP is the λ of highest density, (Shape − 1)/Rate. Errors: an improper prior; a Shape below 1, where the density is
// infinite at 0.
func (m GammaPoisson) MAP() (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if m.Shape < 1 {
		return 0, fmt.Errorf("bayes: %s: Shape is %g, and the density infinite at 0; there is a highest point for a Shape of 1 or more", gammaPoisson, m.Shape)
	}
	return (m.Shape - 1) / m.Rate, nil
}

// Predictive is the distribution of the next count, λ averaged out: ∫ p(x|λ) p(λ) dλ.
func (m GammaPoisson) Predictive() prob.NegativeBinomial {
	return prob.NegativeBinomial{R: m.Shape, P: m.Rate / (m.Rate + 1)}
}

// LogLikelihood is log p(X|λ) = Σ_i log p(x_i|λ), nats: −Inf for an x_i below 0, NaN for a λ not above 0.
func (m GammaPoisson) LogLikelihood(lambda float64, x ...int) float64 {
	return logLikelihood(prob.Poisson{Lambda: lambda}, x)
}

// LogEvidence is the log probability of the counts x, nats, exactly. Errors: those of Update.
//
//	log p(X) = log Γ(Shape + s) − log Γ(Shape) + Shape log Rate − (Shape + s) log(Rate + n) − Σ_i log x_i!          s = Σ x_i
func (m GammaPoisson) LogEvidence(x ...int) (float64, error) {
	if err := m.checkCounts(x); err != nil {
		return 0, err
	}
	s, n := sum(x), float64(len(x))
	after, _ := math.Lgamma(m.Shape + s)
	before, _ := math.Lgamma(m.Shape)
	logP := after - before + m.Shape*math.Log(m.Rate) - (m.Shape+s)*math.Log(m.Rate+n)
	for _, v := range x {
		factorial, _ := math.Lgamma(float64(v) + 1)
		logP -= factorial
	}
	return logP, nil
}
