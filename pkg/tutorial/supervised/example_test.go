package supervised_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// Hours of study, and whether the exam was passed.
var (
	hours  = mat.NewDense(8, 1, []float64{1, 2, 3, 4, 4.5, 5, 6, 8})
	passed = []int{0, 0, 1, 0, 0, 1, 1, 1}
)

// Least squares is the most probable line, and says how sure it is.
func ExampleFitLinear() {
	x := mat.NewDense(5, 1, []float64{0, 1, 2, 3, 4})
	y := []float64{1.1, 2.9, 5.2, 6.8, 9}
	m, err := supervised.FitLinear(x, y)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("y = %.2f x + %.2f, σ = %.3f\n", m.W[0], m.B, math.Sqrt(m.Sigma2))
	s, _ := m.Score(x, y)
	fmt.Printf("log-likelihood %.3f nats\n", floats.Sum(s.LogP))
	fmt.Printf("log p(y=7|x=2) = %.1f nats\n", m.LogProb([]float64{2}, 7))
	// Output:
	// y = 1.97 x + 1.06, σ = 0.135
	// log-likelihood 2.921 nats
	// log p(y=7|x=2) = -108.8 nats
}

// The same hours, more and more afraid of large weights.
func ExampleFitLogistic() {
	for _, c := range []float64{100, 1, 0.01} {
		m, err := supervised.FitLogistic(context.Background(), hours, passed, supervised.Config{C: c})
		if err != nil {
			fmt.Println(err)
			return
		}
		p, _ := m.Probs(mat.NewDense(1, 1, []float64{6}))
		fmt.Printf("C = %-4v w = %.3f, p(passed|6 hours) = %.3f\n", c, m.W.At(0, 0), p.At(0, 1))
	}
	// Output:
	// C = 100  w = 0.961, p(passed|6 hours) = 0.858
	// C = 1    w = 0.706, p(passed|6 hours) = 0.788
	// C = 0.01 w = 0.048, p(passed|6 hours) = 0.522
}

// Told the answers, wrong, so adjust: the boundary moves with each step.
func ExampleDescendLogistic() {
	m, err := supervised.DescendLogistic(context.Background(), hours, passed, supervised.Config{
		MaxIter: 1000,
		Rate:    0.1,
		Each: func(s supervised.Step) {
			switch s.Iteration {
			case 1, 10, 100, 1000:
				fmt.Printf("step %4d: J = %.4f, %d wrong, boundary at %.2f hours\n",
					s.Iteration, s.Objective, s.Wrong, 0-s.Model.B[0]/s.Model.W.At(0, 0))
			}
		},
	})
	fmt.Println(m.Converged, err)
	// Output:
	// step    1: J = 0.6621, 4 wrong, boundary at 0.00 hours
	// step   10: J = 0.6423, 4 wrong, boundary at 0.70 hours
	// step  100: J = 0.5613, 3 wrong, boundary at 3.09 hours
	// step 1000: J = 0.4923, 2 wrong, boundary at 4.11 hours
	// false <nil>
}

// Classes that a threshold parts: the longer the weights the better, for ever.
func ExampleErrSeparable() {
	sure := []int{0, 0, 0, 0, 1, 1, 1, 1}
	m, err := supervised.FitLogistic(context.Background(), hours, sure, supervised.Config{C: math.Inf(1)})
	fmt.Println(errors.Is(err, supervised.ErrSeparable))
	accuracy, _ := m.Accuracy(hours, sure)
	fmt.Println(accuracy)
	// Output:
	// true
	// 1
}

// One example at a time, adjusted by as much as it was wrong.
func ExampleLogistic_Adjust() {
	m, _ := supervised.NewLogistic(2, 2)
	for range 3 {
		p, _ := m.Adjust([]float64{1, 2}, 1, 0.5)
		fmt.Printf("p = %.3f, then w = %.3f\n", p, m.W.RawRowView(0))
	}
	// Output:
	// p = 0.500, then w = [0.250 0.500]
	// p = 0.818, then w = [0.341 0.682]
	// p = 0.886, then w = [0.398 0.797]
}

// The perceptron adjusts only when it is wrong, and stops when it never is.
func ExamplePerceptron_Pass() {
	x := mat.NewDense(4, 2, []float64{0, 0, 1, 0, 0, 1, 3, 3})
	y := []int{0, 0, 0, 1}
	p, _ := supervised.NewPerceptron(2)
	rng := rand.New(rand.NewPCG(1, 1))
	mistakes := 1
	for mistakes > 0 {
		mistakes, _ = p.Pass(x, y, rng)
	}
	predicted, _ := p.Predict(x)
	fmt.Println(predicted)
	// Output: [0 0 0 1]
}

// Three classes whose regions meet in a point: three pieces of boundary.
func ExampleLogistic_Boundary() {
	m, _ := supervised.NewLogistic(3, 2)
	m.W.SetRow(0, []float64{1, 0})
	m.W.SetRow(1, []float64{-1, 0})
	m.W.SetRow(2, []float64{0, 2})
	segments, err := m.Boundary(supervised.Box{X0Min: -4, X0Max: 4, X1Min: -2, X1Max: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range segments {
		fmt.Println(s.Classes, s.From, s.To)
	}
	// Output:
	// [0 1] [0 -2] [0 0]
	// [0 2] [0 0] [4 2]
	// [1 2] [-4 2] [0 0]
}
