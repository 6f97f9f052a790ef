package gan

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// TestSaveLoadResume: 1 epoch and 2 more, by a model loaded from the folder, equal 3 in one go, to the last bit: both
// networks, both optimisers, all noise.
func TestSaveLoadResume(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	cfg := Config{Name: "small", D: 2, Latent: 2, Generator: []int{6}, Discriminator: []int{5}, Penalty: 1, Seed: 3}
	x, dir := ring(t, 8).Sample(50, rand.New(rand.NewPCG(1, 1))), t.TempDir()
	c := train.Config{Epochs: 3, Batch: 20, Seed: 7}
	unbroken := newModel(t, be, cfg)
	fit(t, unbroken, x, c)
	c.Dir, c.Epochs = dir, 1
	fit(t, newModel(t, be, cfg), x, c)
	loaded, err := Load(be, dir)
	if err != nil {
		t.Fatal(err)
	}
	c.Epochs = 3
	fit(t, loaded, x, c)
	a, err1 := unbroken.Sample(9, 1)
	b, err2 := loaded.Sample(9, 1)
	p, err3 := unbroken.Judge(x)
	q, err4 := loaded.Judge(x)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(a, b) || !mat.Equal(mat.NewVecDense(50, p), mat.NewVecDense(50, q)) || loaded.Config().Name != "small" {
		t.Error("the resumed networks differ from the unbroken ones")
	}
	other := cfg
	other.Latent = 3
	if err := newModel(t, be, other).Load(dir); err == nil || !strings.Contains(err.Error(), "Latent 2, this model has Latent 3") {
		t.Errorf("another code: %v", err)
	}
	own := newModel(t, be, Config{D: 2, Latent: 2, Judge: func(s *model.Scope, x *Node) *Node { return Squeeze(layered(s, x, nil, 1), -1) }})
	dir = t.TempDir()
	if err := own.Save(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(be, dir); err == nil || !strings.Contains(err.Error(), "networks of its own") {
		t.Errorf("a reader's network was loaded: %v", err)
	}
}

// wants fails unless the error begins with the package's name and says the part.
func wants(t *testing.T, what string, err error, part string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "gan: ") || !strings.Contains(err.Error(), part) {
		t.Errorf("%s: want %q, got %v", what, part, err)
	}
}

func TestWrongInput(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	for part, cfg := range map[string]Config{
		"D is 0":                 {Latent: 2},
		"Latent is 0":            {D: 2},
		"Generator[1] is -1":     {D: 2, Latent: 2, Generator: []int{3, -1}},
		"Discriminator[0] is 0":  {D: 2, Latent: 2, Discriminator: []int{0}},
		`is "rleu"`:              {D: 2, Latent: 2, Activation: "rleu"},
		"Loss is 4":              {D: 2, Latent: 2, Loss: 4},
		"Penalty is -1":          {D: 2, Latent: 2, Penalty: -1},
		"Penalty is NaN":         {D: 2, Latent: 2, Penalty: math.NaN()},
		"rows have shape (Float": {D: 2, Latent: 3, Generate: func(_ *model.Scope, z *Node) *Node { return z }},
		"logits have shape (Flo": {D: 2, Latent: 3, Judge: func(_ *model.Scope, x *Node) *Node { return x }},
	} {
		_, err := New(be, cfg)
		wants(t, "New", err, part)
	}
	_, err := New(nil, Config{D: 2, Latent: 2})
	wants(t, "no backend", err, "backend.Default()")
	m := newModel(t, be, Config{D: 2, Latent: 3})
	bad := mat.NewDense(3, 2, nil)
	bad.Set(1, 1, math.Inf(-1))
	for part, x := range map[string]mat.Matrix{"no rows": nil, "rows have 3 numbers": mat.NewDense(2, 3, nil), "Inf": bad, "": &mat.Dense{}} {
		_, err := m.Fit(context.Background(), x, train.Config{Epochs: 1})
		wants(t, "Fit", err, part)
		_, err = m.Judge(x)
		wants(t, "Judge", err, part)
	}
	_, err = m.Generate(bad)
	wants(t, "Generate", err, "")
	_, err = m.Sample(0, 1)
	wants(t, "Sample", err, "0 samples")
	_, err = m.Fit(context.Background(), mat.NewDense(3, 2, nil), train.Config{})
	wants(t, "no epochs", err, "Epochs is 0")
	if names := NonSaturating.String() + Minimax.String() + Loss(5).String(); names != "non-saturatingminimaxLoss(5)" {
		t.Error(names)
	}
}

// TestRing: the ring's own samples lie in its modes, equally often, 98.9 % of them within 3 sigma.
func TestRing(t *testing.T) {
	const n = 20_000
	p := ring(t, 8)
	x := p.Sample(n, rand.New(rand.NewPCG(2, 2)))
	shares, elsewhere, err := Coverage(x, p.Means, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	within := 1 - math.Exp(-4.5)
	for m, s := range shares {
		if want := within / 8; math.Abs(s-want) > 5*math.Sqrt(want/n) {
			t.Errorf("mode %d has %v of the samples, want %v", m, s, want)
		}
	}
	if math.Abs(elsewhere-(1-within)) > 5*math.Sqrt((1-within)/n) {
		t.Errorf("%v lie elsewhere, want %v", elsewhere, 1-within)
	}
	for _, f := range []func() error{
		func() error { _, err := Ring(0, 1, 1); return err },
		func() error { _, err := Ring(8, math.NaN(), 1); return err },
		func() error { _, err := Ring(8, 1, math.Inf(1)); return err },
		func() error { _, _, err := Coverage(nil, p.Means, 1); return err },
		func() error { _, _, err := Coverage(x, nil, 1); return err },
		func() error { _, _, err := Coverage(x, p.Means, 0); return err },
		func() error { _, _, err := Coverage(x, mat.NewDense(1, 3, nil), 1); return err },
	} {
		wants(t, "bad input", f(), "")
	}
}
