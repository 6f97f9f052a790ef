package elbo

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Family says which normals q(z|x) may be: what an E step chooses from.
type Family int

const (
	Full      Family = iota // any covariance: the E step finds p(z|x) itself and leaves no gap; this is EM
	Diagonal                // components kept apart, as by an encoder; from here on it is variational EM
	Spherical               // components kept apart, and all of one variance
)

// Codes is q(z|x_n) = N(Mu_n, Cov) for each of N rows. One covariance does for all rows: in a linear-Gaussian model the best
// one does not depend on x.
type Codes struct {
	Mu  *mat.Dense    // N×L
	Cov *mat.SymDense // L×L
}

// EStep finds the q of the family that raise the ELBO most, model fixed, for the rows of x (N×D).
//
//	Mu_n = E[z|x_n] = S Wᵀ(x_n − b)/sigma²          in every family
//	Cov  = S  (Full),   diag(1/Λ_jj)  (Diagonal),   L/tr Λ · I  (Spherical)
//
// S = Λ⁻¹ is the posterior's covariance, Λ = I + WᵀW/sigma². Tipping & Bishop 1999, equations 25 and 26; Bishop 2006, section
// 10.1.2. Errors: rows that do not fit, numbers that are not finite, a family that does not exist.
func (m *LinearGaussian) EStep(x mat.Matrix, f Family) (Codes, error) {
	if err := m.checkRows(x); err != nil {
		return Codes{}, err
	}
	_, l := m.w.Dims()
	q := Codes{Mu: &mat.Dense{}, Cov: mat.NewSymDense(l, nil)}
	var a mat.Dense // D×L: W S/sigma²
	a.Mul(m.w, &m.post)
	a.Scale(1/(m.sigma*m.sigma), &a)
	q.Mu.Mul(minus(x, m.b), &a)
	trace := 0.0
	for j := range l {
		trace += m.precision.At(j, j)
	}
	switch f {
	case Full:
		q.Cov.CopySym(&m.post)
	case Diagonal:
		for j := range l {
			q.Cov.SetSym(j, j, 1/m.precision.At(j, j))
		}
	case Spherical:
		for j := range l {
			q.Cov.SetSym(j, j, float64(l)/trace)
		}
	default:
		return Codes{}, fmt.Errorf("elbo: Family is %d; use Full, Diagonal or Spherical", int(f))
	}
	return q, nil
}

// MStep finds the model that raises the ELBO most, q fixed, for the rows of x (N×D).
//
//	W      = C_xz (C_zz + Cov)⁻¹          C_xz = 1/N Σ_n (x_n − x̄)(Mu_n − z̄)ᵀ,   C_zz = 1/N Σ_n (Mu_n − z̄)(Mu_n − z̄)ᵀ
//	b      = x̄ − W z̄
//	sigma² = 1/D ( 1/N Σ_n ‖x_n − b − W Mu_n‖² + tr(W Cov Wᵀ) )
//
// It is least squares of x on codes that are known up to Cov. Tipping & Bishop 1999, equations 27 and 28.
//
// Errors: rows and codes that do not fit, numbers that are not finite, and rows that the codes explain to rounding, where
// sigma would be 0 and the density infinite.
func MStep(x mat.Matrix, q Codes) (*LinearGaussian, error) {
	if err := q.check(x); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	xMean, zMean := columnMeans(x), columnMeans(q.Mu)
	xc, zc := minus(x, xMean), minus(q.Mu, zMean)
	var cxz, czz, w mat.Dense
	cxz.Mul(xc.T(), zc)
	czz.Mul(zc.T(), zc)
	cxz.Scale(1/float64(n), &cxz)
	czz.Scale(1/float64(n), &czz)
	czz.Add(&czz, q.Cov)
	if err := w.Solve(&czz, cxz.T()); err != nil { // L×D: Wᵀ
		return nil, fmt.Errorf("elbo: the codes' second moment cannot be inverted (%w); give a covariance that is positive definite", err)
	}
	var rest, spread mat.Dense // N×D: what the codes do not explain, and D×L
	rest.Mul(zc, &w)
	rest.Sub(xc, &rest)
	spread.Mul(w.T(), q.Cov)
	spread.MulElem(&spread, w.T())
	total, left := meanSquare(xc), meanSquare(&rest)+mat.Sum(&spread)
	if math.IsInf(total, 1) || math.IsNaN(left) {
		return nil, errors.New("elbo: the rows' squares overflow; scale them down first")
	}
	if !(left > 1e-12*total) {
		return nil, fmt.Errorf("elbo: %d codes leave nothing of the rows to the noise, and the density becomes infinite; take fewer components, or rows that differ", q.Cov.SymmetricDim())
	}
	b := mat.NewVecDense(d, nil)
	b.MulVec(w.T(), mat.NewVecDense(len(zMean), zMean))
	b.SubVec(mat.NewVecDense(d, xMean), b)
	return NewLinearGaussian(w.T(), b.RawVector().Data, math.Sqrt(left/float64(d)))
}

