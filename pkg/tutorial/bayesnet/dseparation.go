package bayesnet

import "fmt"

// Reachable lists the nodes to which an active trail leads from a node, when the nodes given are observed: those of
// which it can tell something. A trail is active where it
//
//	passes no observed node in a chain (a → m → b) or a fork (a ← m → b), and
//	passes a collider (a → m ← b) only if m, or a descendant of m, is observed.
//
// Koller & Friedman 2009, algorithm 3.1, in time linear in the size of the graph. Neither the node itself nor observed
// nodes are listed; the order is that of Nodes. Errors: unknown names, and a node that is itself observed.
func (n *Network) Reachable(from string, given ...string) ([]string, error) {
	nodes, err := n.find(append([]string{from}, given...))
	if err != nil {
		return nil, err
	}
	var out []int
	for i, reached := range n.reachable(nodes[0], nodes[1:]) {
		if reached && i != nodes[0] {
			out = append(out, i)
		}
	}
	return n.named(out), nil
}

// DSeparated tells whether the observed nodes block every trail between a and b. Then a and b are independent given
// them, whatever the tables' numbers. The reverse holds for almost all numbers, not all: tables may hide an arrow.
//
// Errors: unknown names, sets that meet, an empty a or b.
func (n *Network) DSeparated(a, b, given []string) (bool, error) {
	if len(a) == 0 || len(b) == 0 {
		return false, fmt.Errorf("bayesnet: %d nodes against %d; name at least one on either side", len(a), len(b))
	}
	all, err := n.find(append(append(append([]string(nil), a...), b...), given...))
	if err != nil {
		return false, err
	}
	to, observed := all[len(a):len(a)+len(b)], all[len(a)+len(b):]
	for _, from := range all[:len(a)] {
		reached := n.reachable(from, observed)
		for _, i := range to {
			if reached[i] {
				return false, nil
			}
		}
	}
	return true, nil
}

// reachable is algorithm 3.1: a walk along trails, which comes to a node from a child (up) or from a parent (down).
func (n *Network) reachable(from int, given []int) []bool {
	type step struct {
		node int
		up   bool
	}
	observed, opens := make([]bool, len(n.Nodes)), n.ancestors(given) // opens: observed, or with an observed descendant
	for _, i := range given {
		observed[i] = true
	}
	reached, visited := make([]bool, len(n.Nodes)), map[step]bool{}
	todo := []step{{from, true}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if visited[s] {
			continue
		}
		visited[s] = true
		reached[s.node] = reached[s.node] || !observed[s.node]
		if !observed[s.node] { // a chain or a fork lets the trail through to the children
			for _, c := range n.children[s.node] {
				todo = append(todo, step{c, false})
			}
		}
		if s.up && !observed[s.node] || !s.up && opens[s.node] { // a chain, or a collider that is open
			for _, p := range n.parents[s.node] {
				todo = append(todo, step{p, true})
			}
		}
	}
	return reached
}
