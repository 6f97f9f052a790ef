package bayesnet

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// factor is a function of some variables that inference multiplies and sums. Its values are p[i]·exp(log): the common
// scale is kept apart, so that the product of a thousand small probabilities is not rounded to 0.
type factor struct {
	vars []int // nodes, ascending
	card []int // how many values each has
	p    []float64
	log  float64
}

// one is the factor of no variables, 1.
func one() *factor { return &factor{p: []float64{1}} }

// tableFactor is node i's CPT as a factor of the node and its parents, with observed nodes (fixed ≥ 0) put in.
func (n *Network) tableFactor(i int, fixed []int) *factor {
	family := append(slices.Clone(n.parents[i]), i) // in the order of the CPT's digits
	f := &factor{}
	for _, j := range family {
		if fixed[j] < 0 {
			f.vars = append(f.vars, j)
		}
	}
	slices.Sort(f.vars)
	cells := 1
	for _, j := range f.vars {
		f.card = append(f.card, len(n.Nodes[j].Values))
		cells *= len(n.Nodes[j].Values)
	}
	f.p = make([]float64, cells)
	values := slices.Clone(fixed)
	for cell := range f.p {
		rest := cell
		for j := len(f.vars) - 1; j >= 0; j-- {
			values[f.vars[j]] = rest % f.card[j]
			rest /= f.card[j]
		}
		f.p[cell] = n.Nodes[i].CPT[n.row(i, values)][values[i]]
	}
	return f
}

// row is the row of node i's CPT for the values of its parents.
func (n *Network) row(i int, values []int) int {
	r := 0
	for _, p := range n.parents[i] {
		r = r*len(n.Nodes[p].Values) + values[p]
	}
	return r
}

// strides is how far apart in f's cells two values of each variable of vars lie: 0 where f does not depend on it.
func (f *factor) strides(vars []int) []int {
	out, stride := make([]int, len(vars)), 1
	for j := len(f.vars) - 1; j >= 0; j-- {
		if at, found := slices.BinarySearch(vars, f.vars[j]); found {
			out[at] = stride
		}
		stride *= f.card[j]
	}
	return out
}

// times is the product f·g, a function of the variables of both.
func (f *factor) times(g *factor) (*factor, error) {
	out := &factor{log: f.log + g.log}
	card := map[int]int{}
	for _, h := range []*factor{f, g} {
		for j, v := range h.vars {
			card[v] = h.card[j]
		}
	}
	cells := 1
	for v := range card {
		out.vars = append(out.vars, v)
	}
	slices.Sort(out.vars)
	for _, v := range out.vars {
		if card[v] > prob.MaxCells/cells {
			return nil, fmt.Errorf("bayesnet: inference needs a table of more than %d numbers: too many nodes hang together; observe some of them, or ask an approximation by Sample", prob.MaxCells)
		}
		cells *= card[v]
		out.card = append(out.card, card[v])
	}
	out.p = make([]float64, cells)
	digits, sf, sg := make([]int, len(out.vars)), f.strides(out.vars), g.strides(out.vars)
	cf, cg := 0, 0
	for cell := range out.p {
		out.p[cell] = f.p[cf] * g.p[cg]
		for j := len(digits) - 1; j >= 0; j-- {
			digits[j]++
			cf, cg = cf+sf[j], cg+sg[j]
			if digits[j] < out.card[j] {
				break
			}
			digits[j], cf, cg = 0, cf-out.card[j]*sf[j], cg-out.card[j]*sg[j]
		}
	}
	out.rescale()
	return out, nil
}

// sumOut is Σ over the values of variable v, which f must depend on.
func (f *factor) sumOut(v int) *factor {
	at, _ := slices.BinarySearch(f.vars, v)
	k, inner := f.card[at], 1
	for _, c := range f.card[at+1:] {
		inner *= c
	}
	out := &factor{vars: slices.Delete(slices.Clone(f.vars), at, at+1), card: slices.Delete(slices.Clone(f.card), at, at+1),
		p: make([]float64, len(f.p)/k), log: f.log}
	for cell := range out.p {
		first := cell/inner*inner*k + cell%inner
		for i := range k {
			out.p[cell] += f.p[first+i*inner]
		}
	}
	out.rescale()
	return out
}

// rescale divides the cells by their greatest, which goes into the scale. A factor of zeros stays as it is.
func (f *factor) rescale() {
	if top := floats.Max(f.p); top > 0 {
		floats.Scale(1/top, f.p)
		f.log += math.Log(top)
	}
}
