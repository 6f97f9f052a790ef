package prob

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Event gives some variables values, by name: {"rain": "yes", "grass": "wet"} is what happens when both hold.
type Event map[string]string

// String writes the event as "grass=wet, rain=yes", in the order of the names.
func (e Event) String() string {
	parts := make([]string, 0, len(e))
	for _, name := range slices.Sorted(maps.Keys(e)) {
		parts = append(parts, name+"="+e[name])
	}
	return strings.Join(parts, ", ")
}

// fixed gives, for each variable, the index of the value that the event names, or −1.
func (t *Table) fixed(e Event) ([]int, error) {
	out := make([]int, len(t.Vars))
	for j := range out {
		out[j] = -1
	}
	for _, name := range slices.Sorted(maps.Keys(e)) {
		found, err := t.indices([]string{name})
		if err != nil {
			return nil, err
		}
		v := t.Vars[found[0]]
		k := slices.Index(v.Values, e[name])
		if k < 0 {
			return nil, fmt.Errorf("prob: variable %q has no value %q; it has %s", name, e[name], strings.Join(v.Values, ", "))
		}
		out[found[0]] = k
	}
	return out, nil
}

// meets tells whether a combination agrees with the fixed values.
func meets(values, fixed []int) bool {
	for j, k := range fixed {
		if k >= 0 && values[j] != k {
			return false
		}
	}
	return true
}

// Prob is the probability of an event, by the sum rule: the sum over all combinations that agree with it. The empty
// event has probability 1.
func (t *Table) Prob(e Event) (float64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	fixed, err := t.fixed(e)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	t.Each(func(values []int, p float64) {
		if meets(values, fixed) {
			sum += p
		}
	})
	return sum, nil
}

// Marginal is the distribution of the named variables, in that order, by the sum rule: the others are summed out.
//
//	p(a) = Σ_b p(a, b)
func (t *Table) Marginal(names ...string) (*Table, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	keep, err := t.indices(names)
	if err != nil {
		return nil, err
	}
	return t.gather(keep, func([]int) bool { return true }), nil
}

// gather adds the probabilities of the combinations for which take is true into the cells of the variables keep.
func (t *Table) gather(keep []int, take func(values []int) bool) *Table {
	out := &Table{Vars: make([]Variable, len(keep))}
	cells := 1
	for i, j := range keep {
		out.Vars[i] = t.Vars[j]
		cells *= len(t.Vars[j].Values)
	}
	out.P = make([]float64, cells)
	t.Each(func(values []int, p float64) {
		if !take(values) {
			return
		}
		cell := 0
		for _, j := range keep {
			cell = cell*len(t.Vars[j].Values) + values[j]
		}
		out.P[cell] += p
	})
	return out
}

// Condition is the distribution of all other variables, given the event, by the product rule.
//
//	p(a|b) = p(a, b) / p(b)
//
// An event of probability zero is an error that is [ErrZero].
func (t *Table) Condition(e Event) (*Table, error) {
	pb, err := t.Prob(e)
	if err != nil {
		return nil, err
	}
	if pb == 0 {
		return nil, fmt.Errorf("prob: p(· | %v) has no value, for the condition is %w; condition on something that can happen", e, ErrZero)
	}
	fixed, err := t.fixed(e)
	if err != nil {
		return nil, err
	}
	var rest []int
	for j, k := range fixed {
		if k < 0 {
			rest = append(rest, j)
		}
	}
	out := t.gather(rest, func(values []int) bool { return meets(values, fixed) })
	for i := range out.P {
		out.P[i] /= pb
	}
	return out, nil
}

// Product is the joint distribution of the variables of a and of b, which must have no name in common, when they are
// independent: p(a, b) = p(a) p(b).
func Product(a, b *Table) (*Table, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if err := b.Check(); err != nil {
		return nil, err
	}
	out := &Table{Vars: slices.Concat(a.Vars, b.Vars)}
	if _, err := Cells(out.Vars); err != nil {
		return nil, err
	}
	for _, p := range a.P {
		for _, q := range b.P {
			out.P = append(out.P, p*q)
		}
	}
	return out, nil
}
