package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// InverseGamma is the distribution of x > 0 where 1/x is [Gamma] of the same Shape and of rate Scale: a variance whose
// precision is gamma.
//
//	p(x) = Scale^Shape / Γ(Shape) · x^(−Shape−1) exp(−Scale/x)          Shape, Scale > 0
type InverseGamma struct{ Shape, Scale float64 }

// NewInverseGamma makes an InverseGamma whose parameters have been checked.
func NewInverseGamma(shape, scale float64) (InverseGamma, error) {
	d := InverseGamma{Shape: shape, Scale: scale}
	return d, d.Check()
}

// Check wants Shape and Scale above 0.
func (d InverseGamma) Check() error {
	if err := finite("inverse gamma", "Shape", d.Shape, true); err != nil {
		return err
	}
	return finite("inverse gamma", "Scale", d.Scale, true)
}

func (d InverseGamma) uv() distuv.InverseGamma {
	return distuv.InverseGamma{Alpha: d.Shape, Beta: d.Scale}
}

// LogP is log p(x), nats, and −Inf for x ≤ 0.
func (d InverseGamma) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is the regularised upper incomplete gamma function of Shape at Scale/x.
func (d InverseGamma) CDF(x float64) float64 {
	return cdfAt(d, x, func(x float64) float64 {
		if x <= 0 {
			return 0
		}
		return d.uv().CDF(x)
	})
}

// Quantile is CDF's inverse: 0 at 0, +Inf at 1.
func (d InverseGamma) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is Scale/(Shape − 1), and +Inf for Shape ≤ 1.
func (d InverseGamma) Mean() float64 { return moment(d, d.uv().Mean()) }

// Variance is Scale²/((Shape − 1)² (Shape − 2)), and +Inf for Shape ≤ 2 (NaN for Shape ≤ 1, whose mean is infinite).
func (d InverseGamma) Variance() float64 {
	if d.Shape <= 1 {
		return math.NaN()
	}
	return moment(d, d.uv().Variance())
}

// Dim is 1.
func (d InverseGamma) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d InverseGamma) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d InverseGamma) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d InverseGamma) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d InverseGamma) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d InverseGamma) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.InverseGamma{Alpha: d.Shape, Beta: d.Scale, Src: rng}.Rand)
}
