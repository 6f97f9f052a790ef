package bayesnet_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// A hidden node between two that are asked for would join them; three parents of an observed child are joined already
// and go first, although the one in the middle has no more neighbours than they.
func TestMinFillPrefersNoFill(t *testing.T) {
	half := func(rows int) (cpt [][]float64) {
		for range rows {
			cpt = append(cpt, []float64{0.5, 0.5})
		}
		return cpt
	}
	n := network(t, []bayesnet.Node{
		{Name: "middle", Values: values(2), Parents: []string{"a"}, CPT: half(2)},
		{Name: "a", Values: values(2), CPT: half(1)},
		{Name: "b", Values: values(2), Parents: []string{"middle"}, CPT: half(2)},
		{Name: "p", Values: values(2), CPT: half(1)}, {Name: "q", Values: values(2), CPT: half(1)}, {Name: "r", Values: values(2), CPT: half(1)},
		{Name: "child", Values: values(2), Parents: []string{"p", "q", "r"}, CPT: half(8)},
	})
	order, err := n.EliminationOrder([]string{"a", "b"}, prob.Event{"child": value(0)})
	if err != nil || !slices.Equal(order, []string{"p", "q", "r", "middle"}) {
		t.Errorf("order %v, %v", order, err)
	}
}

// minFill is the rule word for word, everything counted anew at each step.
func minFill(nodes []bayesnet.Node, of []string, e prob.Event) (order []string) {
	parents, hidden := map[string][]string{}, map[string]bool{}
	for _, n := range nodes {
		parents[n.Name] = n.Parents
	}
	var relevant func(x string)
	relevant = func(x string) {
		if _, known := hidden[x]; !known {
			_, observed := e[x]
			hidden[x] = !observed && !slices.Contains(of, x)
			for _, p := range parents[x] {
				relevant(p)
			}
		}
	}
	for _, n := range nodes {
		if _, observed := e[n.Name]; observed || slices.Contains(of, n.Name) {
			relevant(n.Name)
		}
	}
	joined := map[[2]string]bool{}
	join := func(set []string) {
		for _, u := range set {
			for _, v := range set {
				joined[[2]string{u, v}] = u != v
			}
		}
	}
	for x := range hidden {
		var family []string
		for _, y := range append([]string{x}, parents[x]...) {
			if _, observed := e[y]; !observed {
				family = append(family, y)
			}
		}
		join(family)
	}
	gone := map[string]bool{}
	neighbours := func(x string) (out []string) {
		for _, n := range nodes {
			if joined[[2]string{x, n.Name}] && !gone[n.Name] {
				out = append(out, n.Name)
			}
		}
		return out
	}
	for {
		best, bestCost := "", [2]int{}
		for _, n := range nodes {
			if !hidden[n.Name] || gone[n.Name] {
				continue
			}
			near := neighbours(n.Name)
			missing := 0
			for i, u := range near {
				for _, v := range near[:i] {
					if !joined[[2]string{u, v}] {
						missing++
					}
				}
			}
			if cost := [2]int{missing, len(near)}; best == "" || slices.Compare(cost[:], bestCost[:]) < 0 {
				best, bestCost = n.Name, cost
			}
		}
		if best == "" {
			return order
		}
		join(neighbours(best))
		gone[best] = true
		order = append(order, best)
	}
}

func TestMinFillWordForWord(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	long := 0
	for range 200 {
		nodes := randomNodes(rng, 3+rng.IntN(12), false)
		pick := rng.Perm(len(nodes))
		of, e := []string{name(pick[0])}, prob.Event{name(pick[1]): value(0), name(pick[2]): value(0)}
		got, err := network(t, nodes).EliminationOrder(of, e)
		if err != nil {
			t.Fatal(err)
		}
		if want := minFill(nodes, of, e); !slices.Equal(got, want) {
			t.Errorf("order %v, want %v", got, want)
		}
		if len(got) > 5 {
			long++
		}
	}
	if long < 20 {
		t.Errorf("only %d orders were long", long)
	}
}
