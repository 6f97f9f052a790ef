package energy

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// MeanGradTheta is E_p[∇θ E] [k] by quadrature. It is −∇θ log Z(θ):
//
//	∇θ log Z = 1/Z ∫ ∇θ exp(−E) dx = −∫ ∇θ E · exp(−E)/Z dx = −E_p[∇θ E]
func (d *Density) MeanGradTheta() []float64 {
	mean, _ := d.moments()
	return mean
}

// GradTheta is ∇θ log p(x) [k], exactly; nil where x has another length:
//
//	∇θ log p_θ(x) = −∇θ E_θ(x) + E_p[∇θ E_θ]
//
// The first term pulls the energy down at x, the second pushes it up where the model has its mass. Averaged over data it
// is 0 where the two averages agree: there θ is a maximum likelihood.
func (d *Density) GradTheta(x []float64) []float64 {
	if len(x) != d.Model.Dim() {
		return nil
	}
	g := make([]float64, d.Model.Params())
	d.Model.GradTheta(g, x, d.Theta)
	return floats.SubTo(g, d.MeanGradTheta(), g)
}

// Fisher is the Fisher information, k × k: the covariance of ∇θ log p under the model. With n rows, the standard error of a
// maximum likelihood θ_j is √( (Fisher⁻¹)_jj / n ), for a large n.
//
//	I(θ) = E_p[ ∇θ log p ∇θ log pᵀ ] = Cov_p[∇θ E]
func (d *Density) Fisher() *mat.SymDense {
	_, cov := d.moments()
	return cov
}

// moments are mean and covariance of ∇θ E under the model.
func (d *Density) moments() ([]float64, *mat.SymDense) {
	k := d.Model.Params()
	g := make([]float64, k)
	mean, cov := make([]float64, k), mat.NewSymDense(k, nil)
	for i, x := range d.x {
		if d.mass[i] > 0 {
			d.Model.GradTheta(g, x, d.Theta)
			floats.AddScaled(mean, d.mass[i], g)
			cov.SymRankOne(cov, d.mass[i], mat.NewVecDense(k, g))
		}
	}
	cov.SymRankOne(cov, -1, mat.NewVecDense(k, mean))
	return mean, cov
}
