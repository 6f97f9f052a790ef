package energy_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/energy"
)

// A landscape with two wells becomes a density, whose gradient in θ takes an average over the density itself.
func ExampleNew() {
	d, err := energy.New(energy.DoubleWell{}, []float64{0.25, -1.5, 0.2}, energy.Cube(1, 6))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("log Z %.4f, log p(1.7) %.4f\n", d.LogZ, d.LogProb([]float64{1.7}))
	fmt.Printf("E[x⁴, x², x] %.3f\n", d.MeanGradTheta())
	fmt.Printf("∇θ log p(1.7) %.3f\n", d.GradTheta([]float64{1.7}))
	_, err = energy.New(energy.DoubleWell{}, []float64{0.25, -1.5, 0.2}, energy.Cube(1, 2))
	fmt.Println(err)
	// Output:
	// log Z 3.1293, log p(1.7) -1.2223
	// E[x⁴, x², x] [8.977 2.625 -0.503]
	// ∇θ log p(1.7) [0.625 -0.265 -2.203]
	// energy: log Z is 2.934140056 in the box and 3.129304237 in one 2 times as wide; the box leaves mass outside: widen it
}

// Three ways to θ, on 1000 rows drawn at θ = (0.25, −1, −0.5, 0.2).
func ExampleFitExact() {
	ctx := context.Background()
	m, box := energy.CoupledWells{}, energy.Cube(2, 5)
	truth, _ := energy.New(m, []float64{0.25, -1, -0.5, 0.2}, box)
	x := truth.Sample(1000, rand.New(rand.NewPCG(1, 2)))
	start := []float64{0.2, -0.5, 0, 0}

	exact, err := energy.FitExact(ctx, m, x, start, box)
	fmt.Printf("exact %.1f %v\n", exact.Theta, err)
	cd, err := energy.FitCD(ctx, m, x, start, energy.CDConfig{K: 5, Walk: energy.Walk{Step: 1}, Steps: 60})
	fmt.Printf("CD-5  %.1f %v\n", cd.Theta, err)
	score, err := energy.FitScore(ctx, m, x, nil)
	fmt.Printf("score %.1f %v\n", score.Theta, err)
	// Output:
	// exact [0.2 -1.0 -0.5 0.2] <nil>
	// CD-5  [0.2 -1.0 -0.5 0.2] <nil>
	// score [0.2 -0.9 -0.5 0.2] <nil>
}
