package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// job is one reproduction: settings, and where it goes.
type job struct {
	be             compute.Backend
	epochs, batch  int
	rate           float64
	warmup         int // epochs in which the KL's weight rises from 0 to 1
	seed, testSeed uint64
	k              int
	dir            string
	out            io.Writer
	told           time.Time // of the last line of progress
}

// run trains, evaluates with K and with K/10 samples, and prints the table.
func (j *job) run(ctx context.Context, train, test *dataset.Images) error {
	perEpoch := (train.Len() + j.batch - 1) / j.batch
	m, err := vae.New(j.be, vae.Config{
		Name: "reproduce", D: train.D(), Hidden: []int{200, 200}, Latent: 50, Activation: "tanh",
		Binarize: vae.Dynamic, Seed: j.seed, Objective: warmed(j.warmup * perEpoch),
	})
	if err != nil {
		return err
	}
	steps := int64(j.epochs * perEpoch)
	history, err := m.Fit(ctx, train, vae.FitConfig{
		Epochs: j.epochs, Batch: j.batch, LearningRate: j.rate, Rate: cosine(j.rate, steps),
		Seed: j.seed, Dir: j.dir, Every: 20 * time.Second, OnBlock: j.progress,
	})
	if err != nil {
		return err
	}
	j.title(train.Len(), test.Len(), history.Steps)
	if history.Resumed > 0 {
		fmt.Fprintf(j.out, "Training went on from step %d of an earlier run; its time is only this run's.\n", history.Resumed)
	}
	fmt.Fprintln(j.out, "| samples an image, K | −log p(x) ≤, nats an image | standard error | steps | seed | training, s | evaluation, s |")
	fmt.Fprintln(j.out, "|---|---|---|---|---|---|---|")
	for _, k := range []int{max(1, j.k/10), j.k} {
		s, took, err := j.evaluate(ctx, m, test, k, history.Steps)
		if err != nil {
			return err
		}
		fmt.Fprintf(j.out, "| %d | %.2f | %.2f | %d | %d | %.0f | %.0f |\n", k, -s.Mean, s.StdErr, history.Steps, j.seed,
			history.Elapsed.Seconds(), took.Seconds())
	}
	fmt.Fprintln(j.out, "In expectation each row is above the true −log p(x), and less so the larger K; the standard error is that of the mean over images.")
	fmt.Fprintln(j.out, "For comparison: 86.76 nats after 3280 epochs, K = 5000 (Burda et al. 2015, table 1, VAE, one layer, k = 1).")
	return nil
}

// title says what the table is about.
func (j *job) title(train, test, steps int) {
	fmt.Fprintf(j.out, "\nMNIST, VAE 784-200-200-50, tanh, pixels drawn (test: seed %d); %d images, batch %d, %d epochs = %d steps, "+
		"Adam %g → 0 along a cosine, weight of the KL 0 → 1 in the first %d epochs; %d test images.\n\n",
		j.testSeed, train, j.batch, j.epochs, steps, j.rate, j.warmup, test)
}

// warmed is the objective recon − w KL, whose weight rises in the first steps (Sønderby et al. 2016, "Ladder
// Variational Autoencoders", section 2.3), so that fewer latent numbers fall asleep before the decoder uses them:
//
//	w(t) = min(1, t/steps)
//
// With no such steps it is nil, the plain ELBO. The step t is the one that the optimiser counts.
func warmed(steps int) func(s *model.Scope, x *Node) (recon, kl *Node) {
	if steps == 0 {
		return nil
	}
	return func(s *model.Scope, x *Node) (recon, kl *Node) {
		step := ConvertDType(optimizer.GetGlobalStepVar(s).NodeValue(x.Graph()), dtypes.Float32)
		weight := MinScalar(DivScalar(step, steps), 1)
		mu, logVar := vae.Encoder(s.At("encoder"), x)
		z := vae.Reparameterize(s, mu, logVar)
		return vae.LogBernoulli(x, vae.Decoder(s.At("decoder"), z)), Mul(weight, vae.KL(mu, logVar))
	}
}

// cosine falls from first, at step 0, to 0, at the end of the steps (Loshchilov & Hutter 2017, equation 5, without
// restarts):
//
//	rate(t) = first/2 · (1 + cos(π t/steps))
func cosine(first float64, steps int64) func(step int64) float64 {
	return func(step int64) float64 {
		return first / 2 * (1 + math.Cos(math.Pi*float64(step)/float64(steps)))
	}
}

// progress prints a line every ten seconds.
func (j *job) progress(p vae.Progress) {
	if time.Since(j.told) < 10*time.Second && p.Step < p.Steps {
		return
	}
	j.told = time.Now()
	fmt.Fprintf(j.out, "epoch %6.1f of %d   ELBO %8.2f = %.2f − %.2f nats   %.0f steps/s   %s left\n",
		p.Epoch, j.epochs, p.ELBO, p.Recon, p.KL, p.Rate, p.Left.Round(time.Second))
}

// evaluate estimates log p of the test images with k samples each, a few hundred images at a time; what is done is kept
// in the job's folder. It says how long that took in this run.
func (j *job) evaluate(ctx context.Context, m *vae.Model, test *dataset.Images, k, step int) (score.Score, time.Duration, error) {
	start := time.Now()
	kept := partial{dir: j.dir, k: k, seed: j.testSeed, rows: test.Len(), step: step}
	logP, err := kept.load()
	if err != nil {
		return score.Score{}, 0, err
	}
	for len(logP) < test.Len() {
		from := len(logP)
		chunk := slice(test, from, min(from+chunkRows, test.Len()))
		s, err := m.LogLikelihood(ctx, chunk, k, j.testSeed+uint64(from)<<20, nil)
		if err != nil {
			return s, 0, err
		}
		logP = append(logP, s.LogP...)
		if err := kept.save(logP); err != nil {
			return s, 0, err
		}
	}
	return score.New(logP, score.LowerBound, score.Counting), time.Since(start), nil
}

// chunkRows is the number of images evaluated between two saves.
const chunkRows = 500

// slice is images from to to, their pixels shared.
func slice(d *dataset.Images, from, to int) *dataset.Images {
	part := *d
	part.Pixels, part.Labels = d.Pixels[from*d.D():to*d.D()], d.Labels[from:to]
	return &part
}
