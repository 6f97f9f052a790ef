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

// BetaBinomial is the distribution of the count x = 0 … N of ones among N coin tosses, the coin's p(1) itself drawn from
// a [Beta] of Alpha and Beta.
//
//	p(x) = C(N, x) · B(x + Alpha, N − x + Beta) / B(Alpha, Beta)          N ≥ 1; Alpha, Beta > 0
//
// For Alpha = Beta = 1 all counts are alike: 1/(N + 1).
type BetaBinomial struct {
	N           int
	Alpha, Beta float64
}

// NewBetaBinomial makes a BetaBinomial whose parameters have been checked.
func NewBetaBinomial(n int, alpha, beta float64) (BetaBinomial, error) {
	d := BetaBinomial{N: n, Alpha: alpha, Beta: beta}
	return d, d.Check()
}

// maxTosses keeps the sums over all counts short.
const maxTosses = 1_000_000

// Check wants an N from 1 to a million, and Alpha and Beta above 0.
func (d BetaBinomial) Check() error {
	if d.N < 1 || d.N > maxTosses {
		return fmt.Errorf("prob: beta-binomial: N is %d; it must be from 1 to %d", d.N, maxTosses)
	}
	if err := finite("beta-binomial", "Alpha", d.Alpha, true); err != nil {
		return err
	}
	return finite("beta-binomial", "Beta", d.Beta, true)
}

// LogP is log p(x), nats, and −Inf where x is no count from 0 to N.
func (d BetaBinomial) LogP(x float64) float64 {
	return logAt(d, x, func(x float64) float64 {
		n := float64(d.N)
		if !count(x) || x > n {
			return math.Inf(-1)
		}
		// C(N, x) = 1/((N + 1) B(x + 1, N − x + 1))
		return -math.Log(n+1) - mathext.Lbeta(x+1, n-x+1) + mathext.Lbeta(x+d.Alpha, n-x+d.Beta) - mathext.Lbeta(d.Alpha, d.Beta)
	})
}

// CDF is Σ p(k) over k ≤ x.
func (d BetaBinomial) CDF(x float64) float64 {
	return cdfAt(d, x, func(x float64) float64 {
		if x >= float64(d.N) {
			return 1
		}
		sum := 0.0
		for k := 0.0; k <= x; k++ {
			sum += d.Prob(k)
		}
		return min(1, sum)
	})
}

// Quantile is the least count with CDF ≥ u.
func (d BetaBinomial) Quantile(u float64) float64 {
	return quantileAt(d, u, func(u float64) float64 {
		sum := d.Prob(0)
		x := 0
		for ; sum < u && x < d.N; sum += d.Prob(float64(x)) {
			x++
		}
		return float64(x)
	})
}

// Mean is N Alpha/(Alpha + Beta).
func (d BetaBinomial) Mean() float64 { return moment(d, float64(d.N)*d.Alpha/(d.Alpha+d.Beta)) }

// Variance is N m (1 − m) (Alpha + Beta + N)/(Alpha + Beta + 1), m = Alpha/(Alpha + Beta): more than a binomial's.
func (d BetaBinomial) Variance() float64 {
	n, m, s := float64(d.N), d.Alpha/(d.Alpha+d.Beta), d.Alpha+d.Beta
	return moment(d, n*m*(1-m)*(s+n)/(s+1))
}

// Dim is 1.
func (d BetaBinomial) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d BetaBinomial) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the probability p(x).
func (d BetaBinomial) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d BetaBinomial) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Counting: x is discrete.
func (d BetaBinomial) Measure() score.Measure { return score.Counting }

// Sample draws n rows of counts: a p(1) from the beta, a count from its binomial.
func (d BetaBinomial) Sample(n int, rng *rand.Rand) *mat.Dense {
	coin := Beta{Alpha: d.Alpha, Beta: d.Beta}
	return sample(d, n, func() float64 {
		return distuv.Binomial{N: float64(d.N), P: coin.Sample(1, rng).At(0, 0), Src: rng}.Rand()
	})
}
