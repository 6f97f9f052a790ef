package vae

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// linear is a model with a linear decoder under a Gaussian, of which everything is known in closed form, and that form.
// Its encoder is the best one with a diagonal covariance: the true posterior's mean S Wᵀx/σ², and variances 1/(S⁻¹)_jj.
func linear(t *testing.T, be compute.Backend, d, l int) (*Model, *elbo.LinearGaussian) {
	t.Helper()
	const sigma = 0.8
	m := newModel(t, be, Config{D: d, Hidden: []int{}, Latent: l, Likelihood: Gaussian, Sigma: sigma, Seed: 5})
	flat := weights(t, m)["/decoder/logits/dense/weights"] // [L, D]
	w := mat.NewDense(d, l, nil)
	w.Apply(func(i, j int, _ float64) float64 { return float64(flat[j*d+i]) }, w)
	exact, err := elbo.NewLinearGaussian(w, make([]float64, d), sigma)
	if err != nil {
		t.Fatal(err)
	}
	_, cov, err := exact.Posterior(make([]float64, d))
	if err != nil {
		t.Fatal(err)
	}
	var precision, mean mat.Dense
	if err := precision.Inverse(cov); err != nil {
		t.Fatal(err)
	}
	mean.Mul(w, cov) // [D, L], as S is symmetric
	mean.Scale(1/(sigma*sigma), &mean)
	variances := make([]float32, l)
	for j := range variances {
		variances[j] = float32(-math.Log(precision.At(j, j)))
	}
	set := func(path string, values []float32, dims ...int) {
		if err := m.machine.Store.GetVariable(path).SetValue(tensors.FromFlatDataAndDimensions(values, dims...)); err != nil {
			t.Fatal(err)
		}
	}
	set("/encoder/mu/dense/weights", Matrix(&mean).(*table).real, d, l)
	set("/encoder/log_var/dense/weights", make([]float32, d*l), d, l)
	set("/encoder/log_var/dense/biases", variances, l)
	return m, exact
}

func normalRows(n, d int) *mat.Dense {
	r := rand.New(rand.NewPCG(11, 0))
	x := mat.NewDense(n, d, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return float64(float32(r.NormFloat64())) }, x)
	return x
}

// TestELBOIsExactInLinearModel: the Monte Carlo mean against the closed form, within five standard errors.
func TestELBOIsExactInLinearModel(t *testing.T) {
	const n, d, l, samples = 40, 6, 2, 400
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m, exact := linear(t, be, d, l)
		x := normalRows(n, d)
		got, err := m.ELBO(Matrix(x), samples, 1)
		if err != nil {
			t.Fatal(err)
		}
		mu, logVar, err := m.Encode(Matrix(x))
		if err != nil {
			t.Fatal(err)
		}
		var z []float64 // (estimate − truth) row by row
		for i := range n {
			want, err := exact.ELBO(x.RawRowView(i), mu.RawRowView(i), logVar.RawRowView(i))
			if err != nil {
				t.Fatal(err)
			}
			near(t, "KL", got.KL[i], want.KL, 1e-4*(1+want.KL))
			z = append(z, got.Recon[i]-want.Recon)
		}
		mean, sd := stat.MeanStdDev(z, nil)
		near(t, "mean error of Recon", mean, 0, 5*sd/math.Sqrt(n))
		if sd > 1 {
			t.Errorf("Recon of single rows is off by %v", sd)
		}
		if s := got.Score(); s.Kind != score.LowerBound || s.Measure != score.Lebesgue || len(s.LogP) != n {
			t.Errorf("score %v", s)
		}
	})
}

// TestLogLikelihoodIsExactInLinearModel compares with log p(x). Ten runs give each row's variance v over runs; the
// estimate is the logarithm of an unbiased one, so that it is too low by v/2, and the rest is noise.
func TestLogLikelihoodIsExactInLinearModel(t *testing.T) {
	const n, d, l, k, runs = 130, 6, 2, 1010, 10 // neither a whole number of blocks nor of chunks
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m, exact := linear(t, be, d, l)
		x := normalRows(n, d)
		estimates := make([][]float64, n)
		for seed := range uint64(runs) {
			s, err := m.LogLikelihood(context.Background(), Matrix(x), k, seed, nil)
			if err != nil {
				t.Fatal(err)
			}
			if s.Kind != score.LowerBound || s.Measure != score.Lebesgue {
				t.Fatalf("score %v", s)
			}
			for i, v := range s.LogP {
				estimates[i] = append(estimates[i], v)
			}
		}
		var errs []float64
		var variance float64
		for i, e := range estimates {
			want, err := exact.LogP(x.RawRowView(i))
			if err != nil {
				t.Fatal(err)
			}
			mean, v := stat.MeanVariance(e, nil)
			errs = append(errs, mean+v/2-want)
			variance += v / runs / n
		}
		near(t, "mean error of log p", stat.Mean(errs, nil), 0, 5*math.Sqrt(variance/n)+1e-4)
		if far := floats.Norm(errs, math.Inf(1)); far > 0.5 {
			t.Errorf("one row is off by %v", far)
		}
	})
}

