package bayes

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// NormalInverseGamma is what is known of a normal's mean μ and variance σ², neither of them known.
//
//	p(σ²) = InverseGamma(σ²; Alpha, Beta)          p(μ|σ²) = N(μ; Mu, σ²/Kappa)          p(x_i|μ, σ²) = N(x_i; μ, σ²)
//
// After n numbers of mean x̄ and S = Σ (x_i − x̄)² it is of
//
//	Kappa' = Kappa + n          Mu' = (Kappa Mu + n x̄)/Kappa'
//	Alpha' = Alpha + n/2        Beta' = Beta + S/2 + Kappa n (x̄ − Mu)²/(2 Kappa')
//
// A prior is as good as Kappa numbers of mean Mu, and 2 Alpha numbers of variance Beta/Alpha. Murphy 2007, "Conjugate
// Bayesian analysis of the Gaussian distribution".
type NormalInverseGamma struct{ Mu, Kappa, Alpha, Beta float64 }

const normalInverseGamma = "normal–inverse-gamma"

// Check wants a finite Mu, and Kappa, Alpha and Beta finite and above 0: otherwise p(μ, σ²) does not integrate to 1.
func (m NormalInverseGamma) Check() error {
	if err := finite(normalInverseGamma, "Mu", m.Mu); err != nil {
		return err
	}
	for _, p := range []struct {
		name string
		v    float64
	}{{"Kappa", m.Kappa}, {"Alpha", m.Alpha}, {"Beta", m.Beta}} {
		if err := proper(normalInverseGamma, p.name, p.v); err != nil {
			return err
		}
	}
	return nil
}

// Update is the posterior given x. Errors: no data, a number that is not finite, an improper prior, numbers whose squares
// are too large to compute with.
func (m NormalInverseGamma) Update(x ...float64) (NormalInverseGamma, error) {
	if err := checkData(normalInverseGamma, x, number, "finite"); err != nil {
		return m, err
	}
	if err := m.Check(); err != nil {
		return m, err
	}
	n := float64(len(x))
	mean, variance := stat.PopMeanVariance(x, nil)
	kappa := m.Kappa + n
	after := NormalInverseGamma{
		Mu:    m.Mu + n/kappa*(mean-m.Mu),
		Kappa: kappa,
		Alpha: m.Alpha + n/2,
		Beta:  m.Beta + n*variance/2 + m.Kappa*n*(mean-m.Mu)*(mean-m.Mu)/(2*kappa),
	}
	return after, after.Check()
}

// LogProb is log p(μ, σ²), nats: −Inf for a σ² not above 0, NaN for an improper prior.
func (m NormalInverseGamma) LogProb(mu, sigma2 float64) float64 {
	if m.Check() != nil {
		return math.NaN()
	}
	logP := m.MarginalSigma2().LogP(sigma2)
	if math.IsInf(logP, -1) {
		return logP
	}
	return logP + prob.Normal{Mu: m.Mu, Sigma: math.Sqrt(sigma2 / m.Kappa)}.LogP(mu)
}

// MarginalMu is p(μ), σ² averaged out: a Student t of 2 Alpha degrees of freedom.
func (m NormalInverseGamma) MarginalMu() prob.StudentT {
	return prob.StudentT{Mu: m.Mu, Sigma: math.Sqrt(m.Beta / m.Alpha / m.Kappa), Nu: 2 * m.Alpha}
}

// MarginalSigma2 is p(σ²).
func (m NormalInverseGamma) MarginalSigma2() prob.InverseGamma {
	return prob.InverseGamma{Shape: m.Alpha, Scale: m.Beta}
}

// Mean is E[μ] = Mu (NaN for Alpha ≤ ½, where there is none) and E[σ²] = Beta/(Alpha − 1) (+Inf for Alpha ≤ 1).
func (m NormalInverseGamma) Mean() (mu, sigma2 float64) {
	return m.MarginalMu().Mean(), m.MarginalSigma2().Mean()
}

// MAP is the highest point of p(μ, σ²): Mu and Beta/(Alpha + 3/2). The highest point of p(σ²) alone is another one,
// Beta/(Alpha + 1), and that of σ's density again another: a MAP depends on what is asked, and in which units.
//
// Error: an improper prior.
func (m NormalInverseGamma) MAP() (mu, sigma2 float64, err error) {
	return m.Mu, m.Beta / (m.Alpha + 1.5), m.Check()
}

// Predictive is the distribution of the next x, μ and σ² averaged out: a Student t, wider than MarginalMu by the noise.
func (m NormalInverseGamma) Predictive() prob.StudentT {
	return prob.StudentT{Mu: m.Mu, Sigma: math.Sqrt(m.Beta / m.Alpha * (m.Kappa + 1) / m.Kappa), Nu: 2 * m.Alpha}
}

// LogLikelihood is log p(X|μ, σ²) = Σ_i log N(x_i; μ, σ²), nats.
func (m NormalInverseGamma) LogLikelihood(mu, sigma2 float64, x ...float64) float64 {
	return logLikelihood(prob.Normal{Mu: mu, Sigma: math.Sqrt(sigma2)}, x)
}

// LogEvidence is the log density of the numbers x, nats, exactly. Errors: those of Update.
//
//	log p(X) = log Γ(Alpha') − log Γ(Alpha) + Alpha log Beta − Alpha' log Beta' + ½ log(Kappa/Kappa') − n/2 log 2π
func (m NormalInverseGamma) LogEvidence(x ...float64) (float64, error) {
	after, err := m.Update(x...)
	if err != nil {
		return 0, err
	}
	gammaAfter, _ := math.Lgamma(after.Alpha)
	gammaBefore, _ := math.Lgamma(m.Alpha)
	return gammaAfter - gammaBefore + m.Alpha*math.Log(m.Beta) - after.Alpha*math.Log(after.Beta) +
		0.5*math.Log(m.Kappa/after.Kappa) - float64(len(x))/2*math.Log(2*math.Pi), nil
}

// Sample draws n rows (n × 2) of μ and σ²; n < 1 gives an empty matrix, an improper prior NaN.
func (m NormalInverseGamma) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, 2, nil)
	for i := range n {
		sigma2 := m.MarginalSigma2().Sample(1, rng).At(0, 0)
		x.Set(i, 0, prob.Normal{Mu: m.Mu, Sigma: math.Sqrt(sigma2 / m.Kappa)}.Sample(1, rng).At(0, 0))
		x.Set(i, 1, sigma2)
	}
	return x
}
