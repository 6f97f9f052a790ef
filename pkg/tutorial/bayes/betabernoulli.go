package bayes

import (
	"fmt"

	"gonum.org/v1/gonum/mathext"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// BetaBernoulli is what is known of a coin's p(1) = θ.
//
//	p(θ) = Beta(θ; Alpha, Beta)          x_i ∈ {0, 1}, p(x_i = 1|θ) = θ
//
// After s ones and f zeros it is Beta(θ; Alpha + s, Beta + f): a prior is as good as Alpha + Beta tosses seen before.
// Alpha = Beta = 1 is the flat prior. Bayes 1763.
type BetaBernoulli struct{ Alpha, Beta float64 }

const betaBernoulli = "beta–Bernoulli"

// Check wants Alpha and Beta finite and above 0: otherwise p(θ) does not integrate to 1.
func (m BetaBernoulli) Check() error {
	if err := proper(betaBernoulli, "Alpha", m.Alpha); err != nil {
		return err
	}
	return proper(betaBernoulli, "Beta", m.Beta)
}

// Update is the posterior given x, each 0 or 1. Errors: no data, a number other than 0 and 1, an improper prior.
func (m BetaBernoulli) Update(x ...int) (BetaBernoulli, error) {
	if err := checkData(betaBernoulli, x, binary, "0 or 1"); err != nil {
		return m, err
	}
	ones := int(sum(x))
	return m.UpdateCounts(ones, len(x)-ones)
}

// UpdateCounts is the posterior given as many ones (successes) and zeros (failures), in whatever order; none of either
// leaves the prior. Errors: a count below 0, an improper prior.
func (m BetaBernoulli) UpdateCounts(successes, failures int) (BetaBernoulli, error) {
	if err := m.checkCounts(successes, failures); err != nil {
		return m, err
	}
	return BetaBernoulli{Alpha: m.Alpha + float64(successes), Beta: m.Beta + float64(failures)}, nil
}

func (m BetaBernoulli) checkCounts(successes, failures int) error {
	if successes < 0 || failures < 0 {
		return fmt.Errorf("bayes: %s: %d successes and %d failures; a count must not be below 0", betaBernoulli, successes, failures)
	}
	return m.Check()
}

// Distribution is p(θ).
func (m BetaBernoulli) Distribution() prob.Beta { return prob.Beta{Alpha: m.Alpha, Beta: m.Beta} }

// Mean is E[θ] = Alpha/(Alpha + Beta); NaN for an improper prior.
func (m BetaBernoulli) Mean() float64 { return m.Distribution().Mean() }

// MAP is the θ of highest density, (Alpha − 1)/(Alpha + Beta − 2). It is the MLE where the prior was flat.
//
// Errors: an improper prior; Alpha or Beta below 1, where the density is infinite at an end; both 1, where it is flat.
func (m BetaBernoulli) MAP() (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if m.Alpha < 1 || m.Beta < 1 || m.Alpha+m.Beta == 2 {
		return 0, fmt.Errorf("bayes: %s: Alpha = %g, Beta = %g has no single highest point; both must be 1 or more and one of them above 1", betaBernoulli, m.Alpha, m.Beta)
	}
	return (m.Alpha - 1) / (m.Alpha + m.Beta - 2), nil
}

// Predictive is the distribution of the next x, θ averaged out: p(x = 1) = ∫ θ p(θ) dθ = E[θ].
func (m BetaBernoulli) Predictive() prob.Bernoulli { return prob.Bernoulli{P: m.Mean()} }

// PredictiveCount is the distribution of the number of ones among the next n tosses, ∫ C(n, x) θ^x (1 − θ)^(n−x) p(θ) dθ.
func (m BetaBernoulli) PredictiveCount(n int) prob.BetaBinomial {
	return prob.BetaBinomial{N: n, Alpha: m.Alpha, Beta: m.Beta}
}

// LogLikelihood is log p(X|θ) = Σ_i log p(x_i|θ), nats: −Inf for an x_i other than 0 and 1, NaN for a θ outside [0, 1].
func (m BetaBernoulli) LogLikelihood(theta float64, x ...int) float64 {
	return logLikelihood(prob.Bernoulli{P: theta}, x)
}

// LogEvidence is the log probability of the sequence x, nats, exactly. Errors: those of Update.
//
//	log p(X) = log B(Alpha + s, Beta + f) − log B(Alpha, Beta)          s ones, f zeros
func (m BetaBernoulli) LogEvidence(x ...int) (float64, error) {
	if err := checkData(betaBernoulli, x, binary, "0 or 1"); err != nil {
		return 0, err
	}
	ones := int(sum(x))
	return m.LogEvidenceCounts(ones, len(x)-ones)
}

// LogEvidenceCounts is LogEvidence of one sequence with as many ones and zeros; PredictiveCount adds up all of them.
func (m BetaBernoulli) LogEvidenceCounts(successes, failures int) (float64, error) {
	if err := m.checkCounts(successes, failures); err != nil {
		return 0, err
	}
	return mathext.Lbeta(m.Alpha+float64(successes), m.Beta+float64(failures)) - mathext.Lbeta(m.Alpha, m.Beta), nil
}
