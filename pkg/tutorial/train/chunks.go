package train

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"
)

// Chunk is the largest number of rows that InChunks computes in one call.
const Chunk = 500

// InChunks runs f, under the name that [Machine.Call] wants, over rows x [N·d] of d numbers and returns its outputs, each
// [B] or [B, …], as matrices of N rows. Batches have one of a few sizes, so that little is compiled.
func (m *Machine) InChunks(x []float32, d int, name string, f func(s *model.Scope, in []*Node) []*Node) ([]*mat.Dense, error) {
	n := len(x) / d
	var all []*mat.Dense
	for first := 0; first < n; {
		count, size := chunk(n - first)
		out, err := m.Call(name, f, Padded(x, d, first, count, size))
		if err != nil {
			return nil, err
		}
		for k, flat := range out {
			columns := len(flat) / size
			if first == 0 {
				all = append(all, mat.NewDense(n, columns, nil))
			}
			for i := range count {
				for j, v := range flat[i*columns : (i+1)*columns] {
					all[k].Set(first+i, j, float64(v))
				}
			}
		}
		first += count
	}
	return all, nil
}

// chunk says how many of the rows left go into the next batch, and how large that is.
func chunk(left int) (count, size int) {
	for _, size := range []int{1, 64} {
		if left <= size {
			return left, size
		}
	}
	return min(left, Chunk), Chunk
}

// Padded copies rows first to first+n of x into a tensor [size, d] and repeats the first of them to fill it up.
func Padded(x []float32, d, first, n, size int) *tensors.Tensor {
	rows := make([]float32, 0, size*d)
	rows = append(rows, x[first*d:(first+n)*d]...)
	for len(rows) < size*d {
		rows = append(rows, x[first*d:(first+1)*d]...)
	}
	return tensors.FromFlatDataAndDimensions(rows, size, d)
}
