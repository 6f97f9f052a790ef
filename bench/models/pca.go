package main

import (
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
)

func init() { add("pca", pca) }

// pca finds all components; the check is their variances' shares and the first component.
func pca(folder, size string) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	return func() ([]float64, error) {
		p, err := reduce.FitPCA(x, 0)
		if err != nil {
			return nil, err
		}
		return append(p.Ratio[:8:8], p.Components.RawRowView(0)...), nil
	}, nil
}
