package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Beta is the beta distribution of a probability x ∈ [0, 1].
//
//	p(x) = Γ(Alpha + Beta) / (Γ(Alpha) Γ(Beta)) · x^(Alpha−1) (1 − x)^(Beta−1)          Alpha, Beta > 0
//
// It is the distribution of a coin's p(1) after Alpha − 1 heads and Beta − 1 tails, all values having been alike before.
type Beta struct{ Alpha, Beta float64 }

// NewBeta makes a Beta whose parameters have been checked.
func NewBeta(alpha, beta float64) (Beta, error) {
	d := Beta{Alpha: alpha, Beta: beta}
	return d, d.Check()
}

// Check wants Alpha and Beta above 0.
func (d Beta) Check() error {
	if err := finite("beta", "Alpha", d.Alpha, true); err != nil {
		return err
	}
	return finite("beta", "Beta", d.Beta, true)
}

func (d Beta) uv() distuv.Beta { return distuv.Beta{Alpha: d.Alpha, Beta: d.Beta} }

// LogP is log p(x), nats, and −Inf outside [0, 1]; +Inf at an end where the density is infinite (Alpha or Beta below 1).
func (d Beta) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is the regularised incomplete beta function I_x(Alpha, Beta).
func (d Beta) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is CDF's inverse.
func (d Beta) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is Alpha / (Alpha + Beta).
func (d Beta) Mean() float64 { return moment(d, d.uv().Mean()) }

// Variance is Alpha Beta / ((Alpha + Beta)² (Alpha + Beta + 1)).
func (d Beta) Variance() float64 { return moment(d, d.uv().Variance()) }

// Dim is 1.
func (d Beta) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Beta) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d Beta) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Beta) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d Beta) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d Beta) Sample(n int, rng *rand.Rand) *mat.Dense {
	uv := distuv.Beta{Alpha: d.Alpha, Beta: d.Beta, Src: rng}
	return sample(d, n, func() float64 {
		if x := uv.Rand(); !math.IsNaN(x) {
			return x
		}
		// Alpha and Beta are so small that both gamma draws were rounded to 0: all mass lies at the ends.
		return distuv.Bernoulli{P: d.Mean(), Src: rng}.Rand()
	})
}
