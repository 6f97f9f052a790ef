package supervised

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// Config describes the fit of a logistic regression. Every field's zero value means its default.
type Config struct {
	Classes int          // K; default the largest label + 1, at least 2
	C       float64      // inverse strength of the penalty on the weights, see FitLogistic; default 1; math.Inf(1): none
	Start   *Logistic    // where to start; default all weights 0
	MaxIter int          // most steps; default 5000
	Tol     float64      // largest entry of the gradient at which to stop; default 1e-6, see FitLogistic and DescendLogistic
	Each    func(s Step) // called at the start and after each step, for a live figure

	Method optimize.Method // of FitLogistic: any of gonum/optimize's; default L-BFGS
	Rate   float64         // of DescendLogistic: the length of a step over the gradient; default 1/L, see there
}

// Step is the state of a fit. Its model is a copy, which may be kept.
type Step struct {
	Iteration int       // steps taken so far; 0 at the start
	Model     *Logistic // W and B as they are now
	Objective float64   // J, nats
	Gradient  float64   // largest entry of the gradient, which Config.Tol is compared with
	Wrong     int       // rows whose class is not predicted
	Separated bool      // every row's class scores above all others: without penalty there is no maximum
}

// FitLogistic fits a logistic regression to the rows of x (n×D) and their classes y [n], 0 … K−1: it minimises
//
//	J(W, b) = 1/n Σ_i −log p(y_i|x_i) + 1/(2 C n) ‖W‖²        nats a row
//
// with gonum/optimize. C is scikit-learn's: C n J = C Σ_i −log p(y_i|x_i) + ½‖W‖², so that a larger C is a weaker
// penalty; the intercepts b have none. It is the most probable W (MAP) under the prior N(0, C) on each weight. J is
// convex: with a penalty there is one minimum, up to the same number added to all b.
//
// The columns are centred and divided by √(variance + 4/(C n)) on the way, so that their units matter little to the speed,
// and not to the result: the penalty is on the weights of the columns as they are. Tol bounds the gradient with respect to
// the weights of the divided columns. L-BFGS (Nocedal 1980) needs only gradients; &optimize.Newton{} takes few but expensive steps and
// reaches the last digits.
//
// Without a penalty there may be no minimum. Classes that are parted without a mistake are always found out; rows that lie
// on the boundary itself (quasi-complete separation) hide that, and are found out up to 500 parameters.
//
// Errors: numbers that are not finite, a label that is no class, a class without a row, settings out of range; with the
// model reached beside it: [ErrSeparable], [ErrNotConverged], and ctx.Err() when ctx ends. A constant column is none: its
// weight is 0.
func FitLogistic(ctx context.Context, x mat.Matrix, y []int, cfg Config) (*Logistic, error) {
	cfg, err := cfg.withDefaults(x, y)
	if err != nil {
		return nil, err
	}
	mean, scale, err := scales(x)
	if err != nil {
		return nil, err
	}
	o := newObjective(x, y, cfg.Classes, cfg.C, mean, scale)
	for j, s := range scale {
		scale[j] = math.Hypot(s, 2*math.Sqrt(o.lambda)) // curvature ¼ variance + λ of J, times 4
	}
	if _, newton := cfg.Method.(*optimize.Newton); newton && o.size() > maxNewton {
		return nil, fmt.Errorf("supervised: Newton's method on %d parameters needs too much memory; use L-BFGS, which is the default", o.size())
	}
	r := &recorder{ctx: ctx, o: o, each: cfg.Each, best: o.theta(cfg.Start)}
	problem := optimize.Problem{
		Func: func(theta []float64) float64 { return o.eval(theta).value },
		Grad: func(grad, theta []float64) { copy(grad, o.eval(theta).grad) },
		Hess: o.hessian,
	}
	settings := optimize.Settings{GradientThreshold: cfg.Tol, Converger: optimize.NeverTerminate{}, MajorIterations: cfg.MaxIter + 1, Recorder: r}
	res, err := optimize.Minimize(problem, r.best, &settings, cfg.Method)
	return r.finish(cfg, res, err)
}

// maxNewton is the most parameters for which second derivatives are formed: the square of it in numbers.
const maxNewton = 2000

// recorder sees each step of gonum/optimize.
type recorder struct {
	ctx   context.Context
	o     *objective
	each  func(Step)
	best  []float64 // theta after the last step
	steps int       // −1 before the start has been seen
}

func (r *recorder) Init() error { r.steps = -1; return nil }

// Record is called after each evaluation; a step is what gonum calls a major iteration.
func (r *recorder) Record(loc *optimize.Location, op optimize.Operation, _ *optimize.Stats) error {
	last := op == optimize.PostIteration && !floats.Equal(r.best, loc.X) // the step that ended the run comes only so
	if op == optimize.MajorIteration || last {
		r.steps++
		r.best = append(r.best[:0:0], loc.X...)
		if r.each != nil {
			r.each(r.o.step(r.best, r.steps))
		}
	}
	return r.ctx.Err()
}

