package flow_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Whatever the parameters: the density adds up to 1. Here over a grid so fine that the sum is the integral.
func ExampleNew() {
	for _, theta := range [][]float64{{0, 0}, {1.5, -0.3}, {-0.7, 0.8}} {
		f, err := flow.New(theta, flow.SinhArcsinh{})
		if err != nil {
			fmt.Println(err)
			return
		}
		total := 0.0
		for x := -300.0; x < 300; x += 0.01 {
			total += 0.01 * math.Exp(f.LogProb([]float64{x}))
		}
		fmt.Printf("θ = %4.1f: p(0) = %.4f, ∫ p = %.6f\n", theta, math.Exp(f.LogProb([]float64{0})), total)
	}
	// Output:
	// θ = [ 0.0  0.0]: p(0) = 0.3989, ∫ p = 1.000000
	// θ = [ 1.5 -0.3]: p(0) = 0.0720, ∫ p = 1.000000
	// θ = [-0.7  0.8]: p(0) = 0.8358, ∫ p = 1.000000
}

// The map goes both ways, and the determinant says how much it stretches.
func ExampleFlow_Forward() {
	f, err := flow.New([]float64{1, 2, math.Log(2), math.Log(3)}, flow.Affine{D: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	x := []float64{5, -1}
	z := f.Forward(x)
	fmt.Printf("z = %.0f, x = %.0f, log|det| = %.4f = −log 6\n", z, f.Inverse(z), f.LogDet(x))
	// Output:
	// z = [2 -1], x = [5 -1], log|det| = -1.7918 = −log 6
}

// A flow learns a bent cloud by maximum likelihood, and can be drawn from at once.
func ExampleFit() {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	x := banana(400, rand.New(rand.NewPCG(1, 2)))
	before, err := flow.Start(x, 1, flow.RealNVP(2, 4)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := flow.Config{Config: train.Config{Epochs: 60, Batch: 40, LearningRate: 0.02}}
	after, _, err := flow.Fit(context.Background(), be, before, x, c)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, _ := before.Score(x)
	b, _ := after.Score(x)
	fmt.Println("more than 0.7 nats gained:", b.Mean > a.Mean+0.7)
	n, d := after.Sample(5, rand.New(rand.NewPCG(3, 4))).Dims()
	fmt.Println(n, "draws of", d, "numbers")
	// Output:
	// more than 0.7 nats gained: true
	// 5 draws of 2 numbers
}
