package bayesnet_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

func TestNewErrors(t *testing.T) {
	two := values(2)
	half := [][]float64{{0.5, 0.5}}
	root := bayesnet.Node{Name: "a", Values: two, CPT: half}
	child := func(cpt ...[]float64) bayesnet.Node {
		return bayesnet.Node{Name: "b", Values: two, Parents: []string{"a"}, CPT: cpt}
	}
	ring := func(name string, parents ...string) bayesnet.Node {
		return bayesnet.Node{Name: name, Values: two, Parents: parents}
	}
	var wide []bayesnet.Node
	all := bayesnet.Node{Name: "all", Values: two}
	for i := range 40 {
		wide = append(wide, bayesnet.Node{Name: name(i), Values: two, CPT: half})
		all.Parents = append(all.Parents, name(i))
	}
	for _, c := range []struct {
		nodes []bayesnet.Node
		want  string
	}{
		{nil, "there are no nodes"},
		{[]bayesnet.Node{{Values: two, CPT: half}}, "node 0: prob: variable 0 has no name"},
		{[]bayesnet.Node{{Name: "a", CPT: half}}, `"a" has no values`},
		{[]bayesnet.Node{{Name: "a", Values: []string{"x", "x"}, CPT: half}}, `the value "x" twice`},
		{[]bayesnet.Node{root, root}, `node "a" stands twice`},
		{[]bayesnet.Node{child(half[0], half[0])}, `node "b": parent "a" is no node; there are b`},
		{[]bayesnet.Node{root, {Name: "b", Values: two, Parents: []string{"a", "a"}}}, `parent "a" stands twice`},
		{[]bayesnet.Node{ring("a", "a")}, "cycle: a → a"},
		{[]bayesnet.Node{ring("a", "c"), ring("b", "a"), ring("c", "b"), ring("d", "c")}, "cycle: a → b → c → a"},
		{[]bayesnet.Node{root, child(half[0])}, "the table has 1 rows, its parents have 2 combinations"},
		{[]bayesnet.Node{root, child()}, "the table has 0 rows"},
		{[]bayesnet.Node{root, child(half[0], []float64{1})}, "row 1 (a=v1): the row has 1 numbers, the node 2 values"},
		{[]bayesnet.Node{root, child([]float64{0.5, 0.6}, half[0])}, "row 0 (a=v0): the row sums to 1.1"},
		{[]bayesnet.Node{root, child(half[0], []float64{1.5, -0.5})}, "row 1 (a=v1): p(v0) is 1.5"},
		{[]bayesnet.Node{root, child(half[0], []float64{math.NaN(), 1})}, "p(v0) is NaN"},
		{append(wide, all), "too many combinations"},
	} {
		if _, err := bayesnet.New(c.nodes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	n := bayesnet.Sprinkler()
	wet := prob.Event{"wet grass": "yes"}
	for want, err := range map[string]error{
		"no node is asked for":                second(n.Query(nil, wet)),
		`no node "rian"; there are cloudy`:    second(n.Query([]string{"rian"}, wet)),
		`"rain" is named twice`:               second(n.Query([]string{"rain", "rain"}, wet)),
		`"wet grass" is both asked for`:       second(n.Query([]string{"wet grass"}, wet)),
		`no node "snow"`:                      second(n.Query([]string{"rain"}, prob.Event{"snow": "yes"})),
		`"rain" has no value "maybe"`:         second(n.Prob(prob.Event{"rain": "maybe"})),
		"an event of probability zero":        second(n.Query([]string{"cloudy"}, prob.Event{"wet grass": "yes", "rain": "no", "sprinkler": "no"})),
		`"cloudy" has no value in {rain=yes}`: second(n.Row(prob.Event{"rain": "yes"})),
		`no node "x"`:                         second(n.EliminationOrder([]string{"x"}, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	logP, err := n.LogEvidence(prob.Event{"wet grass": "yes", "rain": "no", "sprinkler": "no"})
	if err != nil || !math.IsInf(logP, -1) {
		t.Errorf("log of an impossible event: %g, %v", logP, err)
	}
	n.Nodes[0].CPT[0][0] = math.NaN()
	for what, err := range map[string]error{"Query": second(n.Query([]string{"rain"}, nil)), "Prob": second(n.Prob(wet)), "Joint": second(n.Joint())} {
		if err == nil {
			t.Errorf("%s took a table with NaN", what)
		}
	}
	if x := n.Sample(1, nil); !math.IsNaN(x.At(0, 0)) {
		t.Error("Sample took a table with NaN")
	}
}

// Nodes may come before their parents; the network keeps their order, its own copy, and sorts for itself.
func TestOrderAndCopies(t *testing.T) {
	nodes := []bayesnet.Node{
		{Name: "c", Values: values(2), Parents: []string{"b"}, CPT: [][]float64{{0.9, 0.1}, {0.2, 0.8}}},
		{Name: "b", Values: values(2), Parents: []string{"a"}, CPT: [][]float64{{0.5, 0.5}, {0.3, 0.7}}},
		{Name: "a", Values: values(2), CPT: [][]float64{{0.5, 0.5}}},
	}
	n := network(t, nodes)
	nodes[0].CPT[0][0], nodes[1].Values[0], nodes[1].Parents[0] = 7, "z", "c"
	if !slices.Equal(n.Order(), []string{"a", "b", "c"}) || n.Nodes[0].Name != "c" || n.Nodes[0].CPT[0][0] != 0.9 || n.Nodes[1].Values[0] != "v0" || n.Nodes[1].Parents[0] != "a" {
		t.Errorf("order %v, nodes %v", n.Order(), n.Nodes)
	}
}
