package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// over integrates f over the line, where all our integrands live.
func over(f func(z float64) float64) float64 { return quad.Fixed(f, -14, 14, 400, quad.Legendre{}, 0) }

// toy is a VAE with one latent dimension and five pixels, whose every integral is one of a single variable:
// logits(z) = a tanh(2z) + b z + c, and q(z|x) = N(mu, exp(logVar)).
type toy struct {
	x, a, b, c []float64
	mu, logVar float64
	q          distuv.Normal
}

func newToy(seed uint64) toy {
	rng := rand.New(rand.NewPCG(seed, 8))
	t := toy{mu: rng.NormFloat64(), logVar: -0.5 + 0.4*rng.NormFloat64()}
	for range 5 {
		t.x = append(t.x, float64(rng.IntN(2)))
		t.a, t.b, t.c = append(t.a, 2*rng.NormFloat64()), append(t.b, rng.NormFloat64()), append(t.c, rng.NormFloat64())
	}
	t.q = distuv.Normal{Mu: t.mu, Sigma: math.Exp(t.logVar / 2)}
	return t
}

// logPxz is log p(x|z) with the probabilities themselves.
func (t toy) logPxz(z float64) float64 {
	logP := 0.0
	for d, x := range t.x {
		p := 1 / (1 + math.Exp(-(t.a[d]*math.Tanh(2*z) + t.b[d]*z + t.c[d])))
		logP += distuv.Bernoulli{P: p}.LogProb(x)
	}
	return logP
}

// logW is log p(x, z) − log q(z|x).
func (t toy) logW(z float64) float64 {
	return t.logPxz(z) + distuv.UnitNormal.LogProb(z) - t.q.LogProb(z)
}

func (t toy) logP() float64 {
	return math.Log(over(func(z float64) float64 { return math.Exp(t.logPxz(z)) * distuv.UnitNormal.Prob(z) }))
}

// underQ is the expectation of f under q.
func (t toy) underQ(f func(z float64) float64) float64 {
	return over(func(z float64) float64 { return t.q.Prob(z) * f(z) })
}

// linear returns a linear-Gaussian model, a row, and a q for it.
func linear(seed uint64) (m *elbo.LinearGaussian, x, mu, logVar []float64) {
	rng := rand.New(rand.NewPCG(seed, 80))
	draw := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		return v
	}
	m = must.M1(elbo.NewLinearGaussian(mat.NewDense(4, 2, draw(8)), draw(4), 0.8))
	return m, draw(4), draw(2), draw(2)
}

// (8.1) log p(x) ≥ ELBO: log E_q[w] ≥ E_q[log w], by Jensen.
func TestEvidenceLowerBound(t *testing.T) {
	for seed := range uint64(4) {
		v := newToy(seed)
		ledger.CheckBound(t, "8.1", v.underQ(v.logW), v.logP(), 0)
		m, x, mu, logVar := linear(seed)
		ledger.CheckBound(t, "8.1", must.M1(m.ELBO(x, mu, logVar)).ELBO(), must.M1(m.LogP(x)), 0)
	}
}

// (8.2) log p(x) = ELBO + KL(q(z|x) ‖ p(z|x)), the posterior found by conditioning.
func TestGapIsKLToPosterior(t *testing.T) {
	for seed := range uint64(4) {
		m, x, mu, logVar := linear(seed)
		right := must.M1(m.ELBO(x, mu, logVar)).ELBO() + must.M1(m.Gap(x, mu, logVar))
		ledger.Check(t, "8.2", must.M1(m.LogP(x)), right, 1e-10)
	}
}

// (8.3) ELBO = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z)); the left side is E_q[log p(x, z) − log q(z|x)].
func TestTwoTerms(t *testing.T) {
	for seed := range uint64(4) {
		v := newToy(seed)
		kl := must.M1(elbo.KLStandardNormal([]float64{v.mu}, []float64{v.logVar}))
		ledger.Check(t, "8.3", v.underQ(v.logW), v.underQ(v.logPxz)-kl, 1e-10)
	}
}

// (8.4) KL(N(mu, sigma²) ‖ N(0, 1)) = −½ (1 + log sigma² − mu² − sigma²), summed over dimensions.
func TestKLClosedForm(t *testing.T) {
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 84))
		mu, logVar := make([]float64, 3), make([]float64, 3)
		left, right := 0.0, 0.0
		for j := range mu {
			mu[j], logVar[j] = rng.NormFloat64(), 0.5*rng.NormFloat64()
			q := distuv.Normal{Mu: mu[j], Sigma: math.Exp(logVar[j] / 2)}
			left += over(func(z float64) float64 { return q.Prob(z) * (q.LogProb(z) - distuv.UnitNormal.LogProb(z)) })
			right -= 0.5 * (1 + logVar[j] - mu[j]*mu[j] - math.Exp(logVar[j]))
		}
		ledger.Check(t, "8.4", left, right, 1e-10)
		ledger.Check(t, "8.4", left, must.M1(elbo.KLStandardNormal(mu, logVar)), 1e-10)
	}
}

