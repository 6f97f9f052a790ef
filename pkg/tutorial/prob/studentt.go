package prob

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// StudentT is Student's t distribution of a real number x, moved by Mu and stretched by Sigma: a normal whose variance
// is itself uncertain, so that its tails are heavier.
//
//	p(x) = Γ((Nu + 1)/2)/(Γ(Nu/2) √(π Nu) Sigma) · (1 + z²/Nu)^(−(Nu+1)/2)          z = (x − Mu)/Sigma;  Sigma, Nu > 0
//
// Nu, the degrees of freedom, need not be whole. Sigma is no standard deviation: that is larger, and infinite for
// Nu ≤ 2. "Student" (W. S. Gosset) 1908.
type StudentT struct{ Mu, Sigma, Nu float64 }

// NewStudentT makes a StudentT whose parameters have been checked.
func NewStudentT(mu, sigma, nu float64) (StudentT, error) {
	d := StudentT{Mu: mu, Sigma: sigma, Nu: nu}
	return d, d.Check()
}

// Check wants a finite Mu, and Sigma and Nu above 0.
func (d StudentT) Check() error {
	if err := finite("Student t", "Mu", d.Mu, false); err != nil {
		return err
	}
	if err := finite("Student t", "Sigma", d.Sigma, true); err != nil {
		return err
	}
	return finite("Student t", "Nu", d.Nu, true)
}

func (d StudentT) uv() distuv.StudentsT {
	return distuv.StudentsT{Mu: d.Mu, Sigma: d.Sigma, Nu: d.Nu}
}

// LogP is log p(x), nats.
func (d StudentT) LogP(x float64) float64 {
	return logAt(d, x, func(x float64) float64 {
		z := (x - d.Mu) / d.Sigma
		return logGammaHalf(d.Nu/2) - 0.5*math.Log(math.Pi*d.Nu) - math.Log(d.Sigma) - (d.Nu+1)/2*math.Log1p(z*z/d.Nu)
	})
}

// logGammaHalf is log Γ(a + ½) − log Γ(a). For a large a, where distuv's difference of the two loses its digits, it is
// the first terms of their asymptotic series: the next one is below 1e-17.
func logGammaHalf(a float64) float64 {
	if a > 1e3 {
		return 0.5*math.Log(a) - 1/(8*a) + 1/(192*a*a*a)
	}
	half, _ := math.Lgamma(a + 0.5)
	whole, _ := math.Lgamma(a)
	return half - whole
}

// CDF is P(X ≤ x), by the regularised incomplete beta function.
func (d StudentT) CDF(x float64) float64 { return cdfAt(d, x, d.uv().CDF) }

// Quantile is CDF's inverse: −Inf at 0, +Inf at 1.
func (d StudentT) Quantile(u float64) float64 { return quantileAt(d, u, d.uv().Quantile) }

// Mean is Mu, and NaN for Nu ≤ 1, where there is none.
func (d StudentT) Mean() float64 {
	if d.Nu <= 1 {
		return math.NaN()
	}
	return moment(d, d.Mu)
}

// Variance is Sigma² Nu/(Nu − 2): +Inf for 1 < Nu ≤ 2, NaN for Nu ≤ 1.
func (d StudentT) Variance() float64 { return moment(d, d.uv().Variance()) }

// Dim is 1.
func (d StudentT) Dim() int { return 1 }

// LogProb is LogP of a row of one number.
func (d StudentT) LogProb(x []float64) float64 { return logProb(d, x) }

// Prob is the density p(x).
func (d StudentT) Prob(x float64) float64 { return math.Exp(d.LogP(x)) }

// Score gives log p of every row of x (n × 1), exactly.
func (d StudentT) Score(x mat.Matrix) (score.Score, error) { return scoreRows(d, x) }

// Measure is score.Lebesgue: x is continuous.
func (d StudentT) Measure() score.Measure { return score.Lebesgue }

// Sample draws n rows.
func (d StudentT) Sample(n int, rng *rand.Rand) *mat.Dense {
	return sample(d, n, distuv.StudentsT{Mu: d.Mu, Sigma: d.Sigma, Nu: d.Nu, Src: rng}.Rand)
}
