package supervised

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// DescendLogistic fits what [FitLogistic] fits by gradient descent, plain and step by step: all rows are told their
// answers, and every weight moves a little down the slope of J.
//
//	w_k ← w_k − Rate ∂J/∂w_k,    ∂J/∂w_k = 1/n Σ_i (p(k|x_i) − 1[k = y_i]) x_i + w_k/(C n)
//	b_k ← b_k − Rate ∂J/∂b_k,    ∂J/∂b_k = 1/n Σ_i (p(k|x_i) − 1[k = y_i])
//
// The columns are taken as they are: where their units differ, standardise them first (package scaling), or the descent
// takes thousands of steps. It stops at Tol, the largest entry of the gradient, or after MaxIter steps, which is no error:
// Converged tells. The default Rate is 1/L, where L bounds the curvature of J:
//
//	L = a λ_max(1/n Σ_i x_i x_iᵀ) + 1/(C n)        a = ¼ for two classes, ½ for more; a 1 appended to x_i
//
// with which J cannot rise (Nesterov 2004, theorem 2.1.14; Böhning 1992 has the a). A larger rate may jump to and fro, or
// away: when J is no longer finite, or is above its start at the end, that is an error.
//
// Errors otherwise: those of FitLogistic without ErrNotConverged. Where the classes are separated without penalty, the
// model after the last step comes with [ErrSeparable]: its weights would grow for ever.
func DescendLogistic(ctx context.Context, x mat.Matrix, y []int, cfg Config) (*Logistic, error) {
	cfg, err := cfg.withDefaults(x, y)
	if err != nil {
		return nil, err
	}
	o := newObjective(x, y, cfg.Classes, cfg.C, nil, nil)
	if cfg.Rate == 0 {
		if cfg.Rate, err = o.safeRate(); err != nil {
			return nil, err
		}
	}
	theta := o.theta(cfg.Start)
	first := o.eval(theta)
	m := &Logistic{}
	for i := 0; ; i++ {
		e := o.eval(theta)
		if !isFinite(e) {
			return m, fmt.Errorf("supervised: J is %g after %d steps: the rate %.3g is too large; take a smaller one, or 0 for one that cannot fail", e.value, i, cfg.Rate)
		}
		m = o.model(theta)
		m.Objective, m.Iterations, m.Converged = e.value, i, gradient(e) < cfg.Tol
		if cfg.Each != nil {
			cfg.Each(o.step(theta, i))
		}
		switch {
		case ctx.Err() != nil:
			return m, fmt.Errorf("supervised: stopped after %d steps: %w", i, ctx.Err())
		case !m.Converged && i < cfg.MaxIter:
			floats.AddScaled(theta, -cfg.Rate, e.grad)
		case math.IsInf(cfg.C, 1) && (e.close == 0 || m.Converged && o.recedes(theta)):
			m.Converged = false
			return m, separable(m)
		case e.value > first.value*(1+1e-12):
			return m, fmt.Errorf("supervised: J has risen from %.4g to %.4g in %d steps: the rate %.3g is too large; take a smaller one, or 0 for one that cannot fail", first.value, e.value, i, cfg.Rate)
		default:
			return m, nil
		}
	}
}

// safeRate is 1/L for the objective's columns as they are.
func (o *objective) safeRate() (float64, error) {
	d := o.rows.D
	side := d + 1
	sum := blocks.Sum(o.rows.Count(), side*side, func() func(int, []float64) {
		t := newTile(1, d)
		return func(b int, acc []float64) {
			t.rows(o, b)
			blas64.Syrk(blas.NoTrans, 1, t.x, 1, blas64.Symmetric{Uplo: blas.Upper, N: side, Stride: side, Data: acc})
		}
	})
	s := mat.NewSymDense(side, sum)
	s.ScaleSym(1/float64(o.rows.N), s)
	var eig mat.EigenSym
	if !eig.Factorize(s, false) {
		return 0, fmt.Errorf("supervised: no safe rate could be found for these columns; set Config.Rate")
	}
	a := 0.5
	if o.k == 1 {
		a = 0.25
	}
	return 1 / (a*eig.Values(nil)[d] + o.lambda), nil
}

// isFinite tells whether J and its gradient are numbers.
func isFinite(e evaluation) bool {
	sum := e.value + floats.Norm(e.grad, 1)
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}
