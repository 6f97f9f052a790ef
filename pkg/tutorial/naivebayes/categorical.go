package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Categorical has a table for each feature, which is one of V_j values 0 … V_j−1. NaN is a feature that was not observed.
//
//	log p(x, k) = log P(k) + Σ_j log P[j]_k,x_j        nats
type Categorical struct {
	LogPrior []float64    // log P(y = k) [K]
	P        []*mat.Dense // D tables, P[j]_kv = P(x_j = v|y = k), K × V_j, whose rows sum to 1
	Tables   *Tables      // what was counted; nil where the model was not fitted
	cfg      Config
}

// FitCategorical fits rows of categories x (n × D) and their classes y [n].
//
//	P[j]_kv = (N_kv + Alpha) / (N_k + V_j Alpha)        N_kv: the rows of class k with x_j = v; N_k: those where x_j is observed
//
// V_j is the largest value of the column plus 1, or Config.Values[j]: then values that do not occur are known too, and
// have a probability where Alpha is above 0. A value outside 0 … V_j−1 is an error, in a fit and in a question. It is
// scikit-learn's CategoricalNB. Errors: those of Tables.Add, a class without rows, Config.Values that do not fit, and with
// Alpha = 0 a class in which a column was never observed.
func FitCategorical(x mat.Matrix, y []int, cfg Config) (*Categorical, error) {
	k, d, err := countClasses(x, y, cfg.Classes)
	if err != nil {
		return nil, err
	}
	if cfg.Values == nil {
		if cfg.Values, err = countValues(x); err != nil {
			return nil, err
		}
	}
	if len(cfg.Values) != d {
		return nil, fmt.Errorf("naivebayes: Config.Values has %d numbers for %d columns; give one to each", len(cfg.Values), d)
	}
	s, err := NewTables(k, cfg.Values)
	if err != nil {
		return nil, err
	}
	if err := s.Add(x, y); err != nil {
		return nil, err
	}
	return categoricalOf(s, cfg)
}

// NewCategorical makes the model of rows that have been counted; it keeps a copy of s, whose tables say how many values
// there are. Errors as those of FitCategorical.
func NewCategorical(s *Tables, cfg Config) (*Categorical, error) {
	if !s.valid() {
		return nil, errNotFitted
	}
	return categoricalOf(s.clone(), cfg)
}

func categoricalOf(s *Tables, cfg Config) (*Categorical, error) {
	if err := cfg.check(len(s.Rows)); err != nil {
		return nil, err
	}
	prior, err := logPrior(s.Rows, cfg.Prior)
	if err != nil {
		return nil, err
	}
	m := &Categorical{prior, make([]*mat.Dense, len(s.Counts)), s, cfg}
	for j, counts := range s.Counts {
		classes, values := counts.Dims()
		m.P[j] = mat.NewDense(classes, values, nil)
		for k := range classes {
			total := floats.Sum(counts.RawRowView(k)) + float64(values)*cfg.Alpha
			if total == 0 {
				return nil, errNeverSeen(j, k)
			}
			for v, n := range counts.RawRowView(k) {
				m.P[j].Set(k, v, (n+cfg.Alpha)/total)
			}
		}
	}
	return m, nil
}

// Update learns more rows: the model becomes that of one fit on all rows so far, with as many values of each column as
// it has now. Errors as those of FitCategorical; then the model stays as it was.
func (m *Categorical) Update(x mat.Matrix, y []int) error {
	if !m.Tables.valid() {
		return errNotFitted
	}
	s := m.Tables.clone()
	if err := s.Add(x, y); err != nil {
		return err
	}
	updated, err := categoricalOf(s, m.cfg)
	if err == nil {
		*m = *updated
	}
	return err
}

// Classes is K.
func (m *Categorical) Classes() int { return len(m.LogPrior) }

// Dim is D; 0 where the model is none.
func (m *Categorical) Dim() int {
	if !validTables(len(m.LogPrior), m.P) {
		return 0
	}
	return len(m.P)
}

// LogJoint writes log p(x, y = k) of a row [D] into dst [K], see Classifier.
func (m *Categorical) LogJoint(dst, row []float64) []float64 { return logJoint(m, dst, row) }

// LogProbs gives log P(y = k|x) of each class for each row of x (n × D), as n × K, see Classifier.
func (m *Categorical) LogProbs(x mat.Matrix) (*mat.Dense, error) { return logProbs(m, x) }

// Probs gives P(y = k|x) of each class for each row of x (n × D), as n × K; each row sums to 1.
func (m *Categorical) Probs(x mat.Matrix) (*mat.Dense, error) { return probs(m, x) }

// Predict gives the most probable class of each row of x (n × D).
func (m *Categorical) Predict(x mat.Matrix) ([]int, error) { return predict(m, x) }

// Accuracy is the share of the rows of x (n × D) whose class is predicted.
func (m *Categorical) Accuracy(x mat.Matrix, y []int) (float64, error) { return accuracy(m, x, y) }

// LogProb is log p(x) of a row [D], nats, at most 0; of its observed features where some are NaN.
func (m *Categorical) LogProb(row []float64) float64 { return logProb(m, row) }

// Score is log p of every row of x (n × D): exact, to the counting measure. A missing number is an error, for
// probabilities of different features cannot be averaged.
func (m *Categorical) Score(x mat.Matrix) (score.Score, error) {
	return scoreRows(m, x, score.Counting)
}

// Sample draws n rows (n × D): a class by its prior, then each feature by itself. No rows where n is below 1.
func (m *Categorical) Sample(n int, rng *rand.Rand) *mat.Dense { return sample(m, n, rng) }

// SampleClass draws n rows of class k (n × D). Errors: no such class.
func (m *Categorical) SampleClass(k, n int, rng *rand.Rand) (*mat.Dense, error) {
	return sampleClass(m, k, n, rng)
}

func (m *Categorical) joint() func(dst, row []float64) {
	return func(dst, row []float64) {
		for k, logP := range m.LogPrior {
			for j, x := range row {
				if !math.IsNaN(x) {
					logP += math.Log(m.P[j].At(k, int(x)))
				}
			}
			dst[k] = logP
		}
	}
}

func (m *Categorical) fault(row []float64) (int, string) { return noCategory(m.P)(row) }

func (m *Categorical) impossible(i int) error { return unseen(i) }

func (m *Categorical) prior() []float64 { return m.LogPrior }

func (m *Categorical) drawer(rng *rand.Rand) func(k int, row []float64) {
	values := make([][]distuv.Categorical, len(m.P)) // of each feature and class
	for j, p := range m.P {
		for k := range m.LogPrior {
			values[j] = append(values[j], distuv.NewCategorical(p.RawRowView(k), rng))
		}
	}
	return func(k int, row []float64) {
		for j := range row {
			row[j] = values[j][k].Rand()
		}
	}
}
