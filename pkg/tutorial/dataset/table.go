package dataset

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// missing tells whether a field says that the value is not known: empty, or NA as R writes it.
func missing(field string) bool { return field == "" || field == "NA" }

// Len is the number of rows.
func (t *Table) Len() int { return len(t.Rows) }

// column gives the index of the column of that name.
func (t *Table) column(name string) (int, error) {
	i := slices.Index(t.Columns, name)
	if i < 0 {
		return 0, fmt.Errorf("dataset: %s: no column %q; there are %s", t.Name, name, strings.Join(t.Columns, ", "))
	}
	return i, nil
}

// Text gives a column as it stands in the file.
func (t *Table) Text(name string) ([]string, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		out[i] = row[c]
	}
	return out, nil
}

// Float gives a column of decimal numbers. A field that is none, missing ones included, is an error with its line.
func (t *Table) Float(name string) ([]float64, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(t.Rows))
	for i, row := range t.Rows {
		x, ok := decimal(row[c])
		if !ok {
			return nil, t.fieldError(i, name, row[c])
		}
		out[i] = x
	}
	return out, nil
}

// decimal reads a decimal number. ParseFloat also takes NaN, Inf, hexadecimal and 1_000, which in a data file are mistakes.
func decimal(field string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(field, 64)
	return x, err == nil && strings.Trim(field, "+-.0123456789eE") == ""
}

// fieldError says that a field of row i is no number.
func (t *Table) fieldError(i int, name, field string) error {
	e := &FormatError{File: t.Name, Found: fmt.Sprintf("%q in column %s", field, name), Want: "a decimal number", Do: "correct that line, or get the file again"}
	if i < len(t.lines) {
		e.Line, e.Offset = t.lines[i], t.offsets[i]
	}
	if missing(field) {
		e.Do = "leave rows with missing values away with Complete"
	}
	return e
}

// Matrix gives the named columns of numbers as an N×len(names) matrix, one row of the table each.
func (t *Table) Matrix(names ...string) (*mat.Dense, error) {
	if t.Len() == 0 || len(names) == 0 {
		return nil, fmt.Errorf("dataset: %s: a matrix of %d rows and %d columns; ask for at least one of each", t.Name, t.Len(), len(names))
	}
	m := mat.NewDense(t.Len(), len(names), nil)
	for j, name := range names {
		values, err := t.Float(name)
		if err != nil {
			return nil, err
		}
		m.SetCol(j, values)
	}
	return m, nil
}

// Classes numbers the different texts of a column in alphabetical order: labels[i] is an index into classes.
func (t *Table) Classes(name string) (labels []int, classes []string, err error) {
	texts, err := t.Text(name)
	if err != nil {
		return nil, nil, err
	}
	classes = slices.Clone(texts)
	slices.Sort(classes)
	classes = slices.Compact(classes)
	labels = make([]int, len(texts))
	for i, text := range texts {
		labels[i], _ = slices.BinarySearch(classes, text)
	}
	return labels, classes, nil
}

// Complete gives the rows in which none of the named columns, or of all where none is named, is missing.
func (t *Table) Complete(names ...string) (*Table, error) {
	if len(names) == 0 {
		names = t.Columns
	}
	columns := make([]int, len(names))
	for j, name := range names {
		c, err := t.column(name)
		if err != nil {
			return nil, err
		}
		columns[j] = c
	}
	return t.keep(func(row []string) bool {
		return !slices.ContainsFunc(columns, func(c int) bool { return missing(row[c]) })
	}), nil
}
