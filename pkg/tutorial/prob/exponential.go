package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Exponential is the exponential distribution of a waiting time x ≥ 0, when what is waited for comes at a constant Rate.
//
//	p(x) = Rate exp(−Rate x)          x ≥ 0, Rate > 0
type Exponential struct{ Rate float64 }

// NewExponential makes an Exponential whose parameter has been checked.
func NewExponential(rate float64) (Exponential, error) {
	d := Exponential{Rate: rate}
	return d, d.Check()
}

// Check wants a Rate above 0.
func (d Exponential) Check() error { return finite("exponential", "Rate", d.Rate, true) }

func (d Exponential) uv() distuv.Exponential { return distuv.Exponential{Rate: d.Rate} }

// LogP is log Rate − Rate x, nats, and −Inf for x < 0.
func (d Exponential) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is 1 − exp(−Rate x) for x ≥ 0.
func (d Exponential) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is −log(1 − u) / Rate: +Inf at 1.
func (d Exponential) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is 1/Rate.
func (d Exponential) Mean() float64 { return moment(d, d.uv().Mean()) }

// Variance is 1/Rate².
func (d Exponential) Variance() float64 { return moment(d, d.uv().Variance()) }

// Dim is 1.
func (d Exponential) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Exponential) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d Exponential) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Exponential) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d Exponential) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d Exponential) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.Exponential{Rate: d.Rate, Src: rng}.Rand)
}
