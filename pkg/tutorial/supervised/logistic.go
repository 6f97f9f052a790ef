package supervised

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Logistic is logistic regression: the probability of each of K classes given a row x of D numbers.
//
//	p(y = k|x) = exp(s_k) / Σ_j exp(s_j),    s_k = w_kᵀx + b_k        (softmax)
//
// Two classes have one row of weights, the scores being 0 and s = wᵀx + b:
//
//	p(y = 1|x) = σ(s) = 1/(1 + e^−s),        s = log p(1|x)/p(0|x)
//
// More have a row each, of which only the differences matter: the fits give those that sum to 0 over the classes.
type Logistic struct {
	W *mat.Dense // K×D, and 1×D for two classes
	B []float64  // K, and 1 for two classes

	Objective  float64 // what the fit has minimised, see Config.C; nats
	Iterations int     // steps of the fit
	Converged  bool    // whether the fit came to Config.Tol
}

// Classes is K.
func (m *Logistic) Classes() int { return max(2, len(m.B)) }

// Dim is D.
func (m *Logistic) Dim() int { _, d := m.W.Dims(); return d }

// scores writes s_k into dst [K] for a row x [D].
func (m *Logistic) scores(dst, x []float64) {
	dst[0] = 0
	first := len(dst) - len(m.B) // with two classes the score of class 0 is 0
	for k, b := range m.B {
		dst[first+k] = floats.Dot(m.W.RawRowView(k), x) + b
	}
}

// logProbs writes log p(k|x) into dst [K] for a row x [D], without forming a probability.
//
//	log p(k|x) = s_k − log Σ_j exp(s_j)
func (m *Logistic) logProbs(dst, x []float64) {
	m.scores(dst, x)
	floats.AddConst(-floats.LogSumExp(dst), dst)
}

// LogProb is log p(y|x) of one row x [D] and its class y, nats; NaN where x has another length or y is no class.
func (m *Logistic) LogProb(x []float64, y int) float64 {
	if len(x) != m.Dim() || y < 0 || y >= m.Classes() {
		return math.NaN()
	}
	logP := make([]float64, m.Classes())
	m.logProbs(logP, x)
	return logP[y]
}

// LogProbs gives log p(k|x) of each class for each row of x (n×D), as n×K, nats.
func (m *Logistic) LogProbs(x mat.Matrix) (*mat.Dense, error) {
	if err := checkWidth(x, m.Dim()); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	out, row := mat.NewDense(n, m.Classes(), nil), make([]float64, d)
	for i := range n {
		m.logProbs(out.RawRowView(i), mat.Row(row, i, x))
	}
	return out, nil
}

// Probs gives p(k|x) of each class for each row of x (n×D), as n×K; each row sums to 1.
func (m *Logistic) Probs(x mat.Matrix) (*mat.Dense, error) {
	p, err := m.LogProbs(x)
	if err != nil {
		return nil, err
	}
	p.Apply(func(_, _ int, logP float64) float64 { return math.Exp(logP) }, p)
	return p, nil
}

// Predict gives the most probable class of each row of x (n×D); of several as probable, the first.
func (m *Logistic) Predict(x mat.Matrix) ([]int, error) {
	if err := checkWidth(x, m.Dim()); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	out, row, s := make([]int, n), make([]float64, d), make([]float64, m.Classes())
	for i := range n {
		m.scores(s, mat.Row(row, i, x))
		out[i] = floats.MaxIdx(s)
	}
	return out, nil
}

// Score gives log p(y|x) of each row of x (n×D) and its class: exact, a probability.
func (m *Logistic) Score(x mat.Matrix, y []int) (score.Score, error) {
	all, err := m.LogProbs(x)
	if err != nil {
		return score.Score{}, err
	}
	if err := checkLabels(all.RawMatrix().Rows, y, m.Classes()); err != nil {
		return score.Score{}, err
	}
	logP := make([]float64, len(y))
	for i, k := range y {
		logP[i] = all.At(i, k)
	}
	return score.New(logP, score.Exact, score.Counting), nil
}

// Accuracy is the share of the rows of x (n×D) whose class is predicted.
func (m *Logistic) Accuracy(x mat.Matrix, y []int) (float64, error) {
	predicted, err := m.Predict(x)
	if err != nil {
		return 0, err
	}
	if err := checkLabels(len(predicted), y, m.Classes()); err != nil {
		return 0, err
	}
	right := 0
	for i, k := range predicted {
		if k == y[i] {
			right++
		}
	}
	return float64(right) / float64(len(y)), nil
}

// Adjust moves the weights after one row x [D] whose class y is told: wrong, so adjust, and by as much as it was wrong.
//
//	w_k ← w_k + rate (1[k = y] − p(k|x)) x,    b_k ← b_k + rate (1[k = y] − p(k|x))
//
// It is a step of gradient descent on −log p(y|x) alone, without penalty (stochastic gradient descent). It gives p(y|x)
// as it was before. Errors: a row of another width, numbers that are not finite, no such class, a rate not above 0.
func (m *Logistic) Adjust(x []float64, y int, rate float64) (p float64, err error) {
	if len(x) == 0 {
		return 0, checkWidth(&mat.Dense{}, m.Dim())
	}
	if err := checkWidth(mat.NewDense(1, len(x), x), m.Dim()); err != nil {
		return 0, err
	}
	if err := checkLabels(1, []int{y}, m.Classes()); err != nil {
		return 0, err
	}
	if !(rate > 0) || math.IsInf(rate, 1) {
		return 0, fmt.Errorf("supervised: the rate is %g; it must be above 0, 0.1 is usual", rate)
	}
	probs := make([]float64, m.Classes())
	m.logProbs(probs, x)
	for k, logP := range probs {
		probs[k] = math.Exp(logP)
	}
	first := len(probs) - len(m.B)
	for k := range m.B {
		wrong := -probs[first+k]
		if first+k == y {
			wrong = 1 - probs[y]
		}
		floats.AddScaled(m.W.RawRowView(k), rate*wrong, x)
		m.B[k] += rate * wrong
	}
	return probs[y], nil
}

// NewLogistic is the model of K ≥ 2 classes of rows of D numbers with all weights 0: every class is equally probable.
func NewLogistic(classes, d int) (*Logistic, error) {
	if classes < 2 || d < 1 {
		return nil, fmt.Errorf("supervised: a logistic regression of %d classes on %d columns; it needs 2 classes and 1 column at least", classes, d)
	}
	rows := classes
	if classes == 2 {
		rows = 1
	}
	return &Logistic{W: mat.NewDense(rows, d, nil), B: make([]float64, rows)}, nil
}
