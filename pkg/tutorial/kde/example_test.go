package kde_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/kde"
)

// Three points, a bump on each: the density is high where they are close together.
func ExampleNew() {
	k := must.M1(kde.New(mat.NewDense(3, 1, []float64{0, 1, 5}), kde.Gaussian, 0.5))
	for _, x := range []float64{0.5, 3, 5} {
		fmt.Printf("p(%.1f) = %.4f\n", x, math.Exp(k.LogProb([]float64{x})))
	}
	// Output:
	// p(0.5) = 0.3226
	// p(3.0) = 0.0002
	// p(5.0) = 0.2660
}

// Rows held out say which bandwidth is best; rows seen in training always ask for a smaller one.
func ExampleLeaveOneOut() {
	rng := rand.New(rand.NewPCG(1, 2))
	x := mat.NewDense(200, 1, nil)
	for i := range 200 {
		x.Set(i, 0, rng.NormFloat64())
	}
	hs := []float64{0.01, 0.1, 0.3, 1}
	s := must.M1(kde.LeaveOneOut(context.Background(), x, kde.Gaussian, hs))
	for i, h := range hs {
		seen := must.M1(must.M1(kde.New(x, kde.Gaussian, h)).Score(x))
		fmt.Printf("h = %.2f: seen %5.2f, left out %6.2f nats\n", h, seen.Mean, s.LogP[i])
	}
	fmt.Println("best", s.Best)
	// Output:
	// h = 0.01: seen -0.82, left out -20.72 nats
	// h = 0.10: seen -1.27, left out  -1.52 nats
	// h = 0.30: seen -1.31, left out  -1.35 nats
	// h = 1.00: seen -1.45, left out  -1.45 nats
	// best 0.3
}
