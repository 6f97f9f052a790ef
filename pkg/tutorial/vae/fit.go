package vae

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gomlx/gomlx/ml/train/optimizer"
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
var ErrInterrupted = errors.New("training interrupted")

// ErrDiverged is wrapped in the error of a Fit whose loss stopped being a finite number.
var ErrDiverged = errors.New("training diverged")

// withDefaults returns the run's description with every zero value replaced, or what is wrong with it.
func (fc FitConfig) withDefaults(n int) (FitConfig, error) {
	if fc.Batch == 0 {
		fc.Batch = 128
	}
	if fc.LearningRate == 0 {
		fc.LearningRate = 1e-3
	}
	if fc.Rate == nil {
		rate := fc.LearningRate
		fc.Rate = func(int64) float64 { return rate }
	}
	if fc.Epsilon == 0 {
		fc.Epsilon = 1e-7
	}
	switch {
	case fc.Epochs < 1:
		return fc, fmt.Errorf("vae: Epochs is %d; set FitConfig.Epochs to 1 or more", fc.Epochs)
	case fc.Batch < 1 || fc.Batch > n:
		return fc, fmt.Errorf("vae: Batch is %d with %d rows to train on; take 1 to %d", fc.Batch, n, n)
	case !(fc.LearningRate > 0) || math.IsInf(fc.LearningRate, 0):
		return fc, fmt.Errorf("vae: LearningRate is %v; it must be positive, 1e-3 is usual", fc.LearningRate)
	case !(fc.Epsilon > 0):
		return fc, fmt.Errorf("vae: Epsilon is %v; it must be positive, 1e-7 is usual", fc.Epsilon)
	case fc.Block < 0 || fc.Block > blockCapacity:
		return fc, fmt.Errorf("vae: Block is %d; take 1 to %d, or 0 to let it adapt", fc.Block, blockCapacity)
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
func (m *Model) Fit(ctx context.Context, train Rows, fc FitConfig) (History, error) {
	if !m.fitting.TryLock() {
		return History{}, errors.New("vae: this model is being trained already; wait for that Fit, or train another model")
	}
	defer m.fitting.Unlock()
	t, err := m.cfg.table(train)
	if err != nil {
		return History{}, err
	}
	if fc, err = fc.withDefaults(t.n); err != nil {
		return History{}, err
	}
	r := &run{m: m, fc: fc, order: newOrder(t.n, fc.Batch, fc.Seed), began: time.Now()}
	if err := r.resume(); err != nil {
		return r.history(), err
	}
	r.replay()
	if r.done() {
		return r.history(), nil
	}
	m.mu.Lock()
	m.optimizer = adam(fc)
	r.engine, err = newEngine(feed{m, t, r.order, fc.Seed, fc.Rate})
	m.mu.Unlock()
	if err != nil {
		return r.history(), err
	}
	defer r.close()
	err = r.loop(ctx)
	return r.history(), err
}

// adam is GoMLX's optimiser as the run wants it; its rate is set anew in every step.
func adam(fc FitConfig) optimizer.Interface {
	return optimizer.Adam().LearningRate(fc.LearningRate).Epsilon(fc.Epsilon).Done()
}
