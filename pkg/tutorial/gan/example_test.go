package gan_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/gan"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Three clusters of points, and a generator that has to serve each of them.
func Example() {
	be, _ := backend.Open(backend.Prefer("go"))
	ring, err := gan.Ring(3, 2, 0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := ring.Sample(1024, rand.New(rand.NewPCG(1, 1)))
	m, err := gan.New(be, gan.Config{D: 2, Latent: 2, Generator: []int{16, 16}, Discriminator: []int{16, 16}, Penalty: 2, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	const epochs = 60
	c := train.Config{Epochs: epochs, Batch: 128, Rate: train.Cosine(5e-3, epochs*8)}
	if _, err := m.Fit(context.Background(), x, c); err != nil {
		fmt.Println(err)
		return
	}
	samples, err := m.Sample(1000, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	shares, _, err := gan.Coverage(samples, ring.Means, 0.5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for mode, share := range shares {
		fmt.Printf("mode %d gets 5 %% or more: %v\n", mode, share >= 0.05)
	}
	// Output:
	// mode 0 gets 5 % or more: true
	// mode 1 gets 5 % or more: true
	// mode 2 gets 5 % or more: true
}
