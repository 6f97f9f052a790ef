package main

import (
	"context"

	"gonum.org/v1/gonum/mat"

	mixtures "github.com/vaebook/vaebook/pkg/tutorial/mixture"
)

func init() { add("gmm-full", gmm) }

// gmm runs five iterations of EM for eight components with full covariances, from the first eight rows as means, unit
// covariances and equal weights; the check is the weights, the means and the first covariance.
func gmm(folder, size string) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	weights, covs := make([]float64, groups), make([]*mat.SymDense, groups)
	for k := range weights {
		weights[k], covs[k] = 1.0/groups, mat.NewSymDense(columns, nil)
		for j := range columns {
			covs[k].SetSym(j, j, 1)
		}
	}
	start, err := mixtures.NewGMM(mixtures.Full, weights, mat.DenseCopyOf(x.Slice(0, groups, 0, columns)), covs)
	if err != nil {
		return nil, err
	}
	cfg := mixtures.GMMConfig{Init: start, MaxIter: 5, Tol: 1e-300, Floor: 1e-12}
	return func() ([]float64, error) {
		m, err := mixtures.FitGMM(context.Background(), x, cfg)
		if err != nil {
			return nil, err
		}
		check := append(m.Weights[:groups:groups], m.Means.RawMatrix().Data...)
		for i := range columns {
			for j := range columns {
				check = append(check, m.Covs[0].At(i, j))
			}
		}
		return check, nil
	}, nil
}
