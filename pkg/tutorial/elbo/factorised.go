package elbo

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// BestDiagonal is the q = N(mu, diag exp(logVar)) with the smallest KL(q(z) ‖ p(z|x)) for a row x [D], and that KL in nats: what is
// lost by an encoder that keeps the components of z apart, however well it is trained.
//
//	mu = E[z|x]     exp(logVar_j) = 1/Λ_jj     gap = ½ ( Σ_j log Λ_jj − log|Λ| )
//
// Λ = I + WᵀW/sigma² is the posterior's precision, so that gap = 0 where the columns of W are at right angles. 1/Λ_jj is the variance
// of z_j when the others are known, which is below the variance S_jj. Bishop 2006, section 10.1.2. Errors: an x that does not fit.
func (m *LinearGaussian) BestDiagonal(x []float64) (mu, logVar []float64, gap float64, err error) {
	if err := errors.Join(sameLen("x", x, "b", m.b), finite("x", x)); err != nil {
		return nil, nil, 0, err
	}
	_, l := m.w.Dims()
	diagonal := make([]float64, l)
	for j := range diagonal {
		diagonal[j] = m.precision.At(j, j)
	}
	logVar, gap = varianceAndGap(diagonal, m.precision.LogDet())
	return m.mean(x), logVar, gap, nil
}

// BestDiagonal is the N(mu, diag exp(logVar)) with the smallest KL to p, and that KL in nats, by the formulas of
// [LinearGaussian.BestDiagonal] with Λ = Cov⁻¹.
func (q *Normal) BestDiagonal() (mu, logVar []float64, gap float64, err error) {
	if err := q.made(); err != nil {
		return nil, nil, 0, err
	}
	var precision mat.SymDense
	if err := q.chol.InverseTo(&precision); err != nil {
		return nil, nil, 0, err
	}
	diagonal := make([]float64, len(q.Mean))
	for j := range diagonal {
		diagonal[j] = precision.At(j, j)
	}
	logVar, gap = varianceAndGap(diagonal, -q.chol.LogDet())
	return append([]float64(nil), q.Mean...), logVar, gap, nil
}

// varianceAndGap has the precision's diagonal and log-determinant.
func varianceAndGap(diagonal []float64, logDet float64) (logVar []float64, gap float64) {
	logVar, gap = make([]float64, len(diagonal)), -logDet/2
	for j, v := range diagonal {
		logVar[j] = -math.Log(v)
		gap += math.Log(v) / 2
	}
	return logVar, max(0, gap)
}
