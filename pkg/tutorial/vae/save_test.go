package vae

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// resumable is how the tests of this file train: three steps an epoch, the last of them on a partial batch.
func resumable(dir string, epochs int) FitConfig {
	return FitConfig{Epochs: epochs, Batch: 16, LearningRate: 0.01, Seed: 2, Dir: dir}
}

// TestResume: 2 epochs and 2 more, by another model, or one interrupted in the middle of an epoch, equal 4 in one go, to
// the last bit; a run that is finished comes back at once.
func TestResume(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		cfg := small()
		cfg.Binarize = Dynamic
		train := bars(40, true)
		unbroken := newModel(t, be, cfg)
		want := fit(t, unbroken, train, resumable("", 4))

		dir := filepath.Join(t.TempDir(), "a", "b")
		fit(t, newModel(t, be, cfg), train, resumable(dir, 2))
		ctx, cancel := context.WithCancelCause(context.Background())
		cause := errors.New("enough")
		fc := resumable(dir, 4)
		fc.Block = 1
		fc.OnBlock = func(p Progress) {
			if p.Resumed != 6 {
				t.Errorf("resumed at %d, want 6", p.Resumed)
			}
			if p.Step == 8 {
				cancel(cause)
			}
		}
		h, err := newModel(t, be, cfg).Fit(ctx, train, fc)
		if !errors.Is(err, ErrInterrupted) || !errors.Is(err, cause) || h.Steps != 8 || len(h.Epochs) != 2 {
			t.Fatalf("after step %d: %v", h.Steps, err)
		}
		last := newModel(t, be, cfg)
		got := fit(t, last, train, resumable(dir, 4))
		if got.Resumed != 8 || got.Steps != 12 {
			t.Errorf("resumed at %d, ended at %d", got.Resumed, got.Steps)
		}
		if far := farthest(t, weights(t, unbroken), weights(t, last)); far != 0 {
			t.Errorf("weights differ by %g", far)
		}
		sameEpochs(t, "resumed", want.Epochs, got.Epochs, 0)

		again := newModel(t, be, cfg)
		var told []int
		fc.OnBlock = func(p Progress) {
			told = append(told, p.Step)
			near(t, "ELBO of an epoch before", p.ELBO, want.Epochs[len(told)-1].ELBO, 0)
		}
		done := fit(t, again, train, fc)
		if !slices.Equal(told, []int{3, 6, 9, 12}) {
			t.Errorf("a finished run tells of steps %v", told)
		}
		if done.Resumed != 12 || farthest(t, weights(t, unbroken), weights(t, again)) != 0 {
			t.Errorf("a finished run came back as of step %d", done.Resumed)
		}
	})
}

// TestFitGoesOn: without a folder the model itself remembers where it was.
func TestFitGoesOn(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	train := bars(40, false)
	one, two := newModel(t, be, small()), newModel(t, be, small())
	fit(t, one, train, resumable("", 4))
	fit(t, two, train, resumable("", 1))
	fit(t, two, train, resumable("", 4))
	if far := farthest(t, weights(t, one), weights(t, two)); far != 0 {
		t.Errorf("weights differ by %g", far)
	}
	for _, change := range []func(*FitConfig){func(f *FitConfig) { f.Seed = 3 }, func(f *FitConfig) { f.Batch = 8 }} {
		fc := resumable("", 5)
		change(&fc)
		if _, err := two.Fit(context.Background(), train, fc); err == nil || !strings.Contains(err.Error(), "were trained with") {
			t.Errorf("other steps than before: %v", err)
		}
	}
}

