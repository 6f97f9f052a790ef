package mcmc

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// walker is one chain on its way.
type walker struct {
	cfg  Config
	t    *target
	k    kernel
	tune *tuner // nil where nothing is tuned
	rng  *rand.Rand
	s    State
	c    *Chain
	kept int
}

// run runs one chain. The chain is nil where it could not start.
func run(ctx context.Context, f LogDensity, chain int, start []float64, sampler Sampler, cfg Config) (c *Chain, err error) {
	cfg, err = cfg.check(f, start, sampler)
	if err != nil {
		return nil, err
	}
	w := &walker{cfg: cfg, t: &target{f: f}, rng: Stream(cfg.Seed, chain)}
	w.s = State{Chain: chain, WarmUp: cfg.WarmUp > 0, Theta: slices.Clone(start), Proposed: slices.Clone(start), Accepted: true}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("mcmc: chain %d, %s: a function panicked, last asked about theta = %.6g: %v", chain, w.where(), w.t.at, p)
		}
		c = w.finish()
	}()
	if err := w.begin(sampler); err != nil {
		return nil, err
	}
	return nil, w.walk(ctx)
}

// begin makes the kernel and evaluates the start.
func (w *walker) begin(sampler Sampler) (err error) {
	d := len(w.s.Theta)
	if w.k, err = sampler.kernel(w.t, d); err != nil {
		return err
	}
	w.s.LogP = w.t.logP(w.s.Theta)
	if w.t.err != nil {
		return fmt.Errorf("mcmc: chain %d, at the start: %w", w.s.Chain, w.t.err)
	}
	if math.IsInf(w.s.LogP, -1) {
		return fmt.Errorf("mcmc: chain %d: the density is 0 at the start theta = %.6g; start where it is positive",
			w.s.Chain, w.s.Theta)
	}
	if k, ok := w.k.(adaptive); ok && !w.cfg.NoAdapt {
		w.tune = &tuner{k: k}
	}
	w.c = &Chain{Draws: mat.NewDense(w.cfg.Draws, d, nil), LogP: make([]float64, w.cfg.Draws), Factor: 1}
	return nil
}

// walk steps until all draws are made.
func (w *walker) walk(ctx context.Context) error {
	w.show()
	for w.kept < w.cfg.Draws {
		if ctx.Err() != nil {
			return fmt.Errorf("mcmc: chain %d stopped after %d draws: %w", w.s.Chain, w.kept, ctx.Err())
		}
		a := w.k.step(&w.s, w.rng)
		if w.t.err != nil {
			return fmt.Errorf("mcmc: chain %d, %s: %w", w.s.Chain, w.where(), w.t.err)
		}
		w.s.Iteration++
		w.s.WarmUp = w.s.Iteration <= w.cfg.WarmUp
		if !w.s.WarmUp {
			w.keep()
		} else if w.tune != nil {
			w.c.Factor = w.tune.learn(w.s.Iteration, a)
		}
		w.show()
	}
	return nil
}

// keep counts a step after warm-up, and makes a draw of every Thin-th.
func (w *walker) keep() {
	if w.s.Accepted {
		w.c.Accepted++
	}
	if (w.s.Iteration-w.cfg.WarmUp)%w.cfg.Thin == 0 {
		w.c.Draws.SetRow(w.kept, w.s.Theta)
		w.c.LogP[w.kept] = w.s.LogP
		w.kept++
	}
}

func (w *walker) show() {
	if w.cfg.Each != nil {
		w.cfg.Each(w.s)
	}
}

// where names the step that is being made.
func (w *walker) where() string {
	step := w.s.Iteration + 1
	if step <= w.cfg.WarmUp {
		return fmt.Sprintf("warm-up step %d", step)
	}
	return fmt.Sprintf("draw %d", w.kept)
}

// finish gives the chain as far as it came.
func (w *walker) finish() *Chain {
	if w.c == nil {
		return nil
	}
	w.c.Evaluations, w.c.Gradients = w.t.evaluations, w.t.gradients
	w.c.Accepted /= float64(max(1, w.s.Iteration-w.cfg.WarmUp))
	w.c.cut(w.kept)
	return w.c
}

// largest is the most numbers that the draws of a chain may be.
const largest = 1 << 28

// check gives the settings with their defaults.
func (cfg Config) check(f LogDensity, start []float64, sampler Sampler) (Config, error) {
	if cfg.Thin == 0 {
		cfg.Thin = 1
	}
	switch j := notFinite(start); {
	case f == nil || sampler == nil:
		return cfg, fmt.Errorf("mcmc: there is no density or no sampler; pass both")
	case len(start) == 0:
		return cfg, fmt.Errorf("mcmc: the start is empty; give one number to each coordinate of theta")
	case j >= 0:
		return cfg, fmt.Errorf("mcmc: coordinate %d of the start is %g; start from finite numbers", j, start[j])
	case cfg.Draws < 1 || cfg.WarmUp < 0 || cfg.Thin < 0:
		return cfg, fmt.Errorf("mcmc: %d draws, warm-up of %d, thinned by %d; make 1 draw or more, the others 0 or more",
			cfg.Draws, cfg.WarmUp, cfg.Thin)
	case cfg.Draws > largest/len(start) || cfg.Thin > (math.MaxInt-cfg.WarmUp)/cfg.Draws:
		return cfg, fmt.Errorf("mcmc: %d draws of %d coordinates, thinned by %d, need too much memory or time; make fewer",
			cfg.Draws, len(start), cfg.Thin)
	}
	return cfg, nil
}
