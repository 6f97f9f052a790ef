package cluster

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// KMeans is a fitted grouping into K clusters.
type KMeans struct {
	Centres    *mat.Dense // K × d, the mean of each cluster's rows
	Labels     []int      // n, the nearest centre of each row, 0 … K−1
	Inertia    float64    // J = Σ_i ‖x_i − c_(l_i)‖², in the data's unit squared
	Iterations int        // times the centres were moved
	Converged  bool       // false where MaxIter or the context ended the run
}

// Config describes a run of k-means. K must be set, or Centres; every other field's zero value means its default.
type Config struct {
	K        int        // clusters; default the number of rows of Centres
	Centres  mat.Matrix // K × d, where to start; nil: k-means++, see PlusPlus
	Seed     uint64     // of k-means++
	Restarts int        // runs from different k-means++ starts, of which the lowest inertia is kept; default 1
	MaxIter  int        // most iterations of a run; default 300
	Tol      float64    // also stop when the centres' squared moves sum to at most Tol · mean variance of the columns; default 0
	Each     func(Step) // called after each assignment, for a live figure
}

// Step is the state of a run after an assignment. Its slices are the run's own: copy what you keep.
type Step struct {
	Restart   int        // 0 … Restarts−1
	Iteration int        // moves of the centres so far
	Inertia   float64    // J of these labels and centres; never higher than one step before
	Centres   *mat.Dense // K × d
	Labels    []int      // n
}

// FitKMeans groups the rows of x (n × d) by Lloyd's iteration (Lloyd 1982, equations 2 and 3 in d dimensions):
//
//	assign   l_i = argmin_k ‖x_i − c_k‖²             (ties: the lowest k)
//	move     c_k = mean of the rows with l_i = k
//
// until no label changes. Neither step can raise J = Σ_i ‖x_i − c_(l_i)‖², and there are finitely many groupings, so it
// ends; where it ends depends on the start. A cluster left without rows gets the row that lies farthest from its centre.
// An iteration takes time proportional to n·K·d at first, and towards the end to n·d: rows that are sure to keep their
// centre are not compared with the others, which changes no label (Hamerly 2010, see assign.go).
//
// Errors: what density.CheckRows refuses, magnitudes above 1e150, fewer distinct rows than clusters, starting centres
// of another shape, negative settings. When ctx ends, the best grouping so far comes with an error that wraps ctx.Err().
func FitKMeans(ctx context.Context, x mat.Matrix, cfg Config) (*KMeans, error) {
	cfg, err := cfg.withDefaults(x)
	if err != nil {
		return nil, err
	}
	data := newData(x)
	rng := rand.New(rand.NewPCG(cfg.Seed, 0x6b6d65616e73))
	var best *KMeans
	for restart := range cfg.Restarts {
		start, err := data.start(cfg, rng)
		if err != nil {
			return nil, err
		}
		m, err := data.lloyd(ctx, cfg, restart, start)
		if m != nil && (best == nil || m.Inertia < best.Inertia) {
			best = m
		}
		if err != nil {
			return best, err
		}
	}
	return best, nil
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it or with x.
func (c Config) withDefaults(x mat.Matrix) (Config, error) {
	if err := blocks.Check(x, 1); err != nil {
		return c, fmt.Errorf("cluster: %w", err)
	}
	n, d := x.Dims()
	if c.Centres != nil {
		if err := blocks.Check(c.Centres, 1); err != nil {
			return c, fmt.Errorf("cluster: Centres: %w", err)
		}
		k, width := c.Centres.Dims()
		if c.K == 0 {
			c.K = k
		}
		if k != c.K || width != d {
			return c, fmt.Errorf("cluster: Centres is %d×%d for %d clusters of rows with %d columns; give one row per cluster", k, width, c.K, d)
		}
	}
	if c.MaxIter == 0 {
		c.MaxIter = 300
	}
	if c.Restarts == 0 || c.Centres != nil {
		c.Restarts = 1
	}
	switch {
	case c.K < 1:
		return c, fmt.Errorf("cluster: K is %d; set Config.K to the number of clusters, 1 or more", c.K)
	case c.K > n:
		return c, fmt.Errorf("cluster: %d clusters for %d rows; ask for at most as many clusters as rows", c.K, n)
	case c.MaxIter < 0 || c.Restarts < 0:
		return c, fmt.Errorf("cluster: MaxIter is %d and Restarts %d; neither may be negative", c.MaxIter, c.Restarts)
	case !(c.Tol >= 0) || math.IsInf(c.Tol, 1):
		return c, fmt.Errorf("cluster: Tol is %g; it must be 0 or more", c.Tol)
	}
	return c, nil
}

// Predict gives the nearest centre of each row of x (n × d); of several as near, the lowest.
func (m *KMeans) Predict(x mat.Matrix) ([]int, error) {
	if err := blocks.Check(x, 1); err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	n, d := x.Dims()
	if m.Centres == nil {
		return nil, fmt.Errorf("cluster: the model has no Centres; make it with FitKMeans")
	}
	k, width := m.Centres.Dims()
	if width != d {
		return nil, fmt.Errorf("cluster: the rows have %d columns, the centres %d; give rows as long as those of the fit", d, width)
	}
	centres := blocks.New(m.Centres, nil)
	labels := make([]int, n)
	blocks.Each(n, func() func(int) {
		row, dist := make([]float64, d), make([]float64, k)
		return func(i int) {
			mat.Row(row, i, x)
			for b := range centres.Count() {
				first, block := centres.Block(b)
				blocks.SquaredDistances(dist[first:], row, block)
			}
			labels[i] = floats.MinIdx(dist)
		}
	})
	return labels, nil
}
