package elbo

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Rotate turns the model's columns i and j of W by an angle, in radians.
//
//	W' = W R          R the identity but for R_ii = R_jj = cos angle, R_ji = −R_ij = sin angle
//
// p(x) stays what it is, as W' W'ᵀ = W Wᵀ: no data can tell the models apart. The posterior's covariance does turn, and so it
// matters to a q that keeps components apart. Tipping & Bishop 1999, equation 7. Errors: columns that do not exist or are the
// same, an angle that is not finite.
func (m *LinearGaussian) Rotate(i, j int, angle float64) (*LinearGaussian, error) {
	_, l := m.w.Dims()
	if i < 0 || j < 0 || i >= l || j >= l || i == j {
		return nil, fmt.Errorf("elbo: columns %d and %d of W are to be turned; give two of 0 to %d", i, j, l-1)
	}
	if err := finite("(angle)", []float64{angle}); err != nil {
		return nil, err
	}
	sin, cos := math.Sincos(angle)
	r := mat.NewDense(l, l, nil)
	for k := range l {
		r.Set(k, k, 1)
	}
	r.Set(i, i, cos)
	r.Set(j, j, cos)
	r.Set(i, j, -sin)
	r.Set(j, i, sin)
	var w mat.Dense
	w.Mul(m.w, r)
	return NewLinearGaussian(&w, m.b, m.sigma)
}

// RotationGap is the gap, in nats, that the best diagonal q leaves once columns i and j of W are turned by an angle: the same for
// every x. It is 0 where W's columns are at right angles. Errors: those of [LinearGaussian.Rotate].
func (m *LinearGaussian) RotationGap(i, j int, angle float64) (float64, error) {
	turned, err := m.Rotate(i, j, angle)
	if err != nil {
		return 0, err
	}
	mu, logVar, _, err := turned.BestDiagonal(m.b)
	if err != nil {
		return 0, err
	}
	return turned.Gap(m.b, mu, logVar)
}
