package bayes

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// surface is a log density whose peak is looked for.
type surface struct {
	ctx      context.Context
	logJoint func(theta []float64) float64
	err      error // the first thing that went wrong
}

// height is −log p(X, θ), which is to be minimised: +Inf where the density is 0.
func (s *surface) height(theta []float64) float64 {
	logP := s.logJoint(theta)
	switch {
	case s.err != nil:
	case s.ctx.Err() != nil:
		s.err = fmt.Errorf("bayes: Laplace: stopped at θ = %g: %w", theta, s.ctx.Err())
	case math.IsNaN(logP) || math.IsInf(logP, 1):
		s.err = fmt.Errorf("bayes: Laplace: at θ = %g log p is %g; it must be a number, or −Inf where the density is 0", theta, logP)
	}
	if s.err != nil {
		return math.Inf(1)
	}
	return -logP
}

// step is that of the finite differences, in units of scale.
const step = 1e-3

// peak finds the highest point, a scale for each parameter (about a standard deviation), and the Cholesky factor of the
// curvature in units of it.
func (s *surface) peak(start []float64) (mode, scale []float64, chol *mat.Cholesky, err error) {
	if s.logJoint == nil || len(start) == 0 {
		return nil, nil, nil, fmt.Errorf("bayes: Laplace: the log density is nil or start is empty; give both, start with a number for each parameter")
	}
	if mode, err = s.simplex(start); err != nil {
		return nil, nil, nil, err
	}
	if scale, err = s.scales(mode); err != nil {
		return nil, nil, nil, err
	}
	u := make([]float64, len(mode))
	f := func(v []float64) float64 { // in units of scale, from mode
		for i := range v {
			u[i] = mode[i] + scale[i]*v[i]
		}
		return s.height(u)
	}
	for range 20 {
		move, chol, err := newton(f, len(mode))
		if s.err != nil {
			return nil, nil, nil, s.err
		}
		if err != nil {
			return nil, nil, nil, fmt.Errorf("bayes: Laplace: at θ = %g %w", mode, err)
		}
		for i := range mode {
			mode[i] -= scale[i] * move.AtVec(i)
		}
		if mat.Norm(move, math.Inf(1)) < 1e-5 { // of a standard deviation: log p is then off by its square
			return mode, scale, chol, nil
		}
	}
	return nil, nil, nil, fmt.Errorf("bayes: Laplace: the steps at θ = %g do not become smaller; it is no smooth peak inside the range: try another start", mode)
}

// newton is Newton's step from 0 towards the minimum of f, H⁻¹ times the gradient, and the Cholesky factor of H.
func newton(f func(v []float64) float64, d int) (*mat.VecDense, *mat.Cholesky, error) {
	origin, move := make([]float64, d), mat.NewVecDense(d, nil)
	var h, wider mat.SymDense
	gradient := fd.Gradient(nil, f, origin, &fd.Settings{Formula: fd.Central, Step: step})
	fd.Hessian(&h, f, origin, &fd.Settings{Formula: fd.Central, Step: step})
	fd.Hessian(&wider, f, origin, &fd.Settings{Formula: fd.Central, Step: 2 * step})
	var chol mat.Cholesky
	if floats.HasNaN(append(gradient, h.RawSymmetric().Data...)) || !chol.Factorize(&h) {
		return nil, nil, fmt.Errorf("the log density does not curve down in all directions; it is no peak inside the range")
	}
	for i := range d {
		if !(math.Abs(wider.At(i, i)/h.At(i, i)-1) < 0.01) {
			return nil, nil, fmt.Errorf("the log density has a kink or an edge: its curvature is %g by small steps, %g by larger ones; it is no smooth peak", h.At(i, i), wider.At(i, i))
		}
	}
	if err := chol.SolveVecTo(move, mat.NewVecDense(d, gradient)); err != nil {
		return nil, nil, fmt.Errorf("the curvature is next to 0 in some direction (%w); give a prior that holds it, or use fewer parameters", err)
	}
	return move, &chol, nil
}

// simplex goes to the peak by Nelder & Mead.
func (s *surface) simplex(start []float64) ([]float64, error) {
	if at := s.height(append([]float64(nil), start...)); s.err != nil || math.IsInf(at, 1) {
		if s.err == nil {
			s.err = fmt.Errorf("bayes: Laplace: the density is 0 at start = %g; start where it is not", start)
		}
		return nil, s.err
	}
	status := func() (optimize.Status, error) {
		if s.err != nil {
			return optimize.Failure, s.err
		}
		return optimize.NotTerminated, nil
	}
	settings := &optimize.Settings{
		FuncEvaluations: 20_000 * len(start),
		Converger:       &optimize.FunctionConverge{Absolute: 1e-10, Relative: 1e-14, Iterations: 50 * len(start)},
	}
	result, err := optimize.Minimize(optimize.Problem{Func: s.height, Status: status}, start, settings, &optimize.NelderMead{})
	switch {
	case s.err != nil:
		return nil, s.err
	case err != nil:
		return nil, fmt.Errorf("bayes: Laplace: the search for the peak failed: %w", err)
	case result.Status == optimize.FunctionEvaluationLimit:
		return nil, fmt.Errorf("bayes: Laplace: no peak after %d evaluations, at θ = %g; check that the posterior is proper, or start closer", result.FuncEvaluations, result.X)
	}
	return result.X, nil
}

// scales finds for each parameter about how far from the peak log p has fallen by ½: a standard deviation.
func (s *surface) scales(mode []float64) ([]float64, error) {
	scale, theta := make([]float64, len(mode)), make([]float64, len(mode))
	top := s.height(mode)
	for i := range scale {
		fall := func(by float64) float64 { // the mean of both sides
			copy(theta, mode)
			theta[i] = mode[i] + by
			up := s.height(theta)
			theta[i] = mode[i] - by
			return (up+s.height(theta))/2 - top
		}
		by := 1e-3 * max(1, math.Abs(mode[i]))
		for fall(by) > 0.5 && by > 1e-200 {
			by /= 2
		}
		for fall(2*by) < 0.5 && by < 1e200 {
			by *= 2
		}
		if s.err != nil {
			return nil, s.err
		}
		if by >= 1e200 || !(fall(by) > 1e-6) {
			return nil, fmt.Errorf("bayes: Laplace: at θ = %g the log density is flat in parameter %d, or at an edge of the range; it has no peak there: try another parametrisation", mode, i)
		}
		scale[i] = by
	}
	return scale, nil
}
