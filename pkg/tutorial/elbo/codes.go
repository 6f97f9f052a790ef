package elbo

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Points of the quadrature along each axis, by the number of axes.
var (
	infoNodes = map[int]int{1: 400, 2: 96}
	klNodes   = map[int]int{1: 380, 2: 88}
)

// code is a [Normal] of 1 or 2 dimensions, unpacked: quadrature asks for its density millions of times.
//
//	z = mean + C e,   log q(z) = constant − ½ ‖e‖²
type code struct {
	dim      int
	mean     [2]float64
	c        [2][2]float64 // C, lower triangular
	constant float64       // −dim/2 log 2π − log|C|
}

// newCode unpacks a normal; in 1 dimension c is {{C, 0}, {0, 1}}.
func newCode(mean []float64, c [2][2]float64) code {
	q := code{dim: len(mean), c: c, constant: -0.5*float64(len(mean))*math.Log(2*math.Pi) - math.Log(c[0][0]) - math.Log(c[1][1])}
	copy(q.mean[:], mean)
	return q
}

// logProb is log q(z).
func (q *code) logProb(z [2]float64) float64 {
	e0 := (z[0] - q.mean[0]) / q.c[0][0]
	e1 := (z[1] - q.mean[1] - q.c[1][0]*e0) / q.c[1][1]
	return q.constant - 0.5*(e0*e0+e1*e1)
}

// reach is where quadrature ends, in deviations: outside lies a probability of about 1e-15.
const reach = 8

// expect is E_q[f(z)], by the midpoint rule in e on a grid of nodes each way, inside ‖e‖ < reach: for a smooth f under a normal its
// error falls exponentially with the number of nodes (Trefethen & Weideman 2014).
func (q *code) expect(nodes int, f func(z [2]float64) float64) float64 {
	e, w := make([]float64, nodes), make([]float64, nodes)
	h := 2 * reach / float64(nodes)
	for i := range w {
		e[i] = -reach + (float64(i)+0.5)*h
		w[i] = h * math.Exp(-e[i]*e[i]/2) / math.Sqrt(2*math.Pi)
	}
	sum := 0.0
	for i := range e {
		z := [2]float64{q.mean[0] + q.c[0][0]*e[i], 0}
		if q.dim == 1 {
			sum += w[i] * f(z)
			continue
		}
		for j := range e {
			if e[i]*e[i]+e[j]*e[j] > reach*reach {
				continue
			}
			z[1] = q.mean[1] + q.c[1][0]*e[i] + q.c[1][1]*e[j]
			sum += w[i] * w[j] * f(z)
		}
	}
	return sum
}

// codes are the q of all rows.
type codes struct {
	all    []code
	buffer []float64
}

// newCodes unpacks what checkCodes has passed.
func newCodes(q []*Normal) *codes {
	s := &codes{all: make([]code, len(q)), buffer: make([]float64, len(q))}
	for n := range q {
		var C mat.TriDense
		q[n].chol.LTo(&C)
		c := [2][2]float64{{C.At(0, 0), 0}, {0, 1}}
		if len(q[n].Mean) == 2 {
			c[1] = [2]float64{C.At(1, 0), C.At(1, 1)}
		}
		s.all[n] = newCode(q[n].Mean, c)
	}
	return s
}

// logMarginal is log 1/N Σ_n q_n(z). Terms 40 nats below the largest are left out: they change nothing in float64, and make up most of
// the time.
func (s *codes) logMarginal(z [2]float64) float64 {
	for n := range s.all {
		s.buffer[n] = s.all[n].logProb(z)
	}
	top, sum := floats.Max(s.buffer), 0.0
	for _, logQ := range s.buffer {
		if logQ > top-40 {
			sum += math.Exp(logQ - top)
		}
	}
	return top + math.Log(sum/float64(len(s.buffer)))
}
