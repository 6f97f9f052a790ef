package autoencoder

import (
	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Save writes the model, its optimiser and its progress into the folder as the newest checkpoint (see package
// checkpoint: a kill or a full disk leaves the earlier ones).
func (m *Model) Save(dir string) error { return m.machine.Save(dir) }

// Load reads the newest good checkpoint of the folder into the model, which must be of the same configuration.
func (m *Model) Load(dir string) error { return m.machine.Load(dir) }

// Load makes a model of the newest good checkpoint of the folder.
func Load(be compute.Backend, dir string) (*Model, error) {
	s, err := train.Newest(kind, dir)
	if err != nil {
		return nil, err
	}
	var cfg Config
	if err := train.ReadConfig(s, kind, dir, &cfg); err != nil {
		return nil, err
	}
	m, err := New(be, cfg)
	if err != nil {
		return nil, err
	}
	return m, m.machine.Restore(s, dir)
}
