package vae

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// Rows is data for a model, one example a row: a *dataset.Images, or what Matrix makes of a gonum matrix.
type Rows interface {
	Len() int // examples
	D() int   // numbers in each
}

// Matrix makes rows of a matrix [N, D] of real numbers, as they are: 0 and 1 for a Bernoulli, in [0, 1] where it is to
// be drawn from or taken as a probability, anything finite for a Gaussian. The numbers are rounded to float32.
func Matrix(x mat.Matrix) Rows {
	n, d := x.Dims()
	t := &table{n: n, d: d, real: make([]float32, 0, n*d)}
	for i := range n {
		for j := range d {
			t.real = append(t.real, float32(x.At(i, j)))
		}
	}
	return t
}

// table is data as the device gets it: either grey pixels 0…255 or real numbers.
type table struct {
	n, d int
	grey []uint8
	real []float32
}

// Len and D make a table Rows.
func (t *table) Len() int { return t.n }
func (t *table) D() int   { return t.d }

// table checks rows against the configuration and returns them as a table, sharing their memory.
func (c Config) table(rows Rows) (*table, error) {
	var t *table
	switch r := rows.(type) {
	case *dataset.Images:
		if r == nil {
			return nil, fmt.Errorf("vae: the images are nil; load a data set first")
		}
		t = &table{n: r.Len(), d: r.D(), grey: r.Pixels}
	case *table:
		t = r
	default:
		return nil, fmt.Errorf("vae: rows of type %T; give *dataset.Images or vae.Matrix(x)", rows)
	}
	if t.n == 0 {
		return nil, fmt.Errorf("vae: there are no rows; give 1 or more")
	}
	if t.d != c.D {
		return nil, fmt.Errorf("vae: rows have %d numbers, the model has D = %d; give data of that size or set Config.D", t.d, c.D)
	}
	if have := max(len(t.grey), len(t.real)); have != t.n*t.d {
		return nil, fmt.Errorf("vae: %d rows of %d need %d numbers, found %d; the data set is damaged", t.n, t.d, t.n*t.d, have)
	}
	return t, c.checkReal(t)
}

// checkReal returns an error when a real number does not fit the likelihood.
func (c Config) checkReal(t *table) error {
	for i, v := range t.real {
		ok, want := v-v == 0, "a finite number"
		if c.Likelihood == Bernoulli {
			ok, want = v >= 0 && v <= 1, "a probability in [0, 1]"
			if c.Binarize == Threshold {
				ok, want = v == 0 || v == 1, "0 or 1 for a Bernoulli (or set Binarize to Dynamic or GreyAsProbability)"
			}
		}
		if !ok {
			return fmt.Errorf("vae: row %d, column %d is %v; want %s", i/t.d, i%t.d, v, want)
		}
	}
	return nil
}

// floats returns the rows as the x that p(x|z) speaks of, [N·D] float32, for evaluation. Where pixels are drawn
// dynamically, they are drawn once, from the seed; the first rows of a set are drawn alike in every set that begins so.
func (c Config) floats(rows Rows, seed uint64) ([]float32, error) {
	t, err := c.table(rows)
	if err != nil {
		return nil, err
	}
	switch {
	case t.grey != nil && c.Binarize == Threshold:
		return dataset.Threshold(t.grey, c.Threshold), nil
	case t.grey != nil && c.Binarize == Dynamic:
		return dataset.Bernoulli(t.grey, seed, 0), nil
	case t.grey != nil:
		return rows.(*dataset.Images).Float32(), nil
	case c.Binarize == Dynamic:
		return drawReal(t.real, seed), nil
	}
	return t.real, nil
}
