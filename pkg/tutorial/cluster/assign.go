package cluster

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// bounds say which rows keep their centre for sure, without a look at them (Hamerly 2010, "Making k-means even faster",
// with his two bounds in one number):
//
//	gap_i ≤ min_{k≠l_i} ‖x_i − c_k‖ − ‖x_i − c_(l_i)‖
//
// When each centre moves by δ_k, the own distance grows by at most δ_(l_i) and another falls by at most the largest of the
// other δ_k: their sum is taken off the gap. While it stays positive no other centre can be as near.
type bounds struct {
	gap    []float64 // n, −Inf where nothing is known
	drop   []float64 // K, what the last move takes off the gaps of a cluster's rows
	margin float64   // a gap above it is positive whatever rounding did
}

// newBounds knows nothing yet of the distances to the starting centres c (K × d).
//
// Rounding shifts ‖c‖² − 2 xᵀc + ‖x‖² by at most E = (d+3)·2⁻⁵²·(‖x‖+‖c‖)², and so either distance in a gap by √E and
// the comparison of two of them by √(2E): together below 4√E. Later centres are means of rows, so not longer than these.
func newBounds(d *data, c *mat.Dense) *bounds {
	k, width := c.Dims()
	longest := d.longest
	for i := range k {
		longest = max(longest, floats.Norm(c.RawRowView(i), 2))
	}
	b := &bounds{gap: make([]float64, len(d.squares)), drop: make([]float64, k)}
	b.margin = 4 * math.Sqrt(float64(width+3)*0x1p-52) * (d.longest + longest)
	fill(b.gap, math.Inf(-1))
	return b
}

// moved notes that the centres moved from old to c.
func (b *bounds) moved(old, c *mat.Dense) {
	moves := make([]float64, len(b.drop))
	for k := range moves {
		moves[k] = floats.Distance(old.RawRowView(k), c.RawRowView(k), 2)
	}
	for k, own := range moves {
		other := 0.0
		for j, move := range moves {
			if j != k {
				other = max(other, move)
			}
		}
		b.drop[k] = own + other
	}
}

// assign gives every row its nearest centre, and returns for each cluster the sum of its rows [K·d] and their number [K],
// then how many labels changed.
func (d *data) assign(c *mat.Dense, labels []int, b *bounds) []float64 {
	k, width := c.Dims()
	norms := make([]float64, k)
	for i := range norms {
		norms[i] = floats.Dot(c.RawRowView(i), c.RawRowView(i))
	}
	return d.sum(k*(width+1)+1, func() func(int, int, []float64) {
		dist, diff := make([]float64, k), make([]float64, width)
		return func(first, end int, acc []float64) {
			sums, counts, changed := acc[:k*width], acc[k*width:], &acc[len(acc)-1]
			for i := first; i < end; i++ {
				row, l := d.rows.RawRowView(i), labels[i]
				if b.gap[i] -= b.drop[l]; !(b.gap[i] > b.margin) {
					copy(dist, norms)
					if l, b.gap[i] = nearest(dist, row, c, d.squares[i]); !(b.gap[i] > b.margin) {
						l = nearestExactly(dist, diff, row, c)
					}
					if l != labels[i] {
						labels[i] = l
						*changed++
					}
				}
				floats.Add(sums[l*width:(l+1)*width], row)
				counts[l]++
			}
		}
	})
}

// nearest gives the nearest centre of a row, and how much farther the next one is; dist holds the ‖c_k‖²:
//
//	‖x − c_k‖² = ‖c_k‖² − 2 c_kᵀx + ‖x‖²       the first two terms for all centres are a matrix times a vector
func nearest(dist, row []float64, c *mat.Dense, square float64) (at int, gap float64) {
	blas64.Gemv(blas.NoTrans, -2, c.RawMatrix(), blas64.Vector{N: len(row), Inc: 1, Data: row},
		1, blas64.Vector{N: len(dist), Inc: 1, Data: dist})
	best, second := math.Inf(1), math.Inf(1)
	for k, v := range dist {
		if v < best {
			at, best, second = k, v, best
		} else if v < second {
			second = v
		}
	}
	return at, math.Sqrt(max(0, second+square)) - math.Sqrt(max(0, best+square))
}

// nearestExactly gives the nearest centre, of several as near the first, where nearest's digits do not tell.
func nearestExactly(dist, diff, row []float64, c *mat.Dense) int {
	for k := range dist {
		dist[k] = squaredDistance(diff, row, c.RawRowView(k))
	}
	return floats.MinIdx(dist)
}

// squaredDistance is ‖a − b‖², with room for a − b.
func squaredDistance(diff, a, b []float64) float64 {
	floats.SubTo(diff, a, b)
	return floats.Dot(diff, diff)
}
