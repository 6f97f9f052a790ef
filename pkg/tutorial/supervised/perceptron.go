package supervised

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Perceptron parts two classes by a hyperplane and knows no probability (Rosenblatt 1958).
//
//	y = 1 where wᵀx + b > 0, else 0        x, w in R^D
//
// Its zero weights answer 0 to everything; make it with NewPerceptron.
type Perceptron struct {
	W []float64 // D
	B float64
}

// NewPerceptron is the perceptron of rows of d ≥ 1 numbers with all weights 0.
func NewPerceptron(d int) (*Perceptron, error) {
	if d < 1 {
		return nil, fmt.Errorf("supervised: a perceptron of %d columns; it needs one at least", d)
	}
	return &Perceptron{W: make([]float64, d)}, nil
}

// Predict gives the class, 0 or 1, of each row of x (n×D).
func (p *Perceptron) Predict(x mat.Matrix) ([]int, error) {
	if err := checkWidth(x, len(p.W)); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	out, row := make([]int, n), make([]float64, d)
	for i := range n {
		out[i] = p.class(mat.Row(row, i, x))
	}
	return out, nil
}

func (p *Perceptron) class(x []float64) int {
	if floats.Dot(p.W, x)+p.B > 0 {
		return 1
	}
	return 0
}

// Adjust tells the answer y, 0 or 1, for one row x [D]. Right: nothing changes. Wrong: the hyperplane moves towards the
// row's right side, and Adjust says true.
//
//	y = 1, answered 0:  w ← w + x, b ← b + 1        y = 0, answered 1:  w ← w − x, b ← b − 1
//
// Where a hyperplane parts the classes with a margin γ and no row (with a 1 appended) is longer than R, at most (R/γ)²
// answers are ever wrong (Novikoff 1962). Otherwise it never comes to rest.
func (p *Perceptron) Adjust(x []float64, y int) (wrong bool, err error) {
	if len(x) == 0 {
		return false, checkWidth(&mat.Dense{}, len(p.W))
	}
	if err := checkWidth(mat.NewDense(1, len(x), x), len(p.W)); err != nil {
		return false, err
	}
	if err := checkLabels(1, []int{y}, 2); err != nil {
		return false, err
	}
	return p.adjust(x, y), nil
}

func (p *Perceptron) adjust(x []float64, y int) (wrong bool) {
	sign := float64(y - p.class(x)) // 0 where the answer is right
	if sign == 0 {
		return false
	}
	floats.AddScaled(p.W, sign, x)
	p.B += sign
	return true
}

// Pass adjusts to every row of x (n×D) and its class y [n] once, in an order drawn from rng, and counts the mistakes.
// After a pass without any, no further one changes anything.
func (p *Perceptron) Pass(x mat.Matrix, y []int, rng *rand.Rand) (mistakes int, err error) {
	if err := checkWidth(x, len(p.W)); err != nil {
		return 0, err
	}
	n, d := x.Dims()
	if err := checkLabels(n, y, 2); err != nil {
		return 0, err
	}
	if rng == nil {
		return 0, fmt.Errorf("supervised: there is no rng to draw the order from; pass rand.New(rand.NewPCG(1, 1))")
	}
	row := make([]float64, d)
	for _, i := range rng.Perm(n) {
		if p.adjust(mat.Row(row, i, x), y[i]) {
			mistakes++
		}
	}
	return mistakes, nil
}
