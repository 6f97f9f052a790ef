package flow

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Sigmoids adds K steps to one number. Where the map is steep, the density of x is high: each step can make a hump.
//
//	z = x + Σ_k exp(logHeight_k) tanh( exp(logSlope_k) (x − centre_k) )
//	dz/dx = 1 + Σ_k exp(logHeight_k + logSlope_k) ( 1 − tanh²(…) )          > 0: the map rises everywhere
//
// The inverse has no closed form; it is found by bisection. θ: logHeight [K], logSlope [K], centre [K].
type Sigmoids struct{ K int }

// Dim is 1.
func (l Sigmoids) Dim() int { return 1 }

// Names are logHeight_k, logSlope_k and centre_k.
func (l Sigmoids) Names() []string {
	return slices.Concat(numbered("logHeight", l.K), numbered("logSlope", l.K), numbered("centre", l.K))
}

// Start has K low steps, exp(−2) high, at standard normal centres.
func (l Sigmoids) Start(rng *rand.Rand) []float64 {
	theta := make([]float64, 3*l.K)
	for k := range l.K {
		theta[k], theta[2*l.K+k] = -2, rng.NormFloat64()
	}
	return theta
}

// Forward is z and log dz/dx.
func (l Sigmoids) Forward(theta, x []float64) (z []float64, logDet float64) {
	value, slope := x[0], 1.0
	for k := range l.K {
		height, steep, centre := math.Exp(theta[k]), math.Exp(theta[l.K+k]), theta[2*l.K+k]
		t := math.Tanh(steep * (x[0] - centre))
		value += height * t
		slope += height * steep * (1 - t*t)
	}
	return []float64{value}, math.Log(slope)
}

// Inverse halves the interval [z − Σ exp(logHeight), z + Σ exp(logHeight)], which holds x, until it is two neighbouring
// numbers; from any finite interval that takes fewer than 1,100 + 53 steps, as a rule about 60.
func (l Sigmoids) Inverse(theta, z []float64) []float64 {
	reach := 0.0
	for k := range l.K {
		reach += math.Exp(theta[k])
	}
	lo, hi := z[0]-reach, z[0]+reach
	if math.IsNaN(lo) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return []float64{math.NaN()}
	}
	for {
		x := lo + (hi-lo)/2
		if x <= lo || x >= hi {
			return []float64{x}
		}
		if at, _ := l.Forward(theta, []float64{x}); at[0] < z[0] {
			lo = x
		} else {
			hi = x
		}
	}
}
