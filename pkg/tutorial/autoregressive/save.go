package autoregressive

import (
	"fmt"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// savedConfig is a Config as a checkpoint holds it. In a free field a checkpoint and the model that loads it may differ.
type savedConfig struct {
	Name   string `free:"true"`
	D      int
	Net    Net
	Hidden int
	Strip  int
	Seed   uint64 `free:"true"`
	Own    bool   // the network is the reader's
}

func (m *Model) saved() savedConfig {
	return savedConfig{m.cfg.Name, m.cfg.D, m.cfg.Net, m.cfg.Hidden, m.cfg.Strip, m.cfg.Seed, m.cfg.Logits != nil}
}

// Save writes the model, its optimiser and its progress into the folder as the newest checkpoint (see package
// checkpoint: a kill or a full disk leaves the earlier ones).
func (m *Model) Save(dir string) error { return m.machine.Save(dir) }

// Load reads the newest good checkpoint of the folder into the model, which must be of the same configuration.
func (m *Model) Load(dir string) error { return m.machine.Load(dir) }

// Load makes a model of the newest good checkpoint of the folder. It must have one of the library's networks; for a
// reader's, make the model by New with the same function and call its Load.
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
		return nil, fmt.Errorf("autoregressive: %s holds a model with its own network; make it with New and the same function, then call Load on it", dir)
	}
	m, err := New(be, Config{Name: c.Name, D: c.D, Net: c.Net, Hidden: c.Hidden, Strip: c.Strip, Seed: c.Seed})
	if err != nil {
		return nil, err
	}
	return m, m.machine.Restore(s, dir)
}
