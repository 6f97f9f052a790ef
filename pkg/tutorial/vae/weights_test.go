package vae

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// TestPack: half precision has 11 significant bits; below 2^-14 GoMLX's gives 0.
func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	values := []float32{0, 1, -1, 65504, -65504, 1e-9}
	for range 1000 {
		values = append(values, float32(r.NormFloat64()*math.Exp(4*r.NormFloat64()-4)))
	}
	data, err := pack(values)
	if err != nil {
		t.Fatal(err)
	}
	back, err := unpack(data, len(values))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range values {
		tol := math.Abs(float64(v)) / 2048
		if tol < 1.0/2048/(1<<14) {
			tol = 1.0 / (1 << 14)
		}
		near(t, "a weight", float64(back[i]), float64(v), tol)
	}
	for _, n := range []int{len(values) - 1, len(values) + 1} {
		if _, err := unpack(data, n); err == nil {
			t.Errorf("%d weights were read as %d", len(values), n)
		}
	}
	if _, err := pack([]float32{1, 70000}); err == nil {
		t.Error("70000 was packed")
	}
	if _, err := unpack(data[:len(data)/2], len(values)); err == nil {
		t.Error("half a file was read")
	}
}

// TestWeights: a trained model handed on scores as before, also with a reader's functions, and can be trained on.
func TestWeights(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		path := filepath.Join(t.TempDir(), "small.bin")
		m := newModel(t, be, small())
		images := bars(80, false)
		fit(t, m, images, FitConfig{Epochs: 10, Batch: 20, LearningRate: 0.01})
		if err := m.SaveWeights(path); err != nil {
			t.Fatal(err)
		}
		want, err := m.ELBO(images, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := LoadWeights(be, path)
		if err != nil {
			t.Fatal(err)
		}
		reader := newModel(t, be, own(small()))
		if err := reader.LoadWeights(path); err != nil {
			t.Fatal(err)
		}
		if err := m.LoadWeights(path); err != nil { // over a trained one: its training is forgotten
			t.Fatal(err)
		}
		for _, other := range []*Model{loaded, reader, m} {
			got, err := other.ELBO(images, 1, 1)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "ELBO", got.Score().Mean, want.Score().Mean, 0.01)
		}
		if be == nil || backend.IsXLA(be) {
			return
		}
		a := fit(t, m, images, FitConfig{Epochs: 2, Batch: 20, Seed: 5})
		b := fit(t, loaded, images, FitConfig{Epochs: 2, Batch: 20, Seed: 5})
		if !slices.Equal(a.Epochs, b.Epochs) || a.Steps != 8 {
			t.Errorf("training on: %+v and %+v", a, b)
		}
	})
}

func TestWrongWeights(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	dir := t.TempDir()
	path := filepath.Join(dir, "small.bin")
	m := newModel(t, be, small())
	if err := m.SaveWeights(path); err != nil {
		t.Fatal(err)
	}
	wide := small()
	wide.Latent = 3
	wants(t, "other width", newModel(t, be, wide).LoadWeights(path), "Latent 2, this model has Latent 3")
	if err := m.Save(dir); err != nil {
		t.Fatal(err)
	}
	whole, err := filepath.Glob(filepath.Join(dir, "vae-*"))
	if err != nil || len(whole) != 1 {
		t.Fatal(whole, err)
	}
	wants(t, "a checkpoint", m.LoadWeights(whole[0]), `a "vae", want "vae-weights"`)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadWeights(be, path); err == nil {
		t.Error("a damaged file was loaded")
	}
	if _, err := LoadWeights(be, filepath.Join(dir, "none")); err == nil {
		t.Error("a missing file was loaded")
	}
}
