package train

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// loop returns an executor that runs many steps in one call, in one While of the graph, so that between steps nothing
// leaves the device. Its inputs are n (int32, the steps to run), data (what all steps share), and per step one row of
// each of the remaining inputs [capacity, …]; n ≤ capacity may change from call to call without compiling anew.
//
// step builds one step: it gets data and its own rows, changes the store's variables through SetNodeValue as ever, and
// returns a vector [width]. The executor returns those of all steps, [capacity, width]; rows from n on are 0.
//
// The trick: a While carries its state from round to round, so the store's variables travel in the state. The body
// sets each variable to what arrived, lets step build, and passes on what each has become. Every variable must exist
// before. XLA only: the pure-Go backend has neither While nor DynamicSlice.
func loop(be compute.Backend, store *model.Store, width int, step func(s *model.Scope, data *Node, rows []*Node) *Node) (*model.Exec, error) {
	return model.NewExec(be, store, func(s *model.Scope, in []*Node) *Node {
		g, n, data, perStep := in[0].Graph(), in[0], in[1], in[2:]
		var variables []*model.Variable
		// Not Zeros: that would leave a scalar 0 of the outer graph in GoMLX's cache, which no closure may use.
		results := Const(g, tensors.FromShape(shapes.Make(dtypes.Float32, perStep[0].Shape().Dim(0), width)))
		state := []*Node{Const(g, int32(0)), results, n, data}
		state = append(state, perStep...)
		fixed := len(state)
		for v := range s.IterVariables() {
			variables = append(variables, v)
			state = append(state, v.NodeValue(g))
		}

		cond := NewClosure(g, func(g *Graph) []*Node {
			p := parameters(g, state)
			return []*Node{LessThan(p[0], p[2])}
		})
		body := NewClosure(g, func(g *Graph) []*Node {
			p := parameters(g, state)
			for i, v := range variables {
				v.SetNodeValue(p[fixed+i])
			}
			i := p[0]
			rows := make([]*Node, len(perStep))
			for j := range rows {
				rows[j] = row(p[4+j], i)
			}
			result := step(s, p[3], rows) // [width]
			next := append([]*Node{
				AddScalar(i, 1),
				DynamicUpdateSlice(p[1], ExpandDims(result, 0), []*Node{i, Const(g, int32(0))}),
			}, p[2:fixed]...)
			for _, v := range variables {
				next = append(next, v.NodeValue(g))
			}
			return next
		})

		final := While(cond, body, state...)
		for i, v := range variables {
			v.SetNodeValue(final[fixed+i])
		}
		return final[1]
	})
}

// parameters declares a closure's inputs: one for each node of the state.
func parameters(g *Graph, state []*Node) []*Node {
	p := make([]*Node, len(state))
	for i, node := range state {
		p[i] = Parameter(g, fmt.Sprintf("state_%d", i), node.Shape())
	}
	return p
}

// row is table[i], for an i known only when the graph runs: [n, …] → […].
func row(table, i *Node) *Node {
	dims := append([]int{1}, table.Shape().Dimensions[1:]...)
	start := []*Node{i}
	for range dims[1:] {
		start = append(start, Const(i.Graph(), int32(0)))
	}
	return Squeeze(DynamicSlice(table, start, dims), 0)
}
