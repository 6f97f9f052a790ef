package bayesnet_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// On random networks every answer equals enumeration of the joint table to 1e-12, impossible events included.
func TestQueryEqualsEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	impossible := 0
	for trial := range 150 {
		nodes := randomNodes(rng, 1+rng.IntN(8), trial%2 == 0)
		n, joint := network(t, nodes), enumerate(nodes)
		whole, err := n.Joint()
		if err != nil {
			t.Fatal(err)
		}
		same(t, "joint", whole, joint, 1e-15)
		for range 6 {
			order := rng.Perm(len(nodes))
			count := 1 + rng.IntN(min(3, len(nodes)))
			var of []string
			for _, i := range order[:count] {
				of = append(of, name(i))
			}
			e := prob.Event{}
			for _, i := range order[count:] {
				if rng.IntN(3) == 0 {
					e[name(i)] = nodes[i].Values[rng.IntN(len(nodes[i].Values))]
				}
			}
			what := fmt.Sprintf("p(%v|%v)", of, e)
			want, err := joint.Prob(e)
			if err != nil {
				t.Fatal(err)
			}
			p, err := n.Prob(e)
			if err != nil {
				t.Fatal(err)
			}
			reference.Near(t, "p of "+e.String(), p, want, 1e-12)
			got, err := n.Query(of, e)
			if want == 0 {
				impossible++
				if !errors.Is(err, prob.ErrZero) {
					t.Errorf("%s: %v; want an event of probability zero", what, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			given, err := joint.Condition(e)
			if err != nil {
				t.Fatal(err)
			}
			marginal, err := given.Marginal(of...)
			if err != nil {
				t.Fatal(err)
			}
			same(t, what, got, marginal, 1e-12)
		}
	}
	if impossible == 0 {
		t.Error("no impossible event was tried")
	}
}

func TestSprinkler(t *testing.T) {
	n := bayesnet.Sprinkler()
	if n == nil || n.Check() != nil {
		t.Fatal("the sprinkler's numbers are wrong")
	}
	for _, c := range []struct {
		of    string
		given prob.Event
		want  float64
	}{
		{"wet grass", nil, 0.6471},
		{"sprinkler", prob.Event{"wet grass": "yes"}, 0.2781 / 0.6471},
		{"rain", prob.Event{"wet grass": "yes"}, 0.4581 / 0.6471},
		{"sprinkler", prob.Event{"wet grass": "yes", "rain": "yes"}, 0.0891 / 0.4581}, // explaining away
	} {
		p, err := n.Query([]string{c.of}, c.given)
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, fmt.Sprintf("p(%s|%v)", c.of, c.given), p.P[1], c.want, 1e-12)
	}
}

// The order sums out every hidden node that matters, once, and is min-fill's: a chain or a tree needs no filling.
func TestEliminationOrder(t *testing.T) {
	n := bayesnet.Sprinkler()
	for _, c := range []struct {
		of    []string
		given prob.Event
		want  []string
	}{
		{[]string{"rain"}, nil, []string{"cloudy"}}, // sprinkler and grass are below and sum to 1
		{[]string{"rain"}, prob.Event{"wet grass": "yes"}, []string{"cloudy", "sprinkler"}},
		{[]string{"cloudy"}, nil, nil},
	} {
		got, err := n.EliminationOrder(c.of, c.given)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("p(%v|%v): order %v, %v; want %v", c.of, c.given, got, err, c.want)
		}
	}
	star := []bayesnet.Node{{Name: "hub", Values: values(2), CPT: [][]float64{{0.5, 0.5}}}}
	e := prob.Event{}
	for i := range 30 {
		star = append(star, bayesnet.Node{Name: name(i), Values: values(2), Parents: []string{"hub"}, CPT: [][]float64{{0.5, 0.5}, {0.5, 0.5}}},
			bayesnet.Node{Name: name(100 + i), Values: values(2), Parents: []string{name(i)}, CPT: [][]float64{{0.1, 0.9}, {0.5, 0.5}}})
		e[name(100+i)] = value(0)
	}
	order, err := network(t, star).EliminationOrder([]string{name(0)}, e)
	if err != nil || len(order) != 30 || slices.Index(order, "hub") < 28 {
		t.Errorf("the hub of a star must wait for its rays: %v, %v", order, err)
	}
}

// A chain of 2000 nodes, every second one observed, and a grid of 8×8: quick, and without rounding to 0.
func TestLargeNetworks(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 6))
	start := time.Now()
	const size = 2000
	chain := []bayesnet.Node{{Name: name(0), Values: values(2), CPT: [][]float64{{0.5, 0.5}}}}
	e, want := prob.Event{}, 0.0
	forward := []float64{0.5, 0.5} // p(x_i, evidence so far), divided by its sum
	for i := 1; i < size; i++ {
		cpt := [][]float64{randomRow(rng, 2, false), randomRow(rng, 2, false)}
		chain = append(chain, bayesnet.Node{Name: name(i), Values: values(2), Parents: []string{name(i - 1)}, CPT: cpt})
		next := []float64{forward[0]*cpt[0][0] + forward[1]*cpt[1][0], forward[0]*cpt[0][1] + forward[1]*cpt[1][1]}
		if i%2 == 0 {
			e[name(i)] = value(0)
			next[1] = 0
		}
		sum := next[0] + next[1]
		want += math.Log(sum)
		forward = []float64{next[0] / sum, next[1] / sum}
	}
	n := network(t, chain)
	logP, err := n.LogEvidence(e)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "log p of 999 observations", logP, want, 1e-12)
	last, err := n.Query([]string{name(size - 1)}, e)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "the last of the chain", last.P[0], forward[0], 1e-12)
	var grid []bayesnet.Node
	for i := range 64 {
		node := bayesnet.Node{Name: name(i), Values: values(2)}
		rows := 1
		if i%8 > 0 {
			node.Parents, rows = append(node.Parents, name(i-1)), 2*rows
		}
		if i >= 8 {
			node.Parents, rows = append(node.Parents, name(i-8)), 2*rows
		}
		for range rows {
			node.CPT = append(node.CPT, randomRow(rng, 2, false))
		}
		grid = append(grid, node)
	}
	if _, err := network(t, grid).Query([]string{name(0)}, prob.Event{name(63): value(1)}); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

// A question that would need more memory than there is is an error, not an attempt.
func TestTooDense(t *testing.T) {
	var nodes []bayesnet.Node
	e := prob.Event{}
	for i := range 40 {
		nodes = append(nodes, bayesnet.Node{Name: name(i), Values: values(2), CPT: [][]float64{{0.5, 0.5}}})
	}
	for i := range 40 {
		for j := range i {
			both := bayesnet.Node{Name: fmt.Sprint(name(i), name(j)), Values: values(2), Parents: []string{name(i), name(j)}}
			for range 4 {
				both.CPT = append(both.CPT, []float64{0.3, 0.7})
			}
			nodes = append(nodes, both)
			e[both.Name] = value(0)
		}
	}
	n := network(t, nodes)
	if _, err := n.Query([]string{name(0)}, e); err == nil {
		t.Error("a table of 2^39 numbers was made")
	}
	if _, err := n.Joint(); err == nil {
		t.Error("a joint table of all was made")
	}
}
