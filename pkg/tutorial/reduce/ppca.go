package reduce

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// PPCA is probabilistic principal component analysis: PCA as a density over rows of D numbers.
//
//	z ~ N(0, I_K),   x | z ~ N(W z + mean, σ² I_D),   x ~ N(mean, W Wᵀ + σ² I)
//
// The embedded model has its posterior p(z|x) and its ELBO.
type PPCA struct {
	*elbo.LinearGaussian
	Mean   []float64  // D
	W      *mat.Dense // D×K: column k is √(λ_k − σ²) times principal component k
	Sigma2 float64    // σ² > 0: the variance outside the subspace, mean over its D−K directions
}

// FitPPCA fits the density to the rows of x (n×D) by maximum likelihood, in closed form from their PCA.
//
//	W = V_Kᵀ (Λ_K − σ² I)^½,    σ² = 1/(D−K) Σ_{k>K} λ_k
//
// λ are the variances with 1/n, as maximum likelihood wants them (PCA.Variance has 1/(n−1)); W is determined up to a
// rotation R, here R = I. Tipping & Bishop 1999, equations 7 and 8.
//
// Errors: those of FitPCA, k < 1 or ≥ min(n−1, D), and rows that lie in the subspace, where σ² would be 0 and the
// density infinite.
func FitPPCA(x mat.Matrix, k int) (*PPCA, error) {
	all, err := FitPCA(x, 0)
	if err != nil {
		return nil, err
	}
	most, d := all.Dims()
	if k < 1 || k >= most {
		return nil, fmt.Errorf("reduce: a PPCA with %d components; %d rows of %d columns allow 1 to %d, for one direction at least must be left to the noise", k, all.N, d, most-1)
	}
	toML := float64(all.N-1) / float64(all.N)
	m := &PPCA{Mean: all.Mean, W: mat.NewDense(d, k, nil), Sigma2: toML * floats.Sum(all.Variance[k:]) / float64(d-k)}
	if !(m.Sigma2 > 1e-14*all.Total) {
		return nil, fmt.Errorf("reduce: the rows lie in %d dimensions, which leaves no noise (σ² = %.3g) and an infinite density; keep fewer components", k, m.Sigma2)
	}
	for j := range k {
		column := mat.Row(nil, j, all.Components)
		floats.Scale(math.Sqrt(max(0, toML*all.Variance[j]-m.Sigma2)), column)
		m.W.SetCol(j, column)
	}
	m.LinearGaussian, err = newLinear(m)
	return m, err
}

// Dim is D, the numbers of a row.
func (m *PPCA) Dim() int { return len(m.Mean) }

// LogProb is log p(x) of a row of D numbers, nats; NaN where x has another length.
func (m *PPCA) LogProb(x []float64) float64 {
	logP, err := m.LogP(x)
	if err != nil {
		return math.NaN()
	}
	return logP
}

// Score gives log p of each row of x (n×D): exact, a density.
func (m *PPCA) Score(x mat.Matrix) (score.Score, error) {
	return density.Score(m, x, score.Exact, score.Lebesgue)
}

// Sample draws n rows: z from N(0, I), then x = W z + mean + σ times noise.
func (m *PPCA) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 {
		return &mat.Dense{}
	}
	d, k := m.W.Dims()
	x, z := mat.NewDense(n, d, nil), mat.NewVecDense(k, nil)
	for i := range n {
		for j := range k {
			z.SetVec(j, rng.NormFloat64())
		}
		row := mat.NewVecDense(d, x.RawRowView(i))
		row.MulVec(m.W, z)
		for j, mean := range m.Mean {
			row.SetVec(j, row.AtVec(j)+mean+math.Sqrt(m.Sigma2)*rng.NormFloat64())
		}
	}
	return x
}

// newLinear is the latent-variable model of m's parameters.
func newLinear(m *PPCA) (*elbo.LinearGaussian, error) {
	return elbo.NewLinearGaussian(m.W, m.Mean, math.Sqrt(m.Sigma2))
}
