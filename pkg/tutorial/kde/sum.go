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
	tree   *tree
	q      []float64
	kernel Kernel
	h2     float64 // h²
	scale  float64 // log k is scale·‖u‖² for the Gaussian kernel, scale·‖u‖ for the exponential one
	rel    float64
	logAbs float64 // log of the allowed absolute error of the sum
	skip   int     // place of a point to leave out; −1: none

	shift, total float64
	least        float64 // total is at least this, whatever the boxes hold
	cut          float64 // terms below e^(shift + cut) are less than rounding, all together
	dist         [leafSize]float64
}

// run gives log Σ_i k(‖q − x_i‖/h); −Inf where all terms are 0.
func (s *sum) run() float64 {
	switch s.kernel {
	case Gaussian:
		s.scale, s.shift = -0.5/s.h2, -math.MaxFloat64
	case Exponential:
		s.scale, s.shift = -1/math.Sqrt(s.h2), -math.MaxFloat64
	}
	s.cut = math.Log(rounding / float64(len(s.tree.index)))
	near, far := s.tree.distances(0, s.q)
	s.visit(0, near, far)
	return math.Log(s.total) + s.shift
}

// visit adds a node whose box is at squared distances from near to far.
func (s *sum) visit(at int, near, far float64) {
	n := &s.tree.nodes[at]
	if s.whole(n, s.log(near), s.log(far)) {
		return
	}
	if n.left == 0 {
		s.leaf(at)
		return
	}
	nearL, farL := s.tree.distances(n.left, s.q)
	nearR, farR := s.tree.distances(n.right, s.q)
	if nearL < nearR || nearL == nearR && farL <= farR {
		s.visit(n.left, nearL, farL)
		s.visit(n.right, nearR, farR)
	} else {
		s.visit(n.right, nearR, farR)
		s.visit(n.left, nearL, farL)
	}
}

// log is log k at a squared distance.
func (s *sum) log(d2 float64) float64 {
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
func (s *sum) leaf(at int) {
	points := s.tree.leaf(at)
	dist := s.dist[:points.Cols]
	blocks.SquaredDistances(dist, s.q, points)
	if i := s.skip - s.tree.nodes[at].from; i >= 0 && i < len(dist) {
		dist[i] = math.Inf(1)
	}
	if !s.kernel.bounded() {
		if top := s.log(floats.Min(dist)); top > s.shift {
			scale := math.Exp(s.shift - top)
			s.total, s.least, s.shift = s.total*scale, s.least*scale, top
		}
	}
	sum := s.terms(dist)
	s.total += sum
	s.least += sum
}

// terms is Σ_i k(√dist_i/h)/e^shift without the terms below e^cut.
func (s *sum) terms(dist []float64) float64 {
	scale, shift, cut, h2 := s.scale, s.shift, s.cut, s.h2
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
