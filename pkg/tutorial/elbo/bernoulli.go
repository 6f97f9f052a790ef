package elbo

import "math"

// LogBernoulliLogits is the log-probability of pixels x in {0, 1}, given each pixel's logit l = log(p/(1−p)); x and
// logits have D components.
//
//	log p(x|z) = Σ_d x_d log σ(l_d) + (1 − x_d) log(1 − σ(l_d)) = Σ_d x_d l_d − softplus(l_d)
//
// In nats, summed over pixels, not averaged; ≤ 0. No probability is formed, so none is rounded to 0 or 1: finite logits
// of any size give a finite answer.
func LogBernoulliLogits(x, logits []float64) (float64, error) {
	if err := sameLen("x", x, "logits", logits); err != nil {
		return 0, err
	}
	logP := 0.0
	for d := range x {
		logP += x[d]*logits[d] - Softplus(logits[d])
	}
	return logP, nil
}

// Softplus is log(1 + e^l), without overflow:
//
//	softplus(l) = max(l, 0) + log(1 + e^−|l|)
func Softplus(l float64) float64 {
	return max(l, 0) + math.Log1p(math.Exp(-math.Abs(l)))
}
