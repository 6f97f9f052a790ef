package prob

import (
	"fmt"
	"slices"
)

// Columns are data with named columns of text, such as a dataset.Table.
type Columns interface {
	Text(name string) ([]string, error)
}

// Count makes the table of the relative frequencies of the named columns; a variable's values are the column's texts
// in alphabetical order. With alpha > 0 each combination is counted alpha times more (Laplace smoothing).
//
//	P[i] = (n_i + alpha) / (N + cells · alpha)
//
// Errors: no column named, a column that is not there, no rows, columns of different lengths, a missing value (an
// empty text, or NA as R writes it), a negative alpha.
func Count(data Columns, alpha float64, names ...string) (*Table, error) {
	if err := checkAlpha(alpha); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("prob: no column is named; name those whose joint distribution you want")
	}
	t := &Table{}
	columns := make([][]string, len(names))
	for j, name := range names {
		texts, err := Texts(data, name)
		if err != nil {
			return nil, err
		}
		if len(texts) != len(columns[0]) && j > 0 {
			return nil, fmt.Errorf("prob: column %q has %d rows, %q has %d; they must have as many", name, len(texts), names[0], len(columns[0]))
		}
		columns[j] = texts
		t.Vars = append(t.Vars, Variable{Name: name, Values: Distinct(texts)})
	}
	cells, err := Cells(t.Vars)
	if err != nil {
		return nil, err
	}
	t.P = make([]float64, cells)
	for i := range columns[0] {
		cell := 0
		for j, v := range t.Vars {
			k, _ := slices.BinarySearch(v.Values, columns[j][i])
			cell = cell*len(v.Values) + k
		}
		t.P[cell]++
	}
	for i := range t.P {
		t.P[i] = (t.P[i] + alpha) / (float64(len(columns[0])) + float64(cells)*alpha)
	}
	return t, nil
}

// Texts gives a column in which no value is missing.
func Texts(data Columns, name string) ([]string, error) {
	if data == nil {
		return nil, fmt.Errorf("prob: there are no data; pass a table")
	}
	texts, err := data.Text(name)
	if err != nil {
		return nil, err
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("prob: column %q has no rows; give at least one", name)
	}
	for i, text := range texts {
		if text == "" || text == "NA" {
			return nil, fmt.Errorf("prob: column %q, row %d: the value is missing (%q); leave such rows away", name, i, text)
		}
	}
	return texts, nil
}

// Distinct gives the different texts in alphabetical order.
func Distinct(texts []string) []string {
	out := slices.Clone(texts)
	slices.Sort(out)
	return slices.Clip(slices.Compact(out))
}
