package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// joint is an input of the exercises on tables: p[x][y], and the x that is known.
type joint struct {
	p [][]float64
	x int
}

// copyOf gives the learner a table to spoil.
func (j joint) copyOf() [][]float64 {
	rows := make([][]float64, len(j.p))
	for i, row := range j.p {
		rows[i] = slices.Clone(row)
	}
	return rows
}

func (j joint) dense() *mat.Dense { return mat.NewDense(len(j.p), len(j.p[0]), slices.Concat(j.p...)) }

func (j joint) table() string {
	words := make([]string, len(j.p))
	for i, row := range j.p {
		words[i] = list(row, 6)
	}
	return fmt.Sprintf("joint = %v", words)
}

// rowSums is p(x), columnSums p(y).
func (j joint) rowSums() []float64 {
	var sums mat.VecDense
	sums.MulVec(j.dense(), ones(len(j.p[0])))
	return sums.RawVector().Data
}

func (j joint) columnSums() []float64 {
	var sums mat.VecDense
	sums.MulVec(j.dense().T(), ones(len(j.p)))
	return sums.RawVector().Data
}

func ones(n int) *mat.VecDense {
	v := mat.NewVecDense(n, nil)
	for i := range n {
		v.SetVec(i, 1)
	}
	return v
}

// scaled is v times c.
func scaled(c float64, v []float64) []float64 { return floats.ScaleTo(make([]float64, len(v)), c, v) }

// CheckMarginal grades exercise 3.1: p(y) from a table joint[x][y] of p(x, y), by the sum rule.
//
//	p(y) = Σ_x p(x, y)
func CheckMarginal(f func(joint [][]float64) []float64) { report(gradeMarginal(f)) }

func gradeMarginal(f func(joint [][]float64) []float64) result {
	p := problem[joint]{
		title: lang.T("Marginal distribution"),
		why:   lang.T("Each column of the table is added up: whatever x may be, it is summed out, and what is left sums to 1."),
		inputs: []joint{
			{p: [][]float64{{0.25, 0.5}, {0.125, 0.125}}}, {p: [][]float64{{0.1, 0.2, 0.3}, {0.05, 0, 0.35}}},
			{p: [][]float64{{0.4, 0.1}, {0.2, 0}, {0.05, 0.25}}},
		},
		show:  joint.table,
		right: joint.columnSums,
		tol:   1e-9,
	}
	p.mistakes = []mistake[joint]{
		like(lang.T("That is p(x): you add along the rows. Keep y and add over all x."), joint.rowSums),
		like(lang.T("That is the mean over x. The sum rule adds, it does not divide."),
			func(j joint) []float64 { return scaled(1/float64(len(j.p)), j.columnSums()) }),
		like(lang.T("That is the first row alone. Every x counts."), func(j joint) []float64 { return j.p[0] }),
		like(lang.T("That is the last row alone: += adds, = overwrites."), func(j joint) []float64 { return j.p[len(j.p)-1] }),
		like(lang.T("That is the largest entry of each column. Probabilities of exclusive events add up."), func(j joint) []float64 {
			top := make([]float64, len(j.p[0]))
			for y := range top {
				top[y] = floats.Max(mat.Col(nil, y, j.dense()))
			}
			return top
		}),
	}
	return p.grade(func(j joint) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(j.copyOf())
	})
}

// CheckConditional grades exercise 3.2: p(y|x) for one x from a table joint[x][y] of p(x, y); nil where p(x) = 0.
//
//	p(y|x) = p(x, y) / p(x)
func CheckConditional(f func(joint [][]float64, x int) []float64) { report(gradeConditional(f)) }

func gradeConditional(f func(joint [][]float64, x int) []float64) result {
	known := [][]float64{{0.1, 0.2, 0.3}, {0.05, 0, 0.35}}
	p := problem[joint]{
		title: lang.T("Conditional distribution"),
		why:   lang.T("The row of x is kept and made to sum to 1; where p(x) = 0 there is nothing to divide, and no answer is the right answer."),
		inputs: []joint{
			{known, 0}, {known, 1}, {[][]float64{{0.4, 0.1}, {0.2, 0.05}, {0, 0.25}}, 1}, {[][]float64{{0.5, 0.25}, {0, 0}, {0.125, 0.125}}, 1},
		},
		show: func(j joint) string { return j.table() + fmt.Sprintf(", x = %d", j.x) },
		right: func(j joint) []float64 {
			if px := floats.Sum(j.p[j.x]); px > 0 {
				return scaled(1/px, j.p[j.x])
			}
			return nil
		},
		tol: 1e-9,
	}
	possible := func(j joint) bool { return floats.Sum(j.p[j.x]) > 0 }
	p.mistakes = []mistake[joint]{
		{lang.T("Right, until p(x) = 0: there 0/0 is no number. Return nil before dividing."), func(j joint, got []float64) bool {
			return possible(j) && equal(got, p.right(j), 1e-6) || !possible(j) && len(got) > 0 && math.IsNaN(got[0])
		}},
		{lang.T("Right, until p(x) = 0: zeros or equal shares are made up. Return nil, for there is no conditional distribution."), func(j joint, got []float64) bool {
			return possible(j) && equal(got, p.right(j), 1e-6) || !possible(j) && len(got) > 0 && !math.IsNaN(got[0])
		}},
		{lang.T("That is p(x, y), the row as it stands. Divide it by p(x), so that it sums to 1."), func(j joint, got []float64) bool {
			return !possible(j) || equal(got, j.p[j.x], 1e-6)
		}},
		{lang.T("That is p(x|y): you divide by p(y). Here x is known, so divide by p(x)."), func(j joint, got []float64) bool {
			return !possible(j) || equal(got, floats.DivTo(make([]float64, len(j.p[0])), j.p[j.x], j.columnSums()), 1e-6)
		}},
		{lang.T("That is p(y), as if x were not known."), func(j joint, got []float64) bool {
			return !possible(j) || equal(got, j.columnSums(), 1e-6)
		}},
	}
	return p.grade(func(j joint) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(j.copyOf(), j.x)
	})
}
