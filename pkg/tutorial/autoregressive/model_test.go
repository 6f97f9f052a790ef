package autoregressive

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

func newModel(t *testing.T, be compute.Backend, cfg Config) *Model {
	t.Helper()
	m, err := New(be, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func fit(t *testing.T, m *Model, x mat.Matrix, c train.Config) train.History {
	t.Helper()
	h, err := m.Fit(context.Background(), x, c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// nets are models of 3×3 pixels.
func nets() []Config {
	return []Config{
		{D: 9, Net: FVSBN, Seed: 1},
		{D: 9, Net: MADE, Hidden: 40, Seed: 1},
		{D: 9, Net: GRU, Hidden: 12, Seed: 1},
		{D: 9, Net: GRU, Hidden: 12, Strip: 3, Seed: 1},
	}
}

// parity are n images of 3×3 pixels: in every row the third pixel says whether the first two differ; that no logistic
// regression can tell. Their entropy is 6 log 2 = 4.16 nats; independent pixels give 9 log 2 = 6.24.
func parity(n int) *mat.Dense {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	x := mat.NewDense(n, 9, nil)
	for i := range n {
		for row := range 3 {
			a, b := r.IntN(2), r.IntN(2)
			copy(x.RawRowView(i)[3*row:], []float64{float64(a), float64(b), float64(a ^ b)})
		}
	}
	return x
}

// TestSumsToOne: over all 512 images of 3×3 pixels, trained or not, the probabilities sum to 1: to 1e-12 in float64, to
// 1e-5 by the graph's float32; and both agree about every image.
func TestSumsToOne(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		all := allRows(9)
		for _, cfg := range nets() {
			times := 2
			if backend.IsXLA(be) {
				if cfg.Net == GRU && cfg.Strip == 0 { // seconds to compile
					continue
				}
				times = 1
			}
			m := newModel(t, be, cfg)
			for range times {
				exact, err := m.Score(all)
				if err != nil {
					t.Fatal(err)
				}
				if total := floats.LogSumExp(exact.LogP); math.Abs(total) > 1e-12 {
					t.Errorf("%v: log of the sum is %v", cfg.Net, total)
				}
				logits, err := m.Logits(all)
				if err != nil {
					t.Fatal(err)
				}
				sum := 0.0
				for i := range 512 {
					logP := 0.0
					for d, l := range logits.RawRowView(i) {
						logP += logBernoulli(all.At(i, d), l)
					}
					sum += math.Exp(logP)
					if math.Abs(logP-exact.LogP[i]) > 1e-4 {
						t.Errorf("%v: log p of image %d is %v by the graph, %v in float64", cfg.Net, i, logP, exact.LogP[i])
					}
				}
				if math.Abs(sum-1) > 1e-5 {
					t.Errorf("%v: by the graph the sum is %v", cfg.Net, sum)
				}
				if times > 1 {
					fit(t, m, parity(100), train.Config{Epochs: 20, Batch: 25, LearningRate: 0.02})
				}
			}
			if err := m.Peek(1); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestLearnsParity: a network with hidden units comes close to the entropy, an FVSBN cannot.
func TestLearnsParity(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	x := parity(400)
	for _, cfg := range []Config{{D: 9}, {D: 9, Net: MADE, Hidden: 64, Seed: 1}, {D: 9, Net: GRU, Hidden: 24, Strip: 3, Seed: 1}, {D: 9, Net: GRU, Hidden: 24, Seed: 1}} {
		m := newModel(t, be, cfg)
		h := fit(t, m, x, train.Config{Epochs: 45, Batch: 40, LearningRate: 0.02})
		last := h.Epochs[44][PartNLL]
		s, err := m.Score(x)
		if err != nil {
			t.Fatal(err)
		}
		learns := cfg.Net != FVSBN && cfg.Strip == 0 // within a strip a GRU is an FVSBN, too
		if learns != (-s.Mean < 4.5) || -s.Mean < 4.1 || -s.Mean > 6.3 {
			t.Errorf("%v, strips of %d: NLL %v", cfg.Net, cfg.Strip, -s.Mean)
		}
		if math.Abs(last+s.Mean) > 0.2 {
			t.Errorf("%v: training reports %v, the score is %v", cfg.Net, last, s.Mean)
		}
	}
}

// TestReadersNetwork: an own network gives the library's numbers, and one that looks ahead is found out.
func TestReadersNetwork(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		own := newModel(t, be, Config{D: 9, Logits: FVSBNLogits})
		library := newModel(t, be, Config{D: 9})
		x := parity(60)
		for _, m := range []*Model{own, library} {
			fit(t, m, x, train.Config{Epochs: 3, Batch: 20})
		}
		a, err1 := own.Score(x)
		b, err2 := library.Score(x)
		if err1 != nil || err2 != nil || !floats.EqualApprox(a.LogP, b.LogP, 1e-4) {
			t.Errorf("own %v, library %v, %v, %v", a, b, err1, err2)
		}
		if _, err := own.Chain(); err == nil {
			t.Error("a reader's network has a chain")
		}
		ahead := newModel(t, be, Config{D: 9, Logits: func(s *model.Scope, x *Node) *Node {
			return Add(FVSBNLogits(s, x), Mul(x, Iota(x.Graph(), x.Shape(), 1))) // each logit but the first sees its own pixel
		}})
		if err := ahead.Peek(1); err == nil || !strings.Contains(err.Error(), "logit 1 changes") || !strings.Contains(err.Error(), "with pixel 1;") {
			t.Errorf("looking ahead: %v", err)
		}
	})
}

// TestDigits: on the binarised digits, one protocol for the whole book, the networks are far above independent pixels.
func TestDigits(t *testing.T) {
	digits, held, err := dataset.BinaryDigits()
	if err != nil {
		t.Skip(err)
	}
	n, independent := float64(digits.Len()), 0.0
	for j := range 64 {
		on := (mat.Sum(digits.X.ColView(j)) + 1) / (n + 2)
		for i := range held.Len() {
			v := held.X.At(i, j)
			independent += (v*math.Log(on) + (1-v)*math.Log(1-on)) / float64(held.Len())
		}
	}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		for _, c := range []struct {
			cfg    Config
			epochs int
			rate   float64
			want   float64
		}{{Config{D: 64, Seed: 1}, 40, 0.02, -19}, {Config{D: 64, Net: MADE, Seed: 1}, 25, 0.008, -18.5}, {Config{D: 64, Net: GRU, Strip: 8, Seed: 1}, 10, 0.015, -18.7}} {
			if xla := backend.IsXLA(be); c.cfg.Net == GRU && !xla || c.cfg.Net == FVSBN && xla { // too slow, and said already
				continue
			}
			m := newModel(t, be, c.cfg)
			fit(t, m, digits.X, train.Config{Epochs: c.epochs, Batch: 64, Rate: train.Cosine(c.rate, c.epochs*23)})
			s, err := m.Score(held.X)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%v: %.2f, independent pixels %.2f", c.cfg.Net, s.Mean, independent)
			if s.Mean < c.want || s.Mean < independent+5 {
				t.Errorf("%v: %v, independent pixels %v", c.cfg.Net, s, independent)
			}
		}
	})
}

// TestOnePixel: nothing comes before it.
func TestOnePixel(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	x := mat.NewDense(8, 1, []float64{1, 1, 1, 0, 1, 1, 0, 1})
	for _, net := range []Net{FVSBN, MADE, GRU} {
		m := newModel(t, be, Config{D: 1, Net: net})
		fit(t, m, x, train.Config{Epochs: 300, LearningRate: 0.05})
		s, err := m.Score(x)
		if want := 0.75*math.Log(0.75) + 0.25*math.Log(0.25); err != nil || math.Abs(s.Mean-want) > 1e-3 {
			t.Errorf("%v: %v, want %v: %v", net, s.Mean, want, err)
		}
	}
	names := []string{FVSBN.String(), MADE.String(), GRU.String(), Net(7).String()}
	if !slices.Equal(names, []string{"FVSBN", "MADE", "GRU", "Net(7)"}) {
		t.Errorf("names %v", names)
	}
}
