package energy

import "fmt"

// DoubleWell is a curve with two wells, for pictures: d = 1, k = 3.
//
//	E_θ(x) = θ₀ x⁴ + θ₁ x² + θ₂ x          θ₀ > 0, or θ₀ = 0 and θ₁ > 0 (a normal)
//
// The wells are at x = ±√(−θ₁ / 2θ₀) where θ₂ = 0; θ₂ tilts them. At θ = (¼, −1½, 0.2) they lie at about ±1.7.
type DoubleWell struct{}

// Dim is 1.
func (DoubleWell) Dim() int { return 1 }

// Params is 3.
func (DoubleWell) Params() int { return 3 }

// Linear is true.
func (DoubleWell) Linear() bool { return true }

// Check wants an energy that rises to either side, so that Z is finite.
func (DoubleWell) Check(t []float64) error {
	if t[0] > 0 || t[0] == 0 && t[1] > 0 {
		return nil
	}
	return fmt.Errorf("energy: double well: Z diverges at theta = %.4g, for the energy falls for ever; theta[0] must be above 0", t)
}

// Energy is θ₀ x⁴ + θ₁ x² + θ₂ x.
func (DoubleWell) Energy(x, t []float64) float64 {
	s := x[0] * x[0]
	return t[0]*s*s + t[1]*s + t[2]*x[0]
}

// GradX is 4 θ₀ x³ + 2 θ₁ x + θ₂.
func (DoubleWell) GradX(dst, x, t []float64) {
	dst[0] = 4*t[0]*x[0]*x[0]*x[0] + 2*t[1]*x[0] + t[2]
}

// LaplaceX is 12 θ₀ x² + 2 θ₁.
func (DoubleWell) LaplaceX(x, t []float64) float64 { return 12*t[0]*x[0]*x[0] + 2*t[1] }

// GradTheta is (x⁴, x², x).
func (DoubleWell) GradTheta(dst, x, _ []float64) {
	s := x[0] * x[0]
	dst[0], dst[1], dst[2] = s*s, s, x[0]
}

// CoupledWells is a landscape with four wells, two of which the coupling favours: d = 2, k = 4.
//
//	E_θ(x) = θ₀ (x₁⁴ + x₂⁴) + θ₁ (x₁² + x₂²) + θ₂ x₁x₂ + θ₃ x₁          θ₀ > 0, or θ₀ = 0 and |θ₂| < 2θ₁
//
// A negative θ₂ pulls the coordinates to the same side. At θ = (¼, −1, −½, 0.2) the wells lie at about (±1.6, ±1.6).
type CoupledWells struct{}

// Dim is 2.
func (CoupledWells) Dim() int { return 2 }

// Params is 4.
func (CoupledWells) Params() int { return 4 }

// Linear is true.
func (CoupledWells) Linear() bool { return true }

// Check wants an energy that rises in all directions, so that Z is finite.
func (CoupledWells) Check(t []float64) error {
	if t[0] > 0 || t[0] == 0 && 2*t[1] > max(t[2], -t[2]) {
		return nil
	}
	return fmt.Errorf("energy: coupled wells: Z diverges at theta = %.4g, for the energy falls for ever; theta[0] must be above 0", t)
}

// Energy is θ₀ (x₁⁴ + x₂⁴) + θ₁ (x₁² + x₂²) + θ₂ x₁x₂ + θ₃ x₁.
func (CoupledWells) Energy(x, t []float64) float64 {
	a, b := x[0]*x[0], x[1]*x[1]
	return t[0]*(a*a+b*b) + t[1]*(a+b) + t[2]*x[0]*x[1] + t[3]*x[0]
}

// GradX is (4 θ₀ x₁³ + 2 θ₁ x₁ + θ₂ x₂ + θ₃, 4 θ₀ x₂³ + 2 θ₁ x₂ + θ₂ x₁).
func (CoupledWells) GradX(dst, x, t []float64) {
	dst[0] = 4*t[0]*x[0]*x[0]*x[0] + 2*t[1]*x[0] + t[2]*x[1] + t[3]
	dst[1] = 4*t[0]*x[1]*x[1]*x[1] + 2*t[1]*x[1] + t[2]*x[0]
}

// LaplaceX is 12 θ₀ (x₁² + x₂²) + 4 θ₁.
func (CoupledWells) LaplaceX(x, t []float64) float64 {
	return 12*t[0]*(x[0]*x[0]+x[1]*x[1]) + 4*t[1]
}

// GradTheta is (x₁⁴ + x₂⁴, x₁² + x₂², x₁x₂, x₁).
func (CoupledWells) GradTheta(dst, x, _ []float64) {
	a, b := x[0]*x[0], x[1]*x[1]
	dst[0], dst[1], dst[2], dst[3] = a*a+b*b, a+b, x[0]*x[1], x[0]
}
