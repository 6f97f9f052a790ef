package flow

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Affine shifts and scales every coordinate of rows of D numbers:
//
//	z_i = (x_i − shift_i) exp(−logScale_i)          log|det| = −Σ_i logScale_i
//
// Alone it makes N(shift, diag exp(2 logScale)). θ: shift [D], logScale [D].
type Affine struct{ D int }

// Dim is D.
func (l Affine) Dim() int { return l.D }

// Names are shift_i and logScale_i.
func (l Affine) Names() []string {
	return slices.Concat(numbered("shift", l.D), numbered("logScale", l.D))
}

// Start is the identity.
func (l Affine) Start(*rand.Rand) []float64 { return make([]float64, 2*l.D) }

// Forward is z and log|det|.
func (l Affine) Forward(theta, x []float64) (z []float64, logDet float64) {
	shift, logScale := theta[:l.D], theta[l.D:]
	z = make([]float64, l.D)
	for i := range z {
		z[i] = (x[i] - shift[i]) * math.Exp(-logScale[i])
		logDet -= logScale[i]
	}
	return z, logDet
}

// Inverse is x_i = shift_i + z_i exp(logScale_i).
func (l Affine) Inverse(theta, z []float64) []float64 {
	shift, logScale := theta[:l.D], theta[l.D:]
	x := make([]float64, l.D)
	for i := range x {
		x[i] = shift[i] + z[i]*math.Exp(logScale[i])
	}
	return x
}
