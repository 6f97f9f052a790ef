package elbo

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// How long coordinate ascent goes on: to a change of its parameters by less than meanFieldTol, relative to their size or
// deviation, or for so many sweeps.
const (
	meanFieldTol    = 1e-10
	meanFieldSweeps = 100_000
)

// MeanField is q(z) = Π_j N(z_j; Mu_j, exp LogVar_j) on its way to a normal p.
type MeanField struct {
	Mu, LogVar []float64 // L
	ELBO       float64   // −KL(q ‖ p), nats: p is normalised, so that log ∫ p = 0
	Sweep      int       // 0: the start
	Component  int       // the one last updated; −1 at the start
}

// FitMeanField fits q(z) = Π_j q_j(z_j) to a normal p by coordinate ascent: one q_j at a time is replaced by the best one, all
// others fixed, which is again a normal.
//
//	log q_j(z_j) = E_{i≠j}[log p(z)] + const
//	Mu_j ← μ_j − 1/Λ_jj Σ_{i≠j} Λ_ji (Mu_i − μ_i)          exp LogVar_j ← 1/Λ_jj
//
// μ and Λ = Cov⁻¹ are p's mean and precision. No update lowers the ELBO; Mu ends at μ, the variances at 1/Λ_jj, below the true
// Cov_jj where components are correlated. With two components of correlation ρ, a sweep leaves ρ² of the distance. Bishop
// 2006, section 10.1.2, equations 10.9 and 10.13.
//
// start is q's mean [L], from any variances exp(logVar) [L]. each, which may be nil, is called with the start and after every
// update. Errors: a start that does not fit, a p not made by [NewNormal], no convergence in 100000 sweeps, ctx's end: with q
// so far.
func FitMeanField(ctx context.Context, p *Normal, start, logVar []float64, each func(MeanField)) (MeanField, error) {
	if err := errors.Join(p.made(), checkDiagonal(start, logVar)); err != nil {
		return MeanField{}, err
	}
	if err := sameLen("start", start, "p's mean", p.Mean); err != nil {
		return MeanField{}, err
	}
	var precision mat.SymDense
	if err := p.chol.InverseTo(&precision); err != nil {
		return MeanField{}, fmt.Errorf("elbo: p's covariance cannot be inverted (%w); rescale its components", err)
	}
	q := MeanField{Mu: append([]float64(nil), start...), LogVar: append([]float64(nil), logVar...), Component: -1}
	if err := q.report(p, each); err != nil {
		return q, err
	}
	for q.Sweep < meanFieldSweeps {
		if err := ctx.Err(); err != nil {
			return q, fmt.Errorf("elbo: coordinate ascent was stopped after %d sweeps: %w", q.Sweep, err)
		}
		q.Sweep++
		moved := 0.0
		for j := range q.Mu {
			before := q.Mu[j]
			q.update(j, p.Mean, &precision)
			moved = max(moved, math.Abs(q.Mu[j]-before)*math.Sqrt(precision.At(j, j)))
			if err := q.report(p, each); err != nil {
				return q, err
			}
		}
		if moved < meanFieldTol {
			return q, nil
		}
	}
	return q, fmt.Errorf("elbo: coordinate ascent has not converged after %d sweeps; p's components are too correlated for it", q.Sweep)
}

// update replaces q_j by the best one.
func (q *MeanField) update(j int, mean []float64, precision *mat.SymDense) {
	pull := 0.0
	for i := range q.Mu {
		if i != j {
			pull += precision.At(j, i) * (q.Mu[i] - mean[i])
		}
	}
	q.Mu[j] = mean[j] - pull/precision.At(j, j)
	q.LogVar[j] = -math.Log(precision.At(j, j))
	q.Component = j
}

// report computes the ELBO and hands out a copy.
func (q *MeanField) report(p *Normal, each func(MeanField)) error {
	normal, err := NewDiagonal(q.Mu, q.LogVar)
	if err != nil {
		return err
	}
	kl, err := normal.KL(p)
	q.ELBO = -kl
	if err == nil && each != nil {
		c := *q
		c.Mu, c.LogVar = append([]float64(nil), q.Mu...), append([]float64(nil), q.LogVar...)
		each(c)
	}
	return err
}
