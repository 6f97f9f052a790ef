package vae

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// bars are n images of 4×4 pixels, each a horizontal or a vertical pair of bars, every pixel wrong with chance 1/20;
// grey instead of black and white where asked, on the right side of 128.
func bars(n int, grey bool) *dataset.Images {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	d := &dataset.Images{Name: "bars", H: 4, W: 4, Pixels: make([]uint8, 16*n), Labels: make([]uint8, n)}
	for i := range n {
		d.Labels[i] = uint8(r.IntN(2))
		for p := range 16 {
			on := []int{p / 4, p % 4}[d.Labels[i]]%2 == 0
			if r.IntN(20) == 0 {
				on = !on
			}
			v := 0
			if on {
				v = 255
			}
			if grey {
				v = (v + r.IntN(256)) / 2
			}
			d.Pixels[16*i+p] = uint8(v)
		}
	}
	return d
}

// small is a model for bars.
func small() Config {
	return Config{Name: "small", D: 16, Hidden: []int{12}, Latent: 2, Activation: "tanh", Seed: 3}
}

func newModel(t *testing.T, be compute.Backend, cfg Config) *Model {
	t.Helper()
	m, err := New(be, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fit trains and returns the history; any error is fatal.
func fit(t *testing.T, m *Model, rows Rows, fc FitConfig) History {
	t.Helper()
	h, err := m.Fit(context.Background(), rows, fc)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// weights are all values of the store but the generator's state, by path.
func weights(t *testing.T, m *Model) map[string][]float32 {
	t.Helper()
	w := map[string][]float32{}
	for v := range m.machine.Store.IterVariables() {
		if flat, err := tensors.CopyFlatData[float32](v.MustValue()); err == nil {
			w[v.Path()] = flat
		}
	}
	return w
}

// farthest is the largest difference between two sets of weights.
func farthest(t *testing.T, a, b map[string][]float32) float64 {
	t.Helper()
	if len(a) != len(b) {
		t.Fatalf("%d variables against %d", len(a), len(b))
	}
	far := 0.0
	for path, x := range a {
		y := b[path]
		if len(x) != len(y) {
			t.Fatalf("%s: %d numbers against %d", path, len(x), len(y))
		}
		for i := range x {
			far = math.Max(far, math.Abs(float64(x[i]-y[i])))
		}
	}
	return far
}

// graphOf runs a graph function of given inputs in a store of its own.
func graphOf(t *testing.T, be compute.Backend, f func(s *model.Scope, in []*Node) []*Node, inputs ...any) [][]float32 {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	exec, err := model.NewExec(be, store, f)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := exec.Exec(inputs...)
	if err != nil {
		t.Fatal(err)
	}
	var flat [][]float32
	for _, o := range outputs {
		flat = append(flat, tensors.MustCopyFlatData[float32](o))
	}
	return flat
}

// near fails unless got is within tol of want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %v, want %v within %g", what, got, want, tol)
	}
}

// sameEpochs fails unless two histories tell the same.
func sameEpochs(t *testing.T, what string, a, b []Epoch, tol float64) {
	t.Helper()
	same := slices.EqualFunc(a, b, func(x, y Epoch) bool {
		return math.Abs(x.Recon-y.Recon) <= tol && math.Abs(x.KL-y.KL) <= tol && math.Abs(x.ELBO-y.ELBO) <= tol
	})
	if !same {
		t.Errorf("%s: epochs differ:\n%s\n%s", what, fmt.Sprint(a), fmt.Sprint(b))
	}
}
