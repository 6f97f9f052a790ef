package autoregressive

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

// TestSaveLoadResume: 1 epoch and 2 more, by a model loaded from the folder, equal 3 in one go, to the last bit.
func TestSaveLoadResume(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go)) // package train does it on XLA, too
	for _, cfg := range nets()[1:] {
		x, dir := parity(50), t.TempDir()
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
		a, err1 := unbroken.Score(x)
		b, err2 := loaded.Score(x)
		if err := errors.Join(err1, err2); err != nil || a.Mean != b.Mean {
			t.Errorf("%v: unbroken %v, resumed %v: %v", cfg.Net, a, b, err)
		}
		other := cfg
		other.Hidden = 5
		if err := newModel(t, be, other).Load(dir); err == nil || !strings.Contains(err.Error(), "this model has Hidden 5") {
			t.Errorf("another width: %v", err)
		}
	}
	dir := t.TempDir()
	if err := newModel(t, be, Config{D: 9, Logits: FVSBNLogits}).Save(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(be, dir); err == nil || !strings.Contains(err.Error(), "its own network") {
		t.Errorf("a reader's network was loaded: %v", err)
	}
	if err := newModel(t, be, Config{D: 9}).Load(dir); err == nil {
		t.Error("a reader's network was loaded as the library's")
	}
}

// wants fails unless the error begins with the package's name and says the part.
func wants(t *testing.T, what string, err error, part string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "autoregressive: ") || !strings.Contains(err.Error(), part) {
		t.Errorf("%s: want %q, got %v", what, part, err)
	}
}

func TestWrongInput(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	for part, cfg := range map[string]Config{
		"D is 0":                         {},
		"Hidden is -1":                   {D: 4, Net: MADE, Hidden: -1},
		"an FVSBN has no hidden units":   {D: 4, Hidden: 3},
		"Net is 7":                       {D: 4, Net: 7},
		"Strip is 3, which does not":     {D: 4, Net: GRU, Strip: 3},
		"Strip is -2":                    {D: 4, Net: GRU, Strip: -2},
		"only a GRU reads in strips":     {D: 4, Net: MADE, Strip: 2},
		"the logits have shape (Float32": {D: 4, Logits: func(_ *model.Scope, x *Node) *Node { return ReduceSum(x, 1) }},
	} {
		_, err := New(be, cfg)
		wants(t, "New", err, part)
	}
	_, err := New(nil, Config{D: 4})
	wants(t, "no backend", err, "backend.Default()")
	m := newModel(t, be, Config{D: 4})
	c, err := m.Chain()
	if err != nil {
		t.Fatal(err)
	}
	one := func(v float64) mat.Matrix {
		x := mat.NewDense(3, 4, nil)
		x.Set(1, 2, v)
		return x
	}
	for part, x := range map[string]mat.Matrix{
		"no rows": nil, "rows have 3 numbers": mat.NewDense(2, 3, nil), "NaN": one(math.NaN()),
		"row 1, column 2 is 0.5; want 0 or 1": one(0.5), "": &mat.Dense{},
	} {
		_, err := m.Fit(context.Background(), x, train.Config{Epochs: 1})
		wants(t, "Fit", err, part)
		_, err = m.Logits(x)
		wants(t, "Logits", err, part)
		_, err = m.Score(x)
		wants(t, "Score", err, part)
		_, err = c.Score(x)
		wants(t, "Chain.Score", err, part)
	}
	_, err = c.Conditionals([]float64{1})
	wants(t, "Conditionals", err, "a row of 1 numbers")
	_, err = c.Conditionals([]float64{1, 0, 2, 0})
	wants(t, "Conditionals", err, "is 2")
}

// disc are n points of a normal distribution about (1, −2).
func disc(n int) *mat.Dense {
	r := rand.New(rand.NewPCG(5, uint64(n)))
	x := mat.NewDense(n, 2, nil)
	x.Apply(func(_, j int, _ float64) float64 { return r.NormFloat64() + []float64{1, -2}[j] }, x)
	return x
}

