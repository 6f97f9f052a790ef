package mixture

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// GMMConfig describes a fit. K must be set, or Init or Centres; every other field's zero value means its default.
type GMMConfig struct {
	K          int // components
	Covariance Covariance
	Start      Start      // where EM begins; default FromKMeans
	Centres    mat.Matrix // K × d: begin instead with each row belonging to the nearest of these
	Init       *GMM       // begin instead with these parameters
	Seed       uint64     // of the start
	Restarts   int        // fits from different starts, of which the likeliest is kept; default 1
	MaxIter    int        // default 1000
	Tol        float64    // stop when the mean log-likelihood moves by less; default 1e-6 nats per row
	Floor      float64    // least variance of a component in any direction, as a part of the data's; default 1e-6
	Each       func(Step) // called at the start and after each iteration, for a live figure
}

// Step is the state of a fit.
type Step struct {
	Restart   int     // 0 … Restarts−1
	Iteration int     // updates so far
	LogP      float64 // mean log p(x) of the rows under Model, nats per row; never lower than one step before
	Model     *GMM
}

// FitGMM fits a Gaussian mixture to the rows of x (n × d) by EM: History.Objective is the mean log-likelihood
// 1/n Σ_i log p(x_i) in nats per row, and it never falls.
//
// Without a guard it has no maximum: a component that sits on one row, or on rows in a plane, gains without bound as its
// covariance shrinks (Bishop 2006, section 9.2.1). Therefore Floor: in no direction may a component have less than that
// part of the variance that the data have there. The M-step is then the exact maximum under this bound, so that EM
// still ascends, and wherever no covariance lies at the floor the result is the plain maximum-likelihood one. (Adding a
// constant to the diagonal, as scikit-learn's reg_covar does, moves every result a little.)
//
// An iteration takes time proportional to n·K·d² (n·K·d for Diag and Spherical, n·d·(d + K) for Tied).
//
// Errors: what density.CheckRows refuses, magnitudes above 1e150, fewer rows, or distinct rows, than components, a
// constant column, settings out of range, and a component that loses all its rows on the way (it names the component;
// of several restarts, all must fail). With that last error, and when ctx ends (the error then wraps ctx.Err()), comes
// the best model so far.
func FitGMM(ctx context.Context, x mat.Matrix, cfg GMMConfig) (*GMM, error) {
	cfg, err := cfg.withDefaults(x)
	if err != nil {
		return nil, err
	}
	f, err := newFit(x, cfg)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(cfg.Seed, 0x676d6d))
	return restarts(ctx, cfg.Restarts, func(restart int) (*GMM, History, error) {
		start, err := f.start(ctx, x, cfg, rng)
		if err != nil {
			return nil, History{}, err
		}
		m, err := f.run(ctx, cfg, restart, start)
		return m, m.History, err
	})
}

// fit is what all restarts share.
type fit struct {
	rows       *blocks.Rows
	mean       []float64     // of the rows, d
	covariance *mat.SymDense // of the rows, with 1/n; used where tied, zero elsewhere
	floor      floor
	layout     layout
}

func newFit(x mat.Matrix, cfg GMMConfig) (*fit, error) {
	f := &fit{rows: blocks.New(x, nil), mean: blocks.Mean(x)}
	f.layout = layout{kind: cfg.Covariance, components: cfg.K, d: f.rows.D}
	f.floor = floor{part: cfg.Floor, variance: f.rows.Variance(f.mean)}
	for j, v := range f.floor.variance {
		if math.Sqrt(v) <= 1e-12*math.Abs(f.mean[j]) || v < 1e-250 {
			return nil, fmt.Errorf("mixture: column %d is constant (%g in all rows), so that its density has no bound; leave it away", j, x.At(0, j))
		}
	}
	f.covariance = mat.NewSymDense(f.rows.D, nil)
	if cfg.Covariance == Tied {
		stat.CovarianceMatrix(f.covariance, x, nil)
		f.covariance.ScaleSym(float64(f.rows.N-1)/float64(f.rows.N), f.covariance)
	}
	return f, nil
}

// about gives the places about which sums are taken: the means, or the data's mean where tied.
func (f *fit) about(means *mat.Dense) [][]float64 {
	if f.layout.kind == Tied {
		return [][]float64{f.mean}
	}
	return rowsOf(means)
}

