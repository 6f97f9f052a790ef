package reduce

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// columnMeans is the mean row of x (n×D).
//
// The first row is taken off before the sum and added after it, so that columns far from 0 keep their digits, and a
// constant column has exactly its value as mean. It is not finite where x is not, or where the sum overflows.
func columnMeans(x *mat.Dense) []float64 {
	n, d := x.Dims()
	first := x.RawRowView(0)
	mean := blocks.Sum(tiles(n), d, func() func(int, []float64) {
		return func(t int, acc []float64) {
			for i := t * blocks.Size; i < min(n, (t+1)*blocks.Size); i++ {
				for j, v := range x.RawRowView(i) {
					acc[j] += v - first[j]
				}
			}
		}
	})
	floats.AddScaledTo(mean, first, 1/float64(n), mean)
	return mean
}

// covariance is the covariance of the rows of x (n×D), D×D.
//
//	S = 1/(n−1) Σ_i (x_i − mean)(x_i − mean)ᵀ
//
// It is stat.CovarianceMatrix without a centred copy of x, and on all processors: tiles of blocks.Size rows, so that
// they stay in a core's cache, are centred, transposed, and multiplied with themselves by BLAS.
func covariance(x *mat.Dense, mean []float64) *mat.SymDense {
	n, d := x.Dims()
	sum := blocks.Sum(tiles(n), d*d, func() func(int, []float64) {
		buffer := make([]float64, d*blocks.Size)
		return func(t int, acc []float64) {
			from := t * blocks.Size
			tile := blocks.General(d, min(blocks.Size, n-from), buffer)
			for i := range tile.Cols {
				for j, v := range x.RawRowView(from + i) {
					tile.Data[j*tile.Stride+i] = v - mean[j]
				}
			}
			blas64.Syrk(blas.NoTrans, 1, tile, 1, blas64.Symmetric{Uplo: blas.Upper, N: d, Stride: d, Data: acc})
		}
	})
	s := mat.NewSymDense(d, sum)
	s.ScaleSym(1/float64(n-1), s)
	return s
}

// tiles is how many tiles n rows make.
func tiles(n int) int { return (n + blocks.Size - 1) / blocks.Size }

// finite tells whether no number of v is NaN or infinite.
func finite(v []float64) bool {
	for _, e := range v {
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return false
		}
	}
	return true
}
