package flow

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Coupling is the affine coupling layer of RealNVP for points of the plane: one coordinate a passes unchanged and says how
// the other, b, is scaled and shifted.
//
//	z_a = x_a                              h_k = tanh( w_k x_a + c_k )          k = 1 … Hidden
//	z_b = x_b exp(s) + t                   s = s0 + Σ_k u_k h_k,   t = t0 + Σ_k v_k h_k
//
// ∂z/∂x is triangular with the diagonal (1, exp(s)), so that log|det| = s, whatever the network is; and the network need
// not be inverted either (Dinh, Sohl-Dickstein & Bengio 2017, arXiv:1605.08803, equations 4 to 8). s and t are bounded, for
// tanh is. θ: w, c, u, v [Hidden] each, then s0, t0.
type Coupling struct {
	Pass   int // the coordinate a that passes, 0 or 1
	Hidden int
}

// Dim is 2.
func (l Coupling) Dim() int { return 2 }

// Names are w_k, c_k, u_k, v_k, s0 and t0.
func (l Coupling) Names() []string {
	return slices.Concat(numbered("w", l.Hidden), numbered("c", l.Hidden), numbered("u", l.Hidden), numbered("v", l.Hidden), []string{"s0", "t0"})
}

// Start is the identity, u = v = 0, with standard normal w and c: with all at 0 no gradient could ever move them.
func (l Coupling) Start(rng *rand.Rand) []float64 {
	theta := make([]float64, 4*l.Hidden+2)
	for k := range 2 * l.Hidden {
		theta[k] = rng.NormFloat64()
	}
	return theta
}

// network is s and t of the coordinate that passes.
func (l Coupling) network(theta []float64, a float64) (s, t float64) {
	n := l.Hidden
	w, c, u, v := theta[:n], theta[n:2*n], theta[2*n:3*n], theta[3*n:4*n]
	s, t = theta[4*n], theta[4*n+1]
	for k := range n {
		h := math.Tanh(w[k]*a + c[k])
		s += u[k] * h
		t += v[k] * h
	}
	return s, t
}

// Forward is z and log|det| = s.
func (l Coupling) Forward(theta, x []float64) (z []float64, logDet float64) {
	a, b := l.Pass, 1-l.Pass
	s, t := l.network(theta, x[a])
	z = make([]float64, 2)
	z[a] = x[a]
	z[b] = x[b]*math.Exp(s) + t
	return z, s
}

// Inverse is x_b = (z_b − t) exp(−s): s and t are known, for x_a = z_a is.
func (l Coupling) Inverse(theta, z []float64) []float64 {
	a, b := l.Pass, 1-l.Pass
	s, t := l.network(theta, z[a])
	x := make([]float64, 2)
	x[a] = z[a]
	x[b] = (z[b] - t) * math.Exp(-s)
	return x
}

// RealNVP is a standardising [Affine] and so many couplings, which pass coordinate 0 and 1 in turn: where one leaves a
// coordinate alone, the next moves it.
func RealNVP(couplings, hidden int) []Layer {
	layers := []Layer{Affine{2}}
	for i := range couplings {
		layers = append(layers, Coupling{Pass: i % 2, Hidden: hidden})
	}
	return layers
}
