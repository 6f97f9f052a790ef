package vae

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// wants fails unless err says all of it and begins with the package's name.
func wants(t *testing.T, what string, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
		return
	}
	for _, part := range append(parts, "vae: ") {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %q does not say %q", what, err, part)
		}
	}
	if strings.Contains(err.Error(), ".go:") {
		t.Errorf("%s: a stack trace: %v", what, err)
	}
}

func TestWrongConfig(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	for want, change := range map[string]func(*Config){
		"D is 0":           func(c *Config) { c.D = 0 },
		"Latent is 0":      func(c *Config) { c.Latent = 0 },
		"Hidden[1] is -3":  func(c *Config) { c.Hidden = []int{2, -3} },
		`is "rleu"`:        func(c *Config) { c.Activation = "rleu" },
		"Sigma is -1":      func(c *Config) { c.Sigma = -1 },
		"Sigma is NaN":     func(c *Config) { c.Sigma = math.NaN() },
		"stay grey":        func(c *Config) { c.Likelihood, c.Binarize = Gaussian, Dynamic },
		"Binarize 9":       func(c *Config) { c.Binarize = 9 },
		"Likelihood is 5 ": func(c *Config) { c.Likelihood = 5 },
	} {
		cfg := small()
		change(&cfg)
		_, err := New(be, cfg)
		wants(t, want, err, want)
	}
	_, err := New(nil, small())
	wants(t, "no backend", err, "backend.Default()")
}

// TestWrongFunctions: a reader's function that gives a wrong shape is told both shapes.
func TestWrongFunctions(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		for want, change := range map[string]func(*Config){
			"Encoder's logVar has shape (Float32)[3, 16], want [B, L] = (Float32)[3, 2]": func(c *Config) {
				c.Encoder = func(s *model.Scope, x *Node) (mu, logVar *Node) {
					mu, _ = Encoder(s, x)
					return mu, x
				}
			},
			"Encoder's mu is nil": func(c *Config) {
				c.Encoder = func(*model.Scope, *Node) (mu, logVar *Node) { return nil, nil }
			},
			"Decoder's result has shape (Float32)[3, 2], want [B, D] = (Float32)[3, 16]": func(c *Config) {
				c.Decoder = func(_ *model.Scope, z *Node) *Node { return z }
			},
			"Reparameterize's z has shape (Float32)[2], want": func(c *Config) {
				c.Reparameterize = func(_ *model.Scope, mu, _ *Node) *Node { return ReduceSum(mu, 0) }
			},
			"Objective's recon has shape (Float32)[3, 16], want [B] = (Float32)[3]": func(c *Config) {
				c.Objective = func(_ *model.Scope, x *Node) (recon, kl *Node) { return x, x }
			},
			"Objective's kl has shape (Float32), want [B]": func(c *Config) {
				c.Objective = func(s *model.Scope, x *Node) (recon, kl *Node) {
					recon, kl = ELBO(s, x)
					return recon, ReduceAllSum(kl)
				}
			},
			"[3, 16]": func(c *Config) { // a product that does not fit
				c.Decoder = func(_ *model.Scope, z *Node) *Node { return Mul(z, Ones(z.Graph(), z.Shape())) }
				c.Reparameterize = func(_ *model.Scope, mu, _ *Node) *Node { return mu }
				c.Encoder = func(s *model.Scope, x *Node) (mu, logVar *Node) {
					mu, logVar = Encoder(s, x)
					return Add(mu, x), logVar
				}
			},
		} {
			cfg := small()
			change(&cfg)
			_, err := New(be, cfg)
			wants(t, want, err, want, "building the model")
		}
	})
}

func TestWrongRows(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	ctx, fc := context.Background(), FitConfig{Epochs: 1, Batch: 2}
	gaussian := small()
	gaussian.Likelihood = Gaussian
	dynamic := small()
	dynamic.Binarize = Dynamic
	damaged := bars(4, false)
	damaged.Pixels = damaged.Pixels[:60]
	with := func(v float64) Rows {
		x := mat.NewDense(4, 16, nil)
		x.Set(2, 5, v)
		return Matrix(x)
	}
	for _, c := range []struct {
		cfg  Config
		rows Rows
		want string
	}{
		{small(), &dataset.Images{H: 4, W: 4}, "no rows"},
		{small(), (*dataset.Images)(nil), "nil"},
		{small(), nil, "of type <nil>"},
		{small(), &dataset.Images{H: 5, W: 5, Pixels: make([]uint8, 25), Labels: make([]uint8, 1)}, "rows have 25 numbers, the model has D = 16"},
		{small(), damaged, "need 64 numbers, found 60"},
		{small(), with(0.5), "row 2, column 5 is 0.5; want 0 or 1"},
		{dynamic, with(1.5), "row 2, column 5 is 1.5; want a probability"},
		{gaussian, with(math.Inf(1)), "row 2, column 5 is +Inf; want a finite number"},
		{gaussian, with(math.NaN()), "is NaN"},
	} {
		m := newModel(t, be, c.cfg)
		_, err := m.Fit(ctx, c.rows, fc)
		wants(t, "Fit", err, c.want)
		_, err = m.ELBO(c.rows, 1, 1)
		wants(t, "ELBO", err, c.want)
		_, err = m.LogLikelihood(ctx, c.rows, 1, 1, nil)
		wants(t, "LogLikelihood", err, c.want)
		_, _, err = m.Encode(c.rows)
		wants(t, "Encode", err, c.want)
		_, err = m.Reconstruct(c.rows)
		wants(t, "Reconstruct", err, c.want)
	}
}

func TestWrongRun(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	m := newModel(t, be, small())
	for want, fc := range map[string]FitConfig{
		"Epochs is 0":             {},
		"Batch is 128 with 8":     {Epochs: 1},
		"Batch is -1":             {Epochs: 1, Batch: -1},
		"LearningRate is -0.1":    {Epochs: 1, Batch: 8, LearningRate: -0.1},
		"LearningRate is NaN":     {Epochs: 1, Batch: 8, LearningRate: math.NaN()},
		"Epsilon is -1":           {Epochs: 1, Batch: 8, Epsilon: -1},
		"Block is 257; take 1 to": {Epochs: 1, Batch: 8, Block: 257},
	} {
		_, err := m.Fit(context.Background(), bars(8, false), fc)
		wants(t, want, err, want)
	}
	_, err := m.ELBO(bars(8, false), 0, 1)
	wants(t, "ELBO", err, "0 samples")
	_, err = m.LogLikelihood(context.Background(), bars(8, false), 0, 1, nil)
	wants(t, "LogLikelihood", err, "K is 0")
	_, err = m.Sample(0, 1)
	wants(t, "Sample", err, "0 samples")
	_, err = m.Decode(mat.NewDense(2, 3, nil))
	wants(t, "Decode", err, "2×3", "rows of 2")
	_, err = m.Decode(&mat.Dense{})
	wants(t, "Decode", err, "0×0")
	_, err = m.Interpolate([]float64{0, 1}, []float64{1}, 5)
	wants(t, "Interpolate", err, "codes of 2 and 1 numbers")
	_, err = m.Interpolate([]float64{0, 1}, []float64{1, 0}, 1)
	wants(t, "Interpolate", err, "1 steps")
	_, err = Images(mat.NewDense(2, 15, nil), 4, 4)
	wants(t, "Images", err, "15 numbers", "4×4")
}
