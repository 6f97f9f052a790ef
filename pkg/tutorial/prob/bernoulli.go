package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Bernoulli is the distribution of a single yes (x = 1) or no (x = 0).
//
//	p(1) = P          p(0) = 1 − P          0 ≤ P ≤ 1
type Bernoulli struct{ P float64 }

// NewBernoulli makes a Bernoulli whose parameter has been checked.
func NewBernoulli(p float64) (Bernoulli, error) {
	d := Bernoulli{P: p}
	return d, d.Check()
}

// Check wants a P from 0 to 1.
func (d Bernoulli) Check() error { return probability("Bernoulli", "P", d.P) }

func (d Bernoulli) uv() distuv.Bernoulli { return distuv.Bernoulli{P: d.P} }

// LogP is log P for x = 1, log(1 − P) for x = 0, nats, and −Inf for any other x.
func (d Bernoulli) LogP(x float64) float64 {
	return logAt(d, x, func(x float64) float64 {
		if x == 0 {
			return math.Log1p(-d.P) // exact for a small P, where 1 − P is not
		}
		return d.uv().LogProb(x)
	})
}

// CDF is 0 below 0, 1 − P from 0 on, 1 from 1 on.
func (d Bernoulli) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is 0 up to u = 1 − P, then 1.
func (d Bernoulli) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is P.
func (d Bernoulli) Mean() float64 { return moment(d, d.P) }

// Variance is P (1 − P).
func (d Bernoulli) Variance() float64 { return moment(d, d.uv().Variance()) }

// Dim is 1.
func (d Bernoulli) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Bernoulli) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the probability p(x).
func (d Bernoulli) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Bernoulli) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Counting: x is discrete.
func (d Bernoulli) Measure() score.Measure { return score.Counting }

// Sample draws n rows of 0 and 1.
func (d Bernoulli) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.Bernoulli{P: d.P, Src: rng}.Rand)
}
