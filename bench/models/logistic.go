package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

func init() {
	add("logistic-2", func(folder, size string) (fit, error) { return logistic(folder, size, 2) })
	add("logistic-4", func(folder, size string) (fit, error) { return logistic(folder, size, 4) })
	add("logistic-2-steps", func(folder, size string) (fit, error) { return steps(folder, size, 2) })
	add("logistic-4-steps", func(folder, size string) (fit, error) { return steps(folder, size, 4) })
}

// logistic fits a logistic regression of so many classes; the check is its weights.
func logistic(folder, size string, classes int) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	y, err := labels(folder, classes, size)
	if err != nil {
		return nil, err
	}
	return func() ([]float64, error) {
		m, err := supervised.FitLogistic(context.Background(), x, y, supervised.Config{Tol: 1e-7})
		if err != nil {
			return nil, err
		}
		return append(append([]float64{}, m.W.RawMatrix().Data...), m.B...), nil
	}, nil
}

// steps takes 20 steps of gradient descent, each one evaluation of the objective and its gradient. How many of them a fit
// needs depends on the rows it gets; what one takes is what should double with them.
func steps(folder, size string, classes int) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	y, err := labels(folder, classes, size)
	if err != nil {
		return nil, err
	}
	return func() ([]float64, error) {
		m, err := supervised.DescendLogistic(context.Background(), x, y, supervised.Config{MaxIter: 20, Tol: 1e-12})
		if err != nil {
			return nil, err
		}
		if m.Iterations != 20 {
			return nil, fmt.Errorf("bench: %d steps were taken instead of 20", m.Iterations)
		}
		return m.B, nil
	}, nil
}

// labels reads the labels of the rows of a size, 2 or 4 classes.
func labels(folder string, k int, size string) ([]int, error) {
	v, err := read(filepath.Join(folder, fmt.Sprintf("labels%d-%s", k, size)))
	if err != nil {
		return nil, err
	}
	y := make([]int, len(v))
	for i, f := range v {
		y[i] = int(f)
	}
	return y, nil
}
