package supervised

import (
	"fmt"
	"math"
)

// Box is a rectangle of the plane of the two columns x_0 and x_1.
type Box struct{ X0Min, X0Max, X1Min, X1Max float64 }

// Segment is a piece of the boundary between two classes.
type Segment struct {
	From, To [2]float64 // points (x_0, x_1)
	Classes  [2]int     // the lower first; both are equally probable here, and no other is more so
}

// Boundary gives the decision boundary of a model of two columns inside the box, as straight pieces: for each pair of
// classes j < k the part of the line
//
//	(w_j − w_k)ᵀx + b_j − b_k = 0
//
// on which no other class scores higher. Two classes have one piece, or none where the line misses the box.
//
// Errors: a model of another number of columns, and a box that is empty or not finite.
func (m *Logistic) Boundary(box Box) ([]Segment, error) {
	if m.Dim() != 2 {
		return nil, fmt.Errorf("supervised: the model has %d columns; a boundary can be drawn for 2", m.Dim())
	}
	lines := make([]line, m.Classes()) // the score of each class
	first := len(lines) - len(m.B)
	for k, b := range m.B {
		w := m.W.RawRowView(k)
		lines[first+k] = line{w[0], w[1], b}
	}
	if err := box.check(); err != nil {
		return nil, err
	}
	var out []Segment
	for j := range lines {
		for k := j + 1; k < len(lines); k++ {
			limits := box.sides()
			for l, other := range lines {
				if l != j && l != k {
					limits = append(limits, lines[j].minus(other))
				}
			}
			if from, to, ok := lines[j].minus(lines[k]).within(limits); ok {
				out = append(out, Segment{From: from, To: to, Classes: [2]int{j, k}})
			}
		}
	}
	return out, nil
}

// Boundary gives the line wᵀx + b = 0 inside the box: one piece, or none where it misses the box. Errors: those of
// [Logistic.Boundary].
func (p *Perceptron) Boundary(box Box) ([]Segment, error) {
	if len(p.W) != 2 {
		return nil, fmt.Errorf("supervised: the perceptron has %d columns; a boundary can be drawn for 2", len(p.W))
	}
	if err := box.check(); err != nil {
		return nil, err
	}
	if from, to, ok := (line{p.W[0], p.W[1], p.B}).within(box.sides()); ok {
		return []Segment{{From: from, To: to, Classes: [2]int{0, 1}}}, nil
	}
	return nil, nil
}

// check wants a box with an inside.
func (b Box) check() error {
	width, height := b.X0Max-b.X0Min, b.X1Max-b.X1Min
	if !(width > 0) || !(height > 0) || math.IsInf(width, 0) || math.IsInf(height, 0) {
		return fmt.Errorf("supervised: the box from (%g, %g) to (%g, %g) has no inside; give the smaller number of each column first",
			b.X0Min, b.X1Min, b.X0Max, b.X1Max)
	}
	return nil
}

// sides are the half-planes whose common part is the box.
func (b Box) sides() []line {
	return []line{{1, 0, -b.X0Min}, {-1, 0, b.X0Max}, {0, 1, -b.X1Min}, {0, -1, b.X1Max}}
}

// line is a_0 x_0 + a_1 x_1 + c: 0 on a line, at least 0 on the half-plane to one side of it.
type line struct{ a0, a1, c float64 }

func (l line) minus(o line) line { return line{l.a0 - o.a0, l.a1 - o.a1, l.c - o.c} }

// within gives the part of the line l = 0 that lies in all the half-planes.
func (l line) within(halves []line) (from, to [2]float64, ok bool) {
	length := math.Hypot(l.a0, l.a1)
	if length == 0 || math.IsInf(length, 0) || math.IsNaN(length) {
		return from, to, false
	}
	// The points foot + t·(u, v), foot being the nearest to the origin; t is cut down from all numbers.
	u, v := -l.a1/length, l.a0/length
	foot := [2]float64{-l.c / length * v, l.c / length * u}
	low, high := math.Inf(-1), math.Inf(1)
	for _, h := range halves {
		at, slope := h.a0*foot[0]+h.a1*foot[1]+h.c, h.a0*u+h.a1*v
		switch {
		case slope > 0:
			low = max(low, -at/slope)
		case slope < 0:
			high = min(high, -at/slope)
		case at < 0:
			return from, to, false
		}
	}
	if !(low < high) {
		return from, to, false
	}
	point := func(t float64) [2]float64 { return [2]float64{foot[0] + t*u + 0, foot[1] + t*v + 0} } // + 0 makes 0 of −0
	return point(low), point(high), true
}
