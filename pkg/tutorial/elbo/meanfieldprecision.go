package elbo

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// MeanPrecision is q(μ, τ) = q(μ) q(τ) on its way to p(μ, τ|X), the posterior of a normal's mean μ and precision τ = 1/σ².
type MeanPrecision struct {
	Mu    prob.Normal // q(μ)
	Tau   prob.Gamma  // q(τ)
	ELBO  float64     // nats for all data together: at most log p(X)
	Sweep int
	Last  string // the factor last updated: "mu" or "tau"
}

// FitMeanPrecision fits q(μ) q(τ) to the posterior of data x [N] under a normal–inverse-gamma prior, by coordinate ascent.
//
//	p(x_i|μ, τ) = N(x_i; μ, 1/τ)     p(μ|τ) = N(μ; Mu, 1/(Kappa τ))     p(τ) = Gamma(τ; Alpha, Beta)
//
//	q(μ) ← N( m, s² )                m = (Kappa Mu + N x̄)/(Kappa + N),   s² = 1/((Kappa + N) E[τ])
//	q(τ) ← Gamma( a, b )             a = Alpha + (N + 1)/2,   b = Beta + ½ E_μ[ Σ_i (x_i − μ)² + Kappa (μ − Mu)² ]
//
// The posterior is not of this form: the less is known of τ, the wider it is in μ. It is known exactly
// ([bayes.NormalInverseGamma]), and so is log p(X). E[τ] ends at the exact one; the variances of μ and of τ end too small. Bishop
// 2006, section 10.1.3, equations 10.26 to 10.30.
//
// tau > 0 is E[τ] to begin with. each, which may be nil, is called after every update. Errors: data or a prior that package bayes
// refuses, a tau out of range, no convergence in 100000 sweeps, ctx's end: with q so far.
func FitMeanPrecision(ctx context.Context, prior bayes.NormalInverseGamma, x []float64, tau float64, each func(MeanPrecision)) (MeanPrecision, error) {
	if _, err := prior.Update(x...); err != nil {
		return MeanPrecision{}, fmt.Errorf("elbo: mean field: %w", err)
	}
	if !(tau > 0) || math.IsInf(tau, 1) {
		return MeanPrecision{}, fmt.Errorf("elbo: tau is %g; it must be a number above 0", tau)
	}
	d := momentsOf(x, prior)
	shape := prior.Alpha + (d.n+1)/2
	q := MeanPrecision{Tau: prob.Gamma{Shape: shape, Rate: shape / tau}}
	report := func(factor string) {
		q.Last, q.ELBO = factor, d.elbo(q)
		if each != nil {
			each(q)
		}
	}
	for q.Sweep < meanFieldSweeps {
		if err := ctx.Err(); err != nil {
			return q, fmt.Errorf("elbo: coordinate ascent was stopped after %d sweeps: %w", q.Sweep, err)
		}
		q.Sweep++
		before := q.Tau.Rate
		q.Mu = prob.Normal{Mu: d.mean, Sigma: math.Sqrt(1 / ((prior.Kappa + d.n) * q.Tau.Mean()))}
		report("mu")
		q.Tau.Rate = prior.Beta + 0.5*(d.aboutData(q.Mu)+prior.Kappa*d.aboutPrior(q.Mu))
		report("tau")
		if math.Abs(q.Tau.Rate-before) <= meanFieldTol*before {
			return q, nil
		}
	}
	return q, fmt.Errorf("elbo: coordinate ascent has not converged after %d sweeps; rescale the data", q.Sweep)
}

// moments is what the updates need to know of data and prior.
type moments struct {
	n, xMean, squares float64 // N, x̄, Σ (x_i − x̄)²
	mean              float64 // (Kappa Mu + N x̄)/(Kappa + N)
	prior             bayes.NormalInverseGamma
}

func momentsOf(x []float64, prior bayes.NormalInverseGamma) moments {
	n := float64(len(x))
	xMean, variance := stat.PopMeanVariance(x, nil)
	return moments{n: n, xMean: xMean, squares: n * variance, prior: prior,
		mean: prior.Mu + n/(prior.Kappa+n)*(xMean-prior.Mu)}
}

// aboutData is E_μ[Σ_i (x_i − μ)²].
func (d moments) aboutData(mu prob.Normal) float64 {
	away := d.xMean - mu.Mu
	return d.squares + d.n*(away*away+mu.Sigma*mu.Sigma)
}

// aboutPrior is E_μ[(μ − Mu)²].
func (d moments) aboutPrior(mu prob.Normal) float64 {
	away := mu.Mu - d.prior.Mu
	return away*away + mu.Sigma*mu.Sigma
}

// elbo is the bound of q, nats.
//
//	ELBO = E[log p(X|μ, τ)] + E[log p(μ|τ)] + E[log p(τ)] + H[q(μ)] + H[q(τ)],   E[log τ] = ψ(a) − log b
func (d moments) elbo(q MeanPrecision) float64 {
	p, a, b := d.prior, q.Tau.Shape, q.Tau.Rate
	tau, logTau, log2Pi := a/b, mathext.Digamma(a)-math.Log(b), math.Log(2*math.Pi)
	logX := d.n/2*(logTau-log2Pi) - tau/2*d.aboutData(q.Mu)
	logMu := 0.5*(math.Log(p.Kappa)+logTau-log2Pi) - p.Kappa*tau/2*d.aboutPrior(q.Mu)
	logTauPrior := p.Alpha*math.Log(p.Beta) - lgamma(p.Alpha) + (p.Alpha-1)*logTau - p.Beta*tau
	entropyMu := 0.5 * (1 + log2Pi + 2*math.Log(q.Mu.Sigma))
	entropyTau := a - math.Log(b) + lgamma(a) + (1-a)*mathext.Digamma(a)
	return logX + logMu + logTauPrior + entropyMu + entropyTau
}

func lgamma(a float64) float64 {
	v, _ := math.Lgamma(a)
	return v
}
