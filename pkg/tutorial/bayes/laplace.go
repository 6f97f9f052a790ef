package bayes

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Laplace is the normal with the posterior's peak θ* and the curvature H of −log p there:
//
//	p(θ|X) ≈ N(θ; Mode, H⁻¹)          H_jk = −∂²/∂θ_j∂θ_k log p(X, θ) at θ*
//	log p(X) ≈ log p(X, θ*) + d/2 log 2π − ½ log|H|
//
// It comes close where there are many data and one peak, and depends on the units of θ: in log σ it is better than in σ.
// Laplace 1774; Bishop 2006, section 4.4.
type Laplace struct {
	Mode        []float64     // θ*
	Hessian     *mat.SymDense // H, d × d
	Covariance  *mat.SymDense // H⁻¹
	LogJoint    float64       // log p(X, θ*), nats
	LogEvidence float64       // the approximation of log p(X), nats
}

// FitLaplace finds the peak of log p(X, θ) = log p(X|θ) + log p(θ), nats, from start, by gonum's Nelder & Mead, which
// needs no gradient, and Newton's steps, with finite differences (they leave a relative error of some 1e-6 in H).
// logJoint may be −Inf where the density is 0, though not at start.
//
// Errors: no start, a log that is NaN or +Inf, a peak on an edge of the range or with no curvature in a direction (then
// there is no such normal), no peak found, ctx's end.
func FitLaplace(ctx context.Context, logJoint func(theta []float64) float64, start []float64) (*Laplace, error) {
	s := &surface{ctx: ctx, logJoint: logJoint}
	mode, scale, chol, err := s.peak(start)
	if err != nil {
		return nil, err
	}
	d := len(mode)
	l := &Laplace{Mode: mode, Hessian: mat.NewSymDense(d, nil), Covariance: mat.NewSymDense(d, nil), LogJoint: s.logJoint(mode)}
	var h, c mat.SymDense // in units of scale
	chol.ToSym(&h)
	if err := chol.InverseTo(&c); err != nil {
		return nil, fmt.Errorf("bayes: Laplace: the curvature at θ = %g is next to 0 in some direction (%w); give a prior that holds it, or use fewer parameters", mode, err)
	}
	logDet := chol.LogDet()
	for i := range d {
		logDet -= 2 * math.Log(scale[i])
		for j := i; j < d; j++ {
			l.Hessian.SetSym(i, j, h.At(i, j)/(scale[i]*scale[j]))
			l.Covariance.SetSym(i, j, c.At(i, j)*scale[i]*scale[j])
		}
	}
	l.LogEvidence = l.LogJoint + float64(d)/2*math.Log(2*math.Pi) - logDet/2
	return l, nil
}

// Dim is the number of parameters d.
func (l *Laplace) Dim() int { return len(l.Mode) }

// normal is the approximation as gonum's normal; it cannot fail for a fitted value.
func (l *Laplace) normal(src rand.Source) (*distmv.Normal, bool) {
	if len(l.Mode) == 0 || l.Covariance == nil || l.Covariance.SymmetricDim() != len(l.Mode) {
		return nil, false
	}
	return distmv.NewNormal(l.Mode, l.Covariance, src)
}

// LogProb is log N(θ; Mode, Covariance), nats; NaN for a theta of another length.
func (l *Laplace) LogProb(theta []float64) float64 {
	n, ok := l.normal(nil)
	if !ok || len(theta) != len(l.Mode) {
		return math.NaN()
	}
	return n.LogProb(theta)
}

// Sample draws n rows (n × d); n < 1 gives an empty matrix.
func (l *Laplace) Sample(n int, rng *rand.Rand) *mat.Dense {
	normal, ok := l.normal(rng)
	if n < 1 || !ok {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, len(l.Mode), nil)
	for i := range n {
		normal.Rand(x.RawRowView(i))
	}
	return x
}

// Marginal is the approximation of parameter j alone, N(Mode[j], Covariance[j][j]); its Check has an error where there is
// no parameter j.
func (l *Laplace) Marginal(j int) prob.Normal {
	if j < 0 || j >= len(l.Mode) {
		return prob.Normal{Mu: math.NaN(), Sigma: math.NaN()}
	}
	return prob.Normal{Mu: l.Mode[j], Sigma: math.Sqrt(l.Covariance.At(j, j))}
}
