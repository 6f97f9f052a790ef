package autoregressive

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kind is what our snapshots are called, and how our errors begin.
const kind = "autoregressive"

// PartNLL is the name of what training reports: −log p(x), mean over rows, in nats.
const PartNLL = "NLL"

// Model is an autoregressive model with its weights. Its methods may be called from several goroutines, also while Fit
// runs.
type Model struct {
	cfg     Config
	machine *train.Machine
}

// New makes a model with fresh weights that follow from cfg.Seed.
func New(be compute.Backend, cfg Config) (*Model, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	m := &Model{cfg: cfg}
	m.machine, err = train.NewMachine(kind, be, cfg.Seed, map[string]any{ParamHidden: cfg.Hidden, ParamStrip: cfg.Strip})
	if err != nil {
		return nil, err
	}
	m.machine.Config = func() any { return m.saved() }
	err = m.machine.Build("the model", func(s *model.Scope, g *Graph) {
		const batch = 3 // unlike any size that is likely to be meant
		logits := cfg.logits(s, Parameter(g, "x", shapes.Make(dtypes.Float32, batch, cfg.D)))
		if want := shapes.Make(dtypes.Float32, batch, cfg.D); !logits.Shape().Equal(want) {
			panic(fmt.Errorf("the logits have shape %s, want [B, D] = %s (B = %d rows were tried)", logits.Shape(), want, batch))
		}
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Config is the configuration, defaults filled in.
func (m *Model) Config() Config { return m.cfg }

// Parameters counts the trainable numbers, those behind a mask included.
func (m *Model) Parameters() int { return m.machine.Parameters() }

// LogProb is log p(x) of each row, x and logits [B, D] → [B] nats:
//
//	log p(x) = Σ_d x_d logit_d − softplus(logit_d)
func LogProb(x, logits *Node) *Node { return ReduceSum(Sub(Mul(x, logits), Softplus(logits)), -1) }

// Fit raises the log-likelihood of the rows x [N, D], each number 0 or 1, by Adam (Kingma & Ba 2015) until c.Epochs epochs
// are done; see [train.Run] for interrupts, checkpoints and going on. What it reports is called [PartNLL].
func (m *Model) Fit(ctx context.Context, x mat.Matrix, c train.Config) (train.History, error) {
	if err := checkBinary(x, m.cfg.D); err != nil {
		return train.History{}, err
	}
	adam := optimizer.Adam().Done()
	return train.Run(ctx, train.Task{
		Machine: m.machine, Data: train.FromMatrix(x), Parts: []string{PartNLL},
		Step: func(s *model.Scope, b train.Batch) []*Node {
			loss := b.Mean(Neg(LogProb(b.Rows, m.cfg.logits(s, b.Rows))))
			b.Minimize(s, adam, loss)
			return []*Node{loss}
		},
	}, c)
}

// Logits are those of each pixel given the ones before it, x [N, D] → [N, D], by the graph in float32.
func (m *Model) Logits(x mat.Matrix) (*mat.Dense, error) {
	if err := checkBinary(x, m.cfg.D); err != nil {
		return nil, err
	}
	out, err := m.machine.InChunks(train.FromMatrix(x).Floats, m.cfg.D, "computing_logits", func(s *model.Scope, in []*Node) []*Node {
		return []*Node{m.cfg.logits(s, in[0])}
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Score is log p of each row x [N, D]: exact, by the chain rule. The library's networks are computed in float64 (see
// [Model.Chain]), a reader's in the graph's float32.
func (m *Model) Score(x mat.Matrix) (score.Score, error) {
	if m.cfg.Logits == nil {
		c, err := m.Chain()
		if err != nil {
			return score.Score{}, err
		}
		return c.Score(x)
	}
	logits, err := m.Logits(x)
	if err != nil {
		return score.Score{}, err
	}
	n, _ := x.Dims()
	logP := make([]float64, n)
	for i := range logP {
		for d, l := range logits.RawRowView(i) {
			logP[i] += logBernoulli(x.At(i, d), l)
		}
	}
	return score.New(logP, score.Exact, score.Counting), nil
}

// checkBinary returns an error unless x has rows of d numbers that are 0 or 1.
func checkBinary(x mat.Matrix, d int) error {
	if x == nil {
		return fmt.Errorf("autoregressive: there are no rows; give a matrix")
	}
	if err := density.CheckRows(x, 1); err != nil {
		return fmt.Errorf("autoregressive: %w", err)
	}
	n, columns := x.Dims()
	if columns != d {
		return fmt.Errorf("autoregressive: rows have %d numbers, the model has D = %d; give data of that size or another Config", columns, d)
	}
	for i := range n {
		for j := range d {
			if v := x.At(i, j); v != 0 && v != 1 {
				return fmt.Errorf("autoregressive: row %d, column %d is %v; want 0 or 1, so binarise the rows first", i, j, v)
			}
		}
	}
	return nil
}
