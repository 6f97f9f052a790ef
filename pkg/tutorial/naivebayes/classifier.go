package naivebayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Classifier is what all five models answer. All but LogJoint are methods of supervised.Logistic too, under the same names.
type Classifier interface {
	Classes() int // K
	Dim() int     // D; 0 where the model is none

	// LogJoint writes log p(x, y = k) of a row [D] into dst [K], nats, and gives dst; where dst has another length, a new
	// slice. All are NaN where the row has another length or a number that the model does not take.
	LogJoint(dst, row []float64) []float64

	// LogProbs gives log P(y = k|x) of each class for each row of x (n × D), as n × K, nats. Errors: what a fit refuses in
	// rows, and a row that has probability 0 in every class.
	LogProbs(x mat.Matrix) (*mat.Dense, error)

	Probs(x mat.Matrix) (*mat.Dense, error)          // P(y = k|x), n × K, whose rows sum to 1
	Predict(x mat.Matrix) ([]int, error)             // the most probable class of each row; of several, the first
	Accuracy(x mat.Matrix, y []int) (float64, error) // the share of the rows whose class is predicted
}

// model is what the functions below need of each model.
type model interface {
	Classes() int
	Dim() int
	joint() func(dst, row []float64)   // writes log p(x, y = k); what all rows share is computed when it is made
	fault(row []float64) (int, string) // as in type fault
	impossible(row int) error          // says that the row has p(x) = 0, and what to do
}

// logJoint is LogJoint of all models.
func logJoint(m model, dst, row []float64) []float64 {
	if len(dst) != m.Classes() {
		dst = make([]float64, m.Classes())
	}
	refused := len(row) != m.Dim() || len(row) == 0
	if !refused {
		_, why := m.fault(row)
		refused = why != ""
	}
	if refused {
		for k := range dst {
			dst[k] = math.NaN()
		}
		return dst
	}
	m.joint()(dst, row)
	return dst
}

// logProbs is LogProbs of all models.
//
//	log P(k|x) = log p(x, k) − log Σ_l exp( log p(x, l) )
//
// The largest log is taken out of the sum first, so that no exp underflows to 0 for all classes at once.
func logProbs(m model, x mat.Matrix) (*mat.Dense, error) {
	if err := checkRows(x, m.Dim(), m.fault); err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	out, joint := mat.NewDense(n, m.Classes(), nil), m.joint()
	err := eachRow(x, func() func(int, []float64) error {
		return func(i int, row []float64) error {
			logP := out.RawRowView(i)
			joint(logP, row)
			logX := floats.LogSumExp(logP)
			if math.IsInf(logX, 0) || math.IsNaN(logX) {
				return m.impossible(i)
			}
			floats.AddConst(-logX, logP)
			return nil
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// probs is Probs of all models.
func probs(m model, x mat.Matrix) (*mat.Dense, error) {
	p, err := logProbs(m, x)
	if err != nil {
		return nil, err
	}
	p.Apply(func(_, _ int, logP float64) float64 { return math.Exp(logP) }, p)
	return p, nil
}

// predict is Predict of all models: argmax_k log P(k|x).
func predict(m model, x mat.Matrix) ([]int, error) {
	logP, err := logProbs(m, x)
	if err != nil {
		return nil, err
	}
	out := make([]int, logP.RawMatrix().Rows)
	for i := range out {
		out[i] = floats.MaxIdx(logP.RawRowView(i))
	}
	return out, nil
}

// accuracy is Accuracy of all models.
func accuracy(m model, x mat.Matrix, y []int) (float64, error) {
	predicted, err := predict(m, x)
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

// unseen is the error of a row that no class can have.
func unseen(i int) error {
	return fmt.Errorf("naivebayes: row %d has probability 0 in every class, for it has what was never seen there; fit with Alpha above 0, such as 1", i)
}