// TestWhenSaved: at epoch ends, or when Every has passed, and once for the same step.
func TestWhenSaved(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	for _, c := range []struct {
		every time.Duration
		want  []int64 // the steps that were saved
	}{{0, []int64{3, 6, 9}}, {time.Hour, []int64{9}}, {time.Nanosecond, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}}} {
		dir := t.TempDir()
		var steps []int64
		look := func() {
			s, _, err := checkpoint.Load(dir, kind)
			if err == nil && (len(steps) == 0 || steps[len(steps)-1] != s.Step) {
				steps = append(steps, s.Step)
			}
		}
		fc := resumable(dir, 3)
		fc.Block, fc.Every = 1, c.every
		fc.OnBlock = func(Progress) { look() }
		fit(t, newModel(t, be, small()), bars(40, false), fc)
		look()
		if !slices.Equal(steps, c.want) {
			t.Errorf("Every %v: saved steps %v, want %v", c.every, steps, c.want)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		dir := t.TempDir()
		m := newModel(t, be, small())
		fit(t, m, bars(40, false), resumable("", 1))
		if err := m.Save(dir); err != nil {
			t.Fatal(err)
		}
		back, err := Load(be, dir)
		if err != nil {
			t.Fatal(err)
		}
		if far := farthest(t, weights(t, m), weights(t, back)); far != 0 || back.cfg.Name != "small" {
			t.Errorf("%s: weights differ by %g", back.cfg.Name, far)
		}
		if err := newModel(t, be, own(small())).Load(dir); err == nil || !strings.Contains(err.Error(), "Custom") {
			t.Errorf("a reader's model loads the library's: %v", err)
		}
	})
}

// TestTornCheckpoint: the newest file is damaged; the run goes on from the one before, and says so.
func TestTornCheckpoint(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	dir := t.TempDir()
	fit(t, newModel(t, be, small()), bars(40, false), resumable(dir, 3))
	files, err := filepath.Glob(filepath.Join(dir, "*step0000000009*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.Truncate(files[0], 1000); err != nil {
		t.Fatal(err)
	}
	h := fit(t, newModel(t, be, small()), bars(40, false), resumable(dir, 3))
	if h.Resumed != 6 || len(h.Refused) != 1 || !strings.Contains(h.Refused[0].Error(), filepath.Base(files[0])) {
		t.Errorf("resumed at %d, refused %v", h.Resumed, h.Refused)
	}
}

// TestOtherConfig: a checkpoint of another model is refused with both sides named.
func TestOtherConfig(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	dir := t.TempDir()
	if err := newModel(t, be, small()).Save(dir); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Latent = 5 }, "Latent 2, this model has Latent 5"},
		{func(c *Config) { c.Hidden = []int{12, 7} }, "Hidden [12], this model has Hidden [12 7]"},
		{func(c *Config) { c.Binarize = Dynamic }, "Binarize 1, this model has Binarize 2"},
		{func(c *Config) { c.Decoder = Decoder }, "Custom , this model has Custom Decoder"},
		{func(c *Config) { c.Name, c.Seed, c.Beta = "other", 9, 2 }, ""},
	} {
		cfg := small()
		c.change(&cfg)
		err := newModel(t, be, cfg).Load(dir)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	custom := t.TempDir()
	if err := newModel(t, be, own(small())).Save(custom); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(be, custom); err == nil || !strings.Contains(err.Error(), "Decoder, Encoder, Objective, Reparameterize") {
		t.Errorf("Load of a reader's model: %v", err)
	}
	wider := own(small())
	wider.Decoder = func(s *model.Scope, z *Node) *Node { return Decoder(s, z) }
	wider.Hidden, wider.Objective = []int{9}, nil
	if err := newModel(t, be, wider).Load(custom); err == nil {
		t.Error("other layers were loaded")
	}
	if err := newModel(t, be, small()).Load(t.TempDir()); !errors.Is(err, checkpoint.ErrNone) {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestSaveFails: a folder that cannot be made gives an error, and the model is still there.
func TestSaveFails(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m := newModel(t, be, small())
	h, err := m.Fit(context.Background(), bars(40, false), resumable(filepath.Join(file, "run"), 2))
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Fatalf("error %v", err)
	}
	if _, err := m.ELBO(bars(4, false), 1, 1); err != nil {
		t.Errorf("after step %d: %v", h.Steps, err)
	}
}
