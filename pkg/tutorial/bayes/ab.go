package bayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// ProbGreater is P(θ_a > θ_b) of two independent posteriors: the probability that version A is the better one.
//
//	P(θ_a > θ_b) = ∫ p_a(θ) F_b(θ) dθ          F_b: the cdf of θ_b
//
// The integral is over t = log(θ/(1 − θ)), where the density is smooth and dies away exponentially at both ends: there
// the trapezoid rule is exact to some 1e-12.
//
// Errors: wrong parameters; one below 0.05, where mass lies closer to an end than a float64 can say.
func ProbGreater(a, b prob.Beta) (float64, error) {
	if err := checkVersions(a, b); err != nil {
		return 0, err
	}
	lowA, highA := logits(a)
	lowB, highB := logits(b)
	if highB-lowB < highA-lowA { // take the density of the narrower one, so that both factors are smooth on its scale
		return 1 - greater(b, a, lowB, highB), nil
	}
	return greater(a, b, lowA, highA), nil
}

func checkVersions(versions ...prob.Beta) error {
	for _, d := range versions {
		if err := d.Check(); err != nil {
			return fmt.Errorf("bayes: A/B: %w", err)
		}
		if least := min(d.Alpha, d.Beta); least < 0.05 {
			return fmt.Errorf("bayes: A/B: a parameter is %g; this can be computed from 0.05 on: take a prior of more weight", least)
		}
	}
	return nil
}

// greater integrates p_a F_b over t from low to high.
func greater(a, b prob.Beta, low, high float64) float64 {
	t := make([]float64, 1000+int((high-low)/0.25))
	floats.Span(t, low, high)
	density, product := make([]float64, len(t)), make([]float64, len(t))
	peak := logitDensity(a, math.Log(a.Alpha/a.Beta))
	for i, t := range t {
		density[i] = math.Exp(logitDensity(a, t) - peak)
		if t < 0 {
			product[i] = density[i] * b.CDF(1/(1+math.Exp(-t)))
		} else { // 1 − θ, which keeps the digits that θ near 1 does not have
			product[i] = density[i] * (1 - prob.Beta{Alpha: b.Beta, Beta: b.Alpha}.CDF(1/(1+math.Exp(t))))
		}
	}
	return integrate.Trapezoidal(t, product) / integrate.Trapezoidal(t, density)
}

// logitDensity is the log density of t = log(θ/(1 − θ)) but for a constant: p(θ) dθ/dt = θ^Alpha (1 − θ)^Beta / B, where
// log θ = −log(1 + exp(−t)) and log(1 − θ) = −log(1 + exp(t)). It is highest at log(Alpha/Beta).
func logitDensity(d prob.Beta, t float64) float64 {
	rest := math.Log1p(math.Exp(-math.Abs(t)))
	return -d.Alpha*(max(-t, 0)+rest) - d.Beta*(max(t, 0)+rest)
}

// logits are the t where the density has fallen to exp(−40) of its highest value.
func logits(d prob.Beta) (low, high float64) {
	peak := math.Log(d.Alpha / d.Beta)
	end := func(sign float64) float64 {
		step := 1e-9
		for logitDensity(d, peak+sign*step) > logitDensity(d, peak)-40 {
			step *= 1.1
		}
		return peak + sign*step
	}
	return end(-1), end(1)
}

// ExpectedLoss is what choosing one version costs on average, in units of θ, where the other one is better:
//
//	E[max(θ_other − θ_chosen, 0)] = E[θ_other] P(θ_other' > θ_chosen) − E[θ_chosen] P(θ_other > θ_chosen')
//
// where ' stands for one more success (Alpha + 1), since θ Beta(θ; α, β) = E[θ] Beta(θ; α + 1, β). A rule of decision:
// stop when the loss of the version that looks better is too small to matter. Errors: those of [ProbGreater].
func ExpectedLoss(chosen, other prob.Beta) (float64, error) {
	if err := checkVersions(chosen, other); err != nil {
		return 0, err
	}
	more := func(d prob.Beta) prob.Beta { return prob.Beta{Alpha: d.Alpha + 1, Beta: d.Beta} }
	gain, err := ProbGreater(more(other), chosen)
	if err != nil {
		return 0, err
	}
	cost, err := ProbGreater(other, more(chosen))
	if err != nil {
		return 0, err
	}
	return max(0, other.Mean()*gain-chosen.Mean()*cost), nil
}
