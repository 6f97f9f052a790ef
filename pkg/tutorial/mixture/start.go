package mixture

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
)

// start gives the model with which EM begins: given, or the M-step on responsibilities that the start gives.
func (f *fit) start(ctx context.Context, x mat.Matrix, cfg GMMConfig, rng *rand.Rand) (*GMM, error) {
	if cfg.Init != nil {
		m := *cfg.Init
		var err error
		m.normals, err = m.components()
		return &m, err
	}
	given, err := responsibilities(ctx, x, cfg.K, cfg.Start, cfg.Centres, rng)
	if err != nil {
		return nil, err
	}
	// The means first; then all sums about them, so that no digits of the covariances cancel.
	about := make([][]float64, cfg.K)
	for k := range about {
		about[k] = f.mean
	}
	var m *GMM
	for range 2 {
		if m, err = f.maximise(about, f.given(given, about)); err != nil {
			return nil, fmt.Errorf("mixture: start: %w", err)
		}
		about = f.about(m.Means)
	}
	return m, nil
}

// given is expect with responsibilities that are given instead of computed, about the given places.
func (f *fit) given(r responsibility, about [][]float64) []float64 {
	return blocks.Sum(f.rows.Count(), f.layout.total(), func() func(int, []float64) {
		e := newExpectation(f.layout.components, f.rows, about)
		return func(b int, acc []float64) {
			first, m := e.differences(b)
			for k := range f.layout.components {
				for i := range m {
					e.r.Data[k*m+i] = r(first+i, k)
				}
			}
			f.layout.add(acc, e)
		}
	})
}

// responsibility gives r_ik.
type responsibility func(i, k int) float64

// responsibilities makes them as the start says, or from centres where these are given.
func responsibilities(ctx context.Context, x mat.Matrix, k int, start Start, centres mat.Matrix, rng *rand.Rand) (responsibility, error) {
	n, _ := x.Dims()
	if start == FromRandom && centres == nil {
		r := mat.NewDense(n, k, nil)
		for i := range n {
			row := r.RawRowView(i)
			for j := range row {
				row[j] = 1 - rng.Float64() // above 0
			}
			floats.Scale(1/floats.Sum(row), row)
		}
		return r.At, nil
	}
	labels, err := startLabels(ctx, x, k, start, centres, rng)
	if err != nil {
		return nil, err
	}
	return func(i, k int) float64 {
		if labels[i] == k {
			return 1
		}
		return 0
	}, nil
}

// startLabels gives each row to a component.
func startLabels(ctx context.Context, x mat.Matrix, k int, start Start, centres mat.Matrix, rng *rand.Rand) ([]int, error) {
	if start == FromKMeans && centres == nil {
		// The labels so far will do where ctx ends: EM then ends at once, and says so.
		m, err := cluster.FitKMeans(ctx, x, cluster.Config{K: k, Seed: rng.Uint64(), Tol: 1e-4})
		if m == nil {
			return nil, fmt.Errorf("mixture: start: %w", err)
		}
		return m.Labels, nil
	}
	var c *mat.Dense
	if centres != nil {
		c = mat.DenseCopyOf(centres)
	} else {
		var err error
		if c, err = cluster.PlusPlus(x, k, rng); err != nil {
			return nil, fmt.Errorf("mixture: start: %w", err)
		}
	}
	return (&cluster.KMeans{Centres: c}).Predict(x)
}
