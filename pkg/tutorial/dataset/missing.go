package dataset

import (
	"fmt"
	"math"
)

// Missing says in which rows of a table a column's value is not known.
type Missing struct {
	Column string
	Rows   []int // counted from 0
}

// Missing lists the columns that lack values, in the order of the header: an empty field or NA, as R writes it.
func (t *Table) Missing() []Missing {
	var out []Missing
	for c, name := range t.Columns {
		m := Missing{Column: name}
		for i, row := range t.Rows {
			if missing(row[c]) {
				m.Rows = append(m.Rows, i)
			}
		}
		if m.Rows != nil {
			out = append(out, m)
		}
	}
	return out
}

// FloatNaN is Float for a column that may lack values: they are kept as NaN, which no model of the book accepts, so
// that a decision has to be made about each. Any other field that is no decimal number is an error with its line.
func (t *Table) FloatNaN(name string) ([]float64, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(t.Rows))
	for i, row := range t.Rows {
		if missing(row[c]) {
			out[i] = math.NaN()
			continue
		}
		x, ok := decimal(row[c])
		if !ok {
			return nil, t.fieldError(i, name, row[c])
		}
		out[i] = x
	}
	return out, nil
}

// Where gives the rows in which the column holds that text, as a table. That there is none is an error.
func (t *Table) Where(name, text string) (*Table, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := t.keep(func(row []string) bool { return row[c] == text })
	if out.Len() == 0 {
		return nil, fmt.Errorf("dataset: %s: no row has %q in column %s; Classes lists what it holds", t.Name, text, name)
	}
	return out, nil
}

// keep gives the rows for which f is true.
func (t *Table) keep(f func(row []string) bool) *Table {
	out := &Table{Name: t.Name, Columns: t.Columns}
	for i, row := range t.Rows {
		if !f(row) {
			continue
		}
		out.Rows = append(out.Rows, row)
		if i < len(t.lines) {
			out.lines, out.offsets = append(out.lines, t.lines[i]), append(out.offsets, t.offsets[i])
		}
	}
	return out
}
