package naivebayes

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// fault finds a number that a model does not take in a row: its column and why, or no reason.
type fault func(row []float64) (column int, why string)

// tooLarge finds infinite numbers, and those too large to be squared. NaN is none of them: it is a missing feature.
func tooLarge(row []float64) (int, string) {
	for j, v := range row {
		if math.Abs(v) > blocks.Largest {
			return j, fmt.Sprintf("magnitudes above %g have no squares: leave such rows away, correct them or use another unit", blocks.Largest)
		}
	}
	return 0, ""
}

// noCount finds numbers that do not count anything.
func noCount(row []float64) (int, string) {
	for j, v := range row {
		if !(v >= 0 && v <= blocks.Largest) {
			return j, "counts are finite numbers, 0 or more, and none is missing: correct them or leave such rows away"
		}
	}
	return 0, ""
}

// checkRows wants one row or more of d numbers of which the model finds no fault.
func checkRows(x mat.Matrix, d int, f fault) error {
	n, width := dims(x)
	switch {
	case n == 0 || width == 0:
		return errNoData(n, width)
	case width != d:
		return fmt.Errorf("naivebayes: the rows have %d columns, the model has %d; give rows as long as those it was fitted on", width, d)
	}
	return eachRow(x, func() func(int, []float64) error {
		return func(i int, row []float64) error {
			if j, why := f(row); why != "" {
				return fmt.Errorf("naivebayes: row %d, column %d is %g; %s", i, j, row[j], why)
			}
			return nil
		}
	})
}

// eachRow calls a function of each worker for every row of x, several at once, and gives the error of the first row that
// has one. The function must neither keep nor change the row.
func eachRow(x mat.Matrix, worker func() func(i int, row []float64) error) error {
	n, d := x.Dims()
	errs := make([]error, blocks.Count(n))
	blocks.Each(len(errs), func() func(int) {
		f, buffer := worker(), make([]float64, d)
		return func(b int) {
			for i := b * blocks.Size; i < min(n, (b+1)*blocks.Size) && errs[b] == nil; i++ {
				errs[b] = f(i, rowOf(x, i, buffer))
			}
		}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// sumRows calls add for every row of x, several at once; each call adds into acc [width]. It gives the total, which does
// not depend on the number of processors.
func sumRows(x mat.Matrix, width int, add func(i int, row, acc []float64)) []float64 {
	n, d := x.Dims()
	return blocks.Sum(blocks.Count(n), width, func() func(int, []float64) {
		buffer := make([]float64, d)
		return func(b int, acc []float64) {
			for i := b * blocks.Size; i < min(n, (b+1)*blocks.Size); i++ {
				add(i, rowOf(x, i, buffer), acc)
			}
		}
	})
}

// rowOf is row i of x, shared with x where it lies in memory so, else in the buffer.
func rowOf(x mat.Matrix, i int, buffer []float64) []float64 {
	if raw, ok := x.(mat.RawRowViewer); ok {
		return raw.RawRowView(i)
	}
	return mat.Row(buffer, i, x)
}

// checkLabels wants a class 0 … k−1 for each row.
func checkLabels(rows int, y []int, k int) error {
	if rows != len(y) {
		return fmt.Errorf("naivebayes: %d rows and %d labels y; give one label to each row", rows, len(y))
	}
	for i, class := range y {
		if class < 0 || class >= k {
			return fmt.Errorf("naivebayes: label y of row %d is %d; the classes are 0 to %d", i, class, k-1)
		}
	}
	return nil
}

// countClasses gives the number of classes, asked for or found, and of columns of rows that are to be fitted at once.
func countClasses(x mat.Matrix, y []int, asked int) (k, d int, err error) {
	n, d := dims(x)
	if n == 0 || d == 0 {
		return 0, 0, errNoData(n, d)
	}
	k = asked
	if k == 0 {
		for _, class := range y {
			k = max(k, class+1)
		}
	}
	if n == len(y) && (k < 1 || k > n) {
		return 0, 0, fmt.Errorf("naivebayes: %d classes for %d rows; number the classes 0 to K−1, each with a row at least", k, n)
	}
	return k, d, checkLabels(n, y, k)
}

// checkSize wants a number of classes and of columns to count for.
func checkSize(classes, d int) error {
	if classes < 1 || d < 1 {
		return fmt.Errorf("naivebayes: %d classes and %d columns to count; give at least one of each", classes, d)
	}
	return nil
}

func errNoData(n, d int) error {
	return fmt.Errorf("naivebayes: the data have %d rows and %d columns; give at least one of each", n, d)
}

// errNotFitted is the answer of a model, or of sums, that no function of this package has made.
var errNotFitted = errors.New("naivebayes: there are no sums to add rows to; fit the model first, or make the sums by NewMoments, NewCounts or NewTables")

// sameShape tells whether all matrices are k × d.
func sameShape(k, d int, all ...*mat.Dense) bool {
	for _, m := range all {
		if r, c := dims(m); r != k || c != d {
			return false
		}
	}
	return true
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
