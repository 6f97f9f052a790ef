package flow

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kind is what our checkpoints are called, and how errors of training begin.
const kind = "flow"

// PartLoss is the name of what training reports: −log p(x), mean over rows, nats.
const PartLoss = "loss"

// thetaVariable is the path of θ, [P].
const thetaVariable = "/theta"

// Config describes a fit. Epochs must be set.
type Config struct {
	train.Config
	Each func(p train.Progress, f *Flow) // called after each block of steps with the flow so far; see train.Config.OnBlock
}

// Fit finds θ by maximum likelihood on the rows of x (n × D), by Adam from the start's θ:
//
//	loss = −1/n Σ_i log p_θ(x_i)          θ ← θ − rate · Adam(∇θ loss)
//
// It returns the flow that it has come to, also with an error that wraps train.ErrInterrupted: another Fit may start from
// there; with c.Dir set one goes on from the checkpoint, as if there had been no break, see [train.Run]. The arithmetic is
// float32, the flow it returns is float64 again.
//
// Errors: no start or backend, a layer without a graph, what train.Config refuses, rows that are not finite or of another
// width, and a loss that is no longer finite.
func Fit(ctx context.Context, be compute.Backend, start *Flow, x mat.Matrix, c Config) (*Flow, train.History, error) {
	m, err := newMachine(be, start, x)
	if err != nil {
		return nil, train.History{}, err
	}
	if c.Each != nil {
		before := c.OnBlock
		c.OnBlock = func(p train.Progress) {
			if before != nil {
				before(p)
			}
			if f, err := current(m, start); err == nil {
				c.Each(p, f)
			}
		}
	}
	adam := optimizer.Adam().Done()
	history, err := train.Run(ctx, train.Task{
		Machine: m, Data: train.FromMatrix(x), Parts: []string{PartLoss},
		Step: func(s *model.Scope, b train.Batch) []*Node {
			theta := s.Store().GetVariable(thetaVariable).NodeValue(b.Rows.Graph())
			loss := Neg(b.Mean(logProbGraph(start.Layers, theta, b.Rows)))
			b.Minimize(s, adam, loss)
			return []*Node{loss}
		},
	}, c.Config)
	if err != nil && !errors.Is(err, train.ErrInterrupted) {
		return nil, history, err
	}
	f, broken := current(m, start)
	return f, history, errors.Join(err, broken)
}

// GradTheta is ∇θ of the mean log p over the rows of x (n × D), as many numbers as θ has, in float32:
//
//	∇θ 1/n Σ_i log p_θ(x_i)
//
// No sampling and no integral is needed for it: for a flow log p is a formula. Errors: as in Fit.
func GradTheta(be compute.Backend, f *Flow, x mat.Matrix) ([]float64, error) {
	m, err := newMachine(be, f, x)
	if err != nil {
		return nil, err
	}
	n, d := x.Dims()
	rows := tensors.FromFlatDataAndDimensions(train.FromMatrix(x).Floats, n, d)
	out, err := m.Call("differentiating", func(s *model.Scope, in []*Node) []*Node {
		theta := s.Store().GetVariable(thetaVariable).NodeValue(in[0].Graph())
		return Gradient(ReduceAllMean(logProbGraph(f.Layers, theta, in[0])), theta)
	}, rows)
	if err != nil {
		return nil, err
	}
	gradient := make([]float64, len(out[0]))
	for j, v := range out[0] {
		gradient[j] = float64(v)
	}
	return gradient, nil
}

// newMachine puts the flow's θ on the backend, having checked the rows that it will meet.
func newMachine(be compute.Backend, f *Flow, x mat.Matrix) (*train.Machine, error) {
	if f == nil {
		return nil, errors.New("flow: there is no flow to start from; make one by Start or New")
	}
	if err := trainable(f.Layers); err != nil {
		return nil, err
	}
	if err := checkRows(x, 1, f.Dim()); err != nil {
		return nil, err
	}
	m, err := train.NewMachine(kind, be, 0, nil)
	if err != nil {
		return nil, err
	}
	layers := fmt.Sprintf("%T%+[1]v", f.Layers)
	m.Config = func() any { return struct{ Layers string }{layers} }
	theta := make([]float32, len(f.Theta))
	for j, v := range f.Theta {
		theta[j] = float32(v)
	}
	m.Store.VariableWithValue(thetaVariable, theta)
	return m, m.Build("the flow", func(s *model.Scope, g *Graph) {
		logProbGraph(f.Layers, s.Store().GetVariable(thetaVariable).NodeValue(g), Parameter(g, "x", shapes.Make(dtypes.Float32, 2, f.Dim())))
	})
}

// current is the flow of the machine's θ.
func current(m *train.Machine, f *Flow) (*Flow, error) {
	theta, _, err := m.Weights(thetaVariable)
	if err != nil {
		return nil, err
	}
	return New(theta, f.Layers...)
}
