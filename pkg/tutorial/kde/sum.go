package kde

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/internal/blocks"
)

// rounding is the relative error that a sum may have in any case.
const rounding = 1.0 / (1 << 53)

// sum adds up k(‖q − x_i‖/h) over the points of a tree, in units of e^shift, the largest term met so far, so that no
// bandwidth is too small for numbers (for bounded kernels the unit is 1).
//
// Of a box of m points at distances between a and b, the share lies between m·k(b/h) and m·k(a/h). It is taken as the mean
// of both, without visiting the points, where half their difference is at most m/n of the allowed error
//
//	rel · (what the sum is at least) + abs
//
// so that all boxes together stay within it (Gray & Moore 2003, section 3). Near boxes come first, as they make the bound
// on the sum large early.
type sum struct {
	*terms
	q    []float64
	skip int // place of a point to leave out; −1: none

	shift, total float64
	least        float64 // total is at least this, whatever the boxes hold
}

// terms are what the sums of one estimate have in common.
type terms struct {
	tree   *tree
	kernel Kernel
	h2     float64 // h²
	scale  float64 // log k is scale·‖u‖² for the Gaussian kernel, scale·‖u‖ for the exponential one
	start  float64 // shift before any term
	rel    float64
	logAbs float64 // log of the allowed absolute error of a sum
	cut    float64 // terms below e^(shift + cut) are less than rounding, all together
}

func newTerms(t *tree, kernel Kernel, h, rel, logAbs float64) *terms {
	s := &terms{tree: t, kernel: kernel, h2: h * h, rel: max(rel, rounding), logAbs: logAbs, cut: math.Log(rounding / float64(len(t.index)))}
	switch kernel {
	case Gaussian:
		s.scale, s.start = -0.5/s.h2, -math.MaxFloat64
	case Exponential:
		s.scale, s.start = -1/math.Sqrt(s.h2), -math.MaxFloat64
	}
	return s
}

// group is how many sums go through the tree together.
const group = 32

// walk takes sums through the tree together, so that each box's points are fetched from memory once for all of them; it
// goes on with those sums to which the box is not yet known well enough. Sums of rows that lie together profit most.
type walk struct {
	sums   []sum
	stack  []int // sums that go on, of each box on the way
	buffer [leafSize]float64
}

// add takes the sums through all points; sum i then is log Σ_j k(‖q_i − x_j‖/h), −Inf where all terms are 0.
func (w *walk) add() {
	w.stack = w.stack[:0]
	for i := range w.sums {
		w.sums[i].shift = w.sums[i].start
		w.stack = append(w.stack, i)
	}
	w.visit(0, 0)
}

// log is the result.
func (s *sum) log() float64 { return math.Log(s.total) + s.shift }

// visit adds the points of a node to the sums that stand on the stack above floor.
func (w *walk) visit(at, floor int) {
	t := w.sums[0].tree
	n := &t.nodes[at]
	top := len(w.stack)
	for _, i := range w.stack[floor:top] {
		s := &w.sums[i]
		near, far := t.distances(at, s.q)
		if !s.whole(n, s.logAt(near), s.logAt(far)) {
			w.stack = append(w.stack, i)
		}
	}
	switch {
	case len(w.stack) == top:
	case n.left == 0:
		for _, i := range w.stack[top:] {
			w.sums[i].leaf(at, w.buffer[:])
		}
	default:
		q := w.sums[w.stack[top]].q
		nearL, farL := t.distances(n.left, q)
		nearR, farR := t.distances(n.right, q)
		first, second := n.left, n.right
		if nearR < nearL || nearR == nearL && farR < farL {
			first, second = second, first
		}
		w.visit(first, top)
		w.visit(second, top)
	}
	w.stack = w.stack[:top]
}

// logAt is log k at a squared distance.
func (s *terms) logAt(d2 float64) float64 {
	switch {
	case s.kernel == Gaussian:
		return s.scale * d2
	case s.kernel == Exponential:
		return s.scale * math.Sqrt(d2)
	case d2 >= s.h2:
		return math.Inf(-1)
	}
	return s.kernel.log(d2 / s.h2)
}

// whole adds the node as a whole where its terms, with logs from low to high, are known well enough.
func (s *sum) whole(n *node, high, low float64) bool {
	if s.skip >= n.from && s.skip < n.to {
		return false
	}
	if math.IsInf(high, -1) {
		return true
	}
	most := math.Exp(high - s.shift)
	few := math.Exp(low - s.shift)
	allowed := s.rel * s.least
	if !math.IsInf(s.logAbs, -1) {
		allowed += math.Exp(s.logAbs - s.shift)
	}
	if !((most-few)/2*float64(len(s.tree.index)) <= allowed) {
		return false
	}
	m := float64(n.to - n.from)
	s.total += m * (most + few) / 2
	s.least += m * few
	return true
}

// leaf adds the points of a leaf one by one.
func (s *sum) leaf(at int, dist []float64) {
	points := s.tree.leaf(at)
	dist = dist[:points.Cols]
	blocks.SquaredDistances(dist, s.q, points)
	if i := s.skip - s.tree.nodes[at].from; i >= 0 && i < len(dist) {
		dist[i] = math.Inf(1)
	}
	if !s.kernel.bounded() {
		if top := s.logAt(floats.Min(dist)); top > s.shift {
			scale := math.Exp(s.shift - top)
			s.total, s.least, s.shift = s.total*scale, s.least*scale, top
		}
	}
	sum := s.of(dist, s.shift)
	s.total += sum
	s.least += sum
}

// of is Σ_i k(√dist_i/h)/e^shift without the terms below e^cut.
func (s *terms) of(dist []float64, shift float64) float64 {
	scale, cut, h2 := s.scale, s.cut, s.h2
	sum := 0.0
	switch s.kernel {
	case Gaussian:
		for _, v := range dist {
			if e := scale*v - shift; e > cut {
				sum += math.Exp(e)
			}
		}
	case Exponential:
		for _, v := range dist {
			if e := scale*math.Sqrt(v) - shift; e > cut {
				sum += math.Exp(e)
			}
		}
	case Tophat:
		for _, v := range dist {
			if v < h2 {
				sum++
			}
		}
	case Epanechnikov:
		for _, v := range dist {
			if v < h2 {
				sum += 1 - v/h2
			}
		}
	case Linear:
		for _, v := range dist {
			if v < h2 {
				sum += 1 - math.Sqrt(v/h2)
			}
		}
	}
	return sum
}
