package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// data are the rows, less their mean: in ‖x‖² − 2 xᵀc + ‖c‖² fewer digits cancel near the origin.
type data struct {
	mean  []float64
	rows  *mat.Dense // n × d
	scale float64    // mean variance of the columns
}

func newData(x mat.Matrix) *data {
	d := &data{mean: blocks.Mean(x), rows: mat.DenseCopyOf(x)}
	n, width := x.Dims()
	for i := range n {
		row := d.rows.RawRowView(i)
		floats.Sub(row, d.mean)
		d.scale += floats.Dot(row, row) / float64(n*width)
	}
	return d
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
	m := &KMeans{Labels: slices.Repeat([]int{-1}, n)}
	dist := make([]float64, n) // ‖x_i − c_(l_i)‖²
	var stopped error
	for settled := false; ; m.Iterations++ {
		sums := d.assign(c, m.Labels, dist)
		changed := sums[len(sums)-1] > 0
		m.Inertia = sums[len(sums)-2]
		if cfg.Each != nil {
			cfg.Each(Step{Restart: restart, Iteration: m.Iterations, Inertia: m.Inertia, Centres: d.restore(c), Labels: m.Labels})
		}
		if m.Converged = settled || !changed; m.Converged || m.Iterations == cfg.MaxIter {
			break
		}
		if err := ctx.Err(); err != nil {
			stopped = fmt.Errorf("cluster: stopped after %d iterations: %w", m.Iterations, err)
			break
		}
		next, err := d.move(cfg.K, sums[:cfg.K*width], sums[cfg.K*width:cfg.K*(width+1)], m.Labels, dist)
		if err != nil {
			return nil, err
		}
		shift := floats.Distance(next.RawMatrix().Data, c.RawMatrix().Data, 2)
		settled = cfg.Tol > 0 && shift*shift <= cfg.Tol*d.scale
		c = next
	}
	m.Centres = d.restore(c)
	return m, stopped
}

// assign gives every row its nearest centre and the squared distance to it, and returns for each cluster the sum of its
// rows [K·d] and their number [K], then the inertia and how many labels changed.
//
//	argmin_k ‖x − c_k‖² = argmin_k ( ‖c_k‖² − 2 c_kᵀx )       the bracket for all rows and centres is a matrix product
func (d *data) assign(c *mat.Dense, labels []int, dist []float64) []float64 {
	k, width := c.Dims()
	norms := make([]float64, k)
	for i := range norms {
		norms[i] = floats.Dot(c.RawRowView(i), c.RawRowView(i))
	}
	return blocks.Sum(blocks.Count(len(labels)), k*(width+1)+2, func() func(int, []float64) {
		scores, memory, diff := make([]float64, k*blocks.Size), make([]float64, width*blocks.Size), make([]float64, width)
		return func(b int, acc []float64) {
			first, x := blocks.Transpose(d.rows, b, memory)
			s := blocks.General(k, x.Cols, scores)
			for i, norm := range norms {
				fill(s.Data[i*s.Stride:(i+1)*s.Stride], norm)
			}
			blas64.Gemm(blas.NoTrans, blas.NoTrans, -2, c.RawMatrix(), x, 1, s)
			acc[len(acc)-1] += float64(lowest(s, labels[first:first+x.Cols]))
			for i := first; i < first+x.Cols; i++ {
				row, l := d.rows.RawRowView(i), labels[i]
				floats.SubTo(diff, row, c.RawRowView(l))
				dist[i] = floats.Dot(diff, diff)
				floats.Add(acc[l*width:(l+1)*width], row)
				acc[k*width+l]++
				acc[len(acc)-2] += dist[i]
			}
		}
	})
}

// lowest puts the row of the smallest number of each column of s into labels, and counts the labels that changed.
func lowest(s blas64.General, labels []int) (changed int) {
	var best [blocks.Size]float64
	var at [blocks.Size]int
	copy(best[:], s.Data[:s.Cols])
	for k := 1; k < s.Rows; k++ {
		for i, v := range s.Data[k*s.Stride : k*s.Stride+s.Cols] {
			if v < best[i] {
				best[i], at[i] = v, k
			}
		}
	}
	for i, l := range labels {
		if l != at[i] {
			labels[i] = at[i]
			changed++
		}
	}
	return changed
}

// move gives the mean of each cluster's rows. A cluster without rows takes the row farthest from its own centre, which
// leaves its old cluster, as in scikit-learn; several take the farthest ones in turn.
func (d *data) move(k int, sums, counts []float64, labels []int, dist []float64) (*mat.Dense, error) {
	_, width := d.rows.Dims()
	c := mat.NewDense(k, width, sums)
	for empty := range k {
		if counts[empty] > 0 {
			continue
		}
		far := farthest(counts, labels, dist)
		if far < 0 {
			return nil, fmt.Errorf("cluster: fewer than %d distinct rows; ask for fewer clusters", k)
		}
		row, from := d.rows.RawRowView(far), labels[far]
		copy(c.RawRowView(empty), row)
		floats.Sub(c.RawRowView(from), row)
		counts[empty], counts[from] = 1, counts[from]-1
		labels[far], dist[far] = empty, 0
	}
	for i := range k {
		floats.Scale(1/counts[i], c.RawRowView(i))
	}
	return c, nil
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
