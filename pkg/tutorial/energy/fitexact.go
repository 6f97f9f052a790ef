package energy

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// FitExact finds the θ of maximum likelihood for the rows of x (n × d), from start [k], by Newton's method; the averages over
// the model are quadratures in the box.
//
//	−1/n Σ_i log p_θ(x_i) = 1/n Σ_i E_θ(x_i) + log Z(θ)
//	∇θ = 1/n Σ_i ∇θ E(x_i) − E_p[∇θ E],          curvature I(θ) = Cov_p[∇θ E]
//
// For an energy that is linear in θ that is its exact curvature, which is nowhere negative: there is one maximum. StdErr is
// √( (I⁻¹)_jj / n ).
//
// Errors: data that are empty, not finite or outside of the box, a start that the model refuses, rows that do not determine
// θ, those of [LogZ] at the θ that was found, ctx's end.
func FitExact(ctx context.Context, m Model, x mat.Matrix, start []float64, box Box) (fit Fit, err error) {
	defer caught(&err)
	if err := checkTheta(m, start); err != nil {
		return fit, err
	}
	if err := checkData(m, x); err != nil {
		return fit, err
	}
	if box, err = box.check(m.Dim()); err != nil {
		return fit, err
	}
	n, _ := x.Dims()
	for i := range n {
		if row := mat.Row(nil, i, x); !box.contains(row) {
			return fit, fmt.Errorf("energy: row %d is %.6g, outside of the box from %.4g to %.4g; widen the box", i, row, box.Lo, box.Hi)
		}
	}
	l := &likelihood{m: m, x: x, box: box}
	if _, err := l.at(start); err != nil {
		return fit, err
	}
	theta, err := l.descend(ctx, start)
	if err != nil {
		return fit, err
	}
	d, err := New(m, theta, box)
	if err != nil {
		return fit, err
	}
	fit.Theta = theta
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(d.Fisher()) || chol.InverseTo(&inverse) != nil {
		return fit, fmt.Errorf("energy: the model does not tell all %d parameters apart at theta = %.4g; take one with fewer", len(theta), theta)
	}
	for j := range theta {
		fit.StdErr = append(fit.StdErr, math.Sqrt(inverse.At(j, j)/float64(n)))
	}
	return fit, nil
}

// likelihood is the negative mean log likelihood of the rows, with the last θ that was asked for.
type likelihood struct {
	m     Model
	x     mat.Matrix
	box   Box
	theta []float64
	value float64
	grad  []float64
	hess  *mat.SymDense
}

// at evaluates at theta: +Inf where there is no density.
func (l *likelihood) at(theta []float64) (float64, error) {
	if slices.Equal(theta, l.theta) {
		return l.value, nil
	}
	l.theta, l.value = slices.Clone(theta), math.Inf(1)
	l.grad, l.hess = make([]float64, len(theta)), mat.NewSymDense(len(theta), nil)
	if err := checkTheta(l.m, theta); err != nil {
		return l.value, err
	}
	logZ, err := logZ1(l.m, theta, l.box)
	if err != nil {
		return l.value, err
	}
	n, _ := l.x.Dims()
	e := make([]float64, n)
	for i := range n {
		row := mat.Row(nil, i, l.x)
		e[i] = l.m.Energy(row, theta)
		if err := checkEnergy(row, e[i]); err != nil {
			return l.value, err
		}
	}
	mean, cov := at(l.m, theta, l.box, logZ).moments()
	l.value, l.hess = floats.Sum(e)/float64(n)+logZ, cov
	floats.SubTo(l.grad, means(gradients(l.m, theta, l.x)), mean)
	return l.value, nil
}

// descend finds the lowest point from start.
func (l *likelihood) descend(ctx context.Context, start []float64) ([]float64, error) {
	problem := optimize.Problem{
		Func: func(t []float64) float64 { v, _ := l.at(t); return v },
		Grad: func(dst, t []float64) { _, _ = l.at(t); copy(dst, l.grad) },
		Hess: func(dst *mat.SymDense, t []float64) { _, _ = l.at(t); dst.CopySym(l.hess) },
		Status: func() (optimize.Status, error) {
			if ctx.Err() != nil {
				return optimize.Failure, ctx.Err()
			}
			return optimize.NotTerminated, nil
		},
	}
	settings := &optimize.Settings{GradientThreshold: 1e-10, MajorIterations: 500, Concurrent: 1, Converger: optimize.NeverTerminate{}}
	result, err := optimize.Minimize(problem, start, settings, &optimize.Newton{Linesearcher: &optimize.Backtracking{}})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("energy: stopped before the maximum was found: %w", ctx.Err())
	}
	if result == nil {
		return nil, fmt.Errorf("energy: no maximum was found: %w; start elsewhere", err)
	}
	// A line search that can no longer tell values apart by rounding ends with an error where the slope is next to 0.
	if _, bad := l.at(result.X); bad != nil || !(floats.Norm(l.grad, math.Inf(1)) < 1e-6) {
		return nil, fmt.Errorf("energy: no maximum was found: at theta = %.4g the slope is %.3g; the rows may not determine theta, or start elsewhere", result.X, l.grad)
	}
	return result.X, nil
}
