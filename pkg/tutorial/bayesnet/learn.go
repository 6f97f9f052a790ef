package bayesnet

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Learn fills in the tables of nodes, whose CPT it ignores, from data with a column for each node. A node without
// Values takes the column's texts in alphabetical order.
//
//	p(k | r) = (n_rk + alpha) / (n_r + K alpha)
//
// n_r being how many rows of the data have the parents' combination r, n_rk how many of those the value k, of K. With
// alpha = 0 it is the network of greatest likelihood, for each table can be counted by itself; alpha > 0 counts each
// value alpha times more (Laplace smoothing), so that none is impossible only because it was not seen.
//
// Errors: those of New and of Network.Rows, a negative alpha, and with alpha = 0 a combination of the parents that the
// data never show, for there the likelihood does not say anything.
func Learn(nodes []Node, data prob.Columns, alpha float64) (*Network, error) {
	if !(alpha >= 0) || math.IsInf(alpha, 1) {
		return nil, fmt.Errorf("bayesnet: alpha is %g; a pseudo-count must be finite and not below 0", alpha)
	}
	whole := make([]Node, len(nodes))
	for i, node := range nodes {
		whole[i] = Node{Name: node.Name, Values: node.Values, Parents: node.Parents}
		if len(node.Values) == 0 {
			texts, err := prob.Texts(data, node.Name)
			if err != nil {
				return nil, fmt.Errorf("bayesnet: node %q: %w", node.Name, err)
			}
			whole[i].Values = prob.Distinct(texts)
		}
	}
	n, err := newGraph(whole)
	if err != nil {
		return nil, err
	}
	x, err := n.Rows(data)
	if err != nil {
		return nil, err
	}
	rows, _ := x.Dims()
	values := make([]int, len(n.Nodes))
	for i := range n.Nodes {
		n.empty(i)
	}
	for r := range rows {
		for i, v := range x.RawRowView(r) {
			values[i] = int(v)
		}
		for i := range n.Nodes {
			n.Nodes[i].CPT[n.row(i, values)][values[i]]++
		}
	}
	for i := range n.Nodes {
		if err := n.normalise(i, alpha); err != nil {
			return nil, err
		}
	}
	return n, n.Check()
}

// empty gives node i a table of zeros.
func (n *Network) empty(i int) {
	rows, _ := n.rows(i) // newGraph has checked it
	n.Nodes[i].CPT = make([][]float64, rows)
	for r := range rows {
		n.Nodes[i].CPT[r] = make([]float64, len(n.Nodes[i].Values))
	}
}

// normalise turns the counts in node i's table into probabilities.
func (n *Network) normalise(i int, alpha float64) error {
	for r, row := range n.Nodes[i].CPT {
		sum := 0.0
		for k := range row {
			row[k] += alpha
			sum += row[k]
		}
		if sum == 0 {
			return fmt.Errorf("bayesnet: node %q, %s: the data never show these values of its parents; take alpha > 0, or fewer parents", n.Nodes[i].Name, n.rowName(i, r))
		}
		for k := range row {
			row[k] /= sum
		}
	}
	return nil
}
