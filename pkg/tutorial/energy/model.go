package energy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Model is a family of energies E_θ(x) of rows x [d] with parameters θ [k]. No method keeps or changes x and theta; all may be
// called by several goroutines at once. The Grad methods write into dst, every entry.
type Model interface {
	Dim() int                            // d
	Params() int                         // k
	Linear() bool                        // E_θ(x) = Σ_j θ_j f_j(x)
	Check(theta []float64) error         // what is wrong with theta: Z(θ) diverges
	Energy(x, theta []float64) float64   // E_θ(x), nats; +Inf where p is 0
	GradX(dst, x, theta []float64)       // ∇x E_θ(x) [d]
	LaplaceX(x, theta []float64) float64 // Δx E_θ(x) = Σ_i ∂²E/∂x_i²
	GradTheta(dst, x, theta []float64)   // ∇θ E_θ(x) [k]
}

// checkTheta wants k finite parameters that the model takes.
func checkTheta(m Model, theta []float64) error {
	if m == nil {
		return fmt.Errorf("energy: there is no model; pass one, such as DoubleWell{}")
	}
	if len(theta) != m.Params() {
		return fmt.Errorf("energy: theta has %d numbers, the model has %d parameters; give one for each", len(theta), m.Params())
	}
	for j, v := range theta {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("energy: theta[%d] is %g; every parameter must be finite", j, v)
		}
	}
	return m.Check(theta)
}

// checkData wants a row or more of d finite numbers.
func checkData(m Model, x mat.Matrix) error {
	if err := density.CheckRows(x, 1); err != nil {
		return fmt.Errorf("energy: %w", err)
	}
	if _, d := x.Dims(); d != m.Dim() {
		return fmt.Errorf("energy: the rows have %d columns, the model has %d; give rows of that many", d, m.Dim())
	}
	return nil
}

// checkEnergy wants an energy that is a number above −Inf.
func checkEnergy(x []float64, e float64) error {
	if math.IsNaN(e) || math.IsInf(e, -1) {
		return fmt.Errorf("energy: the energy is %g at x = %.6g; it must be a number, or +Inf where the density is 0", e, x)
	}
	return nil
}

// caught makes an error of a panic in a model.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("energy: the model panicked: %v; check its methods", p)
	}
}
