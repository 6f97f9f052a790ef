package elbo

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Average is the ELBO's mean over N rows, taken apart a fourth way. With n a row drawn at random, z drawn from its q_n,
// and q(z) = 1/N Σ_n q_n(z), the codes of all rows on one heap:
//
//	1/N Σ_n ELBO_n = 1/N Σ_n E_{q_n}[log p(x_n|z)] − I_q(n; z) − KL(q(z) ‖ p(z))
//
// In nats. Hoffman & Johnson 2016, "ELBO surgery".
type Average struct {
	Recon       float64 // mean of E_q[log p(x|z)]
	Information float64 // I_q(n; z): what z tells of the row it came from, 0 … log N
	MarginalKL  float64 // KL(q(z) ‖ p(z)): how far the codes together are from the prior
}

// ELBO is Recon − Information − MarginalKL.
func (a Average) ELBO() float64 { return a.Recon - a.Information - a.MarginalKL }

// AverageELBO computes the parts for the rows of x (N×D), each with its own q, in a model with L = 1 or 2. Recon has a closed
// form; the others are [Information] and [MarginalKL], by quadrature. Errors: theirs, and those of Decompose.
func (m *LinearGaussian) AverageELBO(x mat.Matrix, q []*Normal) (Average, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return Average{}, err
	}
	n, _ := x.Dims()
	if n != len(q) {
		return Average{}, fmt.Errorf("elbo: %d rows and %d normals q; give one to each row", n, len(q))
	}
	var a Average
	for i := range n {
		d, err := m.Decompose(mat.Row(nil, i, x), q[i])
		if err != nil {
			return Average{}, fmt.Errorf("row %d: %w", i, err)
		}
		a.Recon += d.Recon / float64(n)
	}
	var errI, errKL error
	a.Information, errI = Information(q)
	a.MarginalKL, errKL = MarginalKL(q)
	return a, errors.Join(errI, errKL)
}

// LogMarginal is log q(z) = log 1/N Σ_n q_n(z) of z [L], nats: the density of the codes of all rows together; NaN where z does not
// fit.
func LogMarginal(q []*Normal, z []float64) float64 {
	logQ := make([]float64, len(q))
	for n := range q {
		logQ[n] = q[n].LogProb(z)
	}
	return LogMeanExp(logQ)
}

// Information is the mutual information of the row's number n and its code z, nats, for q_n of 1 or 2 dimensions.
//
//	I_q(n; z) = 1/N Σ_n E_{q_n}[ log q_n(z) − log q(z) ]
//
// 0 where all q_n are alike: z tells nothing of x; log N where no two overlap. By the midpoint rule on a
// grid over each q_n, good to about 1e-12 in one dimension and 1e-5 in two; the time grows with N², about a second for 50 rows in two
// dimensions. Errors: no q, dimensions other than 1 or 2, or not all alike.
func Information(q []*Normal) (float64, error) {
	if err := checkCodes(q); err != nil {
		return 0, err
	}
	codes, sum := newCodes(q), 0.0
	for _, c := range codes.all {
		sum += c.expect(infoNodes[q[0].Dim()], func(z [2]float64) float64 { return c.logProb(z) - codes.logMarginal(z) })
	}
	return max(0, sum/float64(len(q))), nil
}

// MarginalKL is KL(q(z) ‖ N(0, I)), nats, for q_n of 1 or 2 dimensions.
//
//	KL(q(z) ‖ p(z)) = ∫ q(z) ( log q(z) − log p(z) ) dz = 1/N Σ_n E_{q_n}[ log q(z) − log p(z) ]
//
// By quadrature as in [Information], at other points, so that Information + MarginalKL = 1/N Σ_n KL(q_n ‖ p) checks both.
func MarginalKL(q []*Normal) (float64, error) {
	if err := checkCodes(q); err != nil {
		return 0, err
	}
	codes, sum := newCodes(q), 0.0
	prior := newCode(make([]float64, q[0].Dim()), [2][2]float64{{1, 0}, {0, 1}})
	for _, c := range codes.all {
		sum += c.expect(klNodes[q[0].Dim()], func(z [2]float64) float64 { return codes.logMarginal(z) - prior.logProb(z) })
	}
	return max(0, sum/float64(len(q))), nil
}

// checkCodes wants one q or more, all of 1 or all of 2 dimensions.
func checkCodes(q []*Normal) error {
	if len(q) == 0 {
		return errors.New("elbo: there is no q; give one for each row")
	}
	for n := range q {
		if err := q[n].made(); err != nil {
			return err
		}
		if l := q[n].Dim(); l != q[0].Dim() || l > 2 {
			return fmt.Errorf("elbo: q of row %d has %d dimensions; quadrature wants all of 1 or all of 2", n, l)
		}
	}
	return nil
}
