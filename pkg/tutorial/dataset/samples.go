package dataset

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Samples is a data set of N rows of D numbers, one observation each, with a label where there are classes.
type Samples struct {
	Name    string
	X       *mat.Dense // N × D
	Columns []string   // the D columns' names
	Labels  []int      // N class numbers, each an index into Classes; nil where there are no classes
	Classes []string   // the classes' English names, in alphabetical order; pkg/viz/lang translates them
}

// Len is N, the number of rows.
func (s *Samples) Len() int { n, _ := s.X.Dims(); return n }

// D is the number of columns.
func (s *Samples) D() int { return len(s.Columns) }

// Rows gives copies of the rows of these numbers, in that order; a number may come twice. With rng.Perm(s.Len()) it
// shuffles the set. Errors: no number, and one that is no row.
func (s *Samples) Rows(numbers []int) (*Samples, error) {
	if len(numbers) == 0 {
		return nil, fmt.Errorf("dataset: %s: no row is asked for; name at least one", s.Name)
	}
	out := &Samples{Name: s.Name, X: mat.NewDense(len(numbers), s.D(), nil), Columns: s.Columns, Classes: s.Classes}
	for to, from := range numbers {
		if from < 0 || from >= s.Len() {
			return nil, fmt.Errorf("dataset: %s: row %d is asked for, there are 0 to %d", s.Name, from, s.Len()-1)
		}
		out.X.SetRow(to, s.X.RawRowView(from))
		if s.Labels != nil {
			out.Labels = append(out.Labels, s.Labels[from])
		}
	}
	return out, nil
}

// Split gives the first n rows and the rest, neither of them empty.
func (s *Samples) Split(n int) (first, rest *Samples, err error) {
	if n <= 0 || n >= s.Len() {
		return nil, nil, fmt.Errorf("dataset: %s: split after %d of %d rows; leave at least one row on either side", s.Name, n, s.Len())
	}
	numbers := make([]int, s.Len())
	for i := range numbers {
		numbers[i] = i
	}
	if first, err = s.Rows(numbers[:n]); err != nil {
		return nil, nil, err
	}
	rest, err = s.Rows(numbers[n:])
	return first, rest, err
}

// Class gives the rows of that class, by its English name.
func (s *Samples) Class(name string) (*Samples, error) {
	k := slices.Index(s.Classes, name)
	if k < 0 {
		return nil, fmt.Errorf("dataset: %s: no class %q; there are %q", s.Name, name, s.Classes)
	}
	var numbers []int
	for i, label := range s.Labels {
		if label == k {
			numbers = append(numbers, i)
		}
	}
	if numbers == nil {
		return nil, fmt.Errorf("dataset: %s: no row is of class %q; take the class from the whole set", s.Name, name)
	}
	return s.Rows(numbers)
}

// Select gives all rows with these columns only, in that order.
func (s *Samples) Select(columns ...string) (*Samples, error) {
	if len(columns) == 0 {
		return nil, fmt.Errorf("dataset: %s: no column is asked for; there are %q", s.Name, s.Columns)
	}
	out := *s
	out.X, out.Columns = mat.NewDense(s.Len(), len(columns), nil), slices.Clone(columns)
	for to, name := range columns {
		from := slices.Index(s.Columns, name)
		if from < 0 {
			return nil, fmt.Errorf("dataset: %s: no column %q; there are %q", s.Name, name, s.Columns)
		}
		out.X.SetCol(to, mat.Col(nil, from, s.X))
	}
	return &out, nil
}

// Threshold gives the rows in binary numbers: b = 1 where x ≥ t, else 0.
func (s *Samples) Threshold(t float64) *Samples {
	out := *s
	out.X = mat.NewDense(s.Len(), s.D(), nil)
	out.X.Apply(func(_, _ int, x float64) float64 {
		if x >= t {
			return 1
		}
		return 0
	}, s.X)
	return &out
}

// Samples gives the named columns of numbers as rows, labelled by the classes of the column label, or not at all where
// label is empty. A missing number is an error with its line, see [Table.Complete]; so is a missing label.
func (t *Table) Samples(label string, columns ...string) (*Samples, error) {
	x, err := t.Matrix(columns...)
	if err != nil {
		return nil, err
	}
	s := &Samples{Name: t.Name, X: x, Columns: slices.Clone(columns)}
	if label == "" {
		return s, nil
	}
	texts, err := t.Text(label)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(texts, missing); i >= 0 {
		err := t.fieldError(i, label, texts[i]).(*FormatError)
		err.Want = "a class"
		return nil, err
	}
	s.Labels, s.Classes, err = t.Classes(label)
	return s, err
}
