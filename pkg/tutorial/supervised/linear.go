package supervised

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Linear is linear regression as a conditional density: y is normal around a linear function of x.
//
//	p(y|x) = N(y; wᵀx + b, σ²)        x, w in R^D; y, b in R
type Linear struct {
	W      []float64 // D: weights
	B      float64   // intercept
	Sigma2 float64   // σ²: variance of y around wᵀx + b
}

// FitLinear finds the maximum of the likelihood of the answers y [n] to the rows of x (n×D).
//
//	Σ_i log p(y_i|x_i) = −n/2 log(2πσ²) − 1/(2σ²) Σ_i (y_i − wᵀx_i − b)²
//
// For every σ² it is largest where the sum of squares is smallest: w and b are those of least squares. Then
// σ² = 1/n Σ_i (y_i − wᵀx_i − b)², the mean square that is left. (The unbiased estimate divides by n − D − 1 instead.)
// Article §2.2, step 2. Found by a QR factorisation of the standardised columns.
//
// Errors: fewer than D + 2 rows, numbers that are not finite, another number of answers than of rows, a column that is constant
// or a linear combination of the columns before it (then many w are equally good), and answers without any residual
// ([ErrPerfectFit]).
func FitLinear(x mat.Matrix, y []float64) (*Linear, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	if n < d+2 {
		return nil, fmt.Errorf("supervised: %d rows for %d weights, an intercept and a variance; give at least %d rows, or fit a ridge regression", n, d, d+2)
	}
	return fitLinear(x, y, 0)
}

// FitRidge finds the weights of largest posterior density (MAP) under the prior w ~ N(0, τ² I) with a flat prior on b:
//
//	Σ_i log p(y_i|x_i) + log p(w) = −1/(2σ²) ( Σ_i (y_i − wᵀx_i − b)² + alpha ‖w‖² ) + …,    alpha = σ²/τ²
//
// the ridge regression of Hoerl & Kennard 1970, in scikit-learn's convention: alpha weighs ‖w‖² against the sum of
// squares, and b is free. alpha > 0 makes w unique even where columns depend on each other or rows are fewer. It acts on
// the columns in their units. σ² is 1/n times the sum of squares that is left.
//
// Errors: those of FitLinear but for dependent columns and few rows (two are enough), and an alpha not above 0.
func FitRidge(x mat.Matrix, y []float64, alpha float64) (*Linear, error) {
	if err := density.CheckRows(x, 2); err != nil {
		return nil, err
	}
	if !(alpha > 0) || math.IsInf(alpha, 1) {
		return nil, fmt.Errorf("supervised: alpha is %g; a ridge needs a number above 0, and FitLinear has none", alpha)
	}
	return fitLinear(x, y, alpha)
}

// fitLinear solves the least squares of the standardised columns u, z = (x − mean)/scale, with the rows of the penalty
// below them.
func fitLinear(x mat.Matrix, y []float64, alpha float64) (*Linear, error) {
	n, d := x.Dims()
	if err := checkNumbers(n, y); err != nil {
		return nil, err
	}
	mean, scale := make([]float64, d), make([]float64, d)
	extra := 0
	if alpha > 0 {
		extra = d
	}
	z, answers := mat.NewDense(n+extra, d, nil), mat.NewVecDense(n+extra, nil)
	column := make([]float64, n)
	for j := range d {
		mean[j], scale[j] = standardise(mat.Col(column, j, x))
		if math.IsInf(scale[j], 0) || math.IsNaN(scale[j]) {
			return nil, fmt.Errorf("supervised: the squares of column %d overflow or vanish; use another unit for it", j)
		}
		for i, v := range column {
			z.Set(i, j, v)
		}
		if alpha > 0 {
			z.Set(n+j, j, math.Sqrt(alpha)/scale[j])
		}
	}
	meanY := stat.Mean(y, nil)
	for i, v := range y {
		answers.SetVec(i, v-meanY)
	}
	var u mat.VecDense
	if err := solve(&u, z, answers); err != nil {
		return nil, err
	}
	m := &Linear{W: make([]float64, d), B: meanY}
	floats.DivTo(m.W, u.RawVector().Data, scale)
	m.B -= floats.Dot(m.W, mean)
	var near mat.VecDense
	near.MulVec(z.Slice(0, n, 0, d), &u)
	rest, all := 0.0, 0.0
	for i := range n {
		v := answers.AtVec(i)
		rest, all = rest+(v-near.AtVec(i))*(v-near.AtVec(i)), all+v*v
	}
	m.Sigma2 = rest / float64(n)
	switch {
	case math.IsInf(all, 0) || math.IsNaN(rest):
		return nil, fmt.Errorf("supervised: the squares of the answers y overflow; use another unit for them")
	case rest <= 1e-26*float64(n)*all:
		return m, fmt.Errorf("supervised: σ² is %.3g: %w, and their density is infinite; use W and B alone, or data with noise", m.Sigma2, ErrPerfectFit)
	}
	return m, nil
}

