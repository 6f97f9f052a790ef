package autoencoder

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// TestSaveLoadResume: 1 epoch and 2 more, by a model loaded from the folder, equal 3 in one go, to the last bit.
func TestSaveLoadResume(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go)) // package train does it on XLA, too
	cfg := Config{Name: "small", D: 4, Hidden: []int{6}, Code: 2, Seed: 3}
	x, dir := ellipsoid(50, 4), t.TempDir()
	c := train.Config{Epochs: 3, Batch: 20, Seed: 7}
	unbroken := newModel(t, be, cfg)
	want := fit(t, unbroken, x, c)
	c.Dir, c.Epochs = dir, 1
	fit(t, newModel(t, be, cfg), x, c)
	loaded, err := Load(be, dir)
	if err != nil {
		t.Fatal(err)
	}
	c.Epochs = 3
	got := fit(t, loaded, x, c)
	if got.Epochs[2][PartError] != want.Epochs[2][PartError] || loaded.Config().Name != "small" {
		t.Errorf("resumed: %v, unbroken: %v", got.Epochs, want.Epochs)
	}
	a, err1 := unbroken.Encode(x)
	b, err2 := loaded.Encode(x)
	if err := errors.Join(err1, err2); err != nil || !mat.Equal(a, b) {
		t.Errorf("codes differ: %v", err)
	}
	other := cfg
	other.Code = 3
	if err := newModel(t, be, other).Load(dir); err == nil || !strings.Contains(err.Error(), "Code 2, this model has Code 3") {
		t.Errorf("another code: %v", err)
	}
	if _, err := Load(be, t.TempDir()); err == nil {
		t.Error("an empty folder was loaded")
	}
	if err := loaded.Save(t.TempDir()); err != nil {
		t.Error(err)
	}
	if loaded.Parameters() != 4*6+6+6*2+2+2*6+6+6*4+4 {
		t.Errorf("%d parameters", loaded.Parameters())
	}
}

func TestWrongInput(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	wants := func(what string, err error, part string) {
		t.Helper()
		if err == nil || !strings.HasPrefix(err.Error(), "autoencoder: ") || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: want %q, got %v", what, part, err)
		}
	}
	for part, cfg := range map[string]Config{
		"D is 0":          {Code: 2},
		"Code is 0":       {D: 4},
		"Code is 5":       {D: 4, Code: 5},
		"Hidden[1] is -1": {D: 4, Code: 2, Hidden: []int{3, -1}},
		`is "rleu"`:       {D: 4, Code: 2, Activation: "rleu"},
	} {
		_, err := New(be, cfg)
		wants("New", err, part)
	}
	_, err := New(nil, Config{D: 4, Code: 2})
	wants("no backend", err, "backend.Default()")
	m := newModel(t, be, Config{D: 4, Hidden: []int{3}, Code: 2})
	_, err = m.Basis()
	wants("Basis", err, "only a linear autoencoder")
	bad := ellipsoid(3, 4)
	bad.Set(1, 2, math.NaN())
	for part, x := range map[string]mat.Matrix{
		"no rows": nil, "rows have 3 numbers": mat.NewDense(2, 3, nil), "NaN": bad, "empty": &mat.Dense{},
	} {
		_, err := m.Fit(context.Background(), x, train.Config{Epochs: 1})
		wants("Fit", err, map[bool]string{true: "", false: part}[part == "empty"])
		_, err = m.Encode(x)
		wants("Encode", err, "")
		_, err = m.Errors(x)
		wants("Errors", err, "")
		_, err = m.Reconstruct(x)
		wants("Reconstruct", err, "")
	}
	_, err = m.Decode(mat.NewDense(2, 3, nil))
	wants("Decode", err, "codes have 3 numbers, the model wants 2")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Fit(ctx, ellipsoid(8, 4), train.Config{Epochs: 1}); !errors.Is(err, train.ErrInterrupted) || !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}
