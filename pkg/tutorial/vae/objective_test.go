package vae

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// wide are logits of every size that can occur, among them 0 and some beyond float32's exp.
var wide = []float64{0, 1e-3, -0.7, 3, -3, 17, -17, 80, -90, 150, -200, 1.5}

// TestLogBernoulli holds the graph against float64.
func TestLogBernoulli(t *testing.T) {
	x := []float64{1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0}
	want, err := elbo.LogBernoulliLogits(x, wide)
	if err != nil {
		t.Fatal(err)
	}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		got := graphOf(t, be, func(s *model.Scope, in []*Node) []*Node {
			fast := Config{Likelihood: Bernoulli}.logLikelihoodFast(s, in[0], in[1])
			return []*Node{LogBernoulli(in[0], in[1]), fast}
		}, row64(x), row64(wide))
		near(t, "LogBernoulli", float64(got[0][0]), want, 1e-5*math.Abs(want))
		near(t, "logLikelihoodFast", float64(got[1][0]), want, 1e-5*math.Abs(want))
	})
}

// TestLogBernoulliGradient: ∂/∂l log p = x − σ(l), also at l = 0, where |l| has no derivative.
func TestLogBernoulliGradient(t *testing.T) {
	x := []float64{1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		got := graphOf(t, be, func(_ *model.Scope, in []*Node) []*Node {
			return Gradient(ReduceAllSum(LogBernoulli(in[0], in[1])), in[1])
		}, row64(x), row64(wide))
		for i, l := range wide {
			near(t, "gradient", float64(got[0][i]), x[i]-1/(1+math.Exp(-l)), 1e-6)
		}
	})
}

func TestKLAndGaussian(t *testing.T) {
	mu, logVar := []float64{0, 2, 0, -1.5}, []float64{0, 0, 2, -3}
	const sigma = 0.3
	wantKL, wantLog := 0.0, 0.0
	for j := range mu {
		kl, err := elbo.KLStandardNormal([]float64{mu[j]}, []float64{logVar[j]})
		if err != nil {
			t.Fatal(err)
		}
		wantKL += kl
		d := (mu[j] - logVar[j]) / sigma
		wantLog -= d*d/2 + math.Log(sigma*math.Sqrt(2*math.Pi))
	}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		got := graphOf(t, be, func(_ *model.Scope, in []*Node) []*Node {
			return []*Node{KL(in[0], in[1]), LogGaussian(in[0], in[1], sigma)}
		}, row64(mu), row64(logVar))
		near(t, "KL", float64(got[0][0]), wantKL, 1e-5)
		near(t, "LogGaussian", float64(got[1][0]), wantLog, 1e-3)
	})
}

// TestNormal looks at the moments of what normal draws, within five standard errors; an odd number is asked for.
func TestNormal(t *testing.T) {
	const rows, columns = 30001, 3
	const n = rows * columns
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		state := train.Generator(streamImport, 1, 2, 3)
		z32 := graphOf(t, be, func(_ *model.Scope, in []*Node) []*Node {
			return []*Node{normal(in[0], rows, columns)}
		}, state[:])[0]
		z := make([]float64, n)
		var fourth float64
		for i, v := range z32 {
			z[i] = float64(v)
			fourth += z[i] * z[i] * z[i] * z[i] / n
		}
		mean, variance := stat.MeanVariance(z, nil)
		near(t, "mean", mean, 0, 5/math.Sqrt(n))
		near(t, "variance", variance, 1, 5*math.Sqrt(2.0/n))
		near(t, "fourth moment", fourth, 3, 5*math.Sqrt(96.0/n))
		near(t, "correlation of the pairs", stat.Correlation(z[:n/2], z[(n+1)/2:], nil), 0, 5/math.Sqrt(n/2))
	})
}

// TestPixels: what becomes of grey pixels under each Binarize.
func TestPixels(t *testing.T) {
	const n = 20000
	grey := make([]uint8, n*3)
	for i := range n {
		copy(grey[3*i:], []uint8{0, 77, 255})
	}
	mean := func(flat []float32, column int) (m float64) {
		for i := range n {
			m += float64(flat[3*i+column]) / n
		}
		return m
	}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		raw := tensors.FromFlatDataAndDimensions(grey, n, 3)
		for _, c := range []struct {
			binarize Binarize
			want     float64 // of the middle column
			tol      float64
		}{
			{Threshold, 1, 1e-9}, // the threshold is 77
			{Dynamic, 77.0 / 255, 5 * 0.5 / math.Sqrt(n)},
			{GreyAsProbability, 77.0 / 255, 1e-6},
		} {
			cfg := Config{Binarize: c.binarize, Threshold: 77}
			got := graphOf(t, be, func(s *model.Scope, in []*Node) []*Node { return []*Node{cfg.pixels(s, in[0])} }, raw)[0]
			near(t, "black", mean(got, 0), 0, 0)
			near(t, "grey", mean(got, 1), c.want, c.tol)
			near(t, "white", mean(got, 2), 1, 1e-6)
			for _, v := range got {
				if c.binarize != GreyAsProbability && v != 0 && v != 1 {
					t.Fatalf("Binarize %d gave %v", c.binarize, v)
				}
			}
		}
	})
}

// row64 makes a tensor [1, D].
func row64(x []float64) *tensors.Tensor {
	row := make([]float32, len(x))
	for i := range x {
		row[i] = float32(x[i])
	}
	return tensors.FromFlatDataAndDimensions(row, 1, len(row))
}
