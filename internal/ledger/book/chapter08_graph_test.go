package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// backends calls f with each backend that this machine has: always pure Go, and XLA where it is installed.
func backends(t *testing.T, f func(t *testing.T, be compute.Backend)) {
	for _, name := range []string{backend.Go, backend.CPU} {
		be, info := backend.Open(backend.Prefer(name))
		if info.Name == name {
			t.Run(name, func(t *testing.T) { f(t, be) })
		}
		be.Finalize()
	}
}

// rows returns n rows of d numbers each.
func rows(n, d int, draw func() float64) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, d)
		for j := range out[i] {
			out[i][j] = draw()
		}
	}
	return out
}

// (8.4) and (8.6) again: the graph functions that train give what the closed forms in float64 give.
func TestGraphsEqualClosedForms(t *testing.T) {
	backends(t, func(t *testing.T, be compute.Backend) {
		rng := rand.New(rand.NewPCG(4, 86))
		mu, logVar := rows(4, 20, rng.NormFloat64), rows(4, 20, rng.NormFloat64)
		kl := must.M1(ExecOnce(be, vae.KL, mu, logVar)).Value().([]float64)
		for i := range mu {
			ledger.Check(t, "8.4", must.M1(elbo.KLStandardNormal(mu[i], logVar[i])), kl[i], 1e-10)
		}
		x := rows(4, 784, func() float64 { return float64(rng.IntN(2)) })
		logits := rows(4, 784, func() float64 { return 20 * rng.NormFloat64() })
		logP := must.M1(ExecOnce(be, vae.LogBernoulli, x, logits)).Value().([]float64)
		for i := range x {
			ledger.Check(t, "8.6", must.M1(elbo.LogBernoulliLogits(x[i], logits[i])), logP[i], 1e-8)
		}
	})
}

// (8.8) again: the gradient that GoMLX takes through z = mu + exp(logVar/2) eps, averaged over eps by quadrature, is
// the gradient of the expectation a (mu² + exp(logVar)) + b mu.
func TestGraphGradientIsPathwise(t *testing.T) {
	const a, b, mu, logVar, n = 1.5, -0.8, 0.6, -0.4, 200
	eps, weight := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(eps, weight, -12, 12)
	for i := range weight {
		weight[i] *= distuv.UnitNormal.Prob(eps[i])
	}
	backends(t, func(t *testing.T, be compute.Backend) {
		gradients := must.M1(ExecOnceN(be, func(mu, logVar, eps, weight *Node) []*Node {
			z := Add(mu, Mul(Exp(MulScalar(logVar, 0.5)), eps))
			f := Add(MulScalar(Square(z), a), MulScalar(z, b))
			return Gradient(ReduceAllSum(Mul(weight, f)), mu, logVar)
		}, mu, logVar, eps, weight))
		ledger.Check(t, "8.8", 2*a*mu+b, gradients[0].Value().(float64), 1e-10)
		ledger.Check(t, "8.8", a*math.Exp(logVar), gradients[1].Value().(float64), 1e-10)
	})
}
