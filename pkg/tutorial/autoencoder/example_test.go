package autoencoder_test

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/autoencoder"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Rows on half a circle: one number says where, but only a curve can give the row back from it.
func Example() {
	be, _ := backend.Open(backend.Prefer("go"))
	x := mat.NewDense(100, 2, nil)
	for i := range 100 {
		angle := math.Pi * float64(i) / 99
		x.SetRow(i, []float64{math.Cos(angle), math.Sin(angle)})
	}
	for _, hidden := range [][]int{nil, {16}} {
		m, err := autoencoder.New(be, autoencoder.Config{D: 2, Hidden: hidden, Code: 1, Activation: "tanh", Seed: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		if _, err := m.Fit(context.Background(), x, train.Config{Epochs: 300, Batch: 20, LearningRate: 0.01}); err != nil {
			fmt.Println(err)
			return
		}
		e, err := m.Error(x)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("linear %v, error below 0.01: %v\n", m.Config().Linear(), e < 0.01)
	}
	// Output:
	// linear true, error below 0.01: false
	// linear false, error below 0.01: true
}
