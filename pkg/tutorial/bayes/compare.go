package bayes

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// ModelProbabilities are the probabilities of several models given the data, from their log evidences, nats:
//
//	p(M_k|X) = p(X|M_k) p(M_k) / Σ_j p(X|M_j) p(M_j)
//
// prior are the p(M_k), or weights in proportion to them; nil takes all alike. Errors: no model, as many priors as there
// are models not given, a log evidence that is NaN or +Inf, a weight that is negative or not finite, no model that is
// possible.
func ModelProbabilities(logEvidence, prior []float64) ([]float64, error) {
	if len(logEvidence) == 0 {
		return nil, fmt.Errorf("bayes: models: there is no log evidence; give one for each model")
	}
	if prior == nil {
		prior = slices.Repeat([]float64{1}, len(logEvidence))
	}
	if len(prior) != len(logEvidence) {
		return nil, fmt.Errorf("bayes: models: %d prior weights for %d models; give one for each, or nil for all alike", len(prior), len(logEvidence))
	}
	p := make([]float64, len(logEvidence))
	for k, e := range logEvidence {
		if math.IsNaN(e) || math.IsInf(e, 1) {
			return nil, fmt.Errorf("bayes: models: the log evidence of model %d is %g; it must be a number, or −Inf for an evidence of 0", k, e)
		}
		if !(prior[k] >= 0) || math.IsInf(prior[k], 1) {
			return nil, fmt.Errorf("bayes: models: the prior weight of model %d is %g; it must be finite and not below 0", k, prior[k])
		}
		p[k] = e + math.Log(prior[k])
	}
	logSum := floats.LogSumExp(p)
	if math.IsInf(logSum, -1) {
		return nil, fmt.Errorf("bayes: models: no model is possible; one at least must have a prior and an evidence above 0")
	}
	for k := range p {
		p[k] = math.Exp(p[k] - logSum)
	}
	return p, nil
}

// BayesFactor says by how much the data shift the odds from model B to model A, whatever these were before:
//
//	p(A|X)/p(B|X) = BayesFactor · p(A)/p(B)          BayesFactor = p(X|A)/p(X|B) = exp(log p(X|A) − log p(X|B))
//
// It takes log evidences, nats, and is 0 or +Inf where one is far below the other. Errors: one that is NaN or +Inf, both
// −Inf. Kass & Raftery 1995, "Bayes factors".
func BayesFactor(logEvidenceA, logEvidenceB float64) (float64, error) {
	logFactor := logEvidenceA - logEvidenceB // NaN where both are −Inf
	if math.IsNaN(logFactor) || math.IsInf(logEvidenceA, 1) || math.IsInf(logEvidenceB, 1) {
		return 0, fmt.Errorf("bayes: Bayes factor: the log evidences are %g and %g; both must be numbers, of which one may be −Inf", logEvidenceA, logEvidenceB)
	}
	return math.Exp(logFactor), nil
}
