package gan

import (
	"fmt"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// savedConfig is a Config as a checkpoint holds it. In a free field a checkpoint and the model that loads it may differ.
type savedConfig struct {
	Name          string `free:"true"`
	D, Latent     int
	Generator     []int
	Discriminator []int
	Activation    string
	Unit          bool
	Seed          uint64 `free:"true"`
	Loss          Loss
	Penalty       float64 `free:"true"`
	Own           bool    // a network is the reader's
}

func (m *Model) saved() savedConfig {
	c := m.cfg
	return savedConfig{c.Name, c.D, c.Latent, c.Generator, c.Discriminator, c.Activation, c.Unit, c.Seed, c.Loss, c.Penalty,
		c.Generate != nil || c.Judge != nil}
}

// Save writes the model, its optimisers and its progress into the folder as the newest checkpoint (see package
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
	var c savedConfig
	if err := train.ReadConfig(s, kind, dir, &c); err != nil {
		return nil, err
	}
	if c.Own {
		return nil, fmt.Errorf("gan: %s holds a model with networks of its own; make it with New and the same functions, then call Load on it", dir)
	}
	m, err := New(be, Config{Name: c.Name, D: c.D, Latent: c.Latent, Generator: c.Generator, Discriminator: c.Discriminator,
		Activation: c.Activation, Unit: c.Unit, Seed: c.Seed, Loss: c.Loss, Penalty: c.Penalty})
	if err != nil {
		return nil, err
	}
	return m, m.machine.Restore(s, dir)
}
