// Package scaling gives all columns of a data set one scale, so that no column counts for more only because of its unit:
// a penguin's mass in grams varies by 800, its bill's depth in millimetres by 2.
//
//	z_j = (x_j − mean_j) / scale_j
//
// Distances (k-means, KDE), variances (PCA) and penalties on weights all depend on the units of the columns; gradient
// descent is slow where they differ much. Chapters 01 and 03 standardise before they compare.
package scaling

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Standard turns each column into one of mean 0 and variance 1, on the rows that it was fitted on.
type Standard struct {
	Mean  []float64 // D
	Scale []float64 // D: standard deviations, with 1/n as scikit-learn's StandardScaler has them; all above 0
}

// Fit takes mean and standard deviation of each column of x (n×D).
//
//	mean_j = 1/n Σ_i x_ij        scale_j = √( 1/n Σ_i (x_ij − mean_j)² )
//
// Errors: no row, numbers that are not finite, and a column that is constant, for it has no scale.
func Fit(x mat.Matrix) (*Standard, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	s := &Standard{Mean: make([]float64, d), Scale: make([]float64, d)}
	column := make([]float64, n)
	for j := range d {
		mat.Col(column, j, x)
		if floats.Min(column) == floats.Max(column) {
			return nil, fmt.Errorf("scaling: column %d is %g in all %d rows, so that it has no scale; leave it away", j, column[0], n)
		}
		s.Mean[j], s.Scale[j] = stat.PopMeanStdDev(column, nil)
		if !(s.Scale[j] > 0) || math.IsInf(s.Scale[j], 1) {
			return nil, fmt.Errorf("scaling: column %d has the standard deviation %g; use another unit for it", j, s.Scale[j])
		}
	}
	return s, nil
}

// Transform gives the rows of x (n×D) on the common scale, as n×D.
//
//	z_j = (x_j − mean_j) / scale_j
//
// Errors: rows of another width than D, and numbers that are not finite.
func (s *Standard) Transform(x mat.Matrix) (*mat.Dense, error) {
	return s.each(x, func(row []float64) {
		floats.Sub(row, s.Mean)
		floats.Div(row, s.Scale)
	})
}

// Inverse gives the rows of z (n×D) in their own units again, as n×D.
//
//	x_j = mean_j + scale_j z_j
//
// Errors: rows of another width than D, and numbers that are not finite.
func (s *Standard) Inverse(z mat.Matrix) (*mat.Dense, error) {
	return s.each(z, func(row []float64) {
		floats.Mul(row, s.Scale)
		floats.Add(row, s.Mean)
	})
}

// each gives a copy of x whose rows f has changed.
func (s *Standard) each(x mat.Matrix, f func(row []float64)) (*mat.Dense, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	if d != len(s.Mean) {
		return nil, fmt.Errorf("scaling: the rows have %d columns, the scales %d; pass rows as long as those it was fitted on", d, len(s.Mean))
	}
	out := mat.DenseCopyOf(x)
	for i := range n {
		f(out.RawRowView(i))
	}
	return out, nil
}
