package bayesnet_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// name is node i's name; value is its value k.
func name(i int) string  { return fmt.Sprint("x", i) }
func value(k int) string { return fmt.Sprint("v", k) }
func values(card int) []string {
	out := make([]string, card)
	for k := range out {
		out[k] = value(k)
	}
	return out
}

// randomNodes makes an acyclic graph of size nodes with random tables, in which some numbers are 0; the nodes come in
// random order, so that parents may follow their children.
func randomNodes(rng *rand.Rand, size int, zeros bool) []bayesnet.Node {
	rank, card := rng.Perm(size), make([]int, size)
	for i := range card {
		card[i] = 1 + rng.IntN(3)
	}
	nodes := make([]bayesnet.Node, size)
	for i := range nodes {
		node := bayesnet.Node{Name: name(i), Values: values(card[i])}
		rows := 1
		for _, p := range rng.Perm(size) {
			if rank[p] < rank[i] && len(node.Parents) < 3 && rng.IntN(2) == 0 {
				node.Parents = append(node.Parents, name(p))
				rows *= card[p]
			}
		}
		for range rows {
			node.CPT = append(node.CPT, randomRow(rng, card[i], zeros))
		}
		nodes[i] = node
	}
	return nodes
}

func randomRow(rng *rand.Rand, card int, zeros bool) []float64 {
	row, sum := make([]float64, card), 0.0
	for sum == 0 {
		for k := range row {
			if row[k] = rng.ExpFloat64(); zeros && rng.IntN(4) == 0 {
				row[k] = 0
			}
			sum += row[k]
		}
	}
	for k := range row {
		row[k] /= sum
	}
	return row
}

func network(t testing.TB, nodes []bayesnet.Node) *bayesnet.Network {
	t.Helper()
	n, err := bayesnet.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// enumerate is the joint table, made without the package: for every combination the product of the nodes' numbers,
// which are looked up by name.
func enumerate(nodes []bayesnet.Node) *prob.Table {
	at := map[string]int{}
	t := &prob.Table{}
	cells := 1
	for i, n := range nodes {
		at[n.Name] = i
		t.Vars = append(t.Vars, prob.Variable{Name: n.Name, Values: n.Values})
		cells *= len(n.Values)
	}
	t.P = make([]float64, cells)
	cell := 0
	t.Each(func(v []int, _ float64) {
		p := 1.0
		for i, n := range nodes {
			row, weight := 0, 1
			for j := len(n.Parents) - 1; j >= 0; j-- {
				q := at[n.Parents[j]]
				row += weight * v[q]
				weight *= len(nodes[q].Values)
			}
			p *= n.CPT[row][v[i]]
		}
		t.P[cell] = p
		cell++
	})
	return t
}

func same(t *testing.T, what string, got, want *prob.Table, tol float64) {
	t.Helper()
	if fmt.Sprint(got.Vars) != fmt.Sprint(want.Vars) || len(got.P) != len(want.P) {
		t.Fatalf("%s: of %v, want %v", what, got.Vars, want.Vars)
	}
	for i, p := range want.P {
		reference.Near(t, fmt.Sprintf("%s, combination %d", what, i), got.P[i], p, tol)
	}
}
