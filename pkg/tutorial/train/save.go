package train

import (
	"errors"
	"fmt"
	"time"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// Save writes the variables, Config() and how far the training has come into the folder as the newest checkpoint (see
// package checkpoint: a kill or a full disk leaves the earlier ones).
func (m *Machine) Save(dir string) error {
	m.Mu.Lock()
	defer m.Mu.Unlock()
	s, err := m.snapshot()
	if err != nil {
		return err
	}
	return checkpoint.Save(dir, s)
}

// Load reads the newest good checkpoint of the folder, which must be of the same Config().
func (m *Machine) Load(dir string) error {
	s, err := Newest(m.Name, dir)
	if err != nil {
		return err
	}
	return m.Restore(s, dir)
}

// Newest reads the newest good checkpoint that a machine of that name has saved in the folder.
func Newest(name, dir string) (checkpoint.Snapshot, error) {
	s, refused, err := checkpoint.Load(dir, name)
	if err != nil {
		return s, errors.Join(append(refused, err)...)
	}
	return s, nil
}

// resume loads the newest checkpoint of the run's folder where it is ahead of the machine, and checks that the steps
// already done mean the same as those to come.
func (r *run) resume() error {
	r.Machine.Mu.Lock()
	defer r.Machine.Mu.Unlock()
	r.stored = -1
	if r.c.Dir != "" {
		s, refused, err := checkpoint.Load(r.c.Dir, r.Machine.Name)
		r.refused = refused
		switch {
		case errors.Is(err, checkpoint.ErrNone):
		case err != nil:
			return err
		default:
			if s.Step > r.state().Step {
				if err := r.Machine.restore(s, r.c.Dir); err != nil {
					return err
				}
				r.resumed = s.Step
			}
			r.stored = s.Step
		}
	}
	p := r.state()
	now := [3]uint64{r.c.Seed, uint64(r.c.Batch), uint64(r.order.n)}
	if then := [3]uint64{p.Seed, uint64(p.Batch), uint64(p.Rows)}; p.Step > 0 && then != now {
		return fmt.Errorf("%s: the first %d steps were trained with seed, batch and rows %v, this run has %v; "+
			"use the same, or begin anew with a new model and another Dir", r.Machine.Name, p.Step, then, now)
	}
	p.Seed, p.Batch, p.Rows = r.c.Seed, r.c.Batch, r.order.n
	return nil
}

// save writes a checkpoint, unless the last one is of this very step.
func (r *run) save() error {
	if r.c.Dir == "" || r.stored == r.state().Step {
		return nil
	}
	if err := r.Machine.Save(r.c.Dir); err != nil {
		return err
	}
	r.stored, r.saved = r.state().Step, time.Now()
	return nil
}
