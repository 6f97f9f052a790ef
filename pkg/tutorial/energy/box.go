package energy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Box is a part of the space outside of which the density is next to 0, with the number of points that quadrature takes along
// each axis.
type Box struct {
	Lo, Hi []float64 // [d]
	Nodes  int       // an axis; 0 is 128
}

// Cube is the box from −half to half on each of d axes.
func Cube(d int, half float64) Box {
	b := Box{Lo: make([]float64, max(0, d)), Hi: make([]float64, max(0, d))}
	for i := range b.Lo {
		b.Lo[i], b.Hi[i] = -half, half
	}
	return b
}

// maxPoints keeps the time of a sum over the box below a second or so.
const maxPoints = 1 << 22

// check gives the box with its default.
func (b Box) check(d int) (Box, error) {
	if len(b.Lo) != d || len(b.Hi) != d {
		return b, fmt.Errorf("energy: the box has %d and %d ends, the model %d coordinates; give two ends for each", len(b.Lo), len(b.Hi), d)
	}
	for i := range b.Lo {
		if !(b.Lo[i] < b.Hi[i]) || math.IsInf(b.Hi[i]-b.Lo[i], 0) {
			return b, fmt.Errorf("energy: axis %d of the box goes from %g to %g; it must go up between finite ends", i, b.Lo[i], b.Hi[i])
		}
	}
	if b.Nodes == 0 {
		b.Nodes = 128
	}
	if b.Nodes < 2 || math.Pow(float64(b.Nodes), float64(d)) > maxPoints {
		return b, fmt.Errorf("energy: %d nodes on each of %d axes; take 2 or more, and not above %d points in all: in many dimensions there is no quadrature", b.Nodes, d, maxPoints)
	}
	return b, nil
}

// stretched is the box and its nodes, f times as wide around the same middle.
func (b Box) stretched(f float64) Box {
	s := Box{Nodes: int(float64(b.Nodes) * f)}
	for i := range b.Lo {
		mid, half := b.Lo[i]/2+b.Hi[i]/2, f*(b.Hi[i]/2-b.Lo[i]/2)
		s.Lo, s.Hi = append(s.Lo, mid-half), append(s.Hi, mid+half)
	}
	return s
}

// contains tells whether x lies in the box.
func (b Box) contains(x []float64) bool {
	for i, v := range x {
		if v < b.Lo[i] || v > b.Hi[i] {
			return false
		}
	}
	return true
}

// points are the nodes x_i and the logs of the weights of Gauss and Legendre's rule in the box, the product of one rule an
// axis: ∫ f dx ≈ Σ_i w_i f(x_i). The last coordinate changes fastest.
func (b Box) points() (x [][]float64, logW []float64) {
	d, n := len(b.Lo), 1
	at, w := make([][]float64, d), make([][]float64, d)
	for axis := range d {
		at[axis], w[axis] = make([]float64, b.Nodes), make([]float64, b.Nodes)
		quad.Legendre{}.FixedLocations(at[axis], w[axis], b.Lo[axis], b.Hi[axis])
		for i, v := range w[axis] {
			w[axis][i] = math.Log(v)
		}
		n *= b.Nodes
	}
	x, logW = make([][]float64, n), make([]float64, n)
	all := make([]float64, n*d)
	for i := range x {
		x[i] = all[i*d : (i+1)*d : (i+1)*d]
		for axis, rest := d-1, i; axis >= 0; axis-- {
			x[i][axis] = at[axis][rest%b.Nodes]
			logW[i] += w[axis][rest%b.Nodes]
			rest /= b.Nodes
		}
	}
	return x, logW
}
