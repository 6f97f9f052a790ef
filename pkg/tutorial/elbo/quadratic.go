package elbo

import "fmt"

// Quadratic is the case in which the variance of both gradient estimators has a closed form: a bowl, and a normal beside it.
//
//	f(z) = −½ Σ_j z_j²,     q = N( (Delta, …, Delta), Sigma² I ),     z in R^Dim
//
// The derivative of E_q[f(z)] by mu_j is −Delta for every j. How much one draw of it varies is what Dim decides, or not:
//
//	pathwise                    Sigma²                     no Dim in it
//	score function, best b      grows with Dim
//	score function, b = 0       grows with Dim²
type Quadratic struct {
	Dim          int
	Delta, Sigma float64
}

// NewQuadratic makes a Quadratic whose parameters have been checked: Dim ≥ 1, Sigma > 0, finite numbers.
func NewQuadratic(dim int, delta, sigma float64) (Quadratic, error) {
	if err := finite("(Delta, Sigma)", []float64{delta, sigma}); err != nil {
		return Quadratic{}, err
	}
	if dim < 1 || !(sigma > 0) {
		return Quadratic{}, fmt.Errorf("elbo: a bowl of %d dimensions and Sigma %g; both must be above 0", dim, sigma)
	}
	return Quadratic{Dim: dim, Delta: delta, Sigma: sigma}, nil
}

// Value is f(z).
func (c Quadratic) Value(z []float64) float64 {
	f := 0.0
	for _, a := range z {
		f -= a * a / 2
	}
	return f
}

// Slope is ∂f/∂z_j = −z_j, for every j.
func (c Quadratic) Slope(z []float64) []float64 {
	slope := make([]float64, len(z))
	for j, a := range z {
		slope[j] = -a
	}
	return slope
}

// Mean is E_q[f(z)] = −Dim/2 (Delta² + Sigma²), the constant that one thinks of first as a baseline.
func (c Quadratic) Mean() float64 { return -0.5 * float64(c.Dim) * (c.Delta*c.Delta + c.Sigma*c.Sigma) }

// BestBaseline is the constant with the least variance of ∂/∂mu_j:
//
//	b = E_q[f(z) eps_j²] = −½ ( Delta² + 3 Sigma² + (Dim − 1)(Delta² + Sigma²) ) = Mean − Sigma²
func (c Quadratic) BestBaseline() float64 { return c.Mean() - c.Sigma*c.Sigma }

// PathVariance is the variance of ∂/∂mu_j = −z_j of one draw: Sigma².
func (c Quadratic) PathVariance() float64 { return c.Sigma * c.Sigma }

// ScoreVariance is the variance of ∂/∂mu_j = (f(z) − baseline) eps_j / Sigma of one draw. With A = z_j² and B the sum of the others'
// squares, independent of z_j,
//
//	E_q[(f − b)² eps_j²] = ¼ ( E[A² eps²] + 2 E[A eps²] E[B] + E[B²] ) + b ( E[A eps²] + E[B] ) + b²
//	E[A eps²] = Delta² + 3 Sigma²     E[A² eps²] = Delta⁴ + 18 Delta² Sigma² + 15 Sigma⁴
//	E[B] = (Dim − 1)(Delta² + Sigma²)     Var[B] = (Dim − 1)(4 Delta² Sigma² + 2 Sigma⁴)
//
// from E[eps⁴] = 3, E[eps⁶] = 15. The variance is that over Sigma², less Delta².
func (c Quadratic) ScoreVariance(baseline float64) float64 {
	d2, s2, rest := c.Delta*c.Delta, c.Sigma*c.Sigma, float64(c.Dim-1)
	a1, a2 := d2+3*s2, d2*d2+18*d2*s2+15*s2*s2
	b1 := rest * (d2 + s2)
	b2 := rest*(4*d2*s2+2*s2*s2) + b1*b1
	return ((a2+2*a1*b1+b2)/4+baseline*(a1+b1)+baseline*baseline)/s2 - d2
}
