package gan

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kind is what our snapshots are called, and how our errors begin.
const kind = "gan"

// Model is a generator and a discriminator with their weights. Its methods may be called from several goroutines, also
// while Fit runs, so that OnBlock may draw samples.
type Model struct {
	cfg     Config
	machine *train.Machine
}

// New makes a model with fresh weights that follow from cfg.Seed. The reader's functions in cfg are tried out, and an
// error says which shape is wrong.
func New(be compute.Backend, cfg Config) (*Model, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	m := &Model{cfg: cfg}
	m.machine, err = train.NewMachine(kind, be, cfg.Seed, map[string]any{activation.ParamActivation: cfg.Activation})
	if err != nil {
		return nil, err
	}
	m.machine.Config = func() any { return m.saved() }
	err = m.machine.Build("the model", func(s *model.Scope, g *Graph) {
		const batch = 3 // unlike any size that is likely to be meant
		x := cfg.generate(s, Parameter(g, "z", shapes.Make(dtypes.Float32, batch, cfg.Latent)))
		wantShape("the generator's rows have", x, "[B, D]", batch, cfg.D)
		wantShape("the discriminator's logits have", cfg.judge(s, x), "[B]", batch)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// wantShape panics, as graph functions do, unless node is float32 of these dimensions, of which the first is the batch.
func wantShape(what string, node *Node, names string, dims ...int) {
	if want := shapes.Make(dtypes.Float32, dims...); !node.Shape().Equal(want) {
		panic(fmt.Errorf("%s shape %s, want %s = %s (B = %d rows were tried)", what, node.Shape(), names, want, dims[0]))
	}
}

// Config is the configuration, defaults filled in.
func (m *Model) Config() Config { return m.cfg }

// Parameters counts the trainable numbers of both networks.
func (m *Model) Parameters() int { return m.machine.Parameters() }

// Fit trains both networks on the rows of x [N, D], a step of each on every batch, until c.Epochs epochs are done; see
// [train.Run] for interrupts, checkpoints and going on. It reports the five Part… values.
func (m *Model) Fit(ctx context.Context, x mat.Matrix, c train.Config) (train.History, error) {
	if err := train.CheckRows(kind, x, m.cfg.D, "rows"); err != nil {
		return train.History{}, err
	}
	opt := newOptimizers()
	return train.Run(ctx, train.Task{
		Machine: m.machine, Data: train.FromMatrix(x), Parts: parts,
		Step: func(s *model.Scope, b train.Batch) []*Node { return m.cfg.step(s, b, opt) },
	}, c)
}

// Generate gives the row that each code stands for, z [N, L] → x = G(z) [N, D].
func (m *Model) Generate(z mat.Matrix) (*mat.Dense, error) {
	return m.machine.Apply("generating", z, m.cfg.Latent, "codes", m.cfg.generate)
}

// Sample draws n rows, [n, D]: G of codes z ~ N(0, I). The first rows are the same for every n.
func (m *Model) Sample(n int, seed uint64) (*mat.Dense, error) {
	if n < 1 {
		return nil, fmt.Errorf("gan: %d samples; take 1 or more", n)
	}
	r := rand.New(rand.NewPCG(seed, 0x67616e))
	z := mat.NewDense(n, m.cfg.Latent, nil)
	z.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, z)
	return m.Generate(z)
}

// Judge gives the discriminator's logit D(x) of each row, x [N, D] → N numbers; σ(D(x)) is its probability that the row is
// of the data. Against a fixed generator with density p_G the best logit is log p_data(x) − log p_G(x) (Goodfellow et al.
// 2014, proposition 1).
func (m *Model) Judge(x mat.Matrix) ([]float64, error) {
	out, err := m.machine.Apply("judging", x, m.cfg.D, "rows", m.cfg.judge)
	if err != nil {
		return nil, err
	}
	return mat.Col(nil, 0, out), nil
}
