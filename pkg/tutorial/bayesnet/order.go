package bayesnet

import "github.com/vaebook/vaebook/pkg/tutorial/prob"

// EliminationOrder lists the nodes that Query sums out to find p(of | e), in its order.
//
// Summing a node out joins all its neighbours in one table. Min-fill takes, each time, the node for which the fewest
// pairs of neighbours are not yet joined (Koller & Friedman 2009, §9.4.3.2); among equals, that with the fewest
// neighbours, then the first. Nodes that neither are asked for or observed nor have such a descendant sum to 1 and are
// left away. Errors: as of Query.
func (n *Network) EliminationOrder(of []string, e prob.Event) ([]string, error) {
	q, err := n.question(of, e)
	if err != nil {
		return nil, err
	}
	return n.named(n.minFill(q)), nil
}

// minFill is the order in which the hidden nodes are summed out.
func (n *Network) minFill(q *question) []int {
	near := n.moral(q)
	left := map[int]bool{}
	for i := range n.Nodes {
		if q.relevant[i] && q.fixed[i] < 0 && !q.asked[i] {
			left[i] = true
		}
	}
	fills := map[int]int{}
	for i := range left {
		fills[i] = fill(near, i)
	}
	var order []int
	for len(left) > 0 {
		best := -1
		for i := range left {
			if best < 0 || fills[i] < fills[best] || fills[i] == fills[best] &&
				(len(near[i]) < len(near[best]) || len(near[i]) == len(near[best]) && i < best) {
				best = i
			}
		}
		order = append(order, best)
		delete(left, best)
		for i := range eliminate(near, best) { // only there can the number of missing pairs have changed
			if left[i] {
				fills[i] = fill(near, i)
			}
		}
	}
	return order
}

// moral joins every two nodes that stand in one table: parents and child, and parents of one child ("married").
func (n *Network) moral(q *question) []map[int]bool {
	near := make([]map[int]bool, len(n.Nodes))
	for i := range near {
		near[i] = map[int]bool{}
	}
	for i := range n.Nodes {
		if !q.relevant[i] {
			continue
		}
		family := append([]int{i}, n.parents[i]...)
		for _, a := range family {
			for _, b := range family {
				if a != b && q.fixed[a] < 0 && q.fixed[b] < 0 {
					near[a][b] = true
				}
			}
		}
	}
	return near
}

// fill counts the pairs of neighbours of node i that are not joined.
func fill(near []map[int]bool, i int) int {
	missing := 0
	for a := range near[i] {
		for b := range near[i] {
			if a < b && !near[a][b] {
				missing++
			}
		}
	}
	return missing
}

// eliminate joins all neighbours of node i, takes it out of the graph, and gives the nodes near enough to notice: its
// neighbours and theirs.
func eliminate(near []map[int]bool, i int) map[int]bool {
	touched := map[int]bool{}
	for a := range near[i] {
		delete(near[a], i)
		for b := range near[i] {
			if a != b {
				near[a][b] = true
			}
		}
	}
	for a := range near[i] {
		touched[a] = true
		for b := range near[a] {
			touched[b] = true
		}
	}
	near[i] = map[int]bool{}
	return touched
}
