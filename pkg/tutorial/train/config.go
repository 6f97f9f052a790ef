package train

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gomlx/gomlx/ml/model"

	. "github.com/gomlx/gomlx/core/graph"
)

// Task is what is trained: which weights, on which rows, by which step.
type Task struct {
	Machine *Machine // its weights must exist: see [Machine.Build]
	Data    Table
	Parts   []string // names of what a step reports, the first of them the loss: "loss", …

	// Step builds one training step: it changes the variables, by [Batch.Minimize] as a rule, and returns as many scalars
	// as there are Parts, each a mean over the batch.
	Step func(s *model.Scope, b Batch) []*Node
}

// Config describes a training run. Epochs must be set.
type Config struct {
	Epochs       int                      // in all, those already trained counted in
	Batch        int                      // rows a step; default 128, or all where there are fewer
	LearningRate float64                  // default 1e-3
	Rate         func(step int64) float64 // learning rate of a step, counted from 0; nil: LearningRate throughout
	Seed         uint64                   // of order and noise
	Dir          string                   // folder of the checkpoints; "" keeps none
	Every        time.Duration            // least time between checkpoints during the run; 0: one at each epoch's end
	OnBlock      func(Progress)           // called after each block of steps, about four times a second; first for each epoch of a resumed run
	Block        int                      // steps in a block; 0: as many as take a quarter of a second. Changes no number
}

// Means are the parts of a step, by name, as means over several steps.
type Means map[string]float64

// Progress is what OnBlock gets.
type Progress struct {
	Step, Steps   int     // steps done, steps of the whole run
	Epoch         float64 // epochs done, with fraction
	Means         Means   // over the block's steps
	Elapsed, Left time.Duration
	Rate          float64 // steps a second
	Resumed       int     // the step of the checkpoint from which this run went on; 0: it began anew
}

// History is what a run leaves behind.
type History struct {
	Epochs  []Means       // over the rows of each whole epoch, also of the runs that it resumed
	Steps   int           // steps done
	Resumed int           // as in Progress
	Elapsed time.Duration // of this run
	Refused []error       // checkpoints that could not be read and were passed over
}

// ErrInterrupted is wrapped in the error of a run whose context ended; what was trained is kept, and saved in Dir.
var ErrInterrupted = errors.New("training interrupted")

// ErrDiverged is wrapped in the error of a run whose loss stopped being a finite number.
var ErrDiverged = errors.New("training diverged")

// WithDefaults replaces every zero value, for n rows of data, or says what is wrong; the error begins with the name.
func (c Config) WithDefaults(name string, n int) (Config, error) {
	if c.Batch == 0 {
		c.Batch = min(128, n)
	}
	if c.LearningRate == 0 {
		c.LearningRate = 1e-3
	}
	if c.Rate == nil {
		rate := c.LearningRate
		c.Rate = func(int64) float64 { return rate }
	}
	switch {
	case c.Epochs < 1:
		return c, fmt.Errorf("%s: Epochs is %d; set it to 1 or more", name, c.Epochs)
	case c.Batch < 1 || c.Batch > n:
		return c, fmt.Errorf("%s: Batch is %d with %d rows to train on; take 1 to %d", name, c.Batch, n, n)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return c, fmt.Errorf("%s: LearningRate is %v; it must be positive, 1e-3 is usual", name, c.LearningRate)
	case c.Block < 0 || c.Block > BlockCapacity:
		return c, fmt.Errorf("%s: Block is %d; take 1 to %d, or 0 to let it adapt", name, c.Block, BlockCapacity)
	}
	return c, nil
}
