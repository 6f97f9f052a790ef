package prob

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Categorical is the distribution of one of K kinds, x = 0 … K−1.
//
//	p(k) = P[k]          P[k] ≥ 0, Σ_k P[k] = 1
//
// The numbers are names: mean, variance and cdf have a meaning only where their order has one.
type Categorical struct{ P []float64 }

// NewCategorical makes a Categorical of a copy of p, which has been checked.
func NewCategorical(p []float64) (Categorical, error) {
	d := Categorical{P: append([]float64(nil), p...)}
	return d, d.Check()
}

// tolerance is how far the sum of a distribution's probabilities may be from 1, by rounding.
const tolerance = 1e-9

// Check wants at least one probability, each from 0 to 1, and a sum of 1.
func (d Categorical) Check() error {
	if len(d.P) == 0 {
		return fmt.Errorf("prob: categorical: P is empty; give a probability for each kind")
	}
	sum := 0.0
	for k, p := range d.P {
		if err := probability("categorical", fmt.Sprintf("P[%d]", k), p); err != nil {
			return err
		}
		sum += p
	}
	if math.Abs(sum-1) > tolerance {
		return fmt.Errorf("prob: categorical: P sums to %g; it must sum to 1: divide by the sum", sum)
	}
	return nil
}

// LogP is log P[x], nats, and −Inf where x is no kind.
func (d Categorical) LogP(x float64) float64 {
	return logAt(d, x, func(x float64) float64 {
		if x < 0 || x >= float64(len(d.P)) || x != math.Trunc(x) {
			return math.Inf(-1)
		}
		return math.Log(d.P[int(x)])
	})
}

// CDF is Σ P[k] over k ≤ x.
func (d Categorical) CDF(x float64) float64 {
	return cdfAt(d, x, func(x float64) float64 { return distuv.NewCategorical(d.P, nil).CDF(x) })
}

// Quantile is the least k with CDF(k) ≥ u.
func (d Categorical) Quantile(u float64) float64 {
	return quantileAt(d, u, func(u float64) float64 {
		for k := range d.P {
			if d.CDF(float64(k)) >= u {
				return float64(k)
			}
		}
		return float64(len(d.P) - 1)
	})
}

// Mean is Σ k P[k].
func (d Categorical) Mean() float64 {
	if d.Check() != nil {
		return math.NaN()
	}
	return distuv.NewCategorical(d.P, nil).Mean()
}

// Variance is Σ (k − Mean)² P[k].
func (d Categorical) Variance() float64 {
	mean, v := d.Mean(), 0.0
	for k, p := range d.P {
		v += (float64(k) - mean) * (float64(k) - mean) * p
	}
	return v + 0*mean // NaN where the mean is
}

// Dim is 1.
func (d Categorical) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Categorical) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the probability p(x).
func (d Categorical) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Categorical) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Counting: x is discrete.
func (d Categorical) Measure() score.Measure { return score.Counting }

// Sample draws n rows of whole numbers from 0 to K−1.
func (d Categorical) Sample(n int, rng *rand.Rand) *mat.Dense {
	if d.Check() != nil {
		return sample(d, n, nil)
	}
	return sample(d, n, distuv.NewCategorical(d.P, rng).Rand)
}
