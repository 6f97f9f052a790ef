package naivebayes

import (
	"fmt"
	"math"
)

// Config says how a model is fitted. The zero value is maximum likelihood.
type Config struct {
	Classes int       // K; 0: the largest label + 1
	Prior   []float64 // P(y = k) [K], which sum to 1; nil: the classes' shares of the rows, N_k/N; see Uniform

	// Alpha is what is added to every count, of all models but Gaussian: 1 is Laplace's smoothing, less is Lidstone's. It
	// is the mean of the posterior after a Dirichlet prior with this parameter. With 0, maximum likelihood, what was never
	// seen in a class has probability 0 there and log −Inf, whatever the other features say.
	Alpha float64

	VarSmoothing float64 // Gaussian: this share of the largest variance of a column is added to every σ²; default 1e-9
	Threshold    float64 // Bernoulli: x_j counts as 1 where it is above this; with 0, zeros and ones stay what they are
	Values       []int   // Categorical: the number of values V_j of each column [D]; nil: the largest value seen + 1
	Norm         bool    // Complement: divide the weights of a class by their sum
}

// Uniform is the prior P(y = k) = 1/K of that many classes; nil for less than one.
func Uniform(classes int) []float64 {
	if classes < 1 {
		return nil
	}
	p := make([]float64, classes)
	for k := range p {
		p[k] = 1 / float64(classes)
	}
	return p
}

// check says what is wrong with the options for a model of k classes.
func (c Config) check(k int) error {
	switch {
	case c.Classes != 0 && c.Classes != k:
		return fmt.Errorf("naivebayes: Config.Classes is %d, the rows were counted for %d classes; give the same number or 0", c.Classes, k)
	case !(c.Alpha >= 0) || math.IsInf(c.Alpha, 1):
		return fmt.Errorf("naivebayes: Alpha is %g; it must be a finite number, 0 or more: 1 is usual", c.Alpha)
	case !(c.VarSmoothing >= 0) || math.IsInf(c.VarSmoothing, 1):
		return fmt.Errorf("naivebayes: VarSmoothing is %g; it must be a finite number, 0 or more: 1e-9 is usual", c.VarSmoothing)
	case math.IsNaN(c.Threshold) || math.IsInf(c.Threshold, 0):
		return fmt.Errorf("naivebayes: Threshold is %g; it must be a finite number", c.Threshold)
	}
	return nil
}

// logPrior gives log P(y = k) [K] of classes with so many rows, none of which may be 0.
//
//	P(k) = N_k/N, or the given prior
func logPrior(rows, prior []float64) ([]float64, error) {
	total := 0.0
	for k, n := range rows {
		if !(n > 0) {
			return nil, fmt.Errorf("naivebayes: class %d of %d has no row; number the classes that occur 0 to K−1, or count parts of the data together first", k, len(rows))
		}
		total += n
	}
	logP := make([]float64, len(rows))
	if prior == nil {
		for k, n := range rows {
			logP[k] = math.Log(n / total)
		}
		return logP, nil
	}
	if len(prior) != len(rows) {
		return nil, fmt.Errorf("naivebayes: the prior has %d numbers for %d classes; give one to each", len(prior), len(rows))
	}
	sum := 0.0
	for k, p := range prior {
		if !(p >= 0 && p <= 1) {
			return nil, fmt.Errorf("naivebayes: the prior of class %d is %g; a probability is 0 to 1", k, p)
		}
		sum += p
		logP[k] = math.Log(p)
	}
	if math.Abs(sum-1) > 1e-9 {
		return nil, fmt.Errorf("naivebayes: the prior sums to %.12g; divide it by its sum", sum)
	}
	return logP, nil
}
