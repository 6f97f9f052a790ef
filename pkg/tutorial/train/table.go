package train

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"
)

// Table is data as the device gets it, row by row: either bytes, such as grey pixels, or real numbers.
type Table struct {
	Rows, Columns int
	Bytes         []uint8   // [Rows·Columns], or nil
	Floats        []float32 // [Rows·Columns] where there are no bytes
}

// FromMatrix makes a table of a matrix, its numbers rounded to float32.
func FromMatrix(x mat.Matrix) Table {
	n, d := x.Dims()
	t := Table{Rows: n, Columns: d, Floats: make([]float32, 0, n*d)}
	for i := range n {
		for j := range d {
			t.Floats = append(t.Floats, float32(x.At(i, j)))
		}
	}
	return t
}

// dtype is the type of a table's numbers.
func (t Table) dtype() dtypes.DType {
	if t.Bytes != nil {
		return dtypes.Uint8
	}
	return dtypes.Float32
}

// tensor copies the given rows of the table into a tensor [n, D].
func (t Table) tensor(rows []int32) *tensors.Tensor {
	if t.Bytes != nil {
		return tensors.FromFlatDataAndDimensions(gather(t.Bytes, t.Columns, rows), len(rows), t.Columns)
	}
	return tensors.FromFlatDataAndDimensions(gather(t.Floats, t.Columns, rows), len(rows), t.Columns)
}

// all copies the whole table into a tensor [N, D].
func (t Table) all() *tensors.Tensor {
	if t.Bytes != nil {
		return tensors.FromFlatDataAndDimensions(t.Bytes, t.Rows, t.Columns)
	}
	return tensors.FromFlatDataAndDimensions(t.Floats, t.Rows, t.Columns)
}

// gather copies the given rows of d numbers out of flat.
func gather[T any](flat []T, d int, rows []int32) []T {
	out := make([]T, 0, len(rows)*d)
	for _, r := range rows {
		out = append(out, flat[int(r)*d:int(r+1)*d]...)
	}
	return out
}
