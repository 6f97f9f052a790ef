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

// data are the rows, less their mean: in ‖x‖² − 2 xᵀc + ‖c‖² fewer digits cancel near the origin.
type data struct {
	mean    []float64
	rows    *mat.Dense // n × d
	squares []float64  // n, ‖x_i‖²
	longest float64    // the largest ‖x_i‖
	scale   float64    // mean variance of the columns
}

func newData(x mat.Matrix) *data {
	n, width := x.Dims()
	d := &data{mean: blocks.Mean(x), rows: mat.NewDense(n, width, nil), squares: make([]float64, n)}
	d.sum(0, func() func(int, int, []float64) {
		return func(first, end int, _ []float64) {
			for i := first; i < end; i++ {
				row := mat.Row(d.rows.RawRowView(i), i, x)
				floats.Sub(row, d.mean)
				d.squares[i] = floats.Dot(row, row)
			}
		}
	})
	d.longest = math.Sqrt(floats.Max(d.squares))
	d.scale = floats.Sum(d.squares) / float64(n*width)
	return d
}

// sum calls a function for rows first … end−1, block after block on all processors, and adds up what the calls add into
// acc [width]; see blocks.Sum.
func (d *data) sum(width int, worker func() func(first, end int, acc []float64)) []float64 {
	n, _ := d.rows.Dims()
	return blocks.Sum(blocks.Count(n), width, func() func(int, []float64) {
		f := worker()
		return func(b int, acc []float64) { f(b*blocks.Size, min(n, (b+1)*blocks.Size), acc) }
	})
}

// start gives the starting centres K × d, less the mean.
func (d *data) start(cfg Config, rng *rand.Rand) (*mat.Dense, error) {
	if cfg.Centres == nil {
		return d.plusPlus(cfg.K, rng)
	}
	c := mat.DenseCopyOf(cfg.Centres)
	for k := range cfg.K {
		floats.Sub(c.RawRowView(k), d.mean)
	}
	return c, nil
}

// lloyd runs one iteration after the other from the given centres.
func (d *data) lloyd(ctx context.Context, cfg Config, restart int, c *mat.Dense) (*KMeans, error) {
	n, width := d.rows.Dims()
	m := &KMeans{Labels: make([]int, n)}
	b := newBounds(d, c)
	var stopped error
	for settled := false; ; m.Iterations++ {
		sums := d.assign(c, m.Labels, b)
		changed := m.Iterations == 0 || sums[len(sums)-1] > 0
		if cfg.Each != nil {
			inertia := floats.Sum(d.distances(c, m.Labels))
			cfg.Each(Step{Restart: restart, Iteration: m.Iterations, Inertia: inertia, Centres: d.restore(c), Labels: m.Labels})
		}
		if m.Converged = settled || !changed; m.Converged || m.Iterations == cfg.MaxIter {
			break
		}
		if err := ctx.Err(); err != nil {
			stopped = fmt.Errorf("cluster: stopped after %d iterations: %w", m.Iterations, err)
			break
		}
		next, err := d.move(c, sums[:cfg.K*width], sums[cfg.K*width:cfg.K*(width+1)], m.Labels, b)
		if err != nil {
			return nil, err
		}
		shift := floats.Distance(next.RawMatrix().Data, c.RawMatrix().Data, 2)
		settled = cfg.Tol > 0 && shift*shift <= cfg.Tol*d.scale
		c = next
	}
	m.Inertia = floats.Sum(d.distances(c, m.Labels))
	m.Centres = d.restore(c)
	return m, stopped
}

// distances gives ‖x_i − c_(l_i)‖² of each row, whose sum is the inertia.
func (d *data) distances(c *mat.Dense, labels []int) []float64 {
	n, width := d.rows.Dims()
	dist := make([]float64, n)
	d.sum(0, func() func(int, int, []float64) {
		diff := make([]float64, width)
		return func(first, end int, _ []float64) {
			for i := first; i < end; i++ {
				dist[i] = squaredDistance(diff, d.rows.RawRowView(i), c.RawRowView(labels[i]))
			}
		}
	})
	return dist
}

// move gives the mean of each cluster's rows, and tells the bounds how far the centres c moved. A cluster without rows
// takes the row farthest from its own centre, which leaves its old cluster, as in scikit-learn; several take the farthest
// ones in turn.
func (d *data) move(c *mat.Dense, sums, counts []float64, labels []int, b *bounds) (*mat.Dense, error) {
	k, width := c.Dims()
	next := mat.NewDense(k, width, sums)
	var dist []float64
	for empty := range k {
		if counts[empty] > 0 {
			continue
		}
		if dist == nil {
			dist = d.distances(c, labels)
		}
		far := farthest(counts, labels, dist)
		if far < 0 {
			return nil, fmt.Errorf("cluster: fewer than %d distinct rows; ask for fewer clusters", k)
		}
		row, from := d.rows.RawRowView(far), labels[far]
		copy(next.RawRowView(empty), row)
		floats.Sub(next.RawRowView(from), row)
		counts[empty], counts[from] = 1, counts[from]-1
		labels[far], dist[far], b.gap[far] = empty, 0, math.Inf(-1)
	}
	for i := range k {
		floats.Scale(1/counts[i], next.RawRowView(i))
	}
	b.moved(c, next)
	return next, nil
}

// farthest is the row farthest from its centre among those that are not alone in their cluster; −1 where all of these lie
// on their centre.
func farthest(counts []float64, labels []int, dist []float64) int {
	far, most := -1, 0.0
	for i, v := range dist {
		if v > most && counts[labels[i]] > 1 {
			far, most = i, v
		}
	}
	return far
}

// restore gives the centres with the mean of the data added again.
func (d *data) restore(c *mat.Dense) *mat.Dense {
	out := mat.DenseCopyOf(c)
	k, _ := c.Dims()
	for i := range k {
		floats.Add(out.RawRowView(i), d.mean)
	}
	return out
}

func fill(s []float64, v float64) {
	for i := range s {
		s[i] = v
	}
}
