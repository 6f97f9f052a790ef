package prob

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// NegativeBinomial is the distribution of a count x = 0, 1, 2, … of failures before the R-th success, P being the
// probability of a success. R need not be whole.
//
//	p(x) = Γ(x + R)/(x! Γ(R)) · P^R (1 − P)^x          R > 0, 0 < P < 1
//
// It is also a [Poisson] whose Lambda is [Gamma] of shape R and rate P/(1 − P): its variance exceeds its mean.
type NegativeBinomial struct{ R, P float64 }

// NewNegativeBinomial makes a NegativeBinomial whose parameters have been checked.
func NewNegativeBinomial(r, p float64) (NegativeBinomial, error) {
	d := NegativeBinomial{R: r, P: p}
	return d, d.Check()
}

// Check wants an R above 0, a P between 0 and 1, and a mean of at most 1e15, up to which counts are exact.
func (d NegativeBinomial) Check() error {
	if err := finite("negative binomial", "R", d.R, true); err != nil {
		return err
	}
	if !(0 < d.P && d.P < 1) {
		return fmt.Errorf("prob: negative binomial: P is %g; it must be between 0 and 1", d.P)
	}
	if mean := d.R * (1 - d.P) / d.P; mean > maxLambda {
		return fmt.Errorf("prob: negative binomial: its mean is %g; up to %g counts are exact: use a gamma", mean, maxLambda)
	}
	return nil
}

// LogP is log p(x), nats, and −Inf where x is no count.
func (d NegativeBinomial) LogP(x float64) float64 {
	return logAt(d, x, func(x float64) float64 {
		switch {
		case !count(x):
			return math.Inf(-1)
		case x == 0:
			return d.R * math.Log(d.P)
		}
		// Γ(x + R)/(x! Γ(R)) = 1/(x B(x, R))
		return -math.Log(x) - mathext.Lbeta(x, d.R) + d.R*math.Log(d.P) + x*math.Log1p(-d.P)
	})
}

// CDF is I_P(R, ⌊x⌋ + 1), the regularised incomplete beta function.
func (d NegativeBinomial) CDF(x float64) float64 {
	return cdfAt(d, x, func(x float64) float64 {
		if x < 0 {
			return 0
		}
		return mathext.RegIncBeta(d.R, math.Floor(x)+1, d.P)
	})
}

// Quantile is the least count with CDF ≥ u: +Inf at 1.
func (d NegativeBinomial) Quantile(u float64) float64 {
	return quantileAt(d, u, func(u float64) float64 {
		if u == 1 {
			return math.Inf(1)
		}
		return least(d.CDF, u)
	})
}

// Mean is R (1 − P)/P.
func (d NegativeBinomial) Mean() float64 { return moment(d, d.R*(1-d.P)/d.P) }

// Variance is R (1 − P)/P².
func (d NegativeBinomial) Variance() float64 { return moment(d, d.R*(1-d.P)/(d.P*d.P)) }

// Dim is 1.
func (d NegativeBinomial) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d NegativeBinomial) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the probability p(x).
func (d NegativeBinomial) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d NegativeBinomial) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Counting: x is discrete.
func (d NegativeBinomial) Measure() score.Measure { return score.Counting }

// Sample draws n rows of counts: a Lambda from the gamma, a count from its Poisson.
func (d NegativeBinomial) Sample(n int, rng *rand.Rand) *mat.Dense {
	rate := distuv.Gamma{Alpha: d.R, Beta: d.P / (1 - d.P), Src: rng}
	return sample(d, n, func() float64 {
		lambda := rate.Rand()
		if lambda == 0 { // a draw rounded to 0
			return 0
		}
		return distuv.Poisson{Lambda: lambda, Src: rng}.Rand()
	})
}
