package train

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Run trains until c.Epochs epochs are done, on batches that visit every row once an epoch.
//
// With c.Dir set it first loads the newest checkpoint there, if that is ahead of the machine, and goes on from it; a run
// that was finished just comes back loaded. It saves at epoch ends (see Every) and at its own end. When ctx ends, Run
// stops within about a quarter of a second, saves, and returns an error that wraps ErrInterrupted and ctx's cause;
// calling it again goes on.
//
// The order of rows and all noise follow from (c.Seed, step): 5 epochs and 5 more equal 10.
func Run(ctx context.Context, t Task, c Config) (History, error) {
	m := t.Machine
	if !m.fitting.TryLock() {
		return History{}, fmt.Errorf("%s: this model is being trained already; wait for that, or train another model", m.Name)
	}
	defer m.fitting.Unlock()
	c, err := c.WithDefaults(m.Name, t.Data.Rows)
	if err != nil {
		return History{}, err
	}
	r := &run{Task: t, c: c, order: newOrder(t.Data.Rows, c.Batch, c.Seed), began: time.Now()}
	if err := r.resume(); err != nil {
		return r.history(), err
	}
	r.replay()
	if r.done() {
		return r.history(), nil
	}
	m.Mu.Lock()
	r.engine, err = newEngine(feed{t, r.order, c.Seed, c.Rate})
	m.Mu.Unlock()
	if err != nil {
		return r.history(), err
	}
	defer r.close()
	err = r.loop(ctx)
	return r.history(), err
}

// run is one call of Run.
type run struct {
	Task
	c       Config
	order   *order
	engine  engine
	began   time.Time // of Run
	looped  time.Time // of the first block, after compiling
	saved   time.Time // of the last checkpoint, or of the first block
	first   int64     // step at which this run began
	resumed int64     // step of the checkpoint it went on from, 0 for none
	refused []error
	stored  int64 // step of the last checkpoint known to be good, −1 for none
}

// steps is the number of steps of the whole run.
func (r *run) steps() int64 { return int64(r.c.Epochs) * r.order.stepsPerEpoch() }

func (r *run) state() *state { return &r.Machine.state }

func (r *run) done() bool { return r.state().Step >= r.steps() }

func (r *run) close() {
	r.Machine.Mu.Lock()
	defer r.Machine.Mu.Unlock()
	r.engine.close()
}

// blockTime is what a block should take: short enough to stop at once and to show moving curves, long enough that its
// fixed cost vanishes.
const blockTime = 250 * time.Millisecond

// loop runs blocks until the run is done or ctx ends.
func (r *run) loop(ctx context.Context) error {
	r.looped = time.Now()
	r.saved, r.first = r.looped, r.state().Step
	size := 4
	if r.c.Block > 0 {
		size = r.c.Block
	}
	for !r.done() {
		if ctx.Err() != nil {
			return r.interrupted(ctx)
		}
		began := time.Now()
		n, err := r.block(size)
		if err != nil {
			return err
		}
		if r.c.Block == 0 {
			each := max(time.Since(began)/time.Duration(n), time.Nanosecond)
			size = int(min(max(blockTime/each, 1), time.Duration(4*size), BlockCapacity))
		}
	}
	return r.save()
}

// next is the number of steps of the next block, at most size: it ends within an epoch or with one. Only where there is
// nothing to save may it hold several whole epochs.
func (r *run) next(size int) int {
	step, perEpoch := r.state().Step, r.order.stepsPerEpoch()
	n := min(int64(size), perEpoch-step%perEpoch)
	if r.c.Dir == "" && step%perEpoch == 0 {
		n = max(n, int64(size)/perEpoch*perEpoch)
	}
	return int(min(n, r.steps()-step))
}

// block runs up to size steps and does what is due after them.
func (r *run) block(size int) (n int, err error) {
	p := r.state()
	perEpoch := r.order.stepsPerEpoch()
	n = r.next(size)

	r.Machine.Mu.Lock()
	results, err := r.engine.block(p.Step, n)
	if err == nil {
		err = r.record(results)
	}
	r.Machine.Mu.Unlock()
	if err != nil {
		return n, err
	}
	if r.c.OnBlock != nil {
		r.c.OnBlock(r.report(results))
	}
	due := p.Step%perEpoch == 0
	if r.c.Every > 0 {
		due = time.Since(r.saved) >= r.c.Every
	}
	if due && !r.done() {
		err = r.save()
	}
	return n, err
}

// record adds a block's results to the state. A number that is not finite ends the run there.
func (r *run) record(results [][]float32) error {
	for _, result := range results {
		for _, v := range result {
			if v-v != 0 {
				return r.diverged(result)
			}
		}
		r.state().add(r.Parts, result, r.order)
	}
	return nil
}

// diverged is the error for a step that reports a number that is not finite. The weights are lost with it.
func (r *run) diverged(result []float32) error {
	good := "there is no checkpoint"
	if r.stored >= 0 {
		good = fmt.Sprintf("the last good checkpoint, of step %d, is in %s", r.stored, r.c.Dir)
	}
	parts := fmt.Sprintf("the %s is %v", r.Parts[0], result[0])
	if len(result) > 1 {
		var rest []string
		for i, v := range result[1:] {
			rest = append(rest, fmt.Sprintf("%s %v", r.Parts[1+i], v))
		}
		parts += " (" + strings.Join(rest, ", ") + ")"
	}
	return fmt.Errorf("%s: %w: in step %d %s; %s; make a new model and lower the learning rate, now %g",
		r.Machine.Name, ErrDiverged, r.state().Step, parts, good, r.c.Rate(r.state().Step))
}

// interrupted saves what there is and says where the run stopped.
func (r *run) interrupted(ctx context.Context) error {
	where := fmt.Sprintf("after step %d of %d", r.state().Step, r.steps())
	if err := r.save(); err != nil {
		return fmt.Errorf("%s: %w %s (%w), and saving failed: %w", r.Machine.Name, ErrInterrupted, where, context.Cause(ctx), err)
	}
	next := "Fit again goes on from there"
	if r.c.Dir != "" {
		next = "saved in " + r.c.Dir + "; " + next
	}
	return fmt.Errorf("%s: %w %s (%w); %s", r.Machine.Name, ErrInterrupted, where, context.Cause(ctx), next)
}