// standardise turns a column into one of mean 0 and variance 1 and gives what it was; a constant one becomes 0, with
// scale 1.
func standardise(column []float64) (mean, scale float64) {
	if lo, hi := floats.Min(column), floats.Max(column); lo == hi {
		clear(column)
		return lo, 1
	}
	mean, scale = stat.PopMeanStdDev(column, nil)
	if scale == 0 { // the squares vanish
		scale = math.Inf(1)
	}
	floats.AddConst(-mean, column)
	floats.Scale(1/scale, column)
	return mean, scale
}

// solve finds the least squares of z u ≈ y. A column whose part at right angles to those before it is gone but for
// rounding is an error with its number.
func solve(u *mat.VecDense, z *mat.Dense, y *mat.VecDense) error {
	_, d := z.Dims()
	var qr mat.QR
	qr.Factorize(z)
	if !(qr.Cond() < 1e8) {
		var r mat.Dense
		qr.RTo(&r)
		for j := range d {
			length := mat.Norm(z.ColView(j), 2)
			switch {
			case length == 0:
				return fmt.Errorf("supervised: column %d is constant, which the intercept is already; leave it away", j)
			case math.Abs(r.At(j, j)) <= 1e-11*length:
				return fmt.Errorf("supervised: column %d is a linear combination of the columns before it, so that many weights are equally good; leave it away or fit a ridge regression", j)
			}
		}
	}
	if err := qr.SolveVecTo(u, false, y); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return fmt.Errorf("supervised: the least squares could not be solved: %w", err)
		}
	}
	return nil
}

// Predict gives wᵀx + b, the mean of p(y|x), for each row of x (n×D).
func (m *Linear) Predict(x mat.Matrix) ([]float64, error) {
	if err := checkWidth(x, len(m.W)); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	out, row := make([]float64, n), make([]float64, d)
	for i := range n {
		out[i] = floats.Dot(m.W, mat.Row(row, i, x)) + m.B
	}
	return out, nil
}

// LogProb is log p(y|x) of one row x [D] and its answer y, nats; NaN where x has another length.
//
//	log p(y|x) = −½ log(2πσ²) − (y − wᵀx − b)²/(2σ²)
func (m *Linear) LogProb(x []float64, y float64) float64 {
	if len(x) != len(m.W) {
		return math.NaN()
	}
	r := y - floats.Dot(m.W, x) - m.B
	return -0.5*math.Log(2*math.Pi*m.Sigma2) - r*r/(2*m.Sigma2)
}

// Score gives log p(y|x) of each row of x (n×D) and its answer: exact, a density in y.
func (m *Linear) Score(x mat.Matrix, y []float64) (score.Score, error) {
	if err := checkWidth(x, len(m.W)); err != nil {
		return score.Score{}, err
	}
	n, d := x.Dims()
	if err := checkNumbers(n, y); err != nil {
		return score.Score{}, err
	}
	logP, row := make([]float64, n), make([]float64, d)
	for i := range n {
		logP[i] = m.LogProb(mat.Row(row, i, x), y[i])
	}
	return score.New(logP, score.Exact, score.Lebesgue), nil
}
