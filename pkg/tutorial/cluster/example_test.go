package cluster_test

import (
	"context"
	"fmt"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
)

// Six points on a line, in two groups: how the centres move, and how good the grouping is.
func ExampleFitKMeans() {
	x := mat.NewDense(6, 1, []float64{1, 2, 3, 11, 12, 13})
	m := must.M1(cluster.FitKMeans(context.Background(), x, cluster.Config{
		Centres: mat.NewDense(2, 1, []float64{1, 2}),
		Each: func(s cluster.Step) {
			fmt.Printf("centres %5.2f %5.2f  inertia %6.2f\n", s.Centres.At(0, 0), s.Centres.At(1, 0), s.Inertia)
		},
	}))
	fmt.Println("labels", m.Labels)
	fmt.Printf("silhouette %.3f\n", stat.Mean(must.M1(cluster.Silhouette(x, m.Labels)), nil))
	// Output:
	// centres  1.00  2.00  inertia 303.00
	// centres  1.00  8.20  inertia  50.32
	// centres  2.00 12.00  inertia   4.00
	// labels [0 0 0 1 1 1]
	// silhouette 0.866
}

// The names of the groups do not matter; one row out of place does.
func ExampleAdjustedRand() {
	fmt.Println(must.M1(cluster.AdjustedRand([]int{0, 0, 0, 1, 1, 1}, []int{5, 5, 5, 2, 2, 2})))
	fmt.Printf("%.3f\n", must.M1(cluster.AdjustedRand([]int{0, 0, 0, 1, 1, 1}, []int{0, 0, 1, 1, 1, 1})))
	// Output:
	// 1
	// 0.324
}
