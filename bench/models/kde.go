package main

import (
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
)

func init() {
	add("kde-exact", func(folder, size string) (fit, error) { return density(folder, size, 0) })
	add("kde-1e-4", func(folder, size string) (fit, error) { return density(folder, size, 1e-4) })
}

// density scores 1000 rows under a Gaussian KDE of bandwidth 1 on the rows of that size, within a relative error; the
// check is their log-densities. The tree is built before.
func density(folder, size string, rel float64) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	queries, err := rows(folder, "queries", "1000x16")
	if err != nil {
		return nil, err
	}
	exact, err := kde.New(x, kde.Gaussian, 1)
	if err != nil {
		return nil, err
	}
	k, err := exact.Within(rel, 0)
	if err != nil {
		return nil, err
	}
	return func() ([]float64, error) {
		s, err := k.Score(queries)
		return s.LogP, err
	}, nil
}
