package dataset

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Cut gives the table with one more column, name: the numbers of a column put into classes at the breaks.
//
//	values[0] for x < breaks[0],  values[i] for breaks[i−1] ≤ x < breaks[i],  values[len(breaks)] for the rest
//
// A missing number stays missing (NA). Errors: no such column, a field that is no number, a name that is already there,
// breaks that do not rise, a number of values other than len(breaks) + 1.
func (t *Table) Cut(column, name string, breaks []float64, values []string) (*Table, error) {
	x, err := t.FloatNaN(column)
	if err != nil {
		return nil, err
	}
	if name == "" || slices.Contains(t.Columns, name) {
		return nil, fmt.Errorf("dataset: %s: the new column cannot be called %q; there are %q", t.Name, name, t.Columns)
	}
	for i, b := range breaks {
		if math.IsNaN(b) || i > 0 && b <= breaks[i-1] {
			return nil, fmt.Errorf("dataset: %s: break %d is %g; breaks must rise", t.Name, i, b)
		}
	}
	if len(values) != len(breaks)+1 {
		return nil, fmt.Errorf("dataset: %s: %d breaks make %d classes, there are %d names; name each class", t.Name, len(breaks), len(breaks)+1, len(values))
	}
	out := *t
	out.Columns = append(slices.Clone(t.Columns), name)
	out.Rows = make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		value := "NA"
		if !math.IsNaN(x[i]) {
			value = values[sort.Search(len(breaks), func(k int) bool { return breaks[k] > x[i] })]
		}
		out.Rows[i] = append(slices.Clone(row), value)
	}
	return &out, nil
}
