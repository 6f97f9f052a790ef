package elbo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// Normal is a normal distribution of z in R^L with any covariance: what an encoder would give that need not keep the
// components of z apart.
//
//	q(z) = N(z; Mean, Cov) = |2π Cov|^−½ exp( −½ (z − Mean)ᵀ Cov⁻¹ (z − Mean) ),   Cov = C Cᵀ
//
// C is Cov's Cholesky factor, lower triangular; Cov is never inverted. [NewNormal] and [NewDiagonal] make one; both fields are
// for reading: what they hold is factored already.
type Normal struct {
	Mean []float64     // L
	Cov  *mat.SymDense // L×L

	chol mat.Cholesky
	law  *distmv.Normal
}

// NewNormal makes N(mean, cov), mean [L] and cov [L, L]. It copies both.
//
// Errors: no component, a mean and a covariance that do not fit, a number that is not finite, a variance that is not above
// 0 (a deviation of 0 has no density), and a covariance that is not positive definite, or is not to rounding: a condition
// number above 1e15.
func NewNormal(mean []float64, cov mat.Symmetric) (*Normal, error) {
	if len(mean) == 0 || cov == nil {
		return nil, errors.New("elbo: the mean is empty or the covariance is nil; give both")
	}
	l := len(mean)
	if n := cov.SymmetricDim(); n != l {
		return nil, fmt.Errorf("elbo: the mean has %d components, the covariance is %d×%d; they must have as many", l, n, n)
	}
	if err := finite("the mean", mean); err != nil {
		return nil, err
	}
	q := &Normal{Mean: append([]float64(nil), mean...), Cov: mat.NewSymDense(l, nil)}
	q.Cov.CopySym(cov)
	for i := range l {
		if err := finite(fmt.Sprintf("the covariance's row %d", i), mat.Row(nil, i, q.Cov)); err != nil {
			return nil, err
		}
		if v := q.Cov.At(i, i); !(v > 0) {
			return nil, fmt.Errorf("elbo: the variance of component %d is %g; it must be above 0, or there is no density", i, v)
		}
	}
	if !q.chol.Factorize(q.Cov) {
		return nil, errors.New("elbo: the covariance is not positive definite; check that it is one, or add a little to its diagonal")
	}
	if c := q.chol.Cond(); !(c <= 1e15) {
		return nil, fmt.Errorf("elbo: the covariance is singular to rounding (condition number %.1g); rescale the components, or add a little to its diagonal", c)
	}
	q.law = distmv.NewNormalChol(q.Mean, &q.chol, nil)
	return q, nil
}

// NewDiagonal makes N(mu, diag exp(logVar)), the q of an encoder; mu and logVar [L]. Errors: those of [NewNormal].
func NewDiagonal(mu, logVar []float64) (*Normal, error) {
	if err := checkDiagonal(mu, logVar); err != nil {
		return nil, err
	}
	cov := mat.NewSymDense(len(mu), nil)
	for j, v := range logVar {
		cov.SetSym(j, j, math.Exp(v))
	}
	return NewNormal(mu, cov)
}

// Dim is L, the number of components of z.
func (q *Normal) Dim() int { return len(q.Mean) }

// LogProb is log q(z) of z [L], nats; NaN where z has another length, or where q was not made by [NewNormal].
func (q *Normal) LogProb(z []float64) float64 {
	if q.law == nil || len(z) != len(q.Mean) {
		return math.NaN()
	}
	return q.law.LogProb(z)
}

// Sample draws n rows (n×L) of z = Mean + C eps, eps ~ N(0, I); n < 1 gives an empty matrix.
func (q *Normal) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || q.law == nil {
		return &mat.Dense{}
	}
	z := mat.NewDense(n, len(q.Mean), nil)
	for i := range n {
		distmv.NormalRand(z.RawRowView(i), q.Mean, &q.chol, rng)
	}
	return z
}

// Entropy is −E_q[log q(z)] = L/2 (1 + log 2π) + ½ log|Cov|, nats; it may be below 0.
func (q *Normal) Entropy() float64 {
	if q.law == nil {
		return math.NaN()
	}
	return q.law.Entropy()
}

// KL is KL(q ‖ p), nats, ≥ 0 and 0 only for q = p; it is not symmetric.
//
//	KL = ½ ( tr(Σ_p⁻¹ Σ_q) + (μ_p − μ_q)ᵀ Σ_p⁻¹ (μ_p − μ_q) − L + log|Σ_p| − log|Σ_q| )
//
// It is gonum's; rounding below 0 is cut off. Errors: p of another dimension.
func (q *Normal) KL(p *Normal) (float64, error) {
	if err := errors.Join(q.made(), p.made()); err != nil {
		return 0, err
	}
	if len(q.Mean) != len(p.Mean) {
		return 0, fmt.Errorf("elbo: q has %d dimensions, p has %d; they must have as many", len(q.Mean), len(p.Mean))
	}
	return max(0, distmv.KullbackLeibler{}.DistNormal(q.law, p.law)), nil
}

// KLPrior is KL(q ‖ N(0, I)), nats.
//
//	KL = ½ ( tr Cov + MeanᵀMean − L − log|Cov| )
func (q *Normal) KLPrior() float64 {
	if q.law == nil {
		return math.NaN()
	}
	kl := 0.5 * (mat.Trace(q.Cov) + floats.Dot(q.Mean, q.Mean) - float64(len(q.Mean)) - q.chol.LogDet())
	return max(0, kl)
}

// made wants a distribution from NewNormal.
func (q *Normal) made() error {
	if q == nil || q.law == nil {
		return errors.New("elbo: a normal is nil or was not made by NewNormal; make it so, for it must be factored")
	}
	return nil
}
