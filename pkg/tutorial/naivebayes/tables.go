package naivebayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// mostValues is how many values a column may have: a larger number is more likely a measurement than a category.
const mostValues = 1 << 16

// Tables are all that Categorical needs to know of the rows: how often each value of each column occurs in each class.
// Those of two sets of rows add up to those of both.
//
//	Counts[j]_kv = the number of rows of class k with x_j = v
type Tables struct {
	Rows   []float64    // N_k, the rows of each class [K]
	Counts []*mat.Dense // D tables, the one of column j K × V_j
}

// NewTables are those of no rows, for that many classes and columns with values[j] = V_j values each.
func NewTables(classes int, values []int) (*Tables, error) {
	if err := checkSize(classes, len(values)); err != nil {
		return nil, err
	}
	s := &Tables{Rows: make([]float64, classes), Counts: make([]*mat.Dense, len(values))}
	for j, v := range values {
		if v < 1 || v > mostValues {
			return nil, fmt.Errorf("naivebayes: column %d has %d values; a category is one of 1 to %d: cut numbers into classes first", j, v, mostValues)
		}
		s.Counts[j] = mat.NewDense(classes, v, nil)
	}
	return s, nil
}

// Add takes in rows of categories x (n × D), of column j 0 … V_j−1, with their classes y [n]; NaN is one that was not
// observed. Errors, after which nothing was taken in: rows of another width, a number that is no category of its column,
// a label that is no class.
func (s *Tables) Add(x mat.Matrix, y []int) error {
	if !s.valid() {
		return errNotFitted
	}
	if err := checkRows(x, len(s.Counts), noCategory(s.Counts)); err != nil {
		return err
	}
	n, _ := x.Dims()
	if err := checkLabels(n, y, len(s.Rows)); err != nil {
		return err
	}
	buffer := make([]float64, len(s.Counts))
	for i, k := range y {
		s.Rows[k]++
		for j, v := range rowOf(x, i, buffer) {
			if !math.IsNaN(v) {
				s.Counts[j].RawRowView(k)[int(v)]++
			}
		}
	}
	return nil
}

// noCategory finds numbers that are no category of their column, which tables[j] has as many columns for. NaN is none of
// them: it is a missing feature.
func noCategory(tables []*mat.Dense) fault {
	return func(row []float64) (int, string) {
		for j, v := range row {
			if _, values := tables[j].Dims(); !math.IsNaN(v) && (v != math.Trunc(v) || v < 0 || v >= float64(values)) {
				return j, fmt.Sprintf("the categories of this column are 0 to %d: correct it, or fit with Config.Values that count it too", values-1)
			}
		}
		return 0, ""
	}
}

// countValues gives the largest value of each column, plus 1.
func countValues(x mat.Matrix) ([]int, error) {
	n, d := x.Dims()
	largest := make([]float64, d)
	buffer := make([]float64, d)
	for i := range n {
		for j, v := range rowOf(x, i, buffer) {
			if v >= mostValues || v < 0 || v != math.Trunc(v) && !math.IsNaN(v) {
				return nil, fmt.Errorf("naivebayes: row %d, column %d is %g; a category is a whole number 0 to %d: number them, or cut numbers into classes first", i, j, v, mostValues-1)
			}
			if v > largest[j] {
				largest[j] = v
			}
		}
	}
	values := make([]int, d)
	for j, v := range largest {
		values[j] = int(v) + 1
	}
	return values, nil
}

// valid tells whether these are tables at all.
func (s *Tables) valid() bool {
	return s != nil && len(s.Rows) > 0 && validTables(len(s.Rows), s.Counts)
}

// validTables tells whether there are tables, each with k rows.
func validTables(k int, tables []*mat.Dense) bool {
	for _, table := range tables {
		if rows, _ := dims(table); rows != k {
			return false
		}
	}
	return len(tables) > 0
}

func (s *Tables) clone() *Tables {
	c := &Tables{Rows: append([]float64{}, s.Rows...)}
	for _, table := range s.Counts {
		c.Counts = append(c.Counts, mat.DenseCopyOf(table))
	}
	return c
}
