package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Gamma is the gamma distribution of a number x > 0, such as a rate or a precision.
//
//	p(x) = Rate^Shape / Γ(Shape) · x^(Shape−1) exp(−Rate x)          Shape, Rate > 0
//
// For Shape = 1 it is the exponential distribution; for a whole Shape, the time until that many events have come.
type Gamma struct{ Shape, Rate float64 }

// NewGamma makes a Gamma whose parameters have been checked.
func NewGamma(shape, rate float64) (Gamma, error) {
	d := Gamma{Shape: shape, Rate: rate}
	return d, d.Check()
}

// Check wants Shape and Rate above 0.
func (d Gamma) Check() error {
	if err := finite("gamma", "Shape", d.Shape, true); err != nil {
		return err
	}
	return finite("gamma", "Rate", d.Rate, true)
}

func (d Gamma) uv() distuv.Gamma { return distuv.Gamma{Alpha: d.Shape, Beta: d.Rate} }

// LogP is log p(x), nats, and −Inf for x < 0; +Inf at 0 where the density is infinite (Shape below 1).
func (d Gamma) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is the regularised lower incomplete gamma function of Shape at Rate x.
func (d Gamma) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is CDF's inverse: +Inf at 1.
func (d Gamma) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is Shape / Rate.
func (d Gamma) Mean() float64 { return moment(d, d.uv().Mean()) }

// Variance is Shape / Rate².
func (d Gamma) Variance() float64 { return moment(d, d.uv().Variance()) }

// Dim is 1.
func (d Gamma) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Gamma) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d Gamma) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Gamma) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d Gamma) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d Gamma) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.Gamma{Alpha: d.Shape, Beta: d.Rate, Src: rng}.Rand)
}
