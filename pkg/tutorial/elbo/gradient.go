package elbo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// Gradient holds the derivatives of a number by the parameters of q = N(mu, diag exp(logVar)), in nats per unit.
type Gradient struct{ Mu, LogVar []float64 } // L each

// ScoreGradient is one draw of the score-function (REINFORCE) estimate of ∇ E_q[f(z)], for one eps [L] of N(0, I):
//
//	z = mu + sigma ⊙ eps
//	∂/∂mu_j:     ( f(z) − baseline ) eps_j / sigma_j            = ( f(z) − baseline ) ∂ log q(z)/∂mu_j
//	∂/∂logVar_j: ( f(z) − baseline ) ½ (eps_j² − 1)             = ( f(z) − baseline ) ∂ log q(z)/∂logVar_j
//
// Its mean is right for any f, smooth or not, and for any baseline that does not depend on eps, since E_q[∇ log q] = 0; f is only
// evaluated, and its slope never asked for. The price is variance, which [BestBaseline] lowers. Williams 1992. Errors: lengths that
// differ, a number that is not finite, f's value among them.
func ScoreGradient(f func(z []float64) float64, baseline float64, mu, logVar, eps []float64) (Gradient, error) {
	z, err := draw(mu, logVar, eps)
	if err != nil {
		return Gradient{}, err
	}
	if f == nil {
		return Gradient{}, errors.New("elbo: f is nil; give a function of z")
	}
	signal := f(z) - baseline
	if err := finite("f(z) − baseline", []float64{signal}); err != nil {
		return Gradient{}, err
	}
	g := Gradient{Mu: make([]float64, len(mu)), LogVar: make([]float64, len(mu))}
	for j, e := range eps {
		g.Mu[j] = signal * e * math.Exp(-logVar[j]/2)
		g.LogVar[j] = signal * 0.5 * (e*e - 1)
	}
	return g, nil
}

// PathGradient is one draw of the pathwise (reparameterised) estimate of ∇ E_q[f(z)], for one eps [L] of N(0, I); df gives f's slope
// ∂f/∂z [L]:
//
//	z = mu + sigma ⊙ eps
//	∂/∂mu_j:     ∂f/∂z_j
//	∂/∂logVar_j: ∂f/∂z_j ½ sigma_j eps_j
//
// Its mean is right where f is smooth. Kingma & Welling 2014, section 2.3; Rezende et al. 2014. Errors as in [ScoreGradient].
func PathGradient(df func(z []float64) []float64, mu, logVar, eps []float64) (Gradient, error) {
	z, err := draw(mu, logVar, eps)
	if err != nil {
		return Gradient{}, err
	}
	if df == nil {
		return Gradient{}, errors.New("elbo: df is nil; give the slope of f as a function of z")
	}
	slope := df(z)
	if err := errors.Join(sameLen("df(z)", slope, "mu", mu), finite("df(z)", slope)); err != nil {
		return Gradient{}, err
	}
	g := Gradient{Mu: make([]float64, len(mu)), LogVar: make([]float64, len(mu))}
	for j, e := range eps {
		g.Mu[j] = slope[j]
		g.LogVar[j] = slope[j] * 0.5 * math.Exp(logVar[j]/2) * e
	}
	return g, nil
}

// BestBaseline is the constant that leaves [ScoreGradient] the least variance, summed over the entries of Mu:
//
//	b = E_q[ f(z) ‖s‖² ] / E_q[ ‖s‖² ],   s = ∂ log q(z)/∂mu = eps / sigma
//
// estimated from n draws. Take other draws for the gradient itself: a baseline from its own draws would shift its mean. Greensmith et
// al. 2004. Errors: n < 1, and those of ScoreGradient.
func BestBaseline(f func(z []float64) float64, mu, logVar []float64, n int, rng *rand.Rand) (float64, error) {
	if n < 1 || rng == nil {
		return 0, fmt.Errorf("elbo: a baseline from %d draws, or no source; ask for 1 draw or more, and give a source", n)
	}
	weighted, weights := 0.0, 0.0
	for range n {
		eps := noise(len(mu), rng)
		g, err := ScoreGradient(f, 0, mu, logVar, eps)
		if err != nil {
			return 0, err
		}
		for j, e := range eps {
			s := e * math.Exp(-logVar[j]/2)
			weighted += g.Mu[j] * s
			weights += s * s
		}
	}
	if !(weights > 0) || math.IsInf(weights, 0) || math.IsInf(weighted, 0) {
		return 0, errors.New("elbo: the baseline's sums are no numbers; take a logVar nearer to 0")
	}
	return weighted / weights, nil
}

// ExactGradient is ∇ ELBO of a row x [D] at q = N(mu, diag exp(logVar)), what the estimators' means must be:
//
//	∂/∂mu = Wᵀ(x − b − W mu)/sigma² − mu     ∂/∂logVar_j = ½ ( 1 − Λ_jj exp(logVar_j) ),   Λ = I + WᵀW/sigma²
func (m *LinearGaussian) ExactGradient(x, mu, logVar []float64) (Gradient, error) {
	if err := m.checkRow(x, mu, logVar); err != nil {
		return Gradient{}, err
	}
	g := Gradient{Mu: m.jointGradient(x, mu), LogVar: make([]float64, len(mu))}
	for j, v := range logVar {
		g.LogVar[j] = 0.5 * (1 - m.precision.At(j, j)*math.Exp(v))
	}
	return g, nil
}

// ScoreGradient is one draw of ∇ ELBO by the score function: f(z) = log w = log p(x, z) − log q(z), whose own slope by q's
// parameters has mean 0 and is left out.
func (m *LinearGaussian) ScoreGradient(x []float64, baseline float64, mu, logVar, eps []float64) (Gradient, error) {
	if err := m.checkRow(x, mu, logVar); err != nil {
		return Gradient{}, err
	}
	return ScoreGradient(func(z []float64) float64 { return m.logWeight(x, z, mu, logVar) }, baseline, mu, logVar, eps)
}

// PathGradient is one draw of ∇ ELBO along the path: f(z) = log p(x, z), and the entropy Σ_j ½ logVar_j + … has the slope ½ by
// each logVar_j.
func (m *LinearGaussian) PathGradient(x, mu, logVar, eps []float64) (Gradient, error) {
	if err := m.checkRow(x, mu, logVar); err != nil {
		return Gradient{}, err
	}
	g, err := PathGradient(func(z []float64) []float64 { return m.jointGradient(x, z) }, mu, logVar, eps)
	floats.AddConst(0.5, g.LogVar)
	return g, err
}

// logWeight is log p(x, z) − log q(z); NaN where a length does not fit.
func (m *LinearGaussian) logWeight(x, z, mu, logVar []float64) float64 {
	joint, errP := m.LogJoint(x, z)
	logQ, errQ := LogNormal(z, mu, logVar)
	if errP != nil || errQ != nil {
		return math.NaN()
	}
	return joint - logQ
}

// draw is [Reparameterize] with its input checked.
func draw(mu, logVar, eps []float64) ([]float64, error) {
	if err := errors.Join(checkDiagonal(mu, logVar), finite("eps", eps)); err != nil {
		return nil, err
	}
	return Reparameterize(mu, logVar, eps)
}

// noise is l draws of N(0, 1).
func noise(l int, rng *rand.Rand) []float64 {
	eps := make([]float64, l)
	for j := range eps {
		eps[j] = rng.NormFloat64()
	}
	return eps
}
