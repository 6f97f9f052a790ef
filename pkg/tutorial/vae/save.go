package vae

import (
	"fmt"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kind is what our snapshots are called, and how our errors begin.
const kind = "vae"

// Save writes the model, its optimiser and its progress into the folder as the newest checkpoint (see package
// checkpoint: a kill or a full disk leaves the earlier ones).
func (m *Model) Save(dir string) error { return m.machine.Save(dir) }

// Load reads the newest good checkpoint of the folder into the model, which must be of the same configuration.
func (m *Model) Load(dir string) error { return m.machine.Load(dir) }

// Load makes a model of the newest good checkpoint of the folder. It must have the library's own networks; for a
// reader's, make the model by New with the same functions and call its Load.
func Load(be compute.Backend, dir string) (*Model, error) {
	s, err := train.Newest(kind, dir)
	if err != nil {
		return nil, err
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
	return m, m.machine.Restore(s, dir)
}
