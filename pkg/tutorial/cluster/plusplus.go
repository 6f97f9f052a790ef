package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// PlusPlus chooses K rows of x (n × d) as starting centres, far from one another but by chance (Arthur & Vassilvitskii
// 2007, section 2.2): the first uniformly, each further one with probability
//
//	P(x_i) = D(x_i)² / Σ_j D(x_j)²          D(x) = distance to the nearest centre chosen so far
//
// Of 2 + ⌊ln K⌋ such draws it keeps the one that lowers Σ D² most, as the paper's authors do in their own code. On
// average the inertia of the start is then at most 8 (ln K + 2) times the best possible one (their theorem 1.1, for a
// single draw). Errors: as for FitKMeans.
func PlusPlus(x mat.Matrix, k int, rng *rand.Rand) (*mat.Dense, error) {
	if _, err := (Config{K: k}).withDefaults(x); err != nil {
		return nil, err
	}
	d := newData(x)
	c, err := d.plusPlus(k, rng)
	if err != nil {
		return nil, err
	}
	return d.restore(c), nil
}

// plusPlus gives the starting centres K × d, less the mean.
func (d *data) plusPlus(k int, rng *rand.Rand) (*mat.Dense, error) {
	n, width := d.rows.Dims()
	c := mat.NewDense(k, width, nil)
	c.SetRow(0, d.rows.RawRowView(rng.IntN(n)))
	infinite := make([]float64, n)
	fill(infinite, math.Inf(1))
	near := d.nearer(infinite, [][]float64{c.RawRowView(0)})[0] // D²
	cumulative := make([]float64, n)
	for i := 1; i < k; i++ {
		total := floats.CumSum(cumulative, near)[n-1]
		if !(total > 0) {
			return nil, fmt.Errorf("cluster: only %d distinct rows for %d clusters; ask for fewer clusters", i, k)
		}
		draws := make([][]float64, 2+int(math.Log(float64(k))))
		for j := range draws {
			// The first row whose cumulative sum lies above the draw, so that no row with D = 0 is taken.
			u := rng.Float64() * total
			draws[j] = d.rows.RawRowView(sort.Search(n-1, func(row int) bool { return cumulative[row] > u }))
		}
		trials := d.nearer(near, draws)
		best := 0
		for j, trial := range trials {
			if floats.Sum(trial) < floats.Sum(trials[best]) {
				best = j
			}
		}
		near = trials[best]
		c.SetRow(i, draws[best])
	}
	return c, nil
}

// nearer gives for each q the squared distance of every row to it, or the number in near where that is smaller.
func (d *data) nearer(near []float64, qs [][]float64) [][]float64 {
	n, width := d.rows.Dims()
	out := make([][]float64, len(qs))
	for i := range out {
		out[i] = make([]float64, n)
	}
	blocks.Each(blocks.Count(n), func() func(int) {
		memory := make([]float64, width*blocks.Size)
		return func(b int) {
			first, x := blocks.Transpose(d.rows, b, memory)
			for i, q := range qs {
				dst := out[i][first : first+x.Cols]
				blocks.SquaredDistances(dst, q, x)
				for j, v := range near[first : first+x.Cols] {
					dst[j] = min(dst[j], v)
				}
			}
		}
	})
	return out
}
