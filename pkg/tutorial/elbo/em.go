package elbo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// EMConfig says how a linear-Gaussian model is fitted by EM. L must be set; other fields' zero values mean their defaults.
type EMConfig struct {
	L       int             // components of z, 1 … D−1
	Family  Family          // of q: Full by default
	Start   *LinearGaussian // where to begin, of L components; nil: W drawn from Seed
	Seed    uint64
	MaxIter int            // default 10000
	Tol     float64        // EM ends when an iteration raises the ELBO by less, nats per row; default 1e-10
	Each    func(HalfStep) // called after each E step and each M step
}

// HalfStep is what Each gets. From one to the next the ELBO never falls.
type HalfStep struct {
	Iteration int
	Half      string          // "E": q is new, the model is not; "M": the model is new, q is not
	ELBO      float64         // nats per row
	LogP      float64         // log p(x), nats per row; an E step does not change it
	Model     *LinearGaussian // W, b and sigma: its Parameters
}

// Gap is LogP − ELBO, the mean KL(q(z|x) ‖ p(z|x)): 0 after an E step of the family Full.
func (s HalfStep) Gap() float64 { return s.LogP - s.ELBO }

// EMFit is a fitted linear-Gaussian model with the q of the rows it was fitted to.
type EMFit struct {
	*LinearGaussian
	W          *mat.Dense // D×L
	B          []float64  // D
	Sigma      float64
	Q          Codes
	ELBO, LogP float64 // means over the rows, nats
	Iterations int     // M steps
	Converged  bool    // false where MaxIter or the context ended the run
}

// FitEM fits the model to the rows of x (N×D) by climbing the ELBO in two kinds of step, each the highest point in its own
// direction:
//
//	E: q ← argmax_q ELBO(q, model)          M: model ← argmax_model ELBO(q, model)
//
// With the family Full the E step makes the ELBO equal to log p(x), so that log p(x) itself rises in each iteration: this is EM
// (Dempster, Laird & Rubin 1977), and its maximum is that of Tipping & Bishop 1999 in closed form. With a smaller family the
// same climb is variational EM (Neal & Hinton 1998): it raises the bound, and may give up some log p(x) for a smaller gap.
//
// Errors: no or too many components, fewer than two rows, numbers that are not finite, settings out of range, a Start of other
// dimensions, and rows that leave nothing to the noise. When ctx ends, the error wraps ctx.Err() and comes with the fit so far.
func FitEM(ctx context.Context, x mat.Matrix, cfg EMConfig) (*EMFit, error) {
	cfg, err := cfg.withDefaults(x)
	if err != nil {
		return nil, err
	}
	fit := &EMFit{LinearGaussian: cfg.Start}
	for last := math.Inf(-1); ; last = fit.ELBO {
		if fit.Q, err = fit.EStep(x, cfg.Family); err != nil {
			return nil, err
		}
		if fit.ELBO, err = cfg.report(x, fit, "E"); err != nil {
			return nil, err
		}
		fit.Converged = fit.ELBO-last < cfg.Tol
		if fit.Converged || fit.Iterations == cfg.MaxIter {
			return fit, fit.finish(x)
		}
		if ctx.Err() != nil {
			_ = fit.finish(x)
			return fit, fmt.Errorf("elbo: EM was stopped after %d iterations: %w", fit.Iterations, ctx.Err())
		}
		if fit.LinearGaussian, err = MStep(x, fit.Q); err != nil {
			return nil, fmt.Errorf("elbo: EM, iteration %d: %w", fit.Iterations+1, err)
		}
		fit.Iterations++
		if _, err = cfg.report(x, fit, "M"); err != nil {
			return nil, err
		}
	}
}

// report gives the ELBO after a half step, and tells Each.
func (c EMConfig) report(x mat.Matrix, fit *EMFit, half string) (float64, error) {
	terms, err := fit.MeanELBO(x, fit.Q)
	if err != nil || c.Each == nil {
		return terms.ELBO(), err
	}
	logP, err := fit.MeanLogP(x)
	c.Each(HalfStep{Iteration: fit.Iterations, Half: half, ELBO: terms.ELBO(), LogP: logP, Model: fit.LinearGaussian})
	return terms.ELBO(), err
}

// finish fills in what follows from the model.
func (f *EMFit) finish(x mat.Matrix) (err error) {
	f.W, f.B, f.Sigma = f.Parameters()
	f.LogP, err = f.MeanLogP(x)
	return err
}

// Parameters are copies of the model's W [D, L], b [D] and sigma.
func (m *LinearGaussian) Parameters() (w *mat.Dense, b []float64, sigma float64) {
	return mat.DenseCopyOf(m.w), append([]float64(nil), m.b...), m.sigma
}

// withDefaults replaces every zero value, or says what is wrong with the settings or with x.
func (c EMConfig) withDefaults(x mat.Matrix) (EMConfig, error) {
	if err := density.CheckRows(x, 2); err != nil {
		return c, err
	}
	_, d := x.Dims()
	if c.MaxIter == 0 {
		c.MaxIter = 10000
	}
	if c.Tol == 0 {
		c.Tol = 1e-10
	}
	switch {
	case c.L < 1 || c.L >= d:
		return c, fmt.Errorf("elbo: EM with L = %d for rows of %d columns; take 1 to %d components, for one direction at least must be left to the noise", c.L, d, d-1)
	case c.MaxIter < 0:
		return c, fmt.Errorf("elbo: MaxIter is %d; it must not be negative", c.MaxIter)
	case !(c.Tol > 0) || math.IsInf(c.Tol, 1):
		return c, fmt.Errorf("elbo: Tol is %g; it must be positive, 1e-10 nats per row is usual", c.Tol)
	case c.Start == nil:
		var err error
		c.Start, err = emStart(x, c.L, c.Seed)
		return c, err
	}
	if rows, l := c.Start.w.Dims(); rows != d || l != c.L {
		return c, fmt.Errorf("elbo: Start has W of %d×%d; the rows and L want %d×%d", rows, l, d, c.L)
	}
	return c, nil
}

// emStart is a model with the rows' mean, half of their variance in W, drawn at random, and half in the noise.
func emStart(x mat.Matrix, l int, seed uint64) (*LinearGaussian, error) {
	mean := columnMeans(x)
	_, d := x.Dims()
	variance := meanSquare(minus(x, mean)) / float64(d) // of a column, on average
	rng := rand.New(rand.NewPCG(seed, 0x656d))
	w := mat.NewDense(d, l, nil)
	w.Apply(func(_, _ int, _ float64) float64 { return math.Sqrt(variance/2/float64(l)) * rng.NormFloat64() }, w)
	m, err := NewLinearGaussian(w, mean, math.Sqrt(variance/2))
	if err != nil {
		return nil, fmt.Errorf("elbo: the rows have a variance of %g a column, with which EM cannot begin; give rows that differ, of a common size: %w", variance, err)
	}
	return m, nil
}
