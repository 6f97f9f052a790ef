package vae

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// TestFitLearns: independent pixels cannot explain bars better than 16 log 2 = 11.1 nats an image; two classes and one
// pixel in twenty wrong have an entropy of log 2 + 16·0.199 = 3.9 nats.
func TestFitLearns(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		train := bars(500, false)
		var reports []Progress
		h := fit(t, m, train, FitConfig{Epochs: 30, Batch: 60, LearningRate: 0.01, OnBlock: func(p Progress) { reports = append(reports, p) }})
		if len(h.Epochs) != 30 || h.Steps != 30*9 || h.Resumed != 0 {
			t.Fatalf("history of %d epochs, %d steps, resumed at %d", len(h.Epochs), h.Steps, h.Resumed)
		}
		first, last := h.Epochs[0], h.Epochs[29]
		if !(last.ELBO > -6.5 && first.ELBO < -9) {
			t.Errorf("ELBO went from %v to %v", first.ELBO, last.ELBO)
		}
		for _, e := range h.Epochs {
			near(t, "ELBO of an epoch", e.ELBO, e.Recon-e.KL, 1e-9)
		}
		b, err := m.ELBO(train, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "ELBO after training", b.Score().Mean, last.ELBO, 0.5)
		end := reports[len(reports)-1]
		if end.Step != h.Steps || end.Steps != h.Steps || end.Epoch != 30 || end.Left != 0 || end.Rate <= 0 {
			t.Errorf("last report %+v", end)
		}
		for i, p := range reports {
			near(t, "ELBO of a block", p.ELBO, p.Recon-p.KL, 1e-6)
			if i > 0 && (p.Step <= reports[i-1].Step || p.Elapsed < reports[i-1].Elapsed) {
				t.Errorf("report %d: %+v after %+v", i, p, reports[i-1])
			}
		}
	})
}

// TestBlockSizeChangesNothing: one step a call, or as many as fit, give the same weights; so does the same run again.
// Dynamic binarisation, a rate that changes every step and a partial batch take part.
func TestBlockSizeChangesNothing(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		cfg := small()
		cfg.Binarize = Dynamic
		train := bars(50, true)
		run := func(block int, seed uint64) (map[string][]float32, []Epoch) {
			m := newModel(t, be, cfg)
			h := fit(t, m, train, FitConfig{Epochs: 4, Batch: 16, Seed: seed, Block: block,
				Rate: func(step int64) float64 { return 0.01 / float64(1+step) }})
			return weights(t, m), h.Epochs
		}
		one, epochs := run(1, 9)
		blocks := []int{3, 256, 0}
		if backend.IsXLA(be) { // where each run compiles for a second
			blocks = blocks[2:]
		}
		for _, block := range blocks {
			other, otherEpochs := run(block, 9)
			if far := farthest(t, one, other); far != 0 {
				t.Errorf("blocks of %d: weights differ by %g", block, far)
			}
			sameEpochs(t, fmt.Sprintf("blocks of %d", block), epochs, otherEpochs, 0)
		}
		if backend.IsXLA(be) {
			return
		}
		other, _ := run(1, 10)
		if far := farthest(t, one, other); far < 1e-4 {
			t.Errorf("another seed changes weights by %g only", far)
		}
	})
}

// TestRateOfEachStep: with a rate of 0 from step 2 on the weights stay.
func TestRateOfEachStep(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	rate := func(step int64) float64 { return 0.01 * max(0, 2-float64(step)) }
	short, long := newModel(t, be, small()), newModel(t, be, small())
	fit(t, short, bars(32, false), FitConfig{Epochs: 1, Batch: 16, Rate: rate})
	fit(t, long, bars(32, false), FitConfig{Epochs: 4, Batch: 16, Rate: rate})
	a, b := weights(t, short), weights(t, long)
	for path := range a {
		if strings.HasPrefix(path, "/encoder") || strings.HasPrefix(path, "/decoder") {
			for i := range a[path] {
				near(t, path, float64(b[path][i]), float64(a[path][i]), 0)
			}
		}
	}
}

// own are a reader's functions, written out as in the notebook, that do what the library's do.
func own(cfg Config) Config {
	encoder := func(s *model.Scope, x *Node) (mu, logVar *Node) {
		h := activation.Apply(activation.TypeTanh, layers.DenseWithBias(s.In("hidden_0"), x, 12))
		return layers.DenseWithBias(s.In("mu"), h, 2), layers.DenseWithBias(s.In("log_var"), h, 2)
	}
	decoder := func(s *model.Scope, z *Node) *Node {
		h := activation.Apply(activation.TypeTanh, layers.DenseWithBias(s.In("hidden_0"), z, 12))
		return layers.DenseWithBias(s.In("logits"), h, 16)
	}
	cfg.Encoder, cfg.Decoder, cfg.Reparameterize = encoder, decoder, Reparameterize
	cfg.Objective = func(s *model.Scope, x *Node) (recon, kl *Node) {
		mu, logVar := encoder(s.In("encoder"), x)
		logits := decoder(s.In("decoder"), Reparameterize(s, mu, logVar))
		return LogBernoulli(x, logits), KL(mu, logVar)
	}
	return cfg
}

