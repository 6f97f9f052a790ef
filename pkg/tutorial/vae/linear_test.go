package vae

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// centred is a copy of x, times scale, without its columns' means.
func centred(x *mat.Dense, scale float64) *mat.Dense {
	c := mat.DenseCopyOf(x)
	_, d := c.Dims()
	for j := range d {
		column := mat.Col(nil, j, x)
		mean := stat.Mean(column, nil)
		for i, v := range column {
			c.Set(i, j, scale*(v-mean))
		}
	}
	return c
}

// fitLinear trains a linear VAE in so many steps and gives the means of its bound.
func fitLinear(t *testing.T, be compute.Backend, x *mat.Dense, k, batch, steps int, rate float64) (logP, elbo, gap float64) {
	t.Helper()
	n, d := x.Dims()
	m := newModel(t, be, Linear(d, k))
	h := fit(t, m, Matrix(x), FitConfig{Epochs: steps / ((n + batch - 1) / batch), Batch: batch, Rate: train.Cosine(rate, steps)})
	b, err := m.LinearBound(Matrix(x))
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.LogP {
		near(t, "ELBO + gap", b.ELBO[i]+b.Gap[i], b.LogP[i], 1e-9*(1+math.Abs(b.LogP[i])))
	}
	logP, elbo, gap = stat.Mean(b.LogP, nil), stat.Mean(b.ELBO, nil), stat.Mean(b.Gap, nil)
	t.Logf("k = %d: log p %.6f, ELBO %.6f after %d steps, %v", k, logP, elbo, h.Steps, h.Elapsed)
	return logP, elbo, gap
}

// TestLinearVAEOnIris: trained by its sampled ELBO alone, the model ends at the maximum likelihood of probabilistic PCA (scikit-learn,
// scipy), and its bound is tight there.
func TestLinearVAEOnIris(t *testing.T) {
	s, err := dataset.Iris()
	if err != nil {
		t.Fatal(err)
	}
	x := centred(s.X, 1)
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		logP, elbo, gap := fitLinear(t, be, x, 2, 150, 3000, 0.1)
		near(t, "mean log p(x)", logP, -2.699752, 1e-3)
		near(t, "mean ELBO", elbo, -2.699752, 1e-3)
		near(t, "gap", gap, 0, 1e-3)
	})
}

func TestLinearVAEOnDigits(t *testing.T) {
	s, err := dataset.Digits()
	if err != nil {
		t.Fatal(err)
	}
	x := centred(s.X, 1.0/16)
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		if !backend.IsXLA(be) {
			t.Skip("takes a minute there; iris runs on both")
		}
		logP, elbo, _ := fitLinear(t, be, x, 10, 450, 4000, 0.03)
		near(t, "mean log p(x)", logP, 17.451947, 0.05)
		near(t, "mean ELBO", elbo, 17.451947, 0.05)
	})
}

// TestLearntSigma: the likelihood with a learnt deviation against the one with a given deviation, what is saved, and the estimates
// of log p(x), which must use the deviation that was learnt.
func TestLearntSigma(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		x := normalRows(60, 5)
		cfg := Linear(5, 1)
		cfg.Sigma = 0.3
		m := newModel(t, be, cfg)
		fixed := cfg
		fixed.LearnSigma = false
		same := newModel(t, be, fixed)
		one, err1 := m.ELBO(Matrix(x), 3, 1)
		other, err2 := same.ELBO(Matrix(x), 3, 1)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for i, v := range one.Recon {
			near(t, "Recon", v, other.Recon[i], 1e-4*math.Abs(v))
		}
		if sigma, err := m.Sigma(); err != nil || math.Abs(sigma-0.3) > 1e-6 || m.Parameters() != same.Parameters()+1 {
			t.Fatalf("sigma begins at %v (%v), %d parameters", sigma, err, m.Parameters())
		}
		fit(t, m, Matrix(x), FitConfig{Epochs: 60, Batch: 60, LearningRate: 0.02})
		sigma, err := m.Sigma()
		if err != nil || sigma < 0.5 {
			t.Fatalf("sigma is %v after training (%v)", sigma, err)
		}
		exact, err := m.LinearGaussian()
		if err != nil {
			t.Fatal(err)
		}
		grid, err := m.Quadrature(Matrix(x), 2001)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range grid.LogP {
			want, err := exact.LogP(x.RawRowView(i))
			if err != nil {
				t.Fatal(err)
			}
			near(t, "log p(x) by a grid", got, want, 1e-3)
		}
		dir := filepath.Join(t.TempDir(), "linear")
		if err := m.Save(dir); err != nil {
			t.Fatal(err)
		}
		back, err := Load(be, dir)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := back.Sigma(); err != nil || again != sigma {
			t.Errorf("sigma is %v after loading (%v), was %v", again, err, sigma)
		}
		wants(t, "another kind", same.Load(dir), "LearnSigma true")
	})
}

func TestLinearErrors(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	_, err := newModel(t, be, small()).LinearGaussian()
	wants(t, "Bernoulli", err, "Bernoulli")
	bent := Linear(16, 2)
	bent.Hidden = []int{8}
	_, err = newModel(t, be, bent).LinearBound(Matrix(normalRows(3, 16)))
	wants(t, "a hidden layer", err, "the decoder is not linear")
	_, err = newModel(t, be, Linear(16, 2)).LinearBound(Matrix(normalRows(3, 15)))
	wants(t, "narrow rows", err, "15 numbers")
	learnt := small()
	learnt.LearnSigma = true
	_, err = New(be, learnt)
	wants(t, "a Bernoulli's deviation", err, "LearnSigma")
}
