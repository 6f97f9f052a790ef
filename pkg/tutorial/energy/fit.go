package energy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Fit is what a fit has found.
type Fit struct {
	Theta  []float64 // [k]
	StdErr []float64 // of each, from the spread of the rows, if the model is right and n large; +Inf where the fit is blind for it
}

// stdErr are the standard errors of an estimate that makes a mean of n terms 0, 1/n Σ_i g_i(θ) = 0:
//
//	Cov(θ) ≈ 1/n A⁻¹ Γ A⁻ᵀ          A = ∂/∂θ mean(g),   Γ = mean(g_i g_iᵀ)
//
// g is n × k (Huber 1967; van der Vaart 1998, theorem 5.21). They are +Inf where A has no inverse.
func stdErr(a mat.Matrix, g *mat.Dense) []float64 {
	n, k := g.Dims()
	var gamma, half, cov mat.Dense
	gamma.Mul(g.T(), g)
	se := make([]float64, k)
	if err := half.Solve(a, &gamma); err != nil {
		for j := range se {
			se[j] = math.Inf(1)
		}
		return se
	}
	_ = cov.Solve(a, half.T()) // it has just worked
	for j := range se {
		se[j] = math.Sqrt(max(0, cov.At(j, j))) / float64(n)
	}
	return se
}

// solve gives A⁻¹ b of a positive definite A.
func solve(a *mat.SymDense, b []float64) ([]float64, error) {
	var chol mat.Cholesky
	x := mat.NewVecDense(len(b), nil)
	if !chol.Factorize(a) || chol.SolveVecTo(x, mat.NewVecDense(len(b), b)) != nil {
		return nil, fmt.Errorf("energy: these rows do not determine all %d parameters; give more rows that differ, or a model with fewer", len(b))
	}
	return x.RawVector().Data, nil
}

// means are the averages of the columns of g.
func means(g *mat.Dense) []float64 {
	_, k := g.Dims()
	mean := make([]float64, k)
	for j := range mean {
		mean[j] = stat.Mean(mat.Col(nil, j, g), nil)
	}
	return mean
}