// MeanELBO is the ELBO of the rows of x (N×D) for their q, mean over rows, nats, in closed form.
//
//	Recon = −D/2 log(2π sigma²) − 1/(2 sigma²) ( 1/N Σ_n ‖x_n − b − W Mu_n‖² + tr(W Cov Wᵀ) )
//	KL    = ½ ( 1/N Σ_n ‖Mu_n‖² + tr Cov − L − log|Cov| )
//
// Errors: rows and codes that do not fit, numbers that are not finite, a Cov that is not positive definite.
func (m *LinearGaussian) MeanELBO(x mat.Matrix, q Codes) (Terms, error) {
	if err := errors.Join(m.checkRows(x), q.check(x)); err != nil {
		return Terms{}, err
	}
	d, l := m.w.Dims()
	if n := q.Cov.SymmetricDim(); n != l {
		return Terms{}, fmt.Errorf("elbo: the codes have %d components, w has %d columns; they must have as many", n, l)
	}
	var chol mat.Cholesky
	if !chol.Factorize(q.Cov) {
		return Terms{}, errors.New("elbo: the codes' covariance is not positive definite; take one that is, as EStep gives it")
	}
	var wz, spread mat.Dense
	wz.Mul(q.Mu, m.w.T())
	rest := minus(x, m.b)
	rest.Sub(rest, &wz)
	spread.Mul(m.w, q.Cov)
	spread.MulElem(&spread, m.w)
	v := m.sigma * m.sigma
	return Terms{
		Recon: -0.5*float64(d)*math.Log(2*math.Pi*v) - 0.5/v*(meanSquare(rest)+mat.Sum(&spread)),
		KL:    0.5 * (meanSquare(q.Mu) + mat.Trace(q.Cov) - float64(l) - chol.LogDet()),
	}, nil
}

// MeanLogP is log p(x), mean over the rows of x (N×D), nats: what the ELBO of any q is at most. Errors: rows that do not fit.
func (m *LinearGaussian) MeanLogP(x mat.Matrix) (float64, error) {
	if err := m.checkRows(x); err != nil {
		return 0, err
	}
	n, d := x.Dims()
	row, sum := make([]float64, d), 0.0
	for i := range n {
		sum += m.x.LogProb(mat.Row(row, i, x))
	}
	return sum / float64(n), nil
}

// minus is a copy of x (N×D) with b [D] taken from each row.
func minus(x mat.Matrix, b []float64) *mat.Dense {
	c := mat.DenseCopyOf(x)
	n, _ := c.Dims()
	for i := range n {
		floats.Sub(c.RawRowView(i), b)
	}
	return c
}

// columnMeans is the mean row of x.
func columnMeans(x mat.Matrix) []float64 {
	_, d := x.Dims()
	mean := make([]float64, d)
	for j := range mean {
		mean[j] = stat.Mean(mat.Col(nil, j, x), nil)
	}
	return mean
}

// meanSquare is 1/N Σ_n ‖x_n‖².
func meanSquare(x *mat.Dense) float64 {
	n, _ := x.Dims()
	norm := mat.Norm(x, 2)
	return norm * norm / float64(n)
}

// checkRows wants rows of D finite numbers.
func (m *LinearGaussian) checkRows(x mat.Matrix) error {
	if err := density.CheckRows(x, 1); err != nil {
		return err
	}
	if _, d := x.Dims(); d != len(m.b) {
		return fmt.Errorf("elbo: x has %d columns, b has %d components; they must have as many", d, len(m.b))
	}
	return nil
}

// check wants a code for each row of x, and a covariance that fits; all finite.
func (q Codes) check(x mat.Matrix) error {
	if q.Mu == nil || q.Cov == nil {
		return errors.New("elbo: the codes' Mu or Cov is nil; give both, as EStep does")
	}
	if err := errors.Join(density.CheckRows(x, 1), density.CheckRows(q.Mu, 1), density.CheckRows(q.Cov, 1)); err != nil {
		return err
	}
	n, _ := x.Dims()
	rows, l := q.Mu.Dims()
	if rows != n || q.Cov.SymmetricDim() != l {
		return fmt.Errorf("elbo: %d rows, codes %d×%d and covariance %d×%d; give a code to each row and a covariance of its size",
			n, rows, l, q.Cov.SymmetricDim(), q.Cov.SymmetricDim())
	}
	return nil
}
