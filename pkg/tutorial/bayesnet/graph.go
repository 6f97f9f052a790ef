package bayesnet

import (
	"fmt"
	"slices"
	"strings"
)

// sort finds an order in which parents come before their children, taking the first node that is free each time
// (Kahn 1962), or names a cycle.
func (n *Network) sort() error {
	waiting := make([]int, len(n.Nodes)) // parents not yet in the order
	free := []int{}
	for i, p := range n.parents {
		if waiting[i] = len(p); waiting[i] == 0 {
			free = append(free, i)
		}
	}
	n.order = n.order[:0]
	for len(free) > 0 {
		i := free[0]
		free = free[1:]
		n.order = append(n.order, i)
		for _, c := range n.children[i] {
			if waiting[c]--; waiting[c] == 0 {
				at, _ := slices.BinarySearch(free, c)
				free = slices.Insert(free, at, c)
			}
		}
	}
	if len(n.order) < len(n.Nodes) {
		return fmt.Errorf("bayesnet: the arrows form a cycle: %s; leave one of them away", n.cycle(waiting))
	}
	return nil
}

// cycle follows parents that wait for one another until it comes back.
func (n *Network) cycle(waiting []int) string {
	at := slices.IndexFunc(waiting, func(w int) bool { return w > 0 })
	var path []int
	for !slices.Contains(path, at) {
		path = append(path, at)
		for _, p := range n.parents[at] {
			if waiting[p] > 0 {
				at = p
				break
			}
		}
	}
	path = append(path[slices.Index(path, at):], at)
	slices.Reverse(path) // from parent to child
	names := make([]string, len(path))
	for j, i := range path {
		names[j] = n.Nodes[i].Name
	}
	return strings.Join(names, " → ")
}

// Order lists all nodes' names, parents before their children.
func (n *Network) Order() []string { return n.named(n.order) }

// named gives the names of nodes.
func (n *Network) named(nodes []int) []string {
	out := make([]string, len(nodes))
	for j, i := range nodes {
		out[j] = n.Nodes[i].Name
	}
	return out
}

// ancestors marks the nodes of a set and all their ancestors.
func (n *Network) ancestors(set []int) []bool {
	marked := make([]bool, len(n.Nodes))
	todo := slices.Clone(set)
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !marked[i] {
			marked[i] = true
			todo = append(todo, n.parents[i]...)
		}
	}
	return marked
}
