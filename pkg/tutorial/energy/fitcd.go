package energy

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// CDConfig says how contrastive divergence goes.
type CDConfig struct {
	K     int     // steps of the chains from each row, 1 or more
	Walk  Walk    // how they step
	Steps int     // of θ; 0 is 200
	Rate  float64 // length of a step of θ, above 0 and not above 1; 0 is 0.5
	Seed  uint64
	Each  func(step int, theta []float64) // called after each step of θ, for a live figure; it does not keep theta
}

// check gives the settings with their defaults.
func (c CDConfig) check() (CDConfig, error) {
	if c.Steps == 0 {
		c.Steps = 200
	}
	if c.Rate == 0 {
		c.Rate = 0.5
	}
	if c.K < 1 || c.Steps < 2 || !(c.Rate > 0 && c.Rate <= 1) {
		return c, fmt.Errorf("energy: contrastive divergence with K = %d, %d steps, rate %g; take a K of 1 or more, 2 steps or more, a rate above 0 up to 1", c.K, c.Steps, c.Rate)
	}
	return c, nil
}

// FitCD fits θ to the rows of x (n × d) by contrastive divergence, from start [k] (Hinton 2002, CD-k). It takes the steps of
// maximum likelihood, with the average over the model by chains of K steps from each row:
//
//	θ ← θ + Rate · C⁻¹ ( 1/n Σ_i ∇θ E(x_i^K) − 1/n Σ_i ∇θ E(x_i) )          x_i^K: row i after K steps, drawn anew each time
//
// C is the covariance of ∇θ E over the rows; near the fit it is the Fisher information, so that the units of θ do not matter.
// Theta is the mean of the second half of the steps. Where the model is right the fit is too, however short the chains;
// where it is not, it is no maximum likelihood. Short chains make it less certain, which StdErr counts:
//
//	Cov(θ) ≈ 1/n A⁻¹ Γ A⁻ᵀ,   g_i = ∇θ E(x_i^K) − ∇θ E(x_i),   Γ = mean(g_i g_iᵀ),   A = −Cov(∇θ E(x_i), g_i)
//
// (A is how g's mean moves with θ: differentiate ∫ p_θ P_θ^K f = ∫ p_θ f, P_θ being a step of the chain.)
//
// Errors: those of [ChainMean], settings out of range, rows that do not determine θ, a step that leaves the models however
// short it is, ctx's end; θ so far comes with the error.
func FitCD(ctx context.Context, m Model, x mat.Matrix, start []float64, cfg CDConfig) (fit Fit, err error) {
	defer caught(&err)
	if err := checkTheta(m, start); err != nil {
		return fit, err
	}
	if err := checkData(m, x); err != nil {
		return fit, err
	}
	if cfg, err = cfg.check(); err != nil {
		return fit, err
	}
	n, _ := x.Dims()
	fit.Theta = slices.Clone(start)
	mean, differ := make([]float64, len(start)), mat.NewDense(n, len(start), nil)
	for step := range cfg.Steps {
		g, err := contrast(ctx, m, fit.Theta, x, cfg, step)
		if err != nil {
			return fit, err
		}
		if fit.Theta, err = moved(m, fit.Theta, x, means(g), cfg.Rate); err != nil {
			return fit, fmt.Errorf("energy: step %d: %w", step, err)
		}
		if step >= cfg.Steps/2 {
			weight := 1 / float64(cfg.Steps-cfg.Steps/2)
			floats.AddScaled(mean, weight, fit.Theta)
			g.Scale(weight, g)
			differ.Add(differ, g)
		}
		if cfg.Each != nil {
			cfg.Each(step, slices.Clone(fit.Theta))
		}
	}
	fit.Theta = mean
	fit.StdErr = stdErr(slope(gradients(m, mean, x), differ), differ)
	return fit, nil
}

// contrast is g_i = ∇θ E(x_i^K) − ∇θ E(x_i), n × k.
func contrast(ctx context.Context, m Model, theta []float64, x mat.Matrix, cfg CDConfig, step int) (*mat.Dense, error) {
	ends, err := walk(ctx, m, theta, x, cfg.K, cfg.Walk, cfg.Seed+uint64(step)*0x9e3779b97f4a7c15)
	if err != nil {
		return nil, err
	}
	g := gradients(m, theta, ends)
	g.Sub(g, gradients(m, theta, x))
	return g, nil
}

// moved is θ after a step along C⁻¹ g, shortened until the model takes it.
func moved(m Model, theta []float64, x mat.Matrix, g []float64, rate float64) ([]float64, error) {
	cov := mat.NewSymDense(len(theta), nil)
	stat.CovarianceMatrix(cov, gradients(m, theta, x), nil)
	way, err := solve(cov, g)
	if err != nil {
		return theta, err
	}
	next := make([]float64, len(theta))
	for range 30 {
		floats.AddScaledTo(next, theta, rate, way)
		if err = checkTheta(m, next); err == nil {
			return next, nil
		}
		rate /= 2
	}
	return theta, err
}

// slope is A = −Cov(f_i, g_i), k × k, both n × k.
func slope(f, g *mat.Dense) *mat.Dense {
	n, k := f.Dims()
	mean := means(f)
	for i := range n {
		floats.Sub(f.RawRowView(i), mean)
	}
	a := mat.NewDense(k, k, nil)
	a.Mul(g.T(), f)
	a.Scale(-1/math.Max(1, float64(n)), a)
	return a
}
