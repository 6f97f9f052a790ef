package mixture

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// BernoulliConfig describes a fit. K must be set, or Init; every other field's zero value means its default.
type BernoulliConfig struct {
	K        int                 // components
	Start    Start               // where EM begins; default FromKMeans
	Init     *Bernoulli          // begin instead with these parameters
	Seed     uint64              // of the start
	Restarts int                 // fits from different starts, of which the best is kept; default 1
	MaxIter  int                 // default 1000
	Tol      float64             // stop when the objective moves by less; default 1e-6 nats per row
	Alpha    float64             // pseudo-count of a 1 and of a 0 in each pixel of each component; default 0.1; a large one empties components
	Each     func(BernoulliStep) // called at the start and after each iteration, for a live figure
}

// BernoulliStep is the state of a fit.
type BernoulliStep struct {
	Restart   int
	Iteration int     // updates so far
	Objective float64 // nats per row, see FitBernoulli; never lower than one step before
	Model     *Bernoulli
}

// FitBernoulli fits a Bernoulli mixture to the binary rows of x (n × d) by EM, with alpha imagined ones and as many zeros
// in each pixel of each component, so that no probability becomes 0 or 1. With N_k = Σ_i r_ik the M-step is
//
//	w_k = N_k / n        p_kj = ( Σ_i r_ik x_ij + alpha ) / ( N_k + 2 alpha )
//
// (Bishop 2006, equations 9.59 and 9.60, with pseudo-counts). It raises History.Objective, in nats per row:
//
//	1/n ( Σ_i log p(x_i) + alpha Σ_kj log p_kj (1 − p_kj) )
//
// the log-likelihood and the log of a Beta(1 + alpha, 1 + alpha) prior, up to a constant. An iteration takes time
// proportional to n·K·d.
//
// Errors: as for FitGMM (a constant column is none here), and a number that is neither 0 nor 1.
func FitBernoulli(ctx context.Context, x mat.Matrix, cfg BernoulliConfig) (*Bernoulli, error) {
	cfg, err := cfg.withDefaults(x)
	if err != nil {
		return nil, err
	}
	f := bernoulliFit{rows: blocks.New(x, nil), alpha: cfg.Alpha}
	rng := rand.New(rand.NewPCG(cfg.Seed, 0x6265726e))
	return restarts(ctx, cfg.Restarts, func(restart int) (*Bernoulli, History, error) {
		start, err := f.start(ctx, x, cfg, rng)
		if err != nil {
			return nil, History{}, err
		}
		m, err := f.run(ctx, cfg, restart, start)
		return m, m.History, err
	})
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it or with x.
func (c BernoulliConfig) withDefaults(x mat.Matrix) (BernoulliConfig, error) {
	if err := checkBinary(x, 1); err != nil {
		return c, err
	}
	n, d := x.Dims()
	if c.Init != nil {
		if _, _, err := c.Init.prepare(); err != nil {
			return c, fmt.Errorf("mixture: Init: %w", err)
		}
		k := len(c.Init.Weights)
		if c.Init.Dim() != d || c.K != 0 && c.K != k {
			return c, fmt.Errorf("mixture: Init has %d components of %d columns for K = %d and rows with %d", k, c.Init.Dim(), c.K, d)
		}
		c.K, c.Restarts = k, 1
	}
	s, err := settings{c.K, c.Restarts, c.MaxIter, c.Tol, c.Start}.withDefaults(n)
	if err != nil {
		return c, err
	}
	c.Restarts, c.MaxIter, c.Tol = s.restarts, s.maxIter, s.tol
	if c.Alpha == 0 {
		c.Alpha = 0.1
	}
	if !(c.Alpha >= 1e-6) || math.IsInf(c.Alpha, 1) {
		return c, fmt.Errorf("mixture: Alpha is %g; take a pseudo-count of 1e-6 or more", c.Alpha)
	}
	return c, nil
}

// bernoulliFit is what all restarts share. Sums are, for each component, N = Σ r; then Σ r x, K × d; then Σ log p(x).
type bernoulliFit struct {
	rows  *blocks.Rows
	alpha float64
}

// run is EM from one start.
func (f bernoulliFit) run(ctx context.Context, cfg BernoulliConfig, restart int, start *Bernoulli) (*Bernoulli, error) {
	em := algorithm[*Bernoulli]{
		expect: func(m *Bernoulli) (float64, []float64) {
			sums := f.sums(cfg.K, func(_ int, block, a blas64.General, logP []float64) {
				jointBernoulli(a, m.logits, m.offsets, block)
				posteriors(a, logP)
			})
			return (sums[len(sums)-1] + f.logPrior(m)) / float64(f.rows.N), sums
		},
		maximise: func(m *Bernoulli, sums []float64) (*Bernoulli, error) { return f.maximise(cfg.K, sums) },
		each: func(i int, objective float64, m *Bernoulli) {
			if cfg.Each != nil {
				cfg.Each(BernoulliStep{Restart: restart, Iteration: i, Objective: objective, Model: m})
			}
		},
	}
	m, history, err := em.run(ctx, start, cfg.MaxIter, cfg.Tol)
	out := *m
	out.History = history
	return &out, err
}

// start gives the model with which EM begins.
func (f bernoulliFit) start(ctx context.Context, x mat.Matrix, cfg BernoulliConfig, rng *rand.Rand) (*Bernoulli, error) {
	if cfg.Init != nil {
		return NewBernoulli(cfg.Init.Weights, cfg.Init.Probs)
	}
	given, err := responsibilities(ctx, x, cfg.K, cfg.Start, nil, rng)
	if err != nil {
		return nil, err
	}
	m, err := f.maximise(cfg.K, f.sums(cfg.K, func(first int, _, a blas64.General, _ []float64) {
		for k := range a.Rows {
			for i := range a.Cols {
				a.Data[k*a.Stride+i] = given(first+i, k)
			}
		}
	}))
	if err != nil {
		return nil, fmt.Errorf("mixture: start: %w", err)
	}
	return m, nil
}

// sums adds up over the blocks what posterior puts into the responsibilities a (K × m), and into logP [m].
func (f bernoulliFit) sums(k int, posterior func(first int, block, a blas64.General, logP []float64)) []float64 {
	d := f.rows.D
	return blocks.Sum(f.rows.Count(), k*(d+1)+1, func() func(int, []float64) {
		memory, logP := make([]float64, k*blocks.Size), make([]float64, blocks.Size)
		return func(b int, acc []float64) {
			first, block := f.rows.Block(b)
			a := blocks.General(k, block.Cols, memory)
			posterior(first, block, a, logP[:block.Cols])
			for c := range k {
				acc[c] += floats.Sum(a.Data[c*a.Stride : (c+1)*a.Stride])
			}
			rx := blas64.General{Rows: k, Cols: d, Stride: d, Data: acc[k : k*(d+1)]}
			blas64.Gemm(blas.NoTrans, blas.Trans, 1, a, block, 1, rx)
			acc[len(acc)-1] += floats.Sum(logP[:block.Cols])
		}
	})
}

// maximise is the M-step.
func (f bernoulliFit) maximise(k int, sums []float64) (*Bernoulli, error) {
	n, d := float64(f.rows.N), f.rows.D
	weights, probs := make([]float64, k), mat.NewDense(k, d, nil)
	for i := range k {
		if !(sums[i] >= weightless) {
			return nil, fmt.Errorf("component %d has lost all its rows (%.2g of %g); use fewer components, a smaller Alpha, or another start", i, sums[i], n)
		}
		weights[i] = sums[i] / n
		for j, rx := range sums[k+i*d : k+(i+1)*d] {
			probs.Set(i, j, (rx+f.alpha)/(sums[i]+2*f.alpha))
		}
	}
	floats.Scale(1/floats.Sum(weights), weights)
	return NewBernoulli(weights, probs)
}

// logPrior is alpha Σ_kj log p_kj (1 − p_kj).
func (f bernoulliFit) logPrior(m *Bernoulli) float64 {
	sum := 0.0
	for _, p := range m.Probs.RawMatrix().Data {
		sum += math.Log(p) + math.Log1p(-p)
	}
	return f.alpha * sum
}
