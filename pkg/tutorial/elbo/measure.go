package elbo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// GradientMoments is what n independent draws tell of a gradient estimator: per entry its mean and its variance.
type GradientMoments struct {
	Mean, Variance Gradient
	N              int
}

// StdErr is the standard error of each entry of Mean: √(Variance / N).
func (g GradientMoments) StdErr() Gradient {
	root := func(variance []float64) []float64 {
		se := make([]float64, len(variance))
		for j, v := range variance {
			se[j] = math.Sqrt(v / float64(g.N))
		}
		return se
	}
	return Gradient{Mu: root(g.Variance.Mu), LogVar: root(g.Variance.LogVar)}
}

// MeasureGradient calls one with n draws of eps [l] from N(0, I) and takes the moments of what it returns, variance with 1/(n−1). It
// stops at the first error of one. Errors: n < 2, l < 1, gradients of another length than l.
func MeasureGradient(n, l int, rng *rand.Rand, one func(eps []float64) (Gradient, error)) (GradientMoments, error) {
	if n < 2 || l < 1 || rng == nil || one == nil {
		return GradientMoments{}, fmt.Errorf("elbo: %d draws of %d components, or no source or estimator; ask for 2 draws of 1 component or more, and give both", n, l)
	}
	draws := mat.NewDense(2*l, n, nil) // an entry of the gradient each row
	for i := range n {
		g, err := one(noise(l, rng))
		if err != nil {
			return GradientMoments{}, fmt.Errorf("elbo: draw %d of the gradient: %w", i, err)
		}
		if len(g.Mu) != l || len(g.LogVar) != l {
			return GradientMoments{}, fmt.Errorf("elbo: the gradient has %d and %d entries, eps has %d; they must have as many", len(g.Mu), len(g.LogVar), l)
		}
		for j := range l {
			draws.Set(j, i, g.Mu[j])
			draws.Set(l+j, i, g.LogVar[j])
		}
	}
	mean, variance := make([]float64, 2*l), make([]float64, 2*l)
	for j := range mean {
		mean[j], variance[j] = stat.MeanVariance(draws.RawRowView(j), nil)
	}
	return GradientMoments{
		Mean:     Gradient{Mu: mean[:l], LogVar: mean[l:]},
		Variance: Gradient{Mu: variance[:l], LogVar: variance[l:]},
		N:        n,
	}, nil
}
