package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Gaussian has a normal distribution for each class and feature. NaN is a feature that was not observed.
//
//	log p(x, k) = log P(k) + Σ_j [ −½ log(2π σ²_kj) − (x_j − mu_kj)²/(2 σ²_kj) ]        nats
type Gaussian struct {
	LogPrior   []float64  // log P(y = k) [K]
	Mu, Sigma2 *mat.Dense // mu_kj and σ²_kj, K × D
	Moments    *Moments   // what was counted; nil where the model was not fitted
	cfg        Config
}

// FitGaussian fits the rows of x (n × D) and their classes y [n].
//
//	mu_kj = mean of x_j in class k        σ²_kj = variance of x_j in class k + VarSmoothing · max_j Var(x_j)
//
// The variances are those of maximum likelihood, with 1/n; the small number that is added to all keeps a column that is
// constant within a class from having density ∞ (scikit-learn's GaussianNB does so). Errors: those of Moments.Add, a
// class without rows, a class in which a column was never observed, columns that are all constant.
func FitGaussian(x mat.Matrix, y []int, cfg Config) (*Gaussian, error) {
	k, d, err := countClasses(x, y, cfg.Classes)
	if err != nil {
		return nil, err
	}
	s, err := NewMoments(k, d)
	if err != nil {
		return nil, err
	}
	if err := s.Add(x, y); err != nil {
		return nil, err
	}
	return gaussianOf(s, cfg)
}

// NewGaussian makes the model of rows that have been counted; it keeps a copy of s. Errors as those of FitGaussian.
func NewGaussian(s *Moments, cfg Config) (*Gaussian, error) {
	if !s.valid() {
		return nil, errNotFitted
	}
	return gaussianOf(s.clone(), cfg)
}

func gaussianOf(s *Moments, cfg Config) (*Gaussian, error) {
	if err := cfg.check(len(s.Rows)); err != nil {
		return nil, err
	}
	prior, err := logPrior(s.Rows, cfg.Prior)
	if err != nil {
		return nil, err
	}
	share := cfg.VarSmoothing
	if share == 0 {
		share = 1e-9
	}
	classes, d := s.Mean.Dims()
	m := &Gaussian{prior, mat.DenseCopyOf(s.Mean), mat.NewDense(classes, d, nil), s, cfg}
	epsilon := share * s.largestVariance()
	for k := range classes {
		for j := range d {
			n := s.Seen.At(k, j)
			if n == 0 {
				return nil, fmt.Errorf("naivebayes: column %d is missing in every row of class %d; leave the column or the class away", j, k)
			}
			sigma2 := s.M2.At(k, j)/n + epsilon
			if !(sigma2 > 0) {
				return nil, fmt.Errorf("naivebayes: column %d is constant in class %d, and VarSmoothing · the largest variance, %g, does not help; leave constant columns away or raise VarSmoothing", j, k, epsilon)
			}
			m.Sigma2.Set(k, j, sigma2)
		}
	}
	return m, nil
}

// Update learns more rows: the model becomes that of one fit on all rows so far. Errors as those of FitGaussian; then
// the model stays as it was.
func (m *Gaussian) Update(x mat.Matrix, y []int) error {
	if !m.Moments.valid() {
		return errNotFitted
	}
	s := m.Moments.clone()
	if err := s.Add(x, y); err != nil {
		return err
	}
	updated, err := gaussianOf(s, m.cfg)
	if err == nil {
		*m = *updated
	}
	return err
}

// Classes is K.
func (m *Gaussian) Classes() int { return len(m.LogPrior) }

// Dim is D; 0 where the model is none.
func (m *Gaussian) Dim() int {
	k, d := dims(m.Mu)
	if k != len(m.LogPrior) || !sameShape(k, d, m.Sigma2) {
		return 0
	}
	return d
}

// LogJoint writes log p(x, y = k) of a row [D] into dst [K], see Classifier.
func (m *Gaussian) LogJoint(dst, row []float64) []float64 { return logJoint(m, dst, row) }

// LogProbs gives log P(y = k|x) of each class for each row of x (n × D), as n × K, see Classifier.
func (m *Gaussian) LogProbs(x mat.Matrix) (*mat.Dense, error) { return logProbs(m, x) }

// Probs gives P(y = k|x) of each class for each row of x (n × D), as n × K; each row sums to 1.
func (m *Gaussian) Probs(x mat.Matrix) (*mat.Dense, error) { return probs(m, x) }

// Predict gives the most probable class of each row of x (n × D).
func (m *Gaussian) Predict(x mat.Matrix) ([]int, error) { return predict(m, x) }

// Accuracy is the share of the rows of x (n × D) whose class is predicted.
func (m *Gaussian) Accuracy(x mat.Matrix, y []int) (float64, error) { return accuracy(m, x, y) }

// LogProb is log p(x) of a row [D], nats, to the Lebesgue measure; of its observed features where some are NaN.
func (m *Gaussian) LogProb(row []float64) float64 { return logProb(m, row) }

// Score is log p of every row of x (n × D): exact, to the Lebesgue measure. A missing number is an error, for densities
// of different features cannot be averaged.
func (m *Gaussian) Score(x mat.Matrix) (score.Score, error) { return scoreRows(m, x, score.Lebesgue) }

// Sample draws n rows (n × D): a class by its prior, then each feature by itself. No rows where n is below 1.
func (m *Gaussian) Sample(n int, rng *rand.Rand) *mat.Dense { return sample(m, n, rng) }

// SampleClass draws n rows of class k (n × D). Errors: no such class.
func (m *Gaussian) SampleClass(k, n int, rng *rand.Rand) (*mat.Dense, error) {
	return sampleClass(m, k, n, rng)
}

func (m *Gaussian) joint() func(dst, row []float64) {
	logScale := mat.DenseCopyOf(m.Sigma2)
	logScale.Apply(func(_, _ int, sigma2 float64) float64 { return -0.5 * math.Log(2*math.Pi*sigma2) }, logScale)
	return func(dst, row []float64) {
		for k, logP := range m.LogPrior {
			mu, sigma2, scale := m.Mu.RawRowView(k), m.Sigma2.RawRowView(k), logScale.RawRowView(k)
			for j, x := range row {
				if !math.IsNaN(x) {
					logP += scale[j] - (x-mu[j])*(x-mu[j])/(2*sigma2[j])
				}
			}
			dst[k] = logP
		}
	}
}

func (m *Gaussian) fault(row []float64) (int, string) { return tooLarge(row) }

func (m *Gaussian) impossible(i int) error {
	return fmt.Errorf("naivebayes: row %d is so far from every class that its density is 0 in each; correct it, or fit with a larger VarSmoothing", i)
}

func (m *Gaussian) prior() []float64 { return m.LogPrior }

func (m *Gaussian) drawer(rng *rand.Rand) func(k int, row []float64) {
	return func(k int, row []float64) {
		for j := range row {
			row[j] = m.Mu.At(k, j) + math.Sqrt(m.Sigma2.At(k, j))*rng.NormFloat64()
		}
	}
}
