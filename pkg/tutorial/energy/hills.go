package energy

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// TwoHills is a mixture of two normals around ±M whose one parameter is how much higher the right one is: d = 1, k = 1.
//
//	E_θ(x) = −log( exp(θ − (x − M)²/2) + exp(−(x + M)²/2) )          Z(θ) = √(2π) (1 + e^θ)
//
// The right hill has the mass σ(θ) = 1/(1 + e^−θ). The energy is not linear in θ, and its Z is known. Where M is large, the slope
// ∇x E at either hill knows nothing of θ: score matching is blind for it.
type TwoHills struct{ M float64 }

// Dim is 1.
func (TwoHills) Dim() int { return 1 }

// Params is 1.
func (TwoHills) Params() int { return 1 }

// Linear is false.
func (TwoHills) Linear() bool { return false }

// Check wants a finite M from 0 on.
func (h TwoHills) Check([]float64) error {
	if h.M >= 0 && !math.IsInf(h.M, 1) {
		return nil
	}
	return fmt.Errorf("energy: two hills: M is %g; it must be 0 or more and finite", h.M)
}

// right is the share of the right hill in the density at x, r = σ(θ + 2Mx).
func (h TwoHills) right(x, t []float64) float64 { return 1 / (1 + math.Exp(-t[0]-2*h.M*x[0])) }

// Energy is (x + M)²/2 − log(1 + exp(θ + 2Mx)).
func (h TwoHills) Energy(x, t []float64) float64 {
	return (x[0]+h.M)*(x[0]+h.M)/2 - elbo.Softplus(t[0]+2*h.M*x[0])
}

// GradX is x + M − 2M r.
func (h TwoHills) GradX(dst, x, t []float64) { dst[0] = x[0] + h.M - 2*h.M*h.right(x, t) }

// LaplaceX is 1 − 4M² r (1 − r).
func (h TwoHills) LaplaceX(x, t []float64) float64 {
	r := h.right(x, t)
	return 1 - 4*h.M*h.M*r*(1-r)
}

// GradTheta is −r.
func (h TwoHills) GradTheta(dst, x, t []float64) { dst[0] = -h.right(x, t) }
