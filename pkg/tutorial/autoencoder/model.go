package autoencoder

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kind is what our snapshots are called, and how our errors begin.
const kind = "autoencoder"

// PartError is the name of what training reports: the squared error per pixel, mean over rows.
const PartError = "error"

// Model is an autoencoder with its weights. Its methods may be called from several goroutines, also while Fit runs.
type Model struct {
	cfg     Config
	machine *train.Machine
}

// New makes a model with fresh weights that follow from cfg.Seed: biases 0, weights ~ N(0, 2/fan-in), GoMLX's default.
func New(be compute.Backend, cfg Config) (*Model, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	m := &Model{cfg: cfg}
	m.machine, err = train.NewMachine(kind, be, cfg.Seed, map[string]any{
		ParamHidden: cfg.Hidden, ParamCode: cfg.Code, ParamRow: cfg.D, activation.ParamActivation: cfg.Activation,
	})
	if err != nil {
		return nil, err
	}
	m.machine.Config = func() any { return m.cfg }
	m.machine.Store.VariableWithValue(meanVariable, make([]float32, cfg.D)).SetTrainable(false)
	err = m.machine.Build("the model", func(s *model.Scope, g *Graph) {
		reconstruct(s, Parameter(g, "x", shapes.Make(dtypes.Float32, 2, cfg.D)))
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// meanVariable is the path of the mean row of the data, [D]. Fit measures it, training leaves it alone: the networks see
// rows with mean 0, as PCA does, and converge much sooner.
const meanVariable = "/mean"

// encode is z = Encoder(x − mean), [B, D] → [B, K].
func encode(s *model.Scope, x *Node) *Node {
	return Encoder(s.At("encoder"), Sub(x, mean(s, x.Graph())))
}

// decode is x̂ = Decoder(z) + mean, [B, K] → [B, D].
func decode(s *model.Scope, z *Node) *Node {
	return Add(Decoder(s.At("decoder"), z), mean(s, z.Graph()))
}

// mean is the mean row, [1, D].
func mean(s *model.Scope, g *Graph) *Node {
	return ExpandDims(s.Store().GetVariable(meanVariable).NodeValue(g), 0)
}

// reconstruct is x̂ = decode(encode(x)), [B, D] → [B, D].
func reconstruct(s *model.Scope, x *Node) *Node { return decode(s, encode(s, x)) }

// Config is the configuration, defaults filled in.
func (m *Model) Config() Config { return m.cfg }

// Parameters counts the trainable numbers.
func (m *Model) Parameters() int { return m.machine.Parameters() }

// Fit trains on the rows of x [N, D] by Adam (Kingma & Ba 2015) until c.Epochs epochs are done; see [train.Run] for
// interrupts, checkpoints and going on. What it reports is called [PartError].
func (m *Model) Fit(ctx context.Context, x mat.Matrix, c train.Config) (train.History, error) {
	if err := train.CheckRows(kind, x, m.cfg.D, "rows"); err != nil {
		return train.History{}, err
	}
	if err := m.setMean(x); err != nil {
		return train.History{}, err
	}
	adam := optimizer.Adam().Done()
	return train.Run(ctx, train.Task{
		Machine: m.machine, Data: train.FromMatrix(x), Parts: []string{PartError},
		Step: func(s *model.Scope, b train.Batch) []*Node {
			loss := b.Mean(SquaredError(b.Rows, reconstruct(s, b.Rows)))
			b.Minimize(s, adam, loss)
			return []*Node{loss}
		},
	}, c)
}

// setMean sets the mean row to that of x, unless training has begun.
func (m *Model) setMean(x mat.Matrix) error {
	if m.machine.Steps() > 0 {
		return nil
	}
	n, d := x.Dims()
	values := make([]float32, d)
	for j := range values {
		sum := 0.0
		for i := range n {
			sum += x.At(i, j) / float64(n)
		}
		values[j] = float32(sum)
	}
	m.machine.Mu.Lock()
	defer m.machine.Mu.Unlock()
	return m.machine.Store.GetVariable(meanVariable).SetValue(tensors.FromValue(values))
}

// Encode gives the code of each row, x [N, D] → [N, K].
func (m *Model) Encode(x mat.Matrix) (*mat.Dense, error) {
	return m.machine.Apply("encoding", x, m.cfg.D, "rows", encode)
}

// Decode gives the row that each code stands for, z [N, K] → [N, D].
func (m *Model) Decode(z mat.Matrix) (*mat.Dense, error) {
	return m.machine.Apply("decoding", z, m.cfg.Code, "codes", decode)
}

// Reconstruct is Decode of Encode, x [N, D] → x̂ [N, D].
func (m *Model) Reconstruct(x mat.Matrix) (*mat.Dense, error) {
	return m.machine.Apply("reconstructing", x, m.cfg.D, "rows", reconstruct)
}

// Errors is the squared error per pixel of each row of x [N, D], 1/D Σ_d (x_d − x̂_d)².
func (m *Model) Errors(x mat.Matrix) ([]float64, error) {
	e, err := m.machine.Apply("measuring_the_error", x, m.cfg.D, "rows", func(s *model.Scope, x *Node) *Node {
		return SquaredError(x, reconstruct(s, x))
	})
	if err != nil {
		return nil, err
	}
	return mat.Col(nil, 0, e), nil
}

// Error is the mean of Errors.
func (m *Model) Error(x mat.Matrix) (float64, error) {
	e, err := m.Errors(x)
	if err != nil {
		return 0, err
	}
	return stat.Mean(e, nil), nil
}

// Basis gives the rows that a linear autoencoder's decoder combines, [K, D]: x̂ = z·Basis + b. They span the subspace of
// the first K principal components once the training has converged; compare them by reduce.PrincipalAngles. Single rows
// are not components: any basis of the subspace gives the same error.
func (m *Model) Basis() (*mat.Dense, error) {
	if !m.cfg.Linear() {
		return nil, fmt.Errorf("autoencoder: with hidden layers %v the rows do not lie in a plane; only a linear autoencoder has a basis", m.cfg.Hidden)
	}
	w, dims, err := m.machine.Weights("/decoder/row/dense/weights")
	if err != nil {
		return nil, err
	}
	return mat.NewDense(dims[0], dims[1], w), nil
}
