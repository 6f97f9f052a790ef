package bayes

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// DirichletCategorical is what is known of the probabilities p of K kinds.
//
//	p(p) = Dirichlet(p; Alpha)          x_i ∈ {0 … K−1}, p(x_i = k|p) = p_k
//
// After n_k data of each kind it is Dirichlet(p; Alpha + n). Alpha[k] = 1 for all k is the flat prior; it predicts by
// Laplace's rule, (n_k + 1)/(n + K).
type DirichletCategorical struct{ Alpha []float64 }

const dirichletCategorical = "Dirichlet–categorical"

// Check wants two or more Alphas, all finite and above 0: otherwise p(p) does not integrate to 1.
func (m DirichletCategorical) Check() error {
	for k, a := range m.Alpha {
		if err := proper(dirichletCategorical, fmt.Sprintf("Alpha[%d]", k), a); err != nil {
			return err
		}
	}
	if err := m.Distribution().Check(); err != nil {
		return fmt.Errorf("bayes: %s: %w", dirichletCategorical, err)
	}
	return nil
}

// counts are the n_k of data x.
func (m DirichletCategorical) counts(x []int) ([]int, error) {
	k := len(m.Alpha)
	kind := func(v int) bool { return 0 <= v && v < k }
	if err := checkData(dirichletCategorical, x, kind, fmt.Sprintf("a kind from 0 to %d", k-1)); err != nil {
		return nil, err
	}
	n := make([]int, k)
	for _, v := range x {
		n[v]++
	}
	return n, nil
}

// Update is the posterior given x. Errors: no data, a number that is no kind, an improper prior.
func (m DirichletCategorical) Update(x ...int) (DirichletCategorical, error) {
	n, err := m.counts(x)
	if err != nil {
		return m, err
	}
	return m.UpdateCounts(n...)
}

// UpdateCounts is the posterior given the number of data of each kind, in whatever order they came. Errors: not K counts,
// one below 0, an improper prior.
func (m DirichletCategorical) UpdateCounts(n ...int) (DirichletCategorical, error) {
	if err := m.Check(); err != nil {
		return m, err
	}
	if len(n) != len(m.Alpha) || slices.Min(n) < 0 {
		return m, fmt.Errorf("bayes: %s: counts %v for %d kinds; give one for each, none below 0", dirichletCategorical, n, len(m.Alpha))
	}
	after := DirichletCategorical{Alpha: slices.Clone(m.Alpha)}
	for k := range n {
		after.Alpha[k] += float64(n[k])
	}
	return after, nil
}

// Distribution is p(p).
func (m DirichletCategorical) Distribution() prob.Dirichlet { return prob.Dirichlet(m) }

// Marginal is the distribution of p_k alone, Beta(Alpha[k], Σ Alpha − Alpha[k]).
func (m DirichletCategorical) Marginal(k int) prob.Beta { return m.Distribution().Marginal(k) }

// Mean is E[p_k] = Alpha[k]/Σ Alpha; nil for an improper prior.
func (m DirichletCategorical) Mean() []float64 { return m.Distribution().Mean() }

// MAP is the p of highest density, (Alpha[k] − 1)/(Σ Alpha − K). Errors: an improper prior; an Alpha below 1, where the
// density is infinite at an edge; all 1, where it is flat.
func (m DirichletCategorical) MAP() ([]float64, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	if floats.Min(m.Alpha) < 1 || floats.Max(m.Alpha) == 1 {
		return nil, fmt.Errorf("bayes: %s: Alpha = %g has no single highest point; all must be 1 or more and one of them above 1", dirichletCategorical, m.Alpha)
	}
	p := slices.Clone(m.Alpha)
	floats.AddConst(-1, p)
	floats.Scale(1/floats.Sum(p), p)
	return p, nil
}

// Predictive is the distribution of the next x, p averaged out: p(x = k) = E[p_k].
func (m DirichletCategorical) Predictive() prob.Categorical { return prob.Categorical{P: m.Mean()} }

// LogLikelihood is log p(X|p) = Σ_i log p_{x_i}, nats: −Inf for an x_i that is no kind, NaN for a p that is no
// distribution over K kinds.
func (m DirichletCategorical) LogLikelihood(p []float64, x ...int) float64 {
	if len(p) != len(m.Alpha) {
		return math.NaN()
	}
	return logLikelihood(prob.Categorical{P: p}, x)
}

// LogEvidence is the log probability of the sequence x, nats, exactly. Errors: those of Update.
//
//	log p(X) = Σ_k (log Γ(Alpha[k] + n_k) − log Γ(Alpha[k])) − log Γ(Σ Alpha + n) + log Γ(Σ Alpha)
func (m DirichletCategorical) LogEvidence(x ...int) (float64, error) {
	after, err := m.Update(x...)
	if err != nil {
		return 0, err
	}
	return logBeta(after.Alpha) - logBeta(m.Alpha), nil
}

// logBeta is Σ_k log Γ(Alpha[k]) − log Γ(Σ Alpha), the beta function of K numbers.
func logBeta(alpha []float64) float64 {
	total, _ := math.Lgamma(floats.Sum(alpha))
	logB := -total
	for _, a := range alpha {
		logGamma, _ := math.Lgamma(a)
		logB += logGamma
	}
	return logB
}