// finish turns what gonum/optimize found into a model, and tells what is wrong with it.
func (r *recorder) finish(cfg Config, res *optimize.Result, err error) (*Logistic, error) {
	if res != nil && !math.IsNaN(res.F) && res.F <= r.o.eval(r.best).value {
		r.best = res.X
	}
	e := r.o.eval(r.best)
	m := r.o.model(r.best)
	m.Objective, m.Iterations, m.Converged = e.value, max(0, r.steps), gradient(e) < cfg.Tol
	if gradient(e) <= roundingTol && (err != nil || res.Status == optimize.GradientThreshold) {
		m.Converged = true
	}
	switch {
	case r.ctx.Err() != nil:
		return m, fmt.Errorf("supervised: stopped after %d steps: %w", m.Iterations, r.ctx.Err())
	case math.IsInf(cfg.C, 1) && e.close == 0:
		m.Converged = false
		return m, separable(m)
	case !m.Converged:
		why := ""
		if err != nil {
			why = " (" + err.Error() + ")"
		}
		return m, fmt.Errorf("supervised: %w: the gradient is %.3g after %d steps, Tol is %.3g%s; raise MaxIter or Tol, or standardise the columns",
			ErrNotConverged, gradient(e), m.Iterations, cfg.Tol, why)
	}
	if math.IsInf(cfg.C, 1) && r.o.recedes(r.best) {
		m.Converged = false
		return m, separable(m)
	}
	return m, nil
}

// roundingTol is a gradient so small that steps along it change J by less than float64 can tell: where gonum's line search
// gives up there, or its own threshold is met, the minimum is reached even if Tol is not.
const roundingTol = 1e-7

// step describes the state at theta.
func (o *objective) step(theta []float64, iteration int) Step {
	e := o.eval(theta)
	m := o.model(theta)
	m.Objective, m.Iterations = e.value, iteration
	return Step{Iteration: iteration, Model: m, Objective: e.value, Gradient: gradient(e), Wrong: e.wrong, Separated: e.close == 0}
}

// gradient is the largest entry of the gradient.
func gradient(e evaluation) float64 { return floats.Norm(e.grad, math.Inf(1)) }

// scales gives mean and standard deviation of each column of x (n×D); a constant column has scale 1.
func scales(x mat.Matrix) (mean, scale []float64, err error) {
	n, d := x.Dims()
	mean, scale = make([]float64, d), make([]float64, d)
	blocks.Each(d, func() func(int) {
		column := make([]float64, n)
		return func(j int) {
			mat.Col(column, j, x)
			mean[j], scale[j] = stat.PopMeanStdDev(column, nil)
			if floats.Min(column) == floats.Max(column) {
				mean[j], scale[j] = column[0], 1
			}
		}
	})
	for j, s := range scale {
		if !(s > 0) || math.IsInf(s, 1) {
			return nil, nil, fmt.Errorf("supervised: column %d has the standard deviation %g; use another unit for it", j, s)
		}
	}
	return mean, scale, nil
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it, with x or with y.
func (c Config) withDefaults(x mat.Matrix, y []int) (Config, error) {
	if err := blocks.Check(x, 2); err != nil {
		return c, err
	}
	n, d := x.Dims()
	var err error
	if c.Start != nil && c.Classes == 0 {
		c.Classes = c.Start.Classes()
	}
	if c.Classes, err = countClasses(n, y, c.Classes); err != nil {
		return c, err
	}
	if c.C == 0 {
		c.C = 1
	}
	if c.MaxIter == 0 {
		c.MaxIter = 5000
	}
	if c.Tol == 0 {
		c.Tol = 1e-6
	}
	if c.Method == nil {
		c.Method = &optimize.LBFGS{Linesearcher: &optimize.MoreThuente{}} // about half the evaluations of gonum's default
	}
	switch {
	case !(c.C > 0):
		return c, fmt.Errorf("supervised: C is %g; it must be above 0, 1 is usual, math.Inf(1) for no penalty", c.C)
	case c.MaxIter < 0:
		return c, fmt.Errorf("supervised: MaxIter is %d; it may not be negative", c.MaxIter)
	case !(c.Tol > 0) || math.IsInf(c.Tol, 1):
		return c, fmt.Errorf("supervised: Tol is %g; it must be above 0, 1e-6 is usual", c.Tol)
	case c.Rate != 0 && !(c.Rate > 0 && !math.IsInf(c.Rate, 1)):
		return c, fmt.Errorf("supervised: Rate is %g; it must be above 0, or 0 for one that cannot fail", c.Rate)
	}
	return c, c.checkStart(d)
}

// checkStart wants a start of the right shape with finite numbers.
func (c Config) checkStart(d int) error {
	if c.Start == nil {
		return nil
	}
	if c.Start.W == nil || c.Start.Classes() != c.Classes || c.Start.Dim() != d || c.Start.W.RawMatrix().Rows != len(c.Start.B) {
		return fmt.Errorf("supervised: Start is not of %d classes and %d columns; make it with NewLogistic(%d, %d)", c.Classes, d, c.Classes, d)
	}
	for _, v := range append(mat.DenseCopyOf(c.Start.W).RawMatrix().Data, c.Start.B...) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("supervised: Start holds the weight %g; every weight must be finite", v)
		}
	}
	return nil
}
