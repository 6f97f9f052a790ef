package bayesnet

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// question is what inference is asked: p(of, e).
type question struct {
	of       []int
	asked    []bool
	fixed    []int  // the index of each node's observed value, −1 where it is not observed
	relevant []bool // asked for, observed, or an ancestor of such a node
}

// question checks the names, and the numbers of the tables.
func (n *Network) question(of []string, e prob.Event) (*question, error) {
	q := &question{asked: make([]bool, len(n.Nodes))}
	err := n.Check()
	if err != nil {
		return nil, err
	}
	if q.of, err = n.find(of); err != nil {
		return nil, err
	}
	if q.fixed, err = n.fixed(e); err != nil {
		return nil, err
	}
	set := slices.Clone(q.of)
	for _, i := range q.of {
		q.asked[i] = true
		if q.fixed[i] >= 0 {
			return nil, fmt.Errorf("bayesnet: node %q is both asked for and given; leave it away in one place", n.Nodes[i].Name)
		}
	}
	for i, k := range q.fixed {
		if k >= 0 {
			set = append(set, i)
		}
	}
	q.relevant = n.ancestors(set)
	return q, nil
}

// fixed gives, for each node, the index of the value that the event names, or −1.
func (n *Network) fixed(e prob.Event) ([]int, error) {
	fixed := slices.Repeat([]int{-1}, len(n.Nodes))
	for _, name := range slices.Sorted(maps.Keys(e)) {
		nodes, err := n.find([]string{name})
		if err != nil {
			return nil, err
		}
		node := &n.Nodes[nodes[0]]
		if fixed[nodes[0]] = slices.Index(node.Values, e[name]); fixed[nodes[0]] < 0 {
			return nil, fmt.Errorf("bayesnet: node %q has no value %q; it has %s", name, e[name], strings.Join(node.Values, ", "))
		}
	}
	return fixed, nil
}

// eliminateAll is p(of, e) as a factor of the nodes asked for: sum-product variable elimination. Each hidden node in
// turn: multiply the factors that depend on it, sum it out, put the result back.
func (n *Network) eliminateAll(q *question) (*factor, error) {
	var factors []*factor
	for i := range n.Nodes {
		if q.relevant[i] {
			factors = append(factors, n.tableFactor(i, q.fixed))
		}
	}
	for _, v := range n.minFill(q) {
		joined, rest := one(), factors[:0]
		var err error
		for _, f := range factors {
			if _, depends := slices.BinarySearch(f.vars, v); !depends {
				rest = append(rest, f)
			} else if joined, err = joined.times(f); err != nil {
				return nil, err
			}
		}
		factors = append(rest, joined.sumOut(v))
	}
	joint := one()
	var err error
	for _, f := range factors {
		if joint, err = joint.times(f); err != nil {
			return nil, err
		}
	}
	return joint, nil
}

// Query is the distribution of the named nodes, given the event (nil: nothing is observed), exactly.
//
//	p(of | e) = Σ_hidden Π_j p(x_j | parents of x_j) / p(e)
//
// The table's variables are in the order asked for. Errors: unknown names and values, a node asked for twice or also
// given, no node asked for, an inference that needs more than prob.MaxCells numbers at once, and an event of probability
// zero (the error is prob.ErrZero).
func (n *Network) Query(of []string, e prob.Event) (*prob.Table, error) {
	if len(of) == 0 {
		return nil, fmt.Errorf("bayesnet: no node is asked for; name at least one (Prob gives p(e) alone)")
	}
	q, err := n.question(of, e)
	if err != nil {
		return nil, err
	}
	joint, err := n.eliminateAll(q)
	if err != nil {
		return nil, err
	}
	sum := 0.0
	for _, p := range joint.p {
		sum += p
	}
	if sum == 0 {
		return nil, fmt.Errorf("bayesnet: p(%s | %v) has no value, for the condition is %w; condition on something that can happen",
			strings.Join(of, ", "), e, prob.ErrZero)
	}
	return n.table(q.of, joint, sum), nil
}

// table puts a factor's values, divided by sum, in the order of the nodes asked for.
func (n *Network) table(of []int, f *factor, sum float64) *prob.Table {
	t := &prob.Table{P: make([]float64, len(f.p))}
	for _, i := range of {
		t.Vars = append(t.Vars, prob.Variable{Name: n.Nodes[i].Name, Values: slices.Clone(n.Nodes[i].Values)})
	}
	strides := make([]int, len(of))
	for j, s := range f.strides(f.vars) {
		strides[slices.Index(of, f.vars[j])] = s
	}
	i := 0
	t.Each(func(values []int, _ float64) {
		cell := 0
		for j, v := range values {
			cell += v * strides[j]
		}
		t.P[i] = f.p[cell] / sum
		i++
	})
	return t
}

// LogEvidence is log p(e), nats, and −Inf where the event has probability zero. Errors: as of Query.
func (n *Network) LogEvidence(e prob.Event) (float64, error) {
	q, err := n.question(nil, e)
	if err != nil {
		return 0, err
	}
	f, err := n.eliminateAll(q)
	if err != nil {
		return 0, err
	}
	return math.Log(f.p[0]) + f.log, nil
}

// Prob is p(e), the probability of an event; 1 for the empty one. Errors: as of Query.
func (n *Network) Prob(e prob.Event) (float64, error) {
	logP, err := n.LogEvidence(e)
	if err != nil {
		return 0, err
	}
	return math.Exp(logP), nil
}

// Joint is the whole joint distribution, every combination listed: enumeration, for small networks. With more than
// prob.MaxCells combinations it is an error.
func (n *Network) Joint() (*prob.Table, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	t := &prob.Table{}
	for _, node := range n.Nodes {
		t.Vars = append(t.Vars, prob.Variable{Name: node.Name, Values: slices.Clone(node.Values)})
	}
	cells, err := prob.Cells(t.Vars)
	if err != nil {
		return nil, fmt.Errorf("bayesnet: the joint table: %w", err)
	}
	t.P = make([]float64, cells)
	c := 0
	t.Each(func(values []int, _ float64) {
		p := 1.0
		for i, node := range n.Nodes {
			p *= node.CPT[n.row(i, values)][values[i]]
		}
		t.P[c] = p
		c++
	})
	return t, nil
}