// TestReadersFunctions: the model shown is the model trained.
func TestReadersFunctions(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		library, reader := newModel(t, be, small()), newModel(t, be, own(small()))
		whole := small()
		whole.Objective = ELBO
		objective := newModel(t, be, whole)
		train := bars(64, false)
		fit(t, library, train, FitConfig{Epochs: 2, Batch: 16})
		fit(t, reader, train, FitConfig{Epochs: 2, Batch: 16})
		if far := farthest(t, weights(t, library), weights(t, reader)); far != 0 {
			t.Errorf("the reader's functions give weights that differ by %g", far)
		}
		if !backend.IsXLA(be) {
			fit(t, objective, train, FitConfig{Epochs: 2, Batch: 16})
			if far := farthest(t, weights(t, library), weights(t, objective)); far != 0 {
				t.Errorf("ELBO as the objective gives weights that differ by %g", far)
			}
		}
		a, err1 := library.ELBO(train, 1, 1)
		b, err2 := reader.ELBO(train, 1, 1)
		if err := errors.Join(err1, err2); err != nil || !slices.Equal(a.ELBO(), b.ELBO()) {
			t.Errorf("ELBO %v and %v, error %v", a, b, err)
		}
	})
}

// TestBeta: a heavier KL is paid for by a worse reconstruction.
func TestBeta(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	var last [2]Epoch
	for i, beta := range []float64{0.1, 8} {
		cfg := small()
		cfg.Beta = beta
		h := fit(t, newModel(t, be, cfg), bars(200, false), FitConfig{Epochs: 20, Batch: 20, LearningRate: 0.01})
		last[i] = h.Epochs[19]
	}
	if !(last[0].KL > last[1].KL+1 && last[0].Recon > last[1].Recon+1) {
		t.Errorf("Beta 0.1: %+v, Beta 8: %+v", last[0], last[1])
	}
}

// TestDivergence: a rate that is far too high ends in an error that names the step and the last good checkpoint.
func TestDivergence(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		dir := filepath.Join(t.TempDir(), "run")
		m := newModel(t, be, small())
		rate := func(step int64) float64 {
			if step < 6 {
				return 1e-3
			}
			return 1e38
		}
		h, err := m.Fit(context.Background(), bars(48, false), FitConfig{Epochs: 9, Batch: 16, Rate: rate, Dir: dir})
		if !errors.Is(err, ErrDiverged) || h.Steps < 6 || h.Steps > 9 {
			t.Fatalf("after step %d: %v", h.Steps, err)
		}
		want := fmt.Sprintf("in step %d the loss is", h.Steps)
		if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "the last good checkpoint, of step 6, is in "+dir) {
			t.Errorf("want %q and the checkpoint of step 6 in %q", want, err)
		}
		if err := m.Save(t.TempDir()); err == nil || !strings.Contains(err.Error(), "diverged") {
			t.Errorf("a diverged model was saved: %v", err)
		}
		if _, err := m.ELBO(bars(4, false), 1, 1); err == nil || !strings.Contains(err.Error(), "NaN") {
			t.Errorf("a diverged model has an ELBO: %v", err)
		}
		back := newModel(t, be, small())
		if err := back.Load(dir); err != nil || back.machine.Steps() != 6 {
			t.Errorf("loaded step %d: %v", back.machine.Steps(), err)
		}
	})
}

// TestRealRows: a matrix of 0 and 1 trains as the images with the same pixels do.
func TestRealRows(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		images := bars(40, false)
		x := images.Float32()
		rows := &table{n: 40, d: 16, real: x}
		a, b := newModel(t, be, small()), newModel(t, be, small())
		fit(t, a, images, FitConfig{Epochs: 2, Batch: 16})
		fit(t, b, rows, FitConfig{Epochs: 2, Batch: 16})
		if far := farthest(t, weights(t, a), weights(t, b)); far != 0 {
			t.Errorf("weights differ by %g", far)
		}
		if backend.IsXLA(be) {
			return
		}
		cfg := small()
		cfg.Likelihood, cfg.Sigma = Gaussian, 0.5
		h := fit(t, newModel(t, be, cfg), Matrix(normalRows(40, 16)), FitConfig{Epochs: 3, Batch: 40, LearningRate: 0.01})
		if e := h.Epochs; !(e[2].ELBO > e[0].ELBO) || math.IsNaN(e[2].ELBO) {
			t.Errorf("Gaussian: %+v", e)
		}
	})
}
