package elbo

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Target is a density of one number z that need not be normalised: p(z) = exp(LogP(z)) / ∫ exp(LogP), all of it, to rounding,
// between Lo and Hi. LogP may be −Inf outside them only: a normal has tails everywhere, and its KL to a p without them is infinite.
type Target struct {
	LogP   func(z float64) float64
	Lo, Hi float64
}

// ModeFit is a normal fitted to a [Target].
type ModeFit struct {
	Q          prob.Normal
	KL         float64 // the divergence that was minimised, nats
	Iterations int
}

// FitReverse finds a normal q with the least KL(q ‖ p), the divergence that the ELBO minimises.
//
//	KL(q ‖ p) = −½ log(2πe Sigma²) − E_q[LogP(z)] + log ∫ exp(LogP)
//	∂/∂Mu = −E_q[ LogP(z) e ]/Sigma     ∂/∂log Sigma = −1 − E_q[ LogP(z) (e² − 1) ]     z = Mu + Sigma e
//
// Where p is small, q must be: q settles on one mode and ignores the other, and start decides on which; KL has a local minimum at
// each. The expectations are by quadrature, the descent is gonum's BFGS in (Mu, log Sigma). each, which may be nil, is called with
// every iteration.
//
// Errors: a target that is no density, a start that does not fit, a KL that is infinite, no convergence, ctx's end: then with the best
// fit so far. Bishop 2006, section 10.1.2.
func FitReverse(ctx context.Context, t Target, start prob.Normal, each func(ModeFit)) (ModeFit, error) {
	g, err := t.grid()
	if err != nil {
		return ModeFit{}, err
	}
	return descend(ctx, start, each, func(q prob.Normal) (kl, byMu, byLogSigma float64) { return t.reverse(g, q) })
}

// FitForward finds the normal q with the least KL(p ‖ q), the divergence that maximum likelihood minimises.
//
//	KL(p ‖ q) = E_p[log p(z)] + ½ log(2π Sigma²) + E_p[(z − Mu)²]/(2 Sigma²)
//	∂/∂Mu = −E_p[z − Mu]/Sigma²     ∂/∂log Sigma = 1 − E_p[(z − Mu)²]/Sigma²
//
// Where p is large, q must be: q covers all modes. The slopes vanish at p's mean and standard deviation alone, so that the descent
// ends at p's moments from any start. Quadrature, each and errors as in [FitReverse].
func FitForward(ctx context.Context, t Target, start prob.Normal, each func(ModeFit)) (ModeFit, error) {
	g, err := t.grid()
	if err != nil {
		return ModeFit{}, err
	}
	return descend(ctx, start, each, g.forward)
}

// ReverseKL is KL(q ‖ p), nats, by quadrature. Errors: those of [FitReverse].
func (t Target) ReverseKL(q prob.Normal) (float64, error) {
	g, err := t.grid()
	if err = errors.Join(err, q.Check()); err != nil {
		return 0, err
	}
	kl, _, _ := t.reverse(g, q)
	return kl, finiteKL(kl, q)
}

// ForwardKL is KL(p ‖ q), nats, by quadrature. Errors: those of [FitForward].
func (t Target) ForwardKL(q prob.Normal) (float64, error) {
	g, err := t.grid()
	if err = errors.Join(err, q.Check()); err != nil {
		return 0, err
	}
	kl, _, _ := g.forward(q)
	return kl, finiteKL(kl, q)
}

// reverse is KL(q ‖ p) and its slopes.
func (t Target) reverse(g *grid, q prob.Normal) (kl, byMu, byLogSigma float64) {
	mean, meanE, meanE2 := 0.0, 0.0, 0.0 // E_q of LogP, LogP e, LogP (e² − 1)
	for i, e := range g.e {
		logP := g.normal[i] * t.LogP(q.Mu+q.Sigma*e)
		mean += logP
		meanE += logP * e
		meanE2 += logP * (e*e - 1)
	}
	kl = -0.5*math.Log(2*math.Pi*math.E) - math.Log(q.Sigma) - mean + g.logZ
	return kl, -meanE / q.Sigma, -1 - meanE2
}

// grid is what quadrature needs of a target: p at points z with its weights, and points e of the standard normal.
type grid struct {
	z, p      []float64 // p sums to 1
	negative  float64   // E_p[log p(z)]
	logZ      float64   // log ∫ exp(LogP)
	e, normal []float64 // normal sums to 1
}

// grid evaluates the target.
func (t Target) grid() (*grid, error) {
	if t.LogP == nil || !(t.Lo < t.Hi) || math.IsInf(t.Lo, 0) || math.IsInf(t.Hi, 0) {
		return nil, fmt.Errorf("elbo: the target has no LogP, or its range %g to %g is not one; give a function, and finite Lo < Hi", t.Lo, t.Hi)
	}
	const n = 1000
	g := &grid{z: make([]float64, n), p: make([]float64, n), e: make([]float64, n), normal: make([]float64, n)}
	logP, weight := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(g.z, weight, t.Lo, t.Hi)
	for i, z := range g.z {
		logP[i] = t.LogP(z)
		if math.IsNaN(logP[i]) || math.IsInf(logP[i], 0) {
			return nil, fmt.Errorf("elbo: the target's LogP is %g at z = %g; it must be finite between Lo and Hi", logP[i], z)
		}
		g.p[i] = logP[i] + math.Log(weight[i])
	}
	g.logZ = LogMeanExp(g.p) + math.Log(n)
	for i := range g.p {
		g.p[i] = math.Exp(g.p[i] - g.logZ)
		g.negative += g.p[i] * (logP[i] - g.logZ)
	}
	quad.Legendre{}.FixedLocations(g.e, g.normal, -9, 9)
	for i, e := range g.e {
		g.normal[i] *= math.Exp(-e*e/2) / math.Sqrt(2*math.Pi)
	}
	return g, nil
}

// forward is KL(p ‖ q) and its slopes.
func (g *grid) forward(q prob.Normal) (kl, byMu, byLogSigma float64) {
	first, second := 0.0, 0.0 // E_p of (z − Mu)/Sigma and its square
	for i, z := range g.z {
		u := (z - q.Mu) / q.Sigma
		first += g.p[i] * u
		second += g.p[i] * u * u
	}
	kl = g.negative + 0.5*math.Log(2*math.Pi) + math.Log(q.Sigma) + second/2
	return kl, -first / q.Sigma, 1 - second
}

// finiteKL says so when a divergence is no number.
func finiteKL(kl float64, q prob.Normal) error {
	if math.IsNaN(kl) || math.IsInf(kl, 0) {
		return fmt.Errorf("elbo: the divergence of Mu = %g, Sigma = %g is %g; the target's LogP must be finite where q is, and smooth", q.Mu, q.Sigma, kl)
	}
	return nil
}
