package bayesnet_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
)

// moralSeparated is another criterion of d-separation (Lauritzen et al. 1990): in the graph of the ancestors of a, b and
// given, with parents married and arrows dropped, every path from a to b passes given.
func moralSeparated(nodes []bayesnet.Node, a, b string, given []string) bool {
	parents := map[string][]string{}
	for _, n := range nodes {
		parents[n.Name] = n.Parents
	}
	in := map[string]bool{}
	var up func(x string)
	up = func(x string) {
		if !in[x] {
			in[x] = true
			for _, p := range parents[x] {
				up(p)
			}
		}
	}
	for _, x := range append([]string{a, b}, given...) {
		up(x)
	}
	near := map[[2]string]bool{}
	for x := range in {
		family := append([]string{x}, parents[x]...)
		for _, u := range family {
			for _, v := range family {
				near[[2]string{u, v}] = u != v
			}
		}
	}
	seen := map[string]bool{a: true}
	for todo := []string{a}; len(todo) > 0; todo = todo[1:] {
		for x := range in {
			if near[[2]string{todo[0], x}] && !seen[x] && !slices.Contains(given, x) {
				seen[x] = true
				todo = append(todo, x)
			}
		}
	}
	return !seen[b]
}

// On random graphs reachability agrees with the moral graph, and what is separated is independent in numbers.
func TestDSeparation(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	var separated, connected, hidden int
	for range 150 {
		nodes := randomNodes(rng, 2+rng.IntN(6), false)
		n, joint := network(t, nodes), enumerate(nodes)
		for range 8 {
			order := rng.Perm(len(nodes))
			a, b := name(order[0]), name(order[1])
			var given []string
			for _, i := range order[2:] {
				if rng.IntN(2) == 0 {
					given = append(given, name(i))
				}
			}
			got, err := n.DSeparated([]string{a}, []string{b}, given)
			if err != nil {
				t.Fatal(err)
			}
			if want := moralSeparated(nodes, a, b, given); got != want {
				t.Errorf("%s and %s given %v: separated %v, by the moral graph %v", a, b, given, got, want)
			}
			back, err := n.DSeparated([]string{b}, []string{a}, given)
			if err != nil || back != got {
				t.Errorf("%s and %s given %v: not the same from the other side", b, a, given)
			}
			reach, err := n.Reachable(a, given...)
			if err != nil || slices.Contains(reach, b) == got || slices.Contains(reach, a) {
				t.Errorf("reachable from %s given %v: %v, %v", a, given, reach, err)
			}
			independent, err := joint.Independent([]string{a}, []string{b}, given, 1e-12)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case got && !independent:
				t.Errorf("%s and %s given %v: separated but dependent", a, b, given)
			case got:
				separated++
			case independent: // a variable of one value, which tells nothing
				hidden++
			default:
				connected++
			}
		}
	}
	if separated < 100 || connected < 100 {
		t.Errorf("%d separated, %d connected, %d connected but independent: too few of a kind", separated, connected, hidden)
	}
}

// The three ways to meet, and a collider opened by its descendant.
func TestTrails(t *testing.T) {
	chance := func(rows int) (cpt [][]float64) {
		for range rows {
			cpt = append(cpt, []float64{0.4, 0.6})
		}
		return cpt
	}
	node := func(name string, parents ...string) bayesnet.Node {
		return bayesnet.Node{Name: name, Values: values(2), Parents: parents, CPT: chance(1 << len(parents))}
	}
	n := network(t, []bayesnet.Node{node("a"), node("m", "a"), node("b", "m"), node("c", "m"), node("d"), node("col", "a", "d"), node("below", "col")})
	for _, c := range []struct {
		a, b, given string
		want        bool
	}{
		{"a", "b", "", false}, {"a", "b", "m", true}, // chain
		{"b", "c", "", false}, {"b", "c", "m", true}, // fork
		{"a", "d", "", true}, {"a", "d", "col", false}, {"a", "d", "below", false}, // collider
		{"b", "d", "below", false}, {"b", "d", "below m", true},
		{"a d", "b c", "m", true}, {"a d", "b c", "", false}, {"a", "d b", "m", true}, {"a", "d b", "m below", false},
	} {
		got, err := n.DSeparated(strings.Fields(c.a), strings.Fields(c.b), strings.Fields(c.given))
		if err != nil || got != c.want {
			t.Errorf("%q and %q given %q: %v, %v; want %v", c.a, c.b, c.given, got, err, c.want)
		}
	}
	for want, err := range map[string]error{
		`no node "z"`:              second(n.DSeparated([]string{"a"}, []string{"z"}, nil)),
		`"a" is named twice`:       second(n.DSeparated([]string{"a"}, []string{"b"}, []string{"a"})),
		"0 nodes against 1":        second(n.DSeparated(nil, []string{"b"}, nil)),
		`no node "q"; there are a`: second(n.Reachable("q")),
		`"d" is named twice`:       second(n.Reachable("d", "d")),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// A deep ladder of colliders must not take exponential time.
func TestReachableIsLinear(t *testing.T) {
	nodes := []bayesnet.Node{{Name: name(0), Values: values(1), CPT: [][]float64{{1}}}, {Name: name(1), Values: values(1), CPT: [][]float64{{1}}}}
	for i := 2; i < 3000; i++ {
		nodes = append(nodes, bayesnet.Node{Name: name(i), Values: values(1), Parents: []string{name(i - 1), name(i - 2)}, CPT: [][]float64{{1}}})
	}
	reach, err := network(t, nodes).Reachable(name(0), name(2999))
	if err != nil || len(reach) != 2998 {
		t.Errorf("%d reached, %v", len(reach), err)
	}
}
