package bayesnet

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Node is a variable of a network with its conditional probability table.
//
//	CPT[r][k] = p(Name = Values[k] | parents in combination r)          Σ_k CPT[r][k] = 1
//
// The parents' combinations are in the order of the digits of a number: the last parent's value changes fastest. A node
// without parents has one row.
type Node struct {
	Name    string
	Values  []string
	Parents []string
	CPT     [][]float64
}

// Network is a directed acyclic graph of nodes: a joint distribution. [New] and [Learn] make it. The numbers of a CPT
// may be changed afterwards, names and parents may not.
type Network struct {
	Nodes []Node // in the order given; parents may come after their children

	index    map[string]int // of a name in Nodes
	parents  [][]int        // of each node, in the order of Node.Parents
	children [][]int
	order    []int // all nodes, parents before children
}

// New makes a network of copies of the nodes.
//
// Errors: no node, an empty or doubled name or value, a parent that is no node or stands twice, a cycle (the error
// names it), a CPT whose number of rows is not that of the parents' combinations, a row of another length than Values,
// a number that is no probability, a row that does not sum to 1.
func New(nodes []Node) (*Network, error) {
	n, err := newGraph(nodes)
	if err != nil {
		return nil, err
	}
	if err := n.Check(); err != nil {
		return nil, err
	}
	return n, nil
}

// newGraph makes a network whose tables are not checked yet.
func newGraph(nodes []Node) (*Network, error) {
	if len(nodes) == 0 {
		return nil, fmt.Errorf("bayesnet: there are no nodes; give at least one")
	}
	n := &Network{index: make(map[string]int, len(nodes))}
	for i, node := range nodes {
		if _, err := prob.Cells([]prob.Variable{{Name: node.Name, Values: node.Values}}); err != nil {
			return nil, fmt.Errorf("bayesnet: node %d: %w", i, err)
		}
		if _, twice := n.index[node.Name]; twice {
			return nil, fmt.Errorf("bayesnet: node %q stands twice; name each once", node.Name)
		}
		n.index[node.Name] = i
		n.Nodes = append(n.Nodes, copyOf(node))
	}
	if err := n.link(); err != nil {
		return nil, err
	}
	return n, n.sort()
}

func copyOf(node Node) Node {
	node.Values, node.Parents, node.CPT = slices.Clone(node.Values), slices.Clone(node.Parents), slices.Clone(node.CPT)
	for r, row := range node.CPT {
		node.CPT[r] = slices.Clone(row)
	}
	return node
}

// link finds the parents and children of each node.
func (n *Network) link() error {
	n.parents, n.children = make([][]int, len(n.Nodes)), make([][]int, len(n.Nodes))
	for i, node := range n.Nodes {
		for j, name := range node.Parents {
			p, known := n.index[name]
			if !known {
				return fmt.Errorf("bayesnet: node %q: parent %q is no node; there are %s", node.Name, name, n.names())
			}
			if slices.Contains(node.Parents[:j], name) {
				return fmt.Errorf("bayesnet: node %q: parent %q stands twice; name each once", node.Name, name)
			}
			n.parents[i] = append(n.parents[i], p)
			n.children[p] = append(n.children[p], i)
		}
		if _, err := n.rows(i); err != nil {
			return err
		}
	}
	return nil
}

// rows is how many combinations of values the parents of node i have: how many rows its CPT must have.
func (n *Network) rows(i int) (int, error) {
	rows := 1
	for _, p := range n.parents[i] {
		k := len(n.Nodes[p].Values)
		if k > prob.MaxCells/len(n.Nodes[i].Values)/rows {
			return 0, fmt.Errorf("bayesnet: node %q: its parents have too many combinations (more than %d numbers); give it fewer parents",
				n.Nodes[i].Name, prob.MaxCells)
		}
		rows *= k
	}
	return rows, nil
}

// tolerance is how far the sum of a row may be from 1, by rounding.
const tolerance = 1e-9

// Check says what is wrong with the numbers of the network's tables; it is for networks whose CPT was changed.
func (n *Network) Check() error {
	for i := range n.Nodes {
		if err := n.checkTable(i); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) checkTable(i int) error {
	node := &n.Nodes[i]
	rows, err := n.rows(i)
	if err != nil {
		return err
	}
	if len(node.CPT) != rows {
		return fmt.Errorf("bayesnet: node %q: the table has %d rows, its parents have %d combinations; give a row for each", node.Name, len(node.CPT), rows)
	}
	for r, row := range node.CPT {
		if len(row) != len(node.Values) {
			return fmt.Errorf("bayesnet: node %q, %s: the row has %d numbers, the node %d values; give one for each", node.Name, n.rowName(i, r), len(row), len(node.Values))
		}
		sum := 0.0
		for k, p := range row {
			if !(0 <= p && p <= 1+tolerance) {
				return fmt.Errorf("bayesnet: node %q, %s: p(%s) is %g; it must be a probability, from 0 to 1", node.Name, n.rowName(i, r), node.Values[k], p)
			}
			sum += p
		}
		if math.Abs(sum-1) > tolerance {
			return fmt.Errorf("bayesnet: node %q, %s: the row sums to %g; it must sum to 1: divide it by the sum", node.Name, n.rowName(i, r), sum)
		}
	}
	return nil
}

// rowName writes which parents' values row r of node i's table is for: "row 2 (rain=yes, sprinkler=no)".
func (n *Network) rowName(i, r int) string {
	given := make([]string, len(n.parents[i]))
	rest := r
	for j := len(given) - 1; j >= 0; j-- {
		p := &n.Nodes[n.parents[i][j]]
		given[j] = p.Name + "=" + p.Values[rest%len(p.Values)]
		rest /= len(p.Values)
	}
	if len(given) == 0 {
		return fmt.Sprintf("row %d", r)
	}
	return fmt.Sprintf("row %d (%s)", r, strings.Join(given, ", "))
}

// names lists the nodes for an error.
func (n *Network) names() string {
	names := make([]string, len(n.Nodes))
	for i, node := range n.Nodes {
		names[i] = node.Name
	}
	return strings.Join(names, ", ")
}

// find gives the indices of the nodes of these names; one that stands twice is an error.
func (n *Network) find(names []string) ([]int, error) {
	out := make([]int, len(names))
	for j, name := range names {
		i, known := n.index[name]
		if !known {
			return nil, fmt.Errorf("bayesnet: no node %q; there are %s", name, n.names())
		}
		if slices.Contains(out[:j], i) {
			return nil, fmt.Errorf("bayesnet: node %q is named twice; name each once", name)
		}
		out[j] = i
	}
	return out, nil
}
