package vae

import (
	"context"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// allOutcomes are the 2^d rows of d pixels.
func allOutcomes(d int) *mat.Dense {
	x := mat.NewDense(1<<d, d, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64(i >> j & 1) }, x)
	return x
}

// TestBoundBelowExact: on a domain of 2×4 binary pixels everything can be summed. The probabilities of all 256 outcomes
// are 1 together; the ELBO lies below log p(x) for every outcome, and the importance-weighted bound lies between them.
func TestBoundBelowExact(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		for latent, points := range map[int]int{1: 2001, 2: 401} {
			if latent == 2 && backend.IsXLA(be) { // where each model compiles for seconds
				continue
			}
			m := newModel(t, be, Config{D: 8, Hidden: []int{16}, Latent: latent, Activation: "tanh", Seed: 4})
			train := mat.NewDense(4, 8, []float64{1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1})
			fit(t, m, Matrix(train), FitConfig{Epochs: 150, Batch: 4, LearningRate: 0.02, Seed: 1})
			all := Matrix(allOutcomes(8))
			exact, err := m.Quadrature(all, points)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "log Σ p(x)", floats.LogSumExp(exact.LogP), 0, 1e-6)
			if exact.Kind != score.Exact || exact.Measure != score.Counting {
				t.Errorf("score %v", exact)
			}
			const runs = 10
			gaps := make([][]float64, len(exact.LogP))
			for seed := range uint64(runs) {
				b, err := m.ELBO(all, 20, seed)
				if err != nil {
					t.Fatal(err)
				}
				for i, v := range b.ELBO() {
					gaps[i] = append(gaps[i], exact.LogP[i]-v)
				}
			}
			for i, g := range gaps {
				if mean, sd := stat.MeanStdDev(g, nil); !(mean > -5*sd/math.Sqrt(runs)) {
					t.Errorf("outcome %d: the ELBO is %v ± %v above log p(x)", i, -mean, sd/math.Sqrt(runs))
				}
			}
			likely, err := m.LogLikelihood(context.Background(), Matrix(train), 5000, 1, nil)
			own, err2 := m.Quadrature(Matrix(train), points)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			near(t, "log p(x) by importance sampling", likely.Mean, own.Mean, 0.15)
			if own.Mean < -4.5 { // four images, equally often: −log 4 = −1.39 at best, −8 log 2 = −5.55 by chance
				t.Errorf("log p of the training images is %v", own.Mean)
			}
		}
	})
}

// TestQuadratureInLinearModel holds the grid against the closed form, for a Gaussian.
func TestQuadratureInLinearModel(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	for _, latent := range []int{1, 2} {
		m, exact := linear(t, be, 4, latent)
		x := normalRows(20, 4)
		s, err := m.Quadrature(Matrix(x), 201)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range s.LogP {
			want, err := exact.LogP(x.RawRowView(i))
			if err != nil {
				t.Fatal(err)
			}
			near(t, "log p(x)", got, want, 1e-5)
		}
	}
}

func TestWrongQuadrature(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	three := small()
	three.Latent = 3
	_, err := newModel(t, be, three).Quadrature(bars(2, false), 11)
	wants(t, "three latent numbers", err, "use LogLikelihood")
	m := newModel(t, be, small())
	_, err = m.Quadrature(bars(2, false), 10)
	wants(t, "an even number", err, "an odd number")
	_, err = m.Quadrature(bars(2, false), 5)
	wants(t, "too coarse", err, "take more points than 5")
	_, err = m.Quadrature(Matrix(mat.NewDense(1, 3, nil)), 11)
	wants(t, "other rows", err, "rows have 3 numbers")
}