// rowsOf gives the rows of m, sharing its memory.
func rowsOf(m *mat.Dense) [][]float64 {
	k, _ := m.Dims()
	out := make([][]float64, k)
	for i := range out {
		out[i] = m.RawRowView(i)
	}
	return out
}

// run is EM from one start.
func (f *fit) run(ctx context.Context, cfg GMMConfig, restart int, start *GMM) (*GMM, error) {
	em := algorithm[*GMM]{
		expect: func(m *GMM) (float64, []float64) {
			sums := f.expect(m)
			return sums[len(sums)-1] / float64(f.rows.N), sums
		},
		maximise: func(m *GMM, sums []float64) (*GMM, error) {
			return f.maximise(f.about(m.Means), sums)
		},
		each: func(i int, logP float64, m *GMM) {
			if cfg.Each != nil {
				cfg.Each(Step{Restart: restart, Iteration: i, LogP: logP, Model: m})
			}
		},
	}
	m, history, err := em.run(ctx, start, cfg.MaxIter, cfg.Tol)
	out := *m
	out.History = history
	return &out, err
}

// expect gives the sums that maximise needs, and last Σ_i log p(x_i).
func (f *fit) expect(m *GMM) []float64 {
	return blocks.Sum(f.rows.Count(), f.layout.total(), func() func(int, []float64) {
		e := newExpectation(f.layout.components, f.rows, f.about(m.Means)).under(m.normals)
		return func(b int, acc []float64) {
			e.block(b)
			f.layout.add(acc, e)
		}
	})
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it or with x.
func (c GMMConfig) withDefaults(x mat.Matrix) (GMMConfig, error) {
	if err := blocks.Check(x, 2); err != nil {
		return c, fmt.Errorf("mixture: %w", err)
	}
	n, d := x.Dims()
	if err := c.given(d); err != nil {
		return c, err
	}
	if c.K == 0 && c.Init != nil {
		c.K = len(c.Init.Weights)
	} else if c.K == 0 && c.Centres != nil {
		c.K, _ = c.Centres.Dims()
	}
	s, err := settings{c.K, c.Restarts, c.MaxIter, c.Tol, c.Start}.withDefaults(n)
	if err != nil {
		return c, err
	}
	c.Restarts, c.MaxIter, c.Tol = s.restarts, s.maxIter, s.tol
	if c.Init != nil || c.Centres != nil {
		c.Restarts = 1
	}
	if c.Floor == 0 {
		c.Floor = 1e-6
	}
	if !(c.Floor > 0 && c.Floor < 1) {
		return c, fmt.Errorf("mixture: Floor is %g; it is a part of the data's variance, above 0 and below 1", c.Floor)
	}
	if c.Covariance < Full || c.Covariance > Spherical {
		return c, fmt.Errorf("mixture: Covariance is %d; use the constants of this package", int(c.Covariance))
	}
	return c, nil
}

// given checks a start that the caller gives, for rows of d columns.
func (c GMMConfig) given(d int) error {
	if c.Init != nil && c.Centres != nil {
		return fmt.Errorf("mixture: both Init and Centres are set; begin with one of them")
	}
	if c.Centres != nil {
		if err := blocks.Check(c.Centres, 1); err != nil {
			return fmt.Errorf("mixture: Centres: %w", err)
		}
		if k, width := c.Centres.Dims(); width != d || c.K != 0 && c.K != k {
			return fmt.Errorf("mixture: Centres is %d×%d for K = %d and rows with %d columns; give one row per component", k, width, c.K, d)
		}
	}
	if c.Init != nil {
		if _, err := c.Init.components(); err != nil {
			return fmt.Errorf("mixture: Init: %w", err)
		}
		if k := len(c.Init.Weights); c.Init.Dim() != d || c.K != 0 && c.K != k || c.Init.Covariance != c.Covariance {
			return fmt.Errorf("mixture: Init has %d components of %d columns, %s; want K = %d, %d columns, %s",
				k, c.Init.Dim(), c.Init.Covariance, c.K, d, c.Covariance)
		}
	}
	return nil
}