// TestLogLikelihoodAgainstQuadrature: a Bernoulli decoder with a hidden layer and one latent number; p(x) by a fine sum
// over z in float64.
func TestLogLikelihoodAgainstQuadrature(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		cfg := small()
		cfg.Latent = 1
		m := newModel(t, be, cfg)
		images := bars(6, false)
		s, err := m.LogLikelihood(context.Background(), images, 4000, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		const points, reach = 2001, 9.0
		z := mat.NewDense(points, 1, nil)
		for i := range points {
			z.Set(i, 0, reach*(2*float64(i)/(points-1)-1))
		}
		p, err := m.Decode(z)
		if err != nil {
			t.Fatal(err)
		}
		for row, got := range s.LogP {
			terms := make([]float64, points)
			for i := range points {
				terms[i] = -z.At(i, 0)*z.At(i, 0)/2 - math.Log(2*math.Pi)/2 + math.Log(2*reach/(points-1))
				for j, v := range images.Row(row) {
					pixel := p.At(i, j)
					if v < 128 {
						pixel = 1 - pixel
					}
					terms[i] += math.Log(pixel)
				}
			}
			near(t, "log p(x)", got, floats.LogSumExp(terms), 0.1)
		}
		if s.Measure != score.Counting {
			t.Errorf("score %v", s)
		}
	})
}

// TestBoundRisesWithK: for K = 1 the estimate is one draw of the ELBO; more samples only raise the mean.
func TestBoundRisesWithK(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		images := bars(300, false)
		b, err := m.ELBO(images, 50, 1)
		if err != nil {
			t.Fatal(err)
		}
		last := math.Inf(-1)
		for i, k := range []int{1, 10, 300} {
			s, err := m.LogLikelihood(context.Background(), images, k, 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				near(t, "the bound of one sample", s.Mean, b.Score().Mean, 0.5)
			}
			if !(s.Mean > last) {
				t.Errorf("K = %d gives %v, fewer gave %v", k, s.Mean, last)
			}
			last = s.Mean
		}
	})
}

// TestScoresRepeat: the same seed gives the same bits, another does not, and rows may be cut off at a block's end.
func TestScoresRepeat(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, Config{D: 16, Hidden: []int{12}, Latent: 3, Binarize: Dynamic})
		images := bars(250, true)
		ctx := context.Background()
		all, err1 := m.LogLikelihood(ctx, images, 30, 4, nil)
		again, err2 := m.LogLikelihood(ctx, images, 30, 4, nil)
		head, err3 := m.LogLikelihood(ctx, images.Head(200), 30, 4, nil)
		other, err4 := m.LogLikelihood(ctx, images, 30, 5, nil)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		if !floats.Equal(all.LogP, again.LogP) || !floats.Equal(all.LogP[:200], head.LogP) {
			t.Error("the same seed gave other numbers")
		}
		if floats.Equal(all.LogP, other.LogP) {
			t.Error("another seed gave the same numbers")
		}
		b1, err1 := m.ELBO(images, 2, 4)
		b2, err2 := m.ELBO(images, 2, 4)
		b3, err3 := m.ELBO(images, 2, 5)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		if !floats.Equal(b1.ELBO(), b2.ELBO()) || floats.Equal(b1.ELBO(), b3.ELBO()) {
			t.Error("the ELBO does not follow its seed")
		}
	})
}

func TestLogLikelihoodStops(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		ctx, cancel := context.WithCancel(context.Background())
		calls := 0
		_, err := m.LogLikelihood(ctx, bars(300, false), 10, 1, func(done, total int) {
			calls++
			if done != 100 || total != 300 {
				t.Errorf("%d of %d rows", done, total)
			}
			cancel()
		})
		if !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.Canceled) || calls != 1 {
			t.Errorf("%d calls, error %v", calls, err)
		}
	})
}
