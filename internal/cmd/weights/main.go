// Command weights trains the models whose weights the repository ships, and writes them into data/weights together
// with the SOURCE.md that says what they are. On the same machine the same files come out again.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// models are what is shipped: the VAE of chapter 08, and the one whose codes are points of the plane.
var models = []vae.Config{
	{Name: "fashion-20", D: 784, Hidden: []int{400}, Latent: 20, Seed: 42},
	{Name: "fashion-2", D: 784, Hidden: []int{400}, Latent: 2, Seed: 42},
}

// training is how they are trained: as the chapter does it, so that its numbers hold with these weights too.
var training = vae.FitConfig{Epochs: 15, Batch: 128, LearningRate: 1e-3, Seed: 42}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	dir := filepath.Join(root, "data", "weights")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	train, test, err := dataset.FashionMNIST()
	if err != nil {
		return err
	}
	be, info := backend.Open()
	fmt.Println(info)
	var rows strings.Builder
	for _, cfg := range models {
		path := filepath.Join(dir, cfg.Name+".bin")
		row, err := ship(ctx, be, cfg, train, test, path)
		if err != nil {
			return err
		}
		fmt.Println(row)
		fmt.Fprintln(&rows, row)
	}
	return os.WriteFile(filepath.Join(dir, "SOURCE.md"), fmt.Appendf(nil, source, training.Epochs, training.Batch, training.LearningRate,
		training.Seed, info.Name, rows.String()), 0o644)
}

// ship trains a model, writes its weights, reads them back, and returns the row of the table about them.
func ship(ctx context.Context, be compute.Backend, cfg vae.Config, train, test *dataset.Images, path string) (string, error) {
	m, err := vae.New(be, cfg)
	if err != nil {
		return "", err
	}
	fc := training
	fc.OnBlock = func(p vae.Progress) {
		fmt.Printf("\r%s: step %d of %d, ELBO %.2f, %v left   ", cfg.Name, p.Step, p.Steps, p.ELBO, p.Left.Round(1e9))
	}
	if _, err := m.Fit(ctx, train, fc); err != nil {
		return "", err
	}
	fmt.Println()
	if err := m.SaveWeights(path); err != nil {
		return "", err
	}
	shipped, err := vae.LoadWeights(be, path)
	if err != nil {
		return "", err
	}
	bound, err := shipped.ELBO(test, 10, 1)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	recon, kl := bound.Means()
	return fmt.Sprintf("| %s.bin | 784-%d-%d, %s | %.2f ± %.2f | %.2f | %.2f | %d | %x |", cfg.Name, cfg.Hidden[0], cfg.Latent,
		shipped.Config().Activation, bound.Score().Mean, bound.Score().StdErr, recon, kl, len(data), sha256.Sum256(data)), nil
}

const source = `# Trained weights

Made by ` + "`make weights`" + ` (internal/cmd/weights) from Fashion-MNIST (../fashion-mnist), a pixel being 1 from 128 on:
%d epochs, batch %d, Adam at %g, seed %d, backend %s. Read them with ` + "`vae.LoadWeights`" + `. Licence: CC BY 4.0, as the book's text.

| file | model | test ELBO, nats | reconstruction | KL | bytes | SHA-256 |
|---|---|---|---|---|---|---|
%s`
