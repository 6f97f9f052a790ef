package vae

import (
	"context"
	"fmt"
	"time"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// FitConfig describes a training run. Epochs must be set.
type FitConfig struct {
	Epochs       int                      // in all, those already trained counted in
	Batch        int                      // images a step; default 128
	LearningRate float64                  // of Adam; default 1e-3
	Rate         func(step int64) float64 // learning rate of a step, counted from 0; nil: LearningRate throughout
	Epsilon      float64                  // of Adam; default 1e-7
	Seed         uint64                   // of order, noise and dynamic binarisation
	Dir          string                   // folder of the checkpoints; "" keeps none
	Every        time.Duration            // least time between checkpoints during the run; 0: one at each epoch's end
	OnBlock      func(Progress)           // called after each block of steps, about four times a second; first for each epoch of a resumed run
	Block        int                      // steps in a block; 0: as many as take a quarter of a second. Changes no number
}

// Progress is what OnBlock gets: means over the block, in nats per image.
type Progress struct {
	Step, Steps     int     // steps done, steps of the whole run
	Epoch           float64 // epochs done, with fraction
	ELBO, Recon, KL float64 // ELBO = Recon − KL; with Config.Objective, of what that gave
	Elapsed, Left   time.Duration
	Rate            float64 // steps a second
	Resumed         int     // the step of the checkpoint from which this run went on; 0: it began anew
}

// History is what a run leaves behind: one entry for each whole epoch, also of the runs that it resumed.
type History struct {
	Epochs  []Epoch
	Steps   int           // steps done
	Resumed int           // as in Progress
	Elapsed time.Duration // of this run
	Refused []error       // checkpoints that could not be read and were passed over
}

// Epoch is the mean over one epoch's images as they were trained on, in nats per image.
type Epoch struct {
	ELBO, Recon, KL float64
}

// ErrInterrupted is wrapped in the error of a Fit whose context ended; what was trained is kept, and saved in Dir.
var ErrInterrupted = train.ErrInterrupted

// ErrDiverged is wrapped in the error of a Fit whose loss stopped being a finite number.
var ErrDiverged = train.ErrDiverged

// withDefaults returns the run's description with every zero value replaced, or what is wrong with it.
func (fc FitConfig) withDefaults() (FitConfig, error) {
	if fc.Batch == 0 {
		fc.Batch = 128
	}
	if fc.Epsilon == 0 {
		fc.Epsilon = 1e-7
	}
	if !(fc.Epsilon > 0) {
		return fc, fmt.Errorf("vae: Epsilon is %v; it must be positive, 1e-7 is usual", fc.Epsilon)
	}
	return fc, nil
}

// Fit trains the model on the rows until fc.Epochs epochs are done, by Adam (Kingma & Ba 2015) on batches that visit
// every row once an epoch.
//
// With fc.Dir set it first loads the newest checkpoint there, if that is ahead of the model, and goes on from it; a run
// that was finished just comes back loaded. It saves at epoch ends (see Every) and at its own end. When ctx ends, Fit
// stops within about a quarter of a second, saves, and returns an error that wraps ErrInterrupted and ctx's cause;
// calling it again goes on. [Context] gives a context that ends with the notebook's interrupt button.
//
// The order of rows and all noise follow from (fc.Seed, step): 5 epochs and 5 more equal 10.
func (m *Model) Fit(ctx context.Context, rows Rows, fc FitConfig) (History, error) {
	t, err := m.cfg.table(rows)
	if err != nil {
		return History{}, err
	}
	if fc, err = fc.withDefaults(); err != nil {
		return History{}, err
	}
	opt := adam(fc)
	task := train.Task{
		Machine: m.machine, Data: train.Table{Rows: t.n, Columns: t.d, Bytes: t.grey, Floats: t.real}, Parts: parts,
		Step: func(s *model.Scope, b train.Batch) []*Node { return m.step(s, b, opt) },
	}
	h, err := train.Run(ctx, task, fc.train())
	return asHistory(h), err
}

// adam is GoMLX's optimiser as the run wants it; its rate is set anew in every step.
func adam(fc FitConfig) optimizer.Interface {
	return optimizer.Adam().LearningRate(fc.LearningRate).Epsilon(fc.Epsilon).Done()
}

// train is the run as package train takes it.
func (fc FitConfig) train() train.Config {
	c := train.Config{Epochs: fc.Epochs, Batch: fc.Batch, LearningRate: fc.LearningRate, Rate: fc.Rate, Seed: fc.Seed,
		Dir: fc.Dir, Every: fc.Every, Block: fc.Block}
	if fc.OnBlock != nil {
		c.OnBlock = func(p train.Progress) { fc.OnBlock(asProgress(p)) }
	}
	return c
}

// asEpoch, asProgress and asHistory give package train's means the names of this one.
func asEpoch(m train.Means) Epoch {
	return Epoch{ELBO: m[partRecon] - m[partKL], Recon: m[partRecon], KL: m[partKL]}
}

func asProgress(p train.Progress) Progress {
	e := asEpoch(p.Means)
	return Progress{Step: p.Step, Steps: p.Steps, Epoch: p.Epoch, ELBO: e.ELBO, Recon: e.Recon, KL: e.KL,
		Elapsed: p.Elapsed, Left: p.Left, Rate: p.Rate, Resumed: p.Resumed}
}

func asHistory(h train.History) History {
	history := History{Steps: h.Steps, Resumed: h.Resumed, Elapsed: h.Elapsed, Refused: h.Refused}
	for _, means := range h.Epochs {
		history.Epochs = append(history.Epochs, asEpoch(means))
	}
	return history
}
