package prob

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Poisson is the distribution of a count x = 0, 1, 2, … of events that come independently of one another, Lambda of
// them on average.
//
//	p(x) = Lambda^x exp(−Lambda) / x!          Lambda > 0
type Poisson struct{ Lambda float64 }

// NewPoisson makes a Poisson whose parameter has been checked.
func NewPoisson(lambda float64) (Poisson, error) {
	d := Poisson{Lambda: lambda}
	return d, d.Check()
}

// maxLambda keeps counts exact whole numbers.
const maxLambda = 1e15

// Check wants a Lambda above 0, and not above 1e15, where counts are no longer exact.
func (d Poisson) Check() error {
	if err := finite("Poisson", "Lambda", d.Lambda, true); err != nil {
		return err
	}
	if d.Lambda > maxLambda {
		return fmt.Errorf("prob: Poisson: Lambda is %g; up to %g counts are exact: use a normal of variance Lambda", d.Lambda, maxLambda)
	}
	return nil
}

func (d Poisson) uv() distuv.Poisson { return distuv.Poisson{Lambda: d.Lambda} }

// LogP is x log Lambda − Lambda − log x!, nats, and −Inf where x is no count.
func (d Poisson) LogP(x float64) float64 { return logAt(d, x, d.uv().LogProb) }

// CDF is Σ p(k) over k ≤ x.
func (d Poisson) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is the least count with CDF ≥ u: +Inf at 1.
func (d Poisson) Quantile(u float64) float64 {
	return quantileAt(d, u, func(u float64) float64 {
		if u == 1 {
			return math.Inf(1)
		}
		return least(d.uv().CDF, u)
	})
}

// Mean is Lambda.
func (d Poisson) Mean() float64 { return moment(d, d.Lambda) }

// Variance is Lambda too.
func (d Poisson) Variance() float64 { return moment(d, d.Lambda) }

// Dim is 1.
func (d Poisson) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d Poisson) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the probability p(x).
func (d Poisson) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d Poisson) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Counting: x is discrete.
func (d Poisson) Measure() score.Measure { return score.Counting }

// Sample draws n rows of counts.
func (d Poisson) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.Poisson{Lambda: d.Lambda, Src: rng}.Rand)
}
