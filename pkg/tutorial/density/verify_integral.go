package density

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
)

// Integral is ∫ p(x) dx over the box of r, one axis after the other (Fubini):
//
//	∫∫ p(x₁, x₂) dx₂ dx₁ = ∫ ( ∫ p(x₁, x₂) dx₂ ) dx₁
//
// Each axis is split at its kinks and into panels, on each of which Gauss and Legendre's rule with 12 points takes p for
// a polynomial of degree 23. Panels are halved until their halves say the same as the whole; bound is the sum of what they
// still differed by, times 4 for the poles, where halving helps slowly, plus r.Outside: |∫ p − value| ≤ bound over the whole
// space, as long as no peak is so narrow that it falls between all points.
//
// The number of points grows as N^d with the number of axes d, which is why d is 1 or 2 here.
//
// Errors: a p that is nil, a region that is none, a p(x) that is NaN or infinite (a [*Fault]), a panic in p, and 20
// million points that do not suffice.
func Integral(p Func, r Region) (value, bound float64, err error) {
	q, err := newIntegrator(p, r)
	if err != nil {
		return 0, 0, err
	}
	defer caught(&err)
	value, bound = q.over(0)
	return value, bound + r.Outside, q.err
}

const (
	nodes      = 12         // of the rule, a panel
	panels     = 8          // an axis at least, at the start
	precision  = 1e-13      // a panel is halved until it is as precise as that, relative to the whole axis
	evaluation = 20_000_000 // most points
)

// integrator is an integral in the making.
type integrator struct {
	p      Func
	r      Region
	points int
	lowest Fault // the lowest p(x) < 0, if its Reason is Negative
	err    error // why it stopped
	x      []float64
	at, w  []float64 // nodes and weights of the rule on −1 … 1
}

func newIntegrator(p Func, r Region) (*integrator, error) {
	if p == nil {
		return nil, fmt.Errorf("density: there is no function to check; pass one, or density.Prob of a density")
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	q := &integrator{p: p, r: r, x: make([]float64, len(r.Axes)), at: make([]float64, nodes), w: make([]float64, nodes)}
	quad.Legendre{}.FixedLocations(q.at, q.w, -1, 1)
	return q, nil
}

// panel is an integral over a part of an axis: its value, that of |p|, and the error that the axes below have left in it.
type panel struct{ lo, hi, value, abs, noise float64 }

// over integrates over the axes from the given one on, those before being fixed in q.x.
func (q *integrator) over(axis int) (value, bound float64) {
	if axis == len(q.r.Axes) {
		return q.ask(), 0
	}
	ends := q.ends(axis)
	var todo []panel
	scale := 0.0
	for i := range ends[1:] {
		todo = append(todo, q.rule(axis, ends[i], ends[i+1]))
		scale += todo[i].abs
	}
	for len(todo) > 0 && q.err == nil {
		whole := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		mid := whole.lo + (whole.hi-whole.lo)/2
		left, right := q.rule(axis, whole.lo, mid), q.rule(axis, mid, whole.hi)
		differ, noise := math.Abs(left.value+right.value-whole.value), left.noise+right.noise
		rounding := 8 * 0x1p-52 * (left.abs + right.abs)
		if differ <= max(precision*scale, rounding, 4*noise) || mid <= whole.lo || mid >= whole.hi {
			value += left.value + right.value
			bound += 4*differ + noise
		} else {
			todo = append(todo, right, left)
		}
	}
	return value, bound
}

// ends are the ends of an axis, its kinks between them, and more, so that there are enough panels.
func (q *integrator) ends(axis int) []float64 {
	a := q.r.Axes[axis]
	ends := append([]float64{a.Lo, a.Hi}, a.Kinks...)
	if a.KinksAt != nil {
		ends = append(ends, a.KinksAt(slices.Clone(q.x[:axis]))...)
	}
	ends = slices.DeleteFunc(ends, func(x float64) bool { return !(x >= a.Lo && x <= a.Hi) })
	slices.Sort(ends)
	ends = slices.Compact(ends)
	parts := (panels + len(ends) - 2) / (len(ends) - 1)
	var split []float64
	for i := range ends[1:] {
		part := floats.Span(make([]float64, parts+1), ends[i], ends[i+1])
		split = append(split, part[:parts]...)
	}
	return slices.Compact(append(split, a.Hi))
}

// rule integrates over a panel: Σ_i w_i p(x_i).
func (q *integrator) rule(axis int, lo, hi float64) panel {
	s := panel{lo: lo, hi: hi}
	half, mid := hi/2-lo/2, lo/2+hi/2
	for i := 0; i < nodes && q.err == nil; i++ {
		q.x[axis] = mid + half*q.at[i]
		v, noise := q.over(axis + 1)
		s.value += half * q.w[i] * v
		s.abs += half * q.w[i] * math.Abs(v)
		s.noise += half * q.w[i] * noise
	}
	return s
}

// ask is p at q.x, whose faults it notes.
func (q *integrator) ask() float64 {
	v := q.p(q.x)
	q.points++
	switch {
	case math.IsNaN(v):
		q.err = &Fault{Reason: NotANumber, X: slices.Clone(q.x), Value: v}
	case math.IsInf(v, 0):
		q.err = &Fault{Reason: Infinite, X: slices.Clone(q.x), Value: v}
	case v < q.lowest.Value:
		q.lowest = Fault{Reason: Negative, X: slices.Clone(q.x), Value: v}
	}
	if q.points >= evaluation && q.err == nil {
		q.err = fmt.Errorf("density: the integral is not known well enough after %d points; name the kinks of p", q.points)
	}
	return v
}

// outside looks at p around the box, as far as it is wide on either side, and notes as a fault what should not be there.
func (q *integrator) outside() {
	at, w := make([]float64, 2*nodes), make([]float64, 2*nodes)
	quad.Legendre{}.FixedLocations(at, w, -1, 1)
	mass, highest, where := 0.0, 0.0, []float64(nil)
	var walk func(axis int, weight float64, within bool)
	walk = func(axis int, weight float64, within bool) {
		if axis == len(q.x) {
			if within {
				return
			}
			m := weight * q.ask()
			mass += m
			if m > highest {
				highest, where = m, slices.Clone(q.x)
			}
			return
		}
		a := q.r.Axes[axis]
		width := a.Hi - a.Lo
		for side := -1.0; side <= 1; side++ {
			half, mid := width/2, a.Lo/2+a.Hi/2+side*width
			for i := 0; i < len(at) && q.err == nil; i++ {
				q.x[axis] = mid + half*at[i]
				walk(axis+1, weight*half*w[i], within && side == 0)
			}
		}
	}
	walk(0, 1, true)
	switch {
	case q.err != nil:
	case q.lowest.Reason == Negative:
		q.err = &q.lowest
	case mass > q.r.Outside+Tolerance:
		q.err = &Fault{Reason: MassOutside, X: where, Value: mass}
	}
}

// whole tells whether p sums to 1 over the whole numbers in the box, as a discrete distribution does.
func (q *integrator) whole() bool {
	s := Support{Outside: q.r.Outside}
	for _, a := range q.r.Axes {
		if a.Hi-a.Lo > 1e6 {
			return false
		}
		s.Values = append(s.Values, Whole(int(math.Ceil(a.Lo)), int(math.Floor(a.Hi))))
	}
	return VerifySum(q.p, s) == nil
}