// (8.5) z = mu + sigma ⊙ eps with eps ~ N(0, I) has the law N(mu, sigma²): every expectation agrees, and the draws do.
func TestReparameterisedLaw(t *testing.T) {
	const mu, logVar, n = 0.7, -0.6, 400_000
	q := distuv.Normal{Mu: mu, Sigma: math.Exp(logVar / 2)}
	for _, f := range []func(z float64) float64{
		func(z float64) float64 { return z },
		func(z float64) float64 { return z * z },
		func(z float64) float64 { return z * z * z * z },
		math.Cos,
	} {
		left := over(func(eps float64) float64 { return f(mu+q.Sigma*eps) * distuv.UnitNormal.Prob(eps) })
		ledger.Check(t, "8.5", left, over(func(z float64) float64 { return f(z) * q.Prob(z) }), 1e-10)
	}
	rng := rand.New(rand.NewPCG(5, 8))
	z := make([]float64, n)
	for i := range z {
		z[i] = must.M1(elbo.Reparameterize([]float64{mu}, []float64{logVar}, []float64{rng.NormFloat64()}))[0]
	}
	mean, variance := stat.MeanVariance(z, nil)
	ledger.Check(t, "8.5", mean, mu, 5*q.Sigma/math.Sqrt(n))
	ledger.Check(t, "8.5", variance, q.Variance(), 5*q.Variance()*math.Sqrt(2.0/n))
}

// (8.6) log p(x|z) = Σ x log σ(l) + (1 − x) log(1 − σ(l)) = Σ x l − softplus(l).
func TestBernoulliFromLogits(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 8))
	for range 4 {
		x, l, left := make([]float64, 20), make([]float64, 20), 0.0
		for d := range x {
			x[d], l[d] = float64(rng.IntN(2)), 3*rng.NormFloat64()
			left += distuv.Bernoulli{P: 1 / (1 + math.Exp(-l[d]))}.LogProb(x[d])
		}
		ledger.Check(t, "8.6", left, must.M1(elbo.LogBernoulliLogits(x, l)), 1e-10)
	}
}

// (8.7) L_K = E[log 1/K Σ_k w_k] ≤ log p(x), with L_1 the ELBO: L_1 and L_2 by quadrature over one and two draws, in
// order; L_50 by its draws, within four of their standard errors.
func TestImportanceWeightedBound(t *testing.T) {
	for seed := range uint64(4) {
		v := newToy(seed)
		logP := v.logP()
		l1 := v.underQ(func(z float64) float64 { return elbo.LogMeanExp([]float64{v.logW(z)}) })
		kl := must.M1(elbo.KLStandardNormal([]float64{v.mu}, []float64{v.logVar}))
		ledger.Check(t, "8.7", l1, v.underQ(v.logPxz)-kl, 1e-10)
		l2 := v.secondBound()
		ledger.CheckBound(t, "8.7", l1, l2, 1e-10)
		ledger.CheckBound(t, "8.7", l2, logP, 1e-10)
	}
	v := newToy(1)
	rng := rand.New(rand.NewPCG(7, 8))
	logW := make([]float64, 50*2000)
	for i := range logW {
		logW[i] = v.logW(v.mu + v.q.Sigma*rng.NormFloat64())
	}
	mean, std := stat.MeanStdDev(must.M1(elbo.ImportanceBounds(logW, 50)), nil)
	ledger.CheckBound(t, "8.7", mean, v.logP(), 4*std/math.Sqrt(2000))
}

// secondBound is L_2 by quadrature over both draws.
func (t toy) secondBound() float64 {
	const n = 120
	eps, weight := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(eps, weight, -8, 8)
	logW := make([]float64, n)
	for i := range logW {
		weight[i] *= distuv.UnitNormal.Prob(eps[i])
		logW[i] = t.logW(t.mu + t.q.Sigma*eps[i])
	}
	sum := 0.0
	for i := range eps {
		for j := range eps {
			sum += weight[i] * weight[j] * elbo.LogMeanExp([]float64{logW[i], logW[j]})
		}
	}
	return sum
}

// (8.8) ∇ E[f(mu + sigma eps)] = E[∇ f(mu + sigma eps)]: for a quadratic f = a z² + b z + c the expectation is
// a (mu² + sigma²) + b mu + c, whose slopes are known; for the toy's log p(x|z) they are found by differences.
func TestPathwiseGradient(t *testing.T) {
	const a, b, c, mu, sigma = 1.5, -0.8, 0.3, 0.6, 0.9
	df := func(z float64) float64 { return 2*a*z + b }
	mean := func(mu, sigma float64) float64 { return a*(mu*mu+sigma*sigma) + b*mu + c }
	path := func(g func(eps float64) float64) float64 {
		return over(func(eps float64) float64 { return g(eps) * distuv.UnitNormal.Prob(eps) })
	}
	byMu := fd.Derivative(func(m float64) float64 { return mean(m, sigma) }, mu, central)
	bySigma := fd.Derivative(func(s float64) float64 { return mean(mu, s) }, sigma, central)
	ledger.Check(t, "8.8", byMu, path(func(eps float64) float64 { return df(mu + sigma*eps) }), 1e-8)
	ledger.Check(t, "8.8", bySigma, path(func(eps float64) float64 { return df(mu+sigma*eps) * eps }), 1e-8)
	ledger.Check(t, "8.8", 2*a*mu+b, byMu, 1e-8)
	ledger.Check(t, "8.8", 2*a*sigma, bySigma, 1e-8)

	v := newToy(3)
	slope := func(z float64) float64 { return fd.Derivative(v.logPxz, z, central) }
	left := fd.Derivative(func(m float64) float64 {
		q := distuv.Normal{Mu: m, Sigma: v.q.Sigma}
		return over(func(z float64) float64 { return q.Prob(z) * v.logPxz(z) })
	}, v.mu, central)
	ledger.Check(t, "8.8", left, path(func(eps float64) float64 { return slope(v.mu + v.q.Sigma*eps) }), 1e-6)
}
