package autoregressive_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/autoregressive"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Images of 2×2 pixels, all white or all black, equally often: the first pixel is a coin, the others follow from it.
func Example() {
	be, _ := backend.Open(backend.Prefer("go"))
	x := mat.NewDense(2, 4, []float64{0, 0, 0, 0, 1, 1, 1, 1})
	m, err := autoregressive.New(be, autoregressive.Config{D: 4, Net: autoregressive.FVSBN})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := m.Fit(context.Background(), x, train.Config{Epochs: 500, LearningRate: 0.05}); err != nil {
		fmt.Println(err)
		return
	}
	chain, err := m.Chain()
	if err != nil {
		fmt.Println(err)
		return
	}
	total := 0.0
	for i := range 16 {
		row := []float64{float64(i >> 3 & 1), float64(i >> 2 & 1), float64(i >> 1 & 1), float64(i & 1)}
		total += math.Exp(chain.LogProb(row))
	}
	p, err := chain.Conditionals([]float64{1, 1, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("all 16 together: %.6f\n", total)
	fmt.Printf("p(first is white) = %.2f, the others follow: %v\n", p[0], p[1] > 0.95 && p[2] > 0.95 && p[3] > 0.95)
	fmt.Println("drawn:", chain.Sample(1, rand.New(rand.NewPCG(1, 1))).RawRowView(0))
	// Output:
	// all 16 together: 1.000000
	// p(first is white) = 0.50, the others follow: true
	// drawn: [1 1 1 1]
}
