package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// lesson is an input of exercise 1.1: rows with their answers, the weights so far, and the rate.
type lesson struct {
	w   []float64
	b   float64
	x   [][]float64
	y   []float64
	eta float64
}

// table is rows as a matrix.
func table(rows [][]float64) *mat.Dense {
	x := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		x.SetRow(i, row)
	}
	return x
}

// deep is a copy of rows.
func deep(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
	}
	return out
}

// grid prints rows with their name before them.
func grid(name string, rows [][]float64) string {
	s := name + " ="
	for _, row := range rows {
		s += " " + list(row, 6)
	}
	return s
}

// guess is p(y = 1|x) of row i.
func (l lesson) guess(i int) float64 {
	m := &supervised.Logistic{W: mat.NewDense(1, len(l.w), slices.Clone(l.w)), B: []float64{l.b}}
	return math.Exp(m.LogProb(l.x[i], 1))
}

// moved is w and b after a step of rate·miss(i) x_i added up over the rows.
func (l lesson) moved(rate float64, miss func(i int) float64) []float64 {
	w, b := slices.Clone(l.w), l.b
	for i, row := range l.x {
		floats.AddScaled(w, rate*miss(i), row)
		b += rate * miss(i)
	}
	return append(w, b)
}

// CheckStep grades one step of gradient descent of logistic regression on rows x (n×D) with answers y [n], 0 or 1.
//
//	w ← w + eta 1/n Σ_i (y_i − σ(wᵀx_i + b)) x_i,    b ← b + eta 1/n Σ_i (y_i − σ(wᵀx_i + b))
func CheckStep(f func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64)) {
	report(gradeStep(f))
}

func gradeStep(f func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64)) result {
	n := func(l lesson) float64 { return float64(len(l.x)) }
	miss := func(l lesson) func(int) float64 { return func(i int) float64 { return l.y[i] - l.guess(i) } }
	p := problem[lesson]{
		title: lang.T("One step of gradient descent"),
		why:   lang.T("Each row pulls by answer minus guess, times what was seen; the mean of the pulls does not depend on how many rows there are."),
		inputs: []lesson{
			{[]float64{0, 0}, 0, [][]float64{{1, 2}, {-1, 0.5}}, []float64{1, 0}, 0.5},
			{[]float64{0.5, -0.2}, 0.3, [][]float64{{1.5, -1}, {0.2, 0.7}, {-2, 1}}, []float64{1, 0, 1}, 0.1},
			{[]float64{2}, -1, [][]float64{{3}, {0.4}}, []float64{0, 1}, 2},
		},
		show: func(l lesson) string {
			return named("w", l.w) + fmt.Sprintf(", b = %g, ", l.b) + grid("x", l.x) + ", " + named("y", l.y) + fmt.Sprintf(", eta = %g", l.eta)
		},
		right: func(l lesson) []float64 { return l.moved(l.eta/n(l), miss(l)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[lesson]{
		like(lang.T("It goes the wrong way: the log-likelihood is to rise, so add answer minus guess, y − σ(wᵀx + b)."),
			func(l lesson) []float64 { return l.moved(-l.eta/n(l), miss(l)) }),
		like(lang.T("That is the sum of the corrections. Their mean is asked for: divide by the number of rows."),
			func(l lesson) []float64 { return l.moved(l.eta, miss(l)) }),
		like(lang.T("w moves, b does not. Think of b as the weight of a column that is always 1."),
			func(l lesson) []float64 {
				moved := l.moved(l.eta/n(l), miss(l))
				moved[len(moved)-1] = l.b
				return moved
			}),
		like(lang.T("eta is not used: it says how long the step is."),
			func(l lesson) []float64 { return l.moved(1/n(l), miss(l)) }),
		like(lang.T("The sigmoid is missing: the guess is σ(wᵀx + b), not wᵀx + b itself."),
			func(l lesson) []float64 {
				return l.moved(l.eta/n(l), func(i int) float64 { return l.y[i] - floats.Dot(l.w, l.x[i]) - l.b })
			}),
		like(lang.T("The guess leaves b out: it is σ(wᵀx + b)."),
			func(l lesson) []float64 {
				without := l
				without.b = 0
				return l.moved(l.eta/n(l), miss(without))
			}),
		like(lang.T("That is the change. The moved weights are asked for: add it to w and b."),
			func(l lesson) []float64 {
				moved := l.moved(l.eta/n(l), miss(l))
				floats.Sub(moved, append(slices.Clone(l.w), l.b))
				return moved
			}),
		like(lang.T("You move after each row, so that the later rows meet other weights. Take all guesses first, with the weights as they were."),
			func(l lesson) []float64 {
				for i := range l.x {
					step := l
					step.x, step.y = l.x[i:i+1], l.y[i:i+1]
					moved := step.moved(l.eta/n(l), miss(step))
					l.w, l.b = moved[:len(l.w)], moved[len(l.w)]
				}
				return append(slices.Clone(l.w), l.b)
			}),
	}
	return p.grade(func(l lesson) []float64 {
		if f == nil {
			panic(NotYet)
		}
		w, b := f(slices.Clone(l.w), l.b, deep(l.x), slices.Clone(l.y), l.eta)
		return append(w, b)
	})
}
