package montecarlo

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// LogSecondMoment is log E_q[ (p(z)/q(z))² ] for two normals, nats, ≥ 0 and 0 only for q = p:
//
//	log ∫ p(z)²/q(z) dz = Σ_i ( −½ log( t_i (2 − t_i) ) + δ_i² / (2 − t_i) )
//
// t_i and δ_i are p's variances and mean along its own axes, in coordinates in which q is N(0, I). +Inf where a t_i is 2 or
// more: there q has less than half of p's variance, and the integral diverges. With p the posterior P(z|x) of any model,
// p/q is the importance weight divided by P(x), w/P(x): this is the log of E[w²]/E[w]².
//
// Errors: normals that elbo.NewNormal has not made, or of different dimensions.
func LogSecondMoment(p, q *elbo.Normal) (float64, error) {
	t, delta, err := relative(p, q)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range t {
		if t[i] >= 2 {
			return math.Inf(1), nil
		}
		sum += -0.5*logProduct(t[i]) + delta[i]*delta[i]/(2-t[i])
	}
	return sum, nil
}

// logProduct is log( t (2 − t) ) for 0 < t < 2; near 1, where the product is 1 − (1 − t)², without losing its digits.
func logProduct(t float64) float64 {
	if far := 1 - t; math.Abs(far) < 0.5 {
		return math.Log1p(-far * far)
	}
	return math.Log(t) + math.Log(2-t)
}

// relative gives p's variances along its axes, and its mean there, in the coordinates u with z = m + C u in which q = N(m, C Cᵀ)
// is standard normal.
func relative(p, q *elbo.Normal) (t, delta []float64, err error) {
	if p == nil || q == nil || p.Cov == nil || q.Cov == nil {
		return nil, nil, errors.New("montecarlo: a normal is nil or was not made by elbo.NewNormal; make both so")
	}
	d := q.Dim()
	if p.Dim() != d {
		return nil, nil, fmt.Errorf("montecarlo: p has %d dimensions, q has %d; they must have as many", p.Dim(), d)
	}
	var chol mat.Cholesky
	if !chol.Factorize(q.Cov) {
		return nil, nil, errors.New("montecarlo: q's covariance is not positive definite; make q by elbo.NewNormal")
	}
	var C mat.TriDense
	chol.LTo(&C)
	var half, whole mat.Dense // C⁻¹ Cov_p, C⁻¹ Cov_p C⁻ᵀ
	shift := mat.NewVecDense(d, nil)
	for j := range d {
		shift.SetVec(j, p.Mean[j]-q.Mean[j])
	}
	err = errors.Join(half.Solve(&C, p.Cov), whole.Solve(&C, half.T()), shift.SolveVec(&C, shift))
	if err != nil {
		return nil, nil, fmt.Errorf("montecarlo: q's covariance is singular to rounding: %w; take a q that is less flat", err)
	}
	symmetric := mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			symmetric.SetSym(i, j, (whole.At(i, j)+whole.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(symmetric, true) {
		return nil, nil, errors.New("montecarlo: p's variances along its axes could not be found; check its covariance")
	}
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	var along mat.VecDense
	along.MulVec(axes.T(), shift)
	t = eigen.Values(nil) // rising
	if !(t[0] > 0) {
		return nil, nil, errors.New("montecarlo: p's and q's variances are too far apart for float64; take a q nearer to p")
	}
	return t, along.RawVector().Data, nil
}

// LogRelVar is the log of the relative variance of one importance weight of a row x [D] in a linear-Gaussian model,
//
//	log( E[w²]/E[w]² − 1 ),   w = P(x|z) P(z)/q(z),  z ~ q,  E[w] = P(x)
//
// exactly, from [LogSecondMoment] with P(z|x) in closed form. The mean of n weights has the relative standard error
// √(exp(LogRelVar)/n). With q the prior ([Standard]) it is that of [Naive]. +Inf where the variance is infinite, −Inf, up to
// rounding, where q is the posterior: there every weight is P(x).
//
// Errors: no model, an x or q of another dimension.
func LogRelVar(m *elbo.LinearGaussian, x []float64, q *elbo.Normal) (float64, error) {
	if m == nil {
		return 0, errors.New("montecarlo: there is no model; make one by elbo.NewLinearGaussian")
	}
	mean, cov, err := m.Posterior(x)
	if err != nil {
		return 0, fmt.Errorf("montecarlo: %w", err)
	}
	posterior, err := elbo.NewNormal(mean, cov)
	if err != nil {
		return 0, fmt.Errorf("montecarlo: the posterior: %w", err)
	}
	second, err := LogSecondMoment(posterior, q)
	if err != nil || math.IsInf(second, 1) {
		return second, err
	}
	return logExpM1(second), nil
}

// logExpM1 is log( exp(v) − 1 ) for v ≥ 0.
func logExpM1(v float64) float64 { return v + math.Log(-math.Expm1(-v)) }

// CheckCover returns an error when the weights p/q have an infinite variance: when q has in some direction less than half of p's
// variance. It says by how much q's covariance must be multiplied, more or less. A sample of weights never shows this.
// Errors besides: those of [LogSecondMoment].
func CheckCover(p, q *elbo.Normal) error {
	t, _, err := relative(p, q)
	if err != nil {
		return err
	}
	if worst := t[len(t)-1]; worst >= 2 {
		return fmt.Errorf("montecarlo: the proposal does not cover: in one direction it has 1/%.3g of the target's variance, and with 1/2 or less "+
			"the weights' variance is infinite; multiply its covariance by more than %.3g", worst, worst/2)
	}
	return nil
}

// Standard is N(0, I) in d dimensions, the prior P(z).
func Standard(d int) (*elbo.Normal, error) {
	if d < 1 {
		return nil, fmt.Errorf("montecarlo: d is %d; take a dimension of 1 or more", d)
	}
	return elbo.NewDiagonal(make([]float64, d), make([]float64, d))
}

// Scaled is q with a times its covariance, a > 0: a proposal too wide (a > 1) or too narrow by a known factor. Around the
// posterior it gives E[w²]/E[w]² = ( a/√(2a − 1) )^d, infinite for a ≤ ½.
func Scaled(q *elbo.Normal, a float64) (*elbo.Normal, error) {
	if q == nil || q.Cov == nil {
		return nil, errors.New("montecarlo: q is nil or was not made by elbo.NewNormal; make it so")
	}
	if !(a > 0) || math.IsInf(a, 1) {
		return nil, fmt.Errorf("montecarlo: the factor of the covariance is %g; it must be finite and above 0", a)
	}
	cov := mat.NewSymDense(q.Dim(), nil)
	cov.ScaleSym(a, q.Cov)
	return elbo.NewNormal(q.Mean, cov)
}

// LogDraws is the log of the number of draws after which the estimate has the relative standard error relErr:
//
//	n = exp(logRelVar) / relErr²
//
// Errors: a logRelVar that is NaN, and a relErr that is not above 0.
func LogDraws(logRelVar, relErr float64) (float64, error) {
	if math.IsNaN(logRelVar) || !(relErr > 0) || math.IsInf(relErr, 1) {
		return 0, fmt.Errorf("montecarlo: log relative variance %g, relative error %g; both must be numbers, the error finite and above 0", logRelVar, relErr)
	}
	return logRelVar - 2*math.Log(relErr), nil
}
