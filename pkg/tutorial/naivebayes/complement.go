package naivebayes

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Complement takes the class whose complement, the texts of all other classes, fits a row of counts worst (Rennie, Shih,
// Teevan & Karger 2003, section 3.1). It serves where classes differ much in size: each complement has many texts.
//
//	s_k = Σ_j x_j W_kj,        W_kj = −log P_kj        P_kj: share of word j in all classes but k
//
// s is no log p(x, k): it says nothing of how probable a row is, and no prior enters. LogProbs makes numbers that sum to 1
// of it, as scikit-learn's ComplementNB does; take them for an order of the classes, not for probabilities.
type Complement struct {
	P      *mat.Dense // P_kj, K × D, whose rows sum to 1
	W      *mat.Dense // the weights, K × D
	Counts *Counts    // what was counted; nil where the model was not fitted
	cfg    Config
}

// FitComplement fits rows of counts x (n × D) and their classes y [n], two classes or more; Config.Prior is not used.
//
//	P_kj = (Ñ_kj + Alpha) / (Ñ_k + D Alpha)        Ñ_kj: the sum of x_j in all classes but k; Ñ_k = Σ_j Ñ_kj
//	W_kj = −log P_kj,  with Config.Norm  log P_kj / Σ_i log P_ki, so that long texts do not sway a class
//
// Errors: those of Counts.Add, a class without rows, one class alone, a word that occurs in one class alone where Alpha
// is 0 (its weight would be infinite).
func FitComplement(x mat.Matrix, y []int, cfg Config) (*Complement, error) {
	s, err := counted(x, y, cfg.Classes, func(s *Counts) error { return s.Add(x, y) })
	if err != nil {
		return nil, err
	}
	return complementOf(s, cfg)
}

// NewComplement makes the model of rows that have been counted by Add; it keeps a copy of s. Errors as those of
// FitComplement.
func NewComplement(s *Counts, cfg Config) (*Complement, error) {
	if !s.valid() {
		return nil, errNotFitted
	}
	return complementOf(s.clone(), cfg)
}

func complementOf(s *Counts, cfg Config) (*Complement, error) {
	if err := cfg.check(len(s.Rows)); err != nil {
		return nil, err
	}
	if _, err := logPrior(s.Rows, nil); err != nil {
		return nil, err
	}
	classes, d := s.Sum.Dims()
	if classes < 2 {
		return nil, errors.New("naivebayes: one class has no complement; give two classes or more")
	}
	if cfg.Norm && d < 2 {
		return nil, errors.New("naivebayes: Norm divides by the logs of the shares, and that of a single column is 0; give two columns or more")
	}
	m := &Complement{mat.NewDense(classes, d, nil), mat.NewDense(classes, d, nil), s, cfg}
	for k := range classes {
		if err := m.complement(k); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// complement computes P and W of class k.
func (m *Complement) complement(k int) error {
	classes, d := m.P.Dims()
	p, w := m.P.RawRowView(k), m.W.RawRowView(k)
	total := 0.0
	for j := range d {
		p[j] = m.cfg.Alpha
		for other := range classes {
			if other != k {
				p[j] += m.Counts.Sum.At(other, j)
			}
		}
		if p[j] == 0 {
			return fmt.Errorf("naivebayes: column %d counts nothing outside class %d, and its weight would be infinite; set Alpha above 0, such as 1", j, k)
		}
		total += p[j]
	}
	sumLog := 0.0
	for j := range d {
		p[j] /= total
		w[j] = -math.Log(p[j])
		sumLog += w[j]
	}
	if m.cfg.Norm {
		for j := range d {
			w[j] /= sumLog
		}
	}
	return nil
}

// Update learns more rows: the model becomes that of one fit on all rows so far. Errors as those of FitComplement; then
// the model stays as it was.
func (m *Complement) Update(x mat.Matrix, y []int) error {
	if !m.Counts.valid() {
		return errNotFitted
	}
	s := m.Counts.clone()
	if err := s.Add(x, y); err != nil {
		return err
	}
	updated, err := complementOf(s, m.cfg)
	if err == nil {
		*m = *updated
	}
	return err
}

// Classes is K.
func (m *Complement) Classes() int { k, _ := dims(m.W); return k }

// Dim is D; 0 where the model is none.
func (m *Complement) Dim() int { _, d := dims(m.W); return d }

// LogJoint writes s_k of a row [D] into dst [K]: a score, see Complement.
func (m *Complement) LogJoint(dst, row []float64) []float64 { return logJoint(m, dst, row) }

// LogProbs gives s_k − log Σ_l exp(s_l) of each class for each row of x (n × D), as n × K: an order, see Complement.
func (m *Complement) LogProbs(x mat.Matrix) (*mat.Dense, error) { return logProbs(m, x) }

// Probs gives exp of LogProbs; each row sums to 1.
func (m *Complement) Probs(x mat.Matrix) (*mat.Dense, error) { return probs(m, x) }

// Predict gives the class with the largest s_k for each row of x (n × D).
func (m *Complement) Predict(x mat.Matrix) ([]int, error) { return predict(m, x) }

// Accuracy is the share of the rows of x (n × D) whose class is predicted.
func (m *Complement) Accuracy(x mat.Matrix, y []int) (float64, error) { return accuracy(m, x, y) }

func (m *Complement) joint() func(dst, row []float64) {
	return func(dst, row []float64) {
		for k := range dst {
			sum, w := 0.0, m.W.RawRowView(k)
			for j, x := range row {
				sum += x * w[j]
			}
			dst[k] = sum
		}
	}
}

func (m *Complement) fault(row []float64) (int, string) { return noCount(row) }

func (m *Complement) impossible(i int) error {
	return fmt.Errorf("naivebayes: the counts of row %d are too large to weigh; give counts, not amounts in a tiny unit", i)
}
