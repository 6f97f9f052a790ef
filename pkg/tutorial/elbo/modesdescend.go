package elbo

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/optimize"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// divergence is a KL of q and its slopes by Mu and log Sigma.
type divergence func(q prob.Normal) (kl, byMu, byLogSigma float64)

// descend minimises kl over Mu and log Sigma with gonum's BFGS, from start.
func descend(ctx context.Context, start prob.Normal, each func(ModeFit), kl divergence) (ModeFit, error) {
	if err := start.Check(); err != nil {
		return ModeFit{}, err
	}
	at, _, _ := kl(start)
	if err := finiteKL(at, start); err != nil {
		return ModeFit{}, err
	}
	problem := optimize.Problem{
		Func: func(v []float64) float64 {
			value, _, _ := kl(normalAt(v))
			if math.IsNaN(value) {
				return math.Inf(1) // the line search then shortens its step
			}
			return value
		},
		Grad: func(grad, v []float64) { _, grad[0], grad[1] = kl(normalAt(v)) },
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}
	settings := &optimize.Settings{GradientThreshold: 1e-9, MajorIterations: 500, Recorder: recorder{each}}
	result, err := optimize.Minimize(problem, []float64{start.Mu, math.Log(start.Sigma)}, settings, &optimize.BFGS{})
	fit := ModeFit{Q: start, KL: at}
	if result != nil && !math.IsNaN(result.F) && result.F <= at {
		fit = ModeFit{Q: normalAt(result.X), KL: result.F, Iterations: result.MajorIterations}
	}
	if ctx.Err() != nil {
		return fit, fmt.Errorf("elbo: stopped after %d iterations: %w", fit.Iterations, ctx.Err())
	}
	// the line search gives up where rounding hides the descent; what counts is that the slopes have vanished
	_, byMu, byLogSigma := kl(fit.Q)
	if slope := max(math.Abs(byMu)*fit.Q.Sigma, math.Abs(byLogSigma)); !(slope < 1e-6) {
		return fit, fmt.Errorf("elbo: no minimum after %d iterations: at Mu = %g, Sigma = %g the slope is %.2g (%v); check that the target falls off on both sides, or start elsewhere",
			fit.Iterations, fit.Q.Mu, fit.Q.Sigma, slope, err)
	}
	return fit, nil
}

// normalAt reads Mu and log Sigma.
func normalAt(v []float64) prob.Normal { return prob.Normal{Mu: v[0], Sigma: math.Exp(v[1])} }

// recorder hands every iteration on.
type recorder struct{ each func(ModeFit) }

// Init satisfies optimize.Recorder.
func (recorder) Init() error { return nil }

// Record satisfies optimize.Recorder.
func (r recorder) Record(l *optimize.Location, op optimize.Operation, s *optimize.Stats) error {
	if r.each != nil && (op == optimize.MajorIteration || op == optimize.InitIteration) {
		r.each(ModeFit{Q: normalAt(l.X), KL: l.F, Iterations: s.MajorIterations})
	}
	return nil
}
