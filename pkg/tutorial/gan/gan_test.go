package gan

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
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

func ring(t *testing.T, modes int) *mixture.GMM {
	t.Helper()
	p, err := Ring(modes, 2, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// onRing trains on a ring and gives the smallest share of 4000 samples in a mode, and the last epoch's means.
func onRing(t *testing.T, be compute.Backend, p *mixture.GMM, cfg Config, steps int) (least float64, means train.Means) {
	t.Helper()
	x := p.Sample(128*16, rand.New(rand.NewPCG(1, 1)))
	cfg.D, cfg.Latent = 2, 2
	m := newModel(t, be, cfg)
	h := fit(t, m, x, train.Config{Epochs: steps / 16, Batch: 128, Rate: train.Cosine(5e-3, steps), Seed: cfg.Seed})
	y, err := m.Sample(4000, 1)
	if err != nil {
		t.Fatal(err)
	}
	shares, _, err := Coverage(y, p.Means, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	return floats.Min(shares), h.Epochs[len(h.Epochs)-1]
}

// TestCollapseAndMend: without the penalty some modes get less than 1 % of the samples; with it, and nothing else changed,
// every mode gets more, over five seeds.
func TestCollapseAndMend(t *testing.T) {
	be, info := backend.Open(backend.Prefer(backend.CPU))
	if info.Name != backend.CPU {
		t.Skip("for XLA only: ", info.Reason)
	}
	p := ring(t, 8)
	least, means := onRing(t, be, p, Config{Seed: 1}, 1504)
	t.Logf("no penalty: at least %.3f in a mode, %v", least, means)
	if least >= 0.01 {
		t.Errorf("without a penalty every mode gets %v or more", least)
	}
	for seed := range uint64(5) {
		least, means := onRing(t, be, p, Config{Seed: seed, Penalty: 2}, 1504)
		t.Logf("penalty, seed %d: at least %.3f in a mode, %v", seed, least, means)
		if least < 0.01 {
			t.Errorf("seed %d: with the penalty one mode gets %v", seed, least)
		}
		if d := means[PartDiscriminator]; d < 1.2 || d > 1.45 || means[PartSlope] <= 0 {
			t.Errorf("seed %d: means %v", seed, means)
		}
	}
}

// TestGoBackend: the same in pure Go, smaller, with either loss.
func TestGoBackend(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	p := ring(t, 3)
	for _, loss := range []Loss{NonSaturating, Minimax} {
		cfg := Config{Seed: 1, Loss: loss, Penalty: 2, Generator: []int{16, 16}, Discriminator: []int{16, 16}}
		least, means := onRing(t, be, p, cfg, 400)
		if least < 0.05 || (means[PartGenerator] < 0) != (loss == Minimax) {
			t.Errorf("%v: at least %v in a mode, %v", loss, least, means)
		}
	}
}

// TestBestDiscriminator: against a generator that stays N(0, 1), on data from N(1, 1), the best logit is
// log p_data(x) − log p_G(x) = x − ½, and both losses are known by then.
func TestBestDiscriminator(t *testing.T) {
	still := func(s *model.Scope, z *Node) *Node {
		v := s.WithInitializer(initializer.Zero).VariableWithShape("v", shapes.Make(dtypes.Float32))
		return Add(z, MulScalar(v.NodeValue(z.Graph()), 0))
	}
	r := rand.New(rand.NewPCG(4, 4))
	x := mat.NewDense(4000, 1, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return 1 + r.NormFloat64() }, x)
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, Config{D: 1, Latent: 1, Discriminator: []int{16}, Activation: "tanh", Generate: still, Seed: 1})
		asked := 0
		h := fit(t, m, x, train.Config{Epochs: 25, Batch: 200, Rate: train.Cosine(0.01, 500), OnBlock: func(train.Progress) {
			if _, err := m.Judge(mat.NewDense(1, 1, nil)); err != nil { // a live figure asks while training goes on
				t.Error(err)
			}
			asked++
		}})
		if asked == 0 {
			t.Error("OnBlock was not called")
		}
		at := []float64{-1, 0, 0.5, 1, 2}
		logits, err := m.Judge(mat.NewDense(len(at), 1, at))
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range logits {
			if math.Abs(l-(at[i]-0.5)) > 0.25 {
				t.Errorf("D(%v) = %v, want %v", at[i], l, at[i]-0.5)
			}
		}
		// E softplus(−D) under either, by quadrature: the two halves of the loss are equal by symmetry.
		half := 0.0
		for i := range 4001 {
			v := -9 + 20*float64(i)/4000
			half += math.Log1p(math.Exp(0.5-v)) * math.Exp(-(v-1)*(v-1)/2) / math.Sqrt(2*math.Pi) * 20 / 4000
		}
		last := h.Epochs[24]
		if math.Abs(last[PartDiscriminator]-2*half) > 0.06 {
			t.Errorf("the discriminator's loss is %v, at best %v", last[PartDiscriminator], 2*half)
		}
		if math.Abs(last[PartData]+last[PartSamples]-1) > 0.05 {
			t.Errorf("σ(D) is %v of the data and %v of the samples; by symmetry they sum to 1", last[PartData], last[PartSamples])
		}
	})
}

// TestSamples: seeds, lengths, range.
func TestSamples(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, Config{D: 5, Latent: 3, Generator: []int{8}, Unit: true, Seed: 2})
		a, err1 := m.Sample(70, 1)
		b, err2 := m.Sample(3, 1)
		c, err3 := m.Sample(3, 2)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		if !mat.EqualApprox(a.Slice(0, 3, 0, 5), b, 1e-6) || mat.EqualApprox(b, c, 1e-3) {
			t.Error("samples do not follow their seed")
		}
		if mat.Min(a) < 0 || mat.Max(a) > 1 {
			t.Errorf("pixels go from %v to %v", mat.Min(a), mat.Max(a))
		}
		if n := m.Parameters(); n != 3*8+8+8*5+5+5*64+64+64*64+64+64+1 {
			t.Errorf("%d parameters", n)
		}
	})
}
