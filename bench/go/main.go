// Command go is the Go side of `make bench`. It trains with package vae as any program would and prints one JSON object
// a line.
//
//	go run ./bench/go worker   # timed epochs on request: a line on its input runs one
//	go run ./bench/go train    # Fashion-MNIST, thresholded: time, peak memory, test ELBO
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

func main() {
	latent := flag.Int("latent", 20, "numbers in a code")
	epochs := flag.Int("epochs", 10, "epochs of train")
	seed := flag.Uint64("seed", 1, "of the weights, the order and the noise")
	if len(os.Args) < 2 {
		fatal(errors.New("bench: say worker or train"))
	}
	what := os.Args[1]
	if err := flag.CommandLine.Parse(os.Args[2:]); err != nil {
		fatal(err)
	}
	cfg := vae.Config{D: 784, Hidden: []int{400}, Latent: *latent, Seed: *seed}
	fc := vae.FitConfig{Epochs: *epochs, Batch: 128, LearningRate: 1e-3, Seed: *seed}
	var err error
	switch what {
	case "worker":
		err = worker(cfg, fc)
	case "train":
		err = train(cfg, fc)
	default:
		err = fmt.Errorf("bench: %q is neither worker nor train", what)
	}
	if err != nil {
		fatal(err)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// say prints one JSON line.
func say(fields map[string]any) {
	if err := json.NewEncoder(os.Stdout).Encode(fields); err != nil {
		fatal(err)
	}
}

// gate holds a training run between epochs: it opens for one epoch at each line of the input.
type gate struct {
	input  *bufio.Scanner
	stop   context.CancelFunc
	opened time.Time
	step   int // at the last opening
}

// block is Fit's OnBlock: at the end of an epoch it answers the last request and waits for the next.
func (g *gate) block(p vae.Progress) {
	if p.Epoch != math.Trunc(p.Epoch) {
		return
	}
	if g.opened.IsZero() { // the first epoch warmed up
		say(map[string]any{"ready": true, "backend": backend.DefaultInfo().String(), "name": backend.DefaultInfo().Name})
	} else {
		took := time.Since(g.opened)
		say(map[string]any{"ms": took.Seconds() * 1e3 / float64(p.Step-g.step), "loss": -p.ELBO})
	}
	if !g.input.Scan() {
		g.stop()
	}
	g.opened, g.step = time.Now(), p.Step
}

// worker trains without end, an epoch at each line of the input, and says how long a step of it took: with all that Fit
// does between steps, the smaller last batch included.
func worker(cfg vae.Config, fc vae.FitConfig) error {
	images, _, err := dataset.FashionMNIST()
	if err != nil {
		return err
	}
	m, err := vae.New(backend.Default(), cfg)
	if err != nil {
		return err
	}
	ctx, stop := vae.Context()
	defer stop()
	g := &gate{input: bufio.NewScanner(os.Stdin), stop: stop}
	fc.Epochs, fc.OnBlock = 1_000_000, g.block
	if _, err := m.Fit(ctx, images, fc); !errors.Is(err, vae.ErrInterrupted) {
		return err
	}
	return nil
}

// train trains once, as chapter 08 does, and says how long it took from the program's start, how much memory it held at
// most, and how good the model is on the test images, by one sample an image.
func train(cfg vae.Config, fc vae.FitConfig) error {
	start := time.Now()
	images, test, err := dataset.FashionMNIST()
	if err != nil {
		return err
	}
	m, err := vae.New(backend.Default(), cfg)
	if err != nil {
		return err
	}
	ctx, stop := vae.Context()
	defer stop()
	if _, err := m.Fit(ctx, images, fc); err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	peak, err := peakMemory()
	if err != nil {
		return err
	}
	bound, err := m.ELBO(test, 1, fc.Seed)
	if err != nil {
		return err
	}
	s := bound.Score()
	recon, kl := bound.Means()
	say(map[string]any{"elbo": s.Mean, "stderr": s.StdErr, "recon": recon, "kl": kl, "epochs": fc.Epochs,
		"seconds": seconds, "peak_bytes": peak, "backend": backend.DefaultInfo().String()})
	return nil
}
