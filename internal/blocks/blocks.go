// Package blocks lays the rows of a data matrix out so that gonum's kernels are fast on them, and runs over them on all
// processors. A learner need not read it: the models of pkg/tutorial say what is computed, this says in what order.
//
// Rows are cut into blocks of Size. Within a block each column lies in one run of memory, so that "this number times
// that feature of all rows" is one long call of a kernel instead of many short ones, and a block's intermediate results
// stay in the processor's cache. Sums over blocks are added in an order that depends on the data's shape alone, never on
// the number of processors: the same data give the same numbers on every machine with the same arithmetic.
//
// The files: blocks.go has the layout, parallel.go the loops, distance.go squared distances.
package blocks

import (
	"fmt"
	"math"
	"sync/atomic"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Size is the number of rows in a block, the last one excepted. gonum's Dgemm stays in one goroutine at this length.
const Size = 128

// Largest is the largest magnitude that a number of the data may have: its square and sums of squares stay finite.
const Largest = 1e150

// Rows are the n rows of a data matrix, each of d numbers, cut into blocks.
type Rows struct {
	N, D int
	data []float64 // block after block, each d × m in row-major order: column j of the data is row j of the block
}

// Check is density.CheckRows, and an error too where a magnitude is above Largest. Good data pass a quick look on all
// processors; only where it finds something are they searched in order for what to say.
func Check(x mat.Matrix, minRows int) error {
	if dense, ok := x.(*mat.Dense); ok && dense != nil && dense.RawMatrix().Rows >= max(1, minRows) && small(dense) {
		return nil
	}
	if err := density.CheckRows(x, minRows); err != nil {
		return err
	}
	n, d := x.Dims()
	for i := range n {
		for j := range d {
			if v := x.At(i, j); math.Abs(v) > Largest {
				return fmt.Errorf("row %d, column %d is %g; magnitudes above %g have no squares: use another unit", i, j, v, Largest)
			}
		}
	}
	return nil
}

// small says whether no magnitude is above Largest; NaN is not small.
func small(x *mat.Dense) bool {
	n, _ := x.Dims()
	var large atomic.Bool
	Each(Count(n), func() func(int) {
		return func(b int) {
			for i := b * Size; i < min(n, (b+1)*Size); i++ {
				for _, v := range x.RawRowView(i) {
					if !(math.Abs(v) <= Largest) {
						large.Store(true)
					}
				}
			}
		}
	})
	return !large.Load()
}

// New lays out the rows of x (n × d), checked before, less centre [d] where that is not nil.
func New(x mat.Matrix, centre []float64) *Rows {
	n, d := x.Dims()
	r := &Rows{N: n, D: d, data: make([]float64, n*d)}
	row := make([]float64, d)
	for b := range r.Count() {
		first, block := r.Block(b)
		for i := range block.Cols {
			mat.Row(row, first+i, x)
			if centre != nil {
				floats.Sub(row, centre)
			}
			for j, v := range row {
				block.Data[j*block.Stride+i] = v
			}
		}
	}
	return r
}

// Mean is the mean of each column of x (n × d).
func Mean(x mat.Matrix) []float64 {
	n, d := x.Dims()
	mean, row := make([]float64, d), make([]float64, d)
	for i := range n {
		floats.Add(mean, mat.Row(row, i, x))
	}
	floats.Scale(1/float64(n), mean)
	return mean
}

// Variance is the mean of the squared distances of each column from mean [d]: its variance, with 1/n.
func (r *Rows) Variance(mean []float64) []float64 {
	v := Sum(r.Count(), r.D, func() func(int, []float64) {
		return func(b int, acc []float64) {
			_, block := r.Block(b)
			for j, m := range mean {
				for _, x := range column(block, j) {
					acc[j] += (x - m) * (x - m)
				}
			}
		}
	})
	floats.Scale(1/float64(r.N), v)
	return v
}

// Count is the number of blocks.
func (r *Rows) Count() int { return Count(r.N) }

// Count is the number of blocks of n rows.
func Count(n int) int { return (n + Size - 1) / Size }

// Transpose lays out block b of the rows of x (n × d) in memory, at least d·Size numbers, as Rows.Block gives it: for
// data that are visited row by row as well, so that they are fetched once.
func Transpose(x *mat.Dense, b int, memory []float64) (first int, block blas64.General) {
	n, d := x.Dims()
	first = b * Size
	block = General(d, min(Size, n-first), memory)
	for i := range block.Cols {
		for j, v := range x.RawRowView(first + i) {
			block.Data[j*block.Stride+i] = v
		}
	}
	return first, block
}

// Block gives block b as a d × m matrix whose columns are rows first … first+m−1 of the data. It shares the memory.
func (r *Rows) Block(b int) (first int, block blas64.General) {
	first = b * Size
	m := min(Size, r.N-first)
	return first, blas64.General{Rows: r.D, Cols: m, Stride: m, Data: r.data[first*r.D : (first+m)*r.D]}
}

// General is a d × m matrix in data, which must hold d·m numbers or more.
func General(d, m int, data []float64) blas64.General {
	return blas64.General{Rows: d, Cols: m, Stride: m, Data: data[:d*m]}
}
