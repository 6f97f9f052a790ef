package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Bernoulli has a coin for each class and feature: is the feature there? NaN is a feature that was not observed.
//
//	log p(x, k) = log P(k) + Σ_j [ b_j log P_kj + (1 − b_j) log(1 − P_kj) ]        b_j = 1 where x_j > Threshold, else 0; nats
type Bernoulli struct {
	LogPrior  []float64  // log P(y = k) [K]
	P         *mat.Dense // P_kj = P(b_j = 1|y = k), K × D
	Threshold float64
	Counts    *Counts // what was counted; nil where the model was not fitted
	cfg       Config
}

// FitBernoulli fits the rows of x (n × D) and their classes y [n].
//
//	P_kj = (N_kj + Alpha) / (N_k + 2 Alpha)        N_kj: the rows of class k with b_j = 1; N_k: those where x_j is observed
//
// It is scikit-learn's BernoulliNB. Errors: those of Counts.AddAbove, a class without rows, and with Alpha = 0 a class in
// which a column was never observed.
func FitBernoulli(x mat.Matrix, y []int, cfg Config) (*Bernoulli, error) {
	s, err := counted(x, y, cfg.Classes, func(s *Counts) error { return s.AddAbove(x, y, cfg.Threshold) })
	if err != nil {
		return nil, err
	}
	return bernoulliOf(s, cfg)
}

// NewBernoulli makes the model of rows that have been counted by AddAbove; it keeps a copy of s. Errors as those of
// FitBernoulli.
func NewBernoulli(s *Counts, cfg Config) (*Bernoulli, error) {
	if !s.valid() {
		return nil, errNotFitted
	}
	return bernoulliOf(s.clone(), cfg)
}

func bernoulliOf(s *Counts, cfg Config) (*Bernoulli, error) {
	if err := cfg.check(len(s.Rows)); err != nil {
		return nil, err
	}
	prior, err := logPrior(s.Rows, cfg.Prior)
	if err != nil {
		return nil, err
	}
	classes, d := s.Sum.Dims()
	m := &Bernoulli{prior, mat.NewDense(classes, d, nil), cfg.Threshold, s, cfg}
	for k := range classes {
		for j := range d {
			ones, n := s.Sum.At(k, j), s.Seen.At(k, j)
			switch {
			case ones > n:
				return nil, fmt.Errorf("naivebayes: column %d of class %d has the sum %g in %g rows; count for Bernoulli by AddAbove", j, k, ones, n)
			case n+2*cfg.Alpha == 0:
				return nil, errNeverSeen(j, k)
			}
			m.P.Set(k, j, (ones+cfg.Alpha)/(n+2*cfg.Alpha))
		}
	}
	return m, nil
}

// errNeverSeen is the error of a probability 0/0.
func errNeverSeen(column, class int) error {
	return fmt.Errorf("naivebayes: column %d is missing in every row of class %d; set Alpha above 0, such as 1, or leave the column away", column, class)
}

// Update learns more rows: the model becomes that of one fit on all rows so far. Errors as those of FitBernoulli; then
// the model stays as it was.
func (m *Bernoulli) Update(x mat.Matrix, y []int) error {
	if !m.Counts.valid() {
		return errNotFitted
	}
	s := m.Counts.clone()
	if err := s.AddAbove(x, y, m.cfg.Threshold); err != nil {
		return err
	}
	updated, err := bernoulliOf(s, m.cfg)
	if err == nil {
		*m = *updated
	}
	return err
}

// Classes is K.
func (m *Bernoulli) Classes() int { return len(m.LogPrior) }

// Dim is D; 0 where the model is none.
func (m *Bernoulli) Dim() int {
	k, d := dims(m.P)
	if k != len(m.LogPrior) {
		return 0
	}
	return d
}

// LogJoint writes log p(x, y = k) of a row [D] into dst [K], see Classifier.
func (m *Bernoulli) LogJoint(dst, row []float64) []float64 { return logJoint(m, dst, row) }

// LogProbs gives log P(y = k|x) of each class for each row of x (n × D), as n × K, see Classifier.
func (m *Bernoulli) LogProbs(x mat.Matrix) (*mat.Dense, error) { return logProbs(m, x) }

// Probs gives P(y = k|x) of each class for each row of x (n × D), as n × K; each row sums to 1.
func (m *Bernoulli) Probs(x mat.Matrix) (*mat.Dense, error) { return probs(m, x) }

// Predict gives the most probable class of each row of x (n × D).
func (m *Bernoulli) Predict(x mat.Matrix) ([]int, error) { return predict(m, x) }

// Accuracy is the share of the rows of x (n × D) whose class is predicted.
func (m *Bernoulli) Accuracy(x mat.Matrix, y []int) (float64, error) { return accuracy(m, x, y) }

// LogProb is log p(b) of a row [D], nats, at most 0; of its observed features where some are NaN.
func (m *Bernoulli) LogProb(row []float64) float64 { return logProb(m, row) }

// Score is log p(b) of every row of x (n × D): exact, to the counting measure. A missing number is an error, for
// probabilities of different features cannot be averaged.
func (m *Bernoulli) Score(x mat.Matrix) (score.Score, error) { return scoreRows(m, x, score.Counting) }

// Sample draws n rows b of zeros and ones (n × D): a class by its prior, then each feature by itself. No rows where n is
// below 1. They are rows for a model with Threshold 0, not for one that would take both 0 and 1 for absent.
func (m *Bernoulli) Sample(n int, rng *rand.Rand) *mat.Dense { return sample(m, n, rng) }

// SampleClass draws n rows b of class k (n × D). Errors: no such class.
func (m *Bernoulli) SampleClass(k, n int, rng *rand.Rand) (*mat.Dense, error) {
	return sampleClass(m, k, n, rng)
}

func (m *Bernoulli) joint() func(dst, row []float64) {
	logP, logNotP := mat.DenseCopyOf(m.P), mat.DenseCopyOf(m.P)
	logP.Apply(func(_, _ int, p float64) float64 { return math.Log(p) }, logP)
	logNotP.Apply(func(_, _ int, p float64) float64 { return math.Log1p(-p) }, logNotP)
	return func(dst, row []float64) {
		for k, sum := range m.LogPrior {
			there, absent := logP.RawRowView(k), logNotP.RawRowView(k)
			for j, x := range row {
				switch {
				case x > m.Threshold:
					sum += there[j]
				case !math.IsNaN(x):
					sum += absent[j]
				}
			}
			dst[k] = sum
		}
	}
}

func (m *Bernoulli) fault(row []float64) (int, string) { return tooLarge(row) }

func (m *Bernoulli) impossible(i int) error { return unseen(i) }

func (m *Bernoulli) prior() []float64 { return m.LogPrior }

func (m *Bernoulli) drawer(rng *rand.Rand) func(k int, row []float64) {
	return func(k int, row []float64) {
		for j := range row {
			row[j] = 0
			if rng.Float64() < m.P.At(k, j) {
				row[j] = 1
			}
		}
	}
}
