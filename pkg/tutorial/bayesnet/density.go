package bayesnet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// As a density, a network is of rows of D whole numbers: of each node, in the order of Nodes, the index of its value.

// Dim is D, the number of nodes.
func (n *Network) Dim() int { return len(n.Nodes) }

// LogProb is log p of a full assignment x, nats; −Inf where an x_j is no index of a value.
//
//	log p(x) = Σ_j log p(x_j | parents of x_j)
func (n *Network) LogProb(x []float64) float64 {
	if len(x) != len(n.Nodes) {
		return math.NaN()
	}
	values := make([]int, len(x))
	for j, v := range x {
		if !(v >= 0) || v >= float64(len(n.Nodes[j].Values)) || v != math.Trunc(v) {
			return math.Inf(-1)
		}
		values[j] = int(v)
	}
	logP := 0.0
	for i, node := range n.Nodes {
		logP += math.Log(node.CPT[n.row(i, values)][values[i]])
	}
	return logP
}

// Score gives log p of every row of value indices (n × D), exactly.
func (n *Network) Score(x mat.Matrix) (score.Score, error) {
	if err := n.Check(); err != nil {
		return score.Score{}, err
	}
	return density.Score(n, x, score.Exact, score.Counting)
}

// Sample draws rows by ancestral sampling: each node after its parents, from the row of its CPT that their values
// name. Fewer than one row asked for give an empty matrix, a network with wrong tables NaN.
func (n *Network) Sample(rows int, rng *rand.Rand) *mat.Dense {
	if rows < 1 || len(n.Nodes) == 0 {
		return &mat.Dense{}
	}
	x := mat.NewDense(rows, len(n.Nodes), nil)
	if n.Check() != nil {
		x.Apply(func(int, int, float64) float64 { return math.NaN() }, x)
		return x
	}
	draw := make([][]distuv.Categorical, len(n.Nodes))
	for i, node := range n.Nodes {
		for _, row := range node.CPT {
			draw[i] = append(draw[i], distuv.NewCategorical(row, rng))
		}
	}
	values := make([]int, len(n.Nodes))
	for r := range rows {
		for _, i := range n.order {
			v := draw[i][n.row(i, values)].Rand()
			values[i] = int(v)
			x.Set(r, i, v)
		}
	}
	return x
}

// Row gives the row of value indices of a full assignment; a node that it does not name is an error.
func (n *Network) Row(e prob.Event) ([]float64, error) {
	fixed, err := n.fixed(e)
	if err != nil {
		return nil, err
	}
	row := make([]float64, len(fixed))
	for i, k := range fixed {
		if k < 0 {
			return nil, fmt.Errorf("bayesnet: node %q has no value in {%v}; give one for every node (Prob takes events that leave some open)", n.Nodes[i].Name, e)
		}
		row[i] = float64(k)
	}
	return row, nil
}

// Rows gives data with a column for each node as rows of value indices. Errors: a column that is not there, a missing
// value, a text that is no value of its node (with column and row), columns of different lengths.
func (n *Network) Rows(data prob.Columns) (*mat.Dense, error) {
	var x *mat.Dense
	for i, node := range n.Nodes {
		texts, err := prob.Texts(data, node.Name)
		if err != nil {
			return nil, fmt.Errorf("bayesnet: node %q: %w", node.Name, err)
		}
		if x == nil {
			x = mat.NewDense(len(texts), len(n.Nodes), nil)
		}
		if rows, _ := x.Dims(); len(texts) != rows {
			return nil, fmt.Errorf("bayesnet: column %q has %d rows, %q has %d; they must have as many", node.Name, len(texts), n.Nodes[0].Name, rows)
		}
		for r, text := range texts {
			k := slices.Index(node.Values, text)
			if k < 0 {
				return nil, fmt.Errorf("bayesnet: column %q, row %d: %q is no value of the node; it has %s", node.Name, r, text, strings.Join(node.Values, ", "))
			}
			x.Set(r, i, float64(k))
		}
	}
	return x, nil
}
