package vae_test

import (
	"context"
	"fmt"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// A linear VAE, trained by its ELBO like any other, ends at the maximum likelihood that probabilistic PCA has in closed form.
func ExampleLinear() {
	be, _ := backend.Open(backend.Prefer("go"))
	x := mat.DenseCopyOf(must.M1(dataset.Iris()).X)
	for j := range 4 {
		mean := stat.Mean(mat.Col(nil, j, x), nil)
		for i := range 150 {
			x.Set(i, j, x.At(i, j)-mean)
		}
	}
	m := must.M1(vae.New(be, vae.Linear(4, 2)))
	const steps = 2000
	must.M1(m.Fit(context.Background(), vae.Matrix(x), vae.FitConfig{Epochs: steps, Batch: 150, Rate: train.Cosine(0.1, steps)}))
	b := must.M1(m.LinearBound(vae.Matrix(x)))
	exact := must.M1(reduce.FitPPCA(x, 2))
	fmt.Printf("log p(x): trained %.2f, closed form %.2f\n", stat.Mean(b.LogP, nil), must.M1(exact.MeanLogP(x)))
	fmt.Printf("gap %.1f\n", stat.Mean(b.Gap, nil))
	// Output:
	// log p(x): trained -2.70, closed form -2.70
	// gap 0.0
}

// What an encoder loses that has hardly been trained: each image gets a q of its own, for the same decoder.
func ExampleModel_Refine() {
	be, _ := backend.Open(backend.Prefer("go"))
	images := stripes()
	m := must.M1(vae.New(be, vae.Config{D: images.D(), Hidden: []int{32}, Latent: 2, Activation: "tanh", Seed: 1}))
	must.M1(m.Fit(context.Background(), images, vae.FitConfig{Epochs: 3, Batch: 16, LearningRate: 0.02}))
	r := must.M1(m.Refine(context.Background(), images, vae.RefineConfig{Steps: 50}))
	before, after := r.Scores()
	fmt.Println("the mean bound rose by more than 0.05 nats:", after.Mean > before.Mean+0.05)
	// Output:
	// the mean bound rose by more than 0.05 nats: true
}
