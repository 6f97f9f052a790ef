package train

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// Batch is what one training step gets, as nodes of its graph.
type Batch struct {
	Rows  *Node // [B, D], as in the table: the first Count rows are meant, the rest is padding
	Count *Node // int32 scalar
	Rate  *Node // float32 scalar, the step's learning rate
}

// Mean is the mean over the rows that are meant of one number a row, v [B]: a scalar.
//
//	Mean(v) = 1/Count Σ_{i < Count} v_i
func (b Batch) Mean(v *Node) *Node {
	rows := Iota(v.Graph(), shapes.Make(dtypes.Int32, v.Shape().Dim(0)), 0)
	weight := Div(ConvertDType(LessThan(rows, b.Count), dtypes.Float32), ConvertDType(b.Count, dtypes.Float32))
	return ReduceAllSum(Mul(v, weight))
}

// Minimize changes the trainable variables of the scope, and of the scopes in it, by one step of the optimiser down the
// gradient of the loss, at the step's rate. Variables outside the scope stay.
func (b Batch) Minimize(s *model.Scope, opt optimizer.Interface, loss *Node) {
	optimizer.LearningRateVar(s, dtypes.Float32, 0).SetNodeValue(b.Rate)
	opt.UpdateGraph(s, loss.Graph(), loss)
}

// SetNoise sets the generator that Scope.RandomNormal and RandomUniform draw from, for what is built after it: state is
// what [Generator] gives, [3].
func SetNoise(store *model.Store, state *Node) {
	store.GetVariable(GeneratorVariable).SetNodeValue(state)
}

// GeneratorVariable is the path of the random generator's state in a store.
const GeneratorVariable = "/" + model.RNGStateVariableName

// step builds one training step of the task and returns what it reports, [parts].
func (t Task) step(s *model.Scope, rows, count, noise, rate *Node) *Node {
	t.Machine.Store.SetTraining(rows.Graph(), true)
	SetNoise(t.Machine.Store, noise)
	return Stack(t.Step(s, Batch{Rows: rows, Count: count, Rate: rate}), 0)
}
