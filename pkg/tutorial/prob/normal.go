package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Normal is the normal distribution of a real number x.
//
//	N(x; Mu, Sigma²) = 1/√(2π Sigma²) exp( −(x − Mu)² / (2 Sigma²) )          Sigma > 0
//
// Sigma is the standard deviation. The density is above 1 near Mu where Sigma < 0.39: it is no probability.
type Normal struct{ Mu, Sigma float64 }

// NewNormal makes a Normal whose parameters have been checked.
func NewNormal(mu, sigma float64) (Normal, error) {
	d := Normal{Mu: mu, Sigma: sigma}
	return d, d.Check()
}

// Check wants a finite Mu and a Sigma above 0.
func (d Normal) Check() error {
	if err := finite("normal", "Mu", d.Mu, false); err != nil {
		return err
	}
	return finite("normal", "Sigma", d.Sigma, true)
}

func (d Normal) uv() distuv.Normal { return distuv.Normal{Mu: d.Mu, Sigma: d.Sigma} }

// LogP is log N(x; Mu, Sigma²), nats.
func (d Normal) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is P(X ≤ x) = ½ erfc( −(x − Mu) / (Sigma √2) ).
func (d Normal) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is CDF's inverse: −Inf at 0, +Inf at 1.
func (d Normal) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is Mu.
func (d Normal) Mean() float64 { return moment(d, d.Mu) }

// Variance is Sigma².
func (d Normal) Variance() float64 { return moment(d, d.Sigma*d.Sigma) }

// Dim is 1.
func (d Normal) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Normal) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d Normal) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Normal) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d Normal) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d Normal) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.Normal{Mu: d.Mu, Sigma: d.Sigma, Src: rng}.Rand)
}
