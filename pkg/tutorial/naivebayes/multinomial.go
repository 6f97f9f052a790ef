package naivebayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Multinomial has a die with D faces for each class, which is thrown for each word of a text; x_j counts face j.
//
//	log p(x, k) = log P(k) + Σ_j x_j log P_kj        nats
//
// As a probability of counts x it would need one more term, log( n!/Π_j x_j! ) with n = Σ_j x_j, for the orders in which
// the words may come. It is the same in all classes and leaves P(k|x) as it is; LogJoint is without it, LogProb with it.
type Multinomial struct {
	LogPrior []float64  // log P(y = k) [K]
	P        *mat.Dense // P_kj = P(a word is word j|y = k), K × D, whose rows sum to 1
	Counts   *Counts    // what was counted; nil where the model was not fitted
	cfg      Config
}

// FitMultinomial fits rows of counts x (n × D) and their classes y [n].
//
//	P_kj = (N_kj + Alpha) / (N_k + D Alpha)        N_kj: the sum of x_j in class k; N_k = Σ_j N_kj
//
// It is scikit-learn's MultinomialNB; like that, it takes fractions for counts. Errors: those of Counts.Add, a class
// without rows, and with Alpha = 0 a class that counts nothing.
func FitMultinomial(x mat.Matrix, y []int, cfg Config) (*Multinomial, error) {
	s, err := counted(x, y, cfg.Classes, func(s *Counts) error { return s.Add(x, y) })
	if err != nil {
		return nil, err
	}
	return multinomialOf(s, cfg)
}

// NewMultinomial makes the model of rows that have been counted by Add; it keeps a copy of s. Errors as those of
// FitMultinomial.
func NewMultinomial(s *Counts, cfg Config) (*Multinomial, error) {
	if !s.valid() {
		return nil, errNotFitted
	}
	return multinomialOf(s.clone(), cfg)
}

func multinomialOf(s *Counts, cfg Config) (*Multinomial, error) {
	if err := cfg.check(len(s.Rows)); err != nil {
		return nil, err
	}
	prior, err := logPrior(s.Rows, cfg.Prior)
	if err != nil {
		return nil, err
	}
	classes, d := s.Sum.Dims()
	m := &Multinomial{prior, mat.NewDense(classes, d, nil), s, cfg}
	for k := range classes {
		total := s.classTotal(k) + float64(d)*cfg.Alpha
		if total == 0 {
			return nil, fmt.Errorf("naivebayes: the rows of class %d are all 0; set Alpha above 0, such as 1, or give rows that count something", k)
		}
		for j, n := range s.Sum.RawRowView(k) {
			m.P.Set(k, j, (n+cfg.Alpha)/total)
		}
	}
	return m, nil
}

// Update learns more rows: the model becomes that of one fit on all rows so far. Errors as those of FitMultinomial; then
// the model stays as it was.
func (m *Multinomial) Update(x mat.Matrix, y []int) error {
	if !m.Counts.valid() {
		return errNotFitted
	}
	s := m.Counts.clone()
	if err := s.Add(x, y); err != nil {
		return err
	}
	updated, err := multinomialOf(s, m.cfg)
	if err == nil {
		*m = *updated
	}
	return err
}

// Classes is K.
func (m *Multinomial) Classes() int { return len(m.LogPrior) }

// Dim is D; 0 where the model is none.
func (m *Multinomial) Dim() int {
	k, d := dims(m.P)
	if k != len(m.LogPrior) {
		return 0
	}
	return d
}

// LogJoint writes log P(k) + Σ_j x_j log P_kj of a row [D] into dst [K], see Classifier.
func (m *Multinomial) LogJoint(dst, row []float64) []float64 { return logJoint(m, dst, row) }

// LogProbs gives log P(y = k|x) of each class for each row of x (n × D), as n × K, see Classifier.
func (m *Multinomial) LogProbs(x mat.Matrix) (*mat.Dense, error) { return logProbs(m, x) }

// Probs gives P(y = k|x) of each class for each row of x (n × D), as n × K; each row sums to 1.
func (m *Multinomial) Probs(x mat.Matrix) (*mat.Dense, error) { return probs(m, x) }

// Predict gives the most probable class of each row of x (n × D).
func (m *Multinomial) Predict(x mat.Matrix) ([]int, error) { return predict(m, x) }

// Accuracy is the share of the rows of x (n × D) whose class is predicted.
func (m *Multinomial) Accuracy(x mat.Matrix, y []int) (float64, error) { return accuracy(m, x, y) }

// LogProb is log p(x|n) of a row of counts [D] given their sum n, nats, at most 0; −Inf where a number is not whole.
//
//	log p(x|n) = log( n!/Π_j x_j! ) + log Σ_k P(k) Π_j P_kj^x_j
//
// The model says nothing about n, the length of a text: there is no p(x) of its own, and so no Score and no Sample.
func (m *Multinomial) LogProb(row []float64) float64 {
	logP := logJoint(m, nil, row)
	logX := floats.LogSumExp(logP)
	n := 0.0
	for _, x := range row {
		if x != math.Trunc(x) {
			return math.Inf(-1)
		}
		n += x
		logX -= logFactorial(x)
	}
	return logX + logFactorial(n)
}

func logFactorial(n float64) float64 {
	v, _ := math.Lgamma(n + 1)
	return v
}

func (m *Multinomial) joint() func(dst, row []float64) {
	logP := mat.DenseCopyOf(m.P)
	logP.Apply(func(_, _ int, p float64) float64 { return math.Log(p) }, logP)
	return func(dst, row []float64) {
		for k, sum := range m.LogPrior {
			logP := logP.RawRowView(k)
			for j, x := range row {
				if x != 0 { // 0 · log 0 = 0: no word, no factor
					sum += x * logP[j]
				}
			}
			dst[k] = sum
		}
	}
}

func (m *Multinomial) fault(row []float64) (int, string) { return noCount(row) }

func (m *Multinomial) impossible(i int) error { return unseen(i) }
