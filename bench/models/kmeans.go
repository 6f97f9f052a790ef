package main

import (
	"context"
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
)

func init() { add("kmeans", kMeans) }

// kMeans moves eight centres twenty times from the first eight rows; the check is the centres and the inertia. The number
// of iterations is fixed, and more rows start from the first eight of the fewer ones, so that the centres take the same way
// and the time of twice the rows can be compared: from another start, other rows lie between two centres and are compared
// with all.
func kMeans(folder, size string) (fit, error) {
	x, err := rows(folder, "rows", size)
	if err != nil {
		return nil, err
	}
	first, err := rows(folder, "rows", fmt.Sprintf("%dx%d", sizes[0], columns))
	if err != nil {
		return nil, err
	}
	cfg := cluster.Config{Centres: first.Slice(0, groups, 0, columns), MaxIter: 20}
	return func() ([]float64, error) {
		m, err := cluster.FitKMeans(context.Background(), x, cfg)
		if err != nil {
			return nil, err
		}
		return append(m.Centres.RawMatrix().Data, m.Inertia), nil
	}, nil
}
