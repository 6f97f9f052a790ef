package main

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
)

func init() {
	add("nb-gaussian", func(folder, size string) (fit, error) {
		x, y, err := classRows(folder, size)
		return func() ([]float64, error) {
			m, err := naivebayes.FitGaussian(x, y, naivebayes.Config{})
			if err != nil {
				return nil, err
			}
			return append(append(m.LogPrior, m.Mu.RawMatrix().Data...), m.Sigma2.RawMatrix().Data...), nil
		}, err
	})
	add("nb-bernoulli", func(folder, size string) (fit, error) {
		x, y, err := classRows(folder, size)
		return func() ([]float64, error) {
			m, err := naivebayes.FitBernoulli(x, y, naivebayes.Config{Alpha: 1})
			if err != nil {
				return nil, err
			}
			return append(m.LogPrior, m.P.RawMatrix().Data...), nil
		}, err
	})
	add("nb-multinomial", func(folder, size string) (fit, error) {
		x, y, err := classRows(folder, size)
		if err != nil {
			return nil, err
		}
		x.Apply(func(_, _ int, v float64) float64 { return math.Floor(math.Abs(v)) }, x) // counts
		return func() ([]float64, error) {
			m, err := naivebayes.FitMultinomial(x, y, naivebayes.Config{Alpha: 1})
			if err != nil {
				return nil, err
			}
			return append(m.LogPrior, m.P.RawMatrix().Data...), nil
		}, nil
	})
}

// classRows reads rows and their labels, one of four classes; the fits' checks are the log-prior and the parameters.
func classRows(folder, size string) (*mat.Dense, []int, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, nil, err
	}
	y, err := labels(folder, classes, size)
	return x, y, err
}
