package flow

import (
	"math"
	"math/rand/v2"
)

// SinhArcsinh leans and stretches one number:
//
//	z = sinh(u),  u = exp(logTail) asinh(x) − skew
//	log dz/dx = logTail + log cosh(u) − ½ log(1 + x²)
//
// skew > 0 leans the density to the right, logTail < 0 makes its tails heavier than the normal's, logTail > 0 lighter
// (Jones & Pewsey 2009, Biometrika 96, 761, equation 2). θ: skew, logTail.
type SinhArcsinh struct{}

// Dim is 1.
func (SinhArcsinh) Dim() int { return 1 }

// Names are skew and logTail.
func (SinhArcsinh) Names() []string { return []string{"skew", "logTail"} }

// Start is the identity.
func (SinhArcsinh) Start(*rand.Rand) []float64 { return []float64{0, 0} }

// Forward is z and log dz/dx.
func (SinhArcsinh) Forward(theta, x []float64) (z []float64, logDet float64) {
	skew, logTail := theta[0], theta[1]
	u := math.Exp(logTail)*math.Asinh(x[0]) - skew
	return []float64{math.Sinh(u)}, logTail + logCosh(u) - math.Log(math.Hypot(1, x[0]))
}

// Inverse is x = sinh( exp(−logTail) (asinh(z) + skew) ).
func (SinhArcsinh) Inverse(theta, z []float64) []float64 {
	skew, logTail := theta[0], theta[1]
	return []float64{math.Sinh(math.Exp(-logTail) * (math.Asinh(z[0]) + skew))}
}

// logCosh is log cosh(u) = |u| + log( (1 + exp(−2|u|)) / 2 ), which does not overflow.
func logCosh(u float64) float64 {
	u = math.Abs(u)
	return u + math.Log1p(math.Exp(-2*u)) - math.Ln2
}
