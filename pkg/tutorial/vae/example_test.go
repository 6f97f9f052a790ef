package vae_test

import (
	"context"
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// stripes are 64 images of 4×4 pixels: every second column is white in half of them, every second row in the others.
func stripes() *dataset.Images {
	images := &dataset.Images{Name: "stripes", H: 4, W: 4, Pixels: make([]uint8, 64*16), Labels: make([]uint8, 64)}
	for i := range images.Pixels {
		image, row, column := i/16, i/4%4, i%4
		if (image%2 == 0 && row%2 == 0) || (image%2 == 1 && column%2 == 0) {
			images.Pixels[i] = 255
		}
	}
	return images
}

// Two kinds of images, equally often: log p(x) can be at best −log 2 = −0.69 nats, and independent pixels give −11.09.
func Example() {
	be, _ := backend.Open(backend.Prefer("go"))
	images := stripes()
	m, err := vae.New(be, vae.Config{D: images.D(), Hidden: []int{32}, Latent: 2, Activation: "tanh", Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := vae.Context() // ends when the program is interrupted
	defer stop()
	history, err := m.Fit(ctx, images, vae.FitConfig{Epochs: 100, Batch: 16, LearningRate: 0.02, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("epochs:", len(history.Epochs))

	bound, err := m.ELBO(images, 50, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	likelihood, err := m.LogLikelihood(context.Background(), images, 500, 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("ELBO ≤ log p:", bound.Score().Mean < likelihood.Mean)
	fmt.Println("far above independent pixels:", likelihood.Mean > -2)
	// Output:
	// epochs: 100
	// ELBO ≤ log p: true
	// far above independent pixels: true
}
