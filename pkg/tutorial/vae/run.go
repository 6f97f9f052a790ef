package vae

import (
	"context"
	"fmt"
	"math"
	"time"
)

// progress is the training of a model so far; a checkpoint holds it beside the weights.
type progress struct {
	Step   int64   // steps done
	Epochs []Epoch // whole epochs done
	// The epoch under way: sums over its images.
	Recon, KL float64
	Images    int
	// What the steps were counted in; another value would give them another meaning.
	Seed  uint64
	Batch int
	Rows  int
}

// run is one call of Fit.
type run struct {
	m       *Model
	fc      FitConfig
	order   *order
	engine  engine
	began   time.Time // of Fit
	looped  time.Time // of the first block, after compiling
	saved   time.Time // of the last checkpoint, or of the first block
	first   int64     // step at which this run began
	resumed int64     // step of the checkpoint it went on from, 0 for none
	refused []error
	stored  int64 // step of the last checkpoint known to be good, −1 for none
}

// steps is the number of steps of the whole run.
func (r *run) steps() int64 { return int64(r.fc.Epochs) * r.order.stepsPerEpoch() }

func (r *run) done() bool { return r.m.progress.Step >= r.steps() }

func (r *run) close() {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.engine.close()
}

// blockTime is what a block should take: short enough to stop at once and to show moving curves, long enough that its
// fixed cost vanishes.
const blockTime = 250 * time.Millisecond

// loop runs blocks until the run is done or ctx ends.
func (r *run) loop(ctx context.Context) error {
	r.looped = time.Now()
	r.saved, r.first = r.looped, r.m.progress.Step
	size := 4
	if r.fc.Block > 0 {
		size = r.fc.Block
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
		if r.fc.Block == 0 {
			each := max(time.Since(began)/time.Duration(n), time.Nanosecond)
			size = int(min(max(blockTime/each, 1), time.Duration(4*size), blockCapacity))
		}
	}
	return r.save()
}

// block runs up to size steps, not past the epoch's end, and does what is due after them.
func (r *run) block(size int) (n int, err error) {
	p := &r.m.progress
	perEpoch := r.order.stepsPerEpoch()
	n = int(min(int64(size), perEpoch-p.Step%perEpoch, r.steps()-p.Step))

	r.m.mu.Lock()
	results, err := r.engine.block(p.Step, n)
	if err == nil {
		err = r.record(results)
	}
	r.m.mu.Unlock()
	if err != nil {
		return n, err
	}
	if r.fc.OnBlock != nil {
		r.fc.OnBlock(r.report(results))
	}
	due := p.Step%perEpoch == 0
	if r.fc.Every > 0 {
		due = time.Since(r.saved) >= r.fc.Every
	}
	if due && !r.done() {
		err = r.save()
	}
	return n, err
}

// record adds a block's results to the progress. A number that is not finite ends the run there.
func (r *run) record(results [][parts]float32) error {
	p := &r.m.progress
	perEpoch := r.order.stepsPerEpoch()
	for _, result := range results {
		if loss := float64(result[partLoss]); math.IsNaN(loss) || math.IsInf(loss, 0) {
			return r.diverged(result)
		}
		images := r.order.size(p.Step)
		p.Recon += float64(images) * float64(result[partRecon])
		p.KL += float64(images) * float64(result[partKL])
		p.Images += images
		p.Step++
		if p.Step%perEpoch == 0 {
			n := float64(p.Images)
			p.Epochs = append(p.Epochs, Epoch{ELBO: (p.Recon - p.KL) / n, Recon: p.Recon / n, KL: p.KL / n})
			p.Recon, p.KL, p.Images = 0, 0, 0
		}
	}
	return nil
}

// diverged is the error for a step whose loss is not finite. The weights are lost with it.
func (r *run) diverged(result [parts]float32) error {
	good := "there is no checkpoint"
	if r.stored >= 0 {
		good = fmt.Sprintf("the last good checkpoint, of step %d, is in %s", r.stored, r.fc.Dir)
	}
	return fmt.Errorf("vae: %w: in step %d the loss is %v (recon %v, KL %v); %s; make a new model and lower the learning rate, now %g",
		ErrDiverged, r.m.progress.Step, result[partLoss], result[partRecon], result[partKL], good, r.fc.Rate(r.m.progress.Step))
}

// interrupted saves what there is and says where the run stopped.
func (r *run) interrupted(ctx context.Context) error {
	where := fmt.Sprintf("after step %d of %d", r.m.progress.Step, r.steps())
	if err := r.save(); err != nil {
		return fmt.Errorf("vae: %w %s (%w), and saving failed: %w", ErrInterrupted, where, context.Cause(ctx), err)
	}
	next := "Fit again goes on from there"
	if r.fc.Dir != "" {
		next = "saved in " + r.fc.Dir + "; " + next
	}
	return fmt.Errorf("vae: %w %s (%w); %s", ErrInterrupted, where, context.Cause(ctx), next)
}

// replay tells OnBlock of the epochs that an earlier run did, so that a figure of the training is whole.
func (r *run) replay() {
	if r.fc.OnBlock == nil || r.resumed == 0 {
		return
	}
	for i, e := range r.m.progress.Epochs {
		r.fc.OnBlock(Progress{
			Step: (i + 1) * int(r.order.stepsPerEpoch()), Steps: int(r.steps()), Epoch: float64(i + 1),
			ELBO: e.ELBO, Recon: e.Recon, KL: e.KL, Resumed: int(r.resumed),
		})
	}
}

// report is what OnBlock is told after a block with these results.
func (r *run) report(results [][parts]float32) Progress {
	p := &r.m.progress
	var recon, kl float64
	for _, result := range results {
		recon += float64(result[partRecon]) / float64(len(results))
		kl += float64(result[partKL]) / float64(len(results))
	}
	elapsed := time.Since(r.looped)
	each := elapsed / time.Duration(p.Step-r.first)
	return Progress{
		Step: int(p.Step), Steps: int(r.steps()), Epoch: float64(p.Step) / float64(r.order.stepsPerEpoch()),
		ELBO: recon - kl, Recon: recon, KL: kl,
		Elapsed: time.Since(r.began), Left: each * time.Duration(r.steps()-p.Step), Rate: float64(time.Second) / float64(each),
		Resumed: int(r.resumed),
	}
}

// history is what Fit returns.
func (r *run) history() History {
	return History{
		Epochs: append([]Epoch(nil), r.m.progress.Epochs...), Steps: int(r.m.progress.Step), Resumed: int(r.resumed),
		Elapsed: time.Since(r.began), Refused: r.refused,
	}
}
