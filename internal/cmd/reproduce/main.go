// Command reproduce trains the one-layer VAE of Burda, Grosse & Salakhutdinov 2015 ("Importance Weighted
// Autoencoders", arXiv:1509.00519, section 5 and table 1) on MNIST and estimates −log p(x) of all 10,000 test images:
//
//	784-200-200-50, tanh, Bernoulli pixels drawn anew in every step, trained on the ELBO; K = 5000 importance samples
//
// The article trains for 3280 epochs, batch 20, and reports 86.76 nats. Here a larger batch, a rate that falls along a
// cosine and a KL whose weight rises at first get within a few nats of it in minutes. What was done is kept: a run that
// was stopped goes on where it was.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

func main() {
	j := job{be: backend.Default(), out: os.Stdout}
	flag.IntVar(&j.epochs, "epochs", 180, "passes over the 60,000 training images")
	flag.IntVar(&j.batch, "batch", 100, "images a step")
	flag.Float64Var(&j.rate, "rate", 2e-3, "learning rate of the first step; it falls to 0 along a cosine")
	flag.IntVar(&j.warmup, "warmup", 10, "epochs in which the weight of the KL rises from 0 to 1")
	flag.Uint64Var(&j.seed, "seed", 1, "of the weights, the order, the noise and the pixels drawn in training")
	flag.Uint64Var(&j.testSeed, "testseed", 2, "of the pixels drawn of the test images, and of the importance samples")
	flag.IntVar(&j.k, "k", 5000, "importance samples an image")
	images := flag.Int("images", 0, "train and test on the first so many images only, for a trial; 0: on all")
	flag.StringVar(&j.dir, "dir", "", "folder of the checkpoints; by default one below the cache, named by the settings")
	flag.Parse()
	if err := start(&j, *images); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if errors.Is(err, vae.ErrInterrupted) {
			fmt.Fprintln(os.Stderr, "The same command goes on from here.")
		}
		os.Exit(1)
	}
}

// start loads the data and runs the job.
func start(j *job, images int) error {
	train, test, err := dataset.MNIST()
	if err != nil {
		return err
	}
	if images > 0 {
		train, test = train.Head(images), test.Head(images)
	}
	if j.dir == "" {
		cache, err := workspace.Cache()
		if err != nil {
			return err
		}
		j.dir = filepath.Join(cache, "reproduce", fmt.Sprintf("%d-epochs%d-batch%d-rate%g-warmup%d-seed%d",
			train.Len(), j.epochs, j.batch, j.rate, j.warmup, j.seed))
	}
	fmt.Fprintln(j.out, backend.DefaultInfo())
	fmt.Fprintln(j.out, "Checkpoints:", j.dir)
	// Not vae.Context, which also ends with the parent process: this program may be left running in the background.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return j.run(ctx, train, test)
}
