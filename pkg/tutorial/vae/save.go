package vae

import (
	"errors"
	"fmt"
	"time"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// kind is what our snapshots are called.
const kind = "vae"

// Save writes the model, its optimiser and its progress into the folder as the newest checkpoint (see package
// checkpoint: a kill or a full disk leaves the earlier ones).
func (m *Model) Save(dir string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := m.snapshot()
	if err != nil {
		return err
	}
	return checkpoint.Save(dir, s)
}

// Load reads the newest good checkpoint of the folder into the model, which must be of the same configuration.
func (m *Model) Load(dir string) error {
	s, refused, err := checkpoint.Load(dir, kind)
	if err != nil {
		return errors.Join(append(refused, err)...)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.restore(s, dir)
}

// Load makes a model of the newest good checkpoint of the folder. It must have the library's own networks; for a
// reader's, make the model by New with the same functions and call its Load.
func Load(be compute.Backend, dir string) (*Model, error) {
	s, refused, err := checkpoint.Load(dir, kind)
	if err != nil {
		return nil, errors.Join(append(refused, err)...)
	}
	saved, err := configOf(s, dir)
	if err != nil {
		return nil, err
	}
	if saved.Custom != "" {
		return nil, fmt.Errorf("vae: %s holds a model with its own %s; make it with vae.New and the same functions, then call Load on it",
			dir, saved.Custom)
	}
	m, err := New(be, saved.config())
	if err != nil {
		return nil, err
	}
	return m, m.restore(s, dir)
}

// resume loads the newest checkpoint of the run's folder where it is ahead of the model, and checks that the steps
// already done mean the same as those to come.
func (r *run) resume() error {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.stored = -1
	if r.fc.Dir != "" {
		s, refused, err := checkpoint.Load(r.fc.Dir, kind)
		r.refused = refused
		switch {
		case errors.Is(err, checkpoint.ErrNone):
		case err != nil:
			return err
		default:
			if s.Step > r.m.progress.Step {
				if err := r.m.restore(s, r.fc.Dir); err != nil {
					return err
				}
				r.resumed = s.Step
			}
			r.stored = s.Step
		}
	}
	p := &r.m.progress
	now := [3]uint64{r.fc.Seed, uint64(r.fc.Batch), uint64(r.order.n)}
	if then := [3]uint64{p.Seed, uint64(p.Batch), uint64(p.Rows)}; p.Step > 0 && then != now {
		return fmt.Errorf("vae: the first %d steps were trained with seed, batch and rows %v, this run has %v; "+
			"use the same, or begin anew with a new model and another Dir", p.Step, then, now)
	}
	p.Seed, p.Batch, p.Rows = r.fc.Seed, r.fc.Batch, r.order.n
	return nil
}

// save writes a checkpoint, unless the last one is of this very step.
func (r *run) save() error {
	if r.fc.Dir == "" || r.stored == r.m.progress.Step {
		return nil
	}
	if err := r.m.Save(r.fc.Dir); err != nil {
		return err
	}
	r.stored, r.saved = r.m.progress.Step, time.Now()
	return nil
}