// TestBins: points survive the way to bits and back to within a bin, and the density over all bins integrates to 1.
func TestBins(t *testing.T) {
	x := disc(500)
	b, err := NewBins(x, 4)
	if err != nil {
		t.Fatal(err)
	}
	bits, err := b.Encode(x)
	if err != nil || b.D() != 8 {
		t.Fatal(err)
	}
	back := b.Points(bits, rand.New(rand.NewPCG(1, 1)))
	for i := range 500 {
		for j := range 2 {
			if width := (b.High[j] - b.Low[j]) / 16; math.Abs(back.At(i, j)-x.At(i, j)) >= width {
				t.Fatalf("point %d came back as %v, was %v", i, back.RawRowView(i), x.RawRowView(i))
			}
		}
	}
	b = Bins{Low: []float64{-4, -7}, High: []float64{6, 3}, Bits: 4} // no point lies outside
	if bits, err = b.Encode(x); err != nil {
		t.Fatal(err)
	}
	be, _ := backend.Open(backend.Prefer(backend.Go))
	m := newModel(t, be, Config{D: 8, Net: MADE, Hidden: 64, Seed: 2})
	fit(t, m, bits, train.Config{Epochs: 60, Batch: 50, LearningRate: 0.01})
	c, err := m.Chain()
	if err != nil {
		t.Fatal(err)
	}
	density, err := NewBinned(b, c)
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	centre := make([]float64, 2)
	for i := range 256 {
		for j, k := range []int{i / 16, i % 16} {
			centre[j] = b.Low[j] + (float64(k)+0.5)/16*(b.High[j]-b.Low[j])
		}
		total += math.Exp(density.LogProb(centre) + b.LogVolume())
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("the density integrates to %v", total)
	}
	s, err := density.Score(disc(300).Slice(0, 200, 0, 2))
	if entropy := 1 + math.Log(2*math.Pi); err != nil || s.Mean < -entropy-0.4 || s.Mean > -entropy+0.2 {
		t.Errorf("%v, the entropy of the points is %v: %v", s, entropy, err)
	}
	sample := density.Sample(2000, rand.New(rand.NewPCG(1, 1)))
	if mean := mat.Sum(sample.ColView(1)) / 2000; math.Abs(mean+2) > 0.2 {
		t.Errorf("samples have mean %v, want -2", mean)
	}
	if !math.IsInf(density.LogProb([]float64{99, 0}), -1) || !math.IsNaN(density.LogProb([]float64{0})) {
		t.Error("a point outside has a density")
	}
}

func TestWrongBins(t *testing.T) {
	_, err := NewBins(nil, 4)
	wants(t, "no points", err, "no points")
	_, err = NewBins(disc(4), 21)
	wants(t, "bits", err, "21 bits")
	_, err = NewBins(mat.NewDense(2, 1, []float64{3, 3}), 4)
	wants(t, "a constant column", err, "column 0 is 3 throughout")
	_, err = NewBins(mat.NewDense(2, 1, []float64{3, math.Inf(1)}), 4)
	wants(t, "an infinite number", err, "Inf")
	for part, b := range map[string]Bins{
		"0 bits":               {Low: []float64{0}, High: []float64{1}},
		"1 lower and 2 upper":  {Low: []float64{0}, High: []float64{1, 2}, Bits: 1},
		"axis 0 of the box":    {Low: []float64{1}, High: []float64{1}, Bits: 1},
		"a box of 1 axes":      {Low: []float64{0}, High: []float64{1}, Bits: 1},
		"point 0, [9 9], lies": {Low: []float64{0, 0}, High: []float64{1, 1}, Bits: 1},
	} {
		_, err := b.Encode(mat.NewDense(1, 2, []float64{9, 9}))
		wants(t, "Encode", err, part)
	}
	_, err = NewBinned(Bins{Low: []float64{0}, High: []float64{1}, Bits: 3}, coin())
	wants(t, "NewBinned", err, "rows of 3 bits")
	_, err = NewBinned(Bins{Low: []float64{0}, High: []float64{1}, Bits: 2}, nil)
	wants(t, "NewBinned", err, "rows of 2 bits")
}
