package supervised

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// separable is the error for a model whose likelihood has no maximum.
func separable(m *Logistic) error {
	return fmt.Errorf("supervised: after %d steps, largest weight %.3g: %w; set Config.C to a number, which penalises long weights",
		m.Iterations, max(mat.Max(m.W), -mat.Min(m.W)), ErrSeparable)
}

// recedes tells whether J without penalty falls for ever from theta, although its gradient is small there: the classes are
// separated but for rows that lie on the boundary itself (quasi-complete separation, Albert & Anderson 1984).
//
// Newton's method tells both cases apart. At a minimum its steps vanish; where a loss falls like e^−t along a direction,
// slope and curvature do too, and each step is t ← t + 1. After a few of them only that direction is left in a step: it
// must raise no row's other classes over its own, and some row's own over another. Where t is so large already that no
// curvature is left, though the direction changes scores, the same is true.
func (o *objective) recedes(theta []float64) bool {
	if o.size() > maxNewton/4 {
		return false
	}
	theta = append([]float64(nil), theta...)
	value := o.eval(theta).value
	for i := 0; ; i++ {
		step, flat, ok := o.newtonStep(theta)
		if !ok || flat {
			return flat
		}
		lowest, highest := o.changes(step)
		if max(highest, -lowest) < 1e-6 {
			return false
		}
		if i == 5 {
			return highest > 0.5 && lowest > -1e-4*highest
		}
		floats.Add(theta, step)
		next := o.eval(theta).value
		if !(next <= value*(1+1e-12)) {
			return false
		}
		value = next
	}
}

// newtonStep solves H step = −gradient, leaving away the directions along which H is 0 but for rounding. It says flat when
// one of those changes scores.
func (o *objective) newtonStep(theta []float64) (step []float64, flat, ok bool) {
	h := mat.NewSymDense(o.size(), nil)
	o.hessian(h, theta)
	grad := mat.NewVecDense(o.size(), o.eval(theta).grad)
	var eig mat.EigenSym
	if !eig.Factorize(h, true) {
		return nil, false, false
	}
	var v mat.Dense
	eig.VectorsTo(&v)
	values := eig.Values(nil)
	step = make([]float64, o.size())
	for i, value := range values {
		direction := mat.Col(nil, i, &v)
		if value > 1e-14*values[len(values)-1] {
			floats.AddScaled(step, -mat.Dot(v.ColView(i), grad)/value, direction)
		} else if lowest, highest := o.changes(direction); max(highest, -lowest) > 1e-6 {
			flat = true
		}
	}
	return step, flat, true
}

// changes gives the least and the greatest change, over rows and other classes k, of the margin s_y − s_k when theta
// changes by step.
func (o *objective) changes(step []float64) (lowest, highest float64) {
	w, c := o.weights(step)
	lowest, highest = math.Inf(1), math.Inf(-1)
	s := make([]float64, o.k*blocks.Size)
	for b := range o.rows.Count() {
		first, x := o.rows.Block(b)
		scores := blocks.General(o.k, x.Cols, s)
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, w, x, 0, scores)
		for i, class := range o.y[first : first+x.Cols] {
			at := func(k int) float64 { return s[k*x.Cols+i] + c[k] }
			if o.k == 1 {
				change := at(0) * float64(2*class-1)
				lowest, highest = min(lowest, change), max(highest, change)
				continue
			}
			for k := range o.k {
				if k != class {
					lowest, highest = min(lowest, at(class)-at(k)), max(highest, at(class)-at(k))
				}
			}
		}
	}
	return lowest, highest
}
