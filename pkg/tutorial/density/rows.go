package density

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// CheckRows returns an error unless x (n × d) has at least one column, at least max(minRows, 1) rows, and only finite
// numbers; the error names row and column, counted from 0 as everywhere in Go, and the value.
func CheckRows(x mat.Matrix, minRows int) error {
	n, d := dims(x)
	switch {
	case n == 0 || d == 0:
		return fmt.Errorf("density: the data have %d rows and %d columns; give at least one of each", n, d)
	case n < minRows:
		return fmt.Errorf("density: the data have %d rows, at least %d are needed; give more rows", n, minRows)
	}
	raw, isRaw := x.(mat.RawRowViewer)
	row := make([]float64, d)
	for i := range n {
		if isRaw {
			row = raw.RawRowView(i)
		} else {
			mat.Row(row, i, x)
		}
		for j, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("density: row %d, column %d is %g; every number must be finite: leave such rows away or correct them", i, j, v)
			}
		}
	}
	return nil
}

// dims is x.Dims, and 0, 0 where there is no matrix.
func dims(x mat.Matrix) (n, d int) {
	if x == nil {
		return 0, 0
	}
	if dense, ok := x.(*mat.Dense); ok && dense == nil {
		return 0, 0
	}
	return x.Dims()
}
