package vae

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// savedConfig is the part of a Config that can be written down, and what it led to. In a free field a checkpoint and the
// model that loads it may differ.
type savedConfig struct {
	Name       string `free:"true"`
	D          int
	Hidden     []int
	Latent     int
	Activation string
	Likelihood Likelihood
	Sigma      float64
	LearnSigma bool
	Binarize   Binarize
	Threshold  uint8
	Beta       float64  `free:"true"`
	Seed       uint64   `free:"true"`
	Custom     string   // the functions that are the reader's, by name
	Weights    []string // path and shape of each, in order of creation
}

// saved is the model's configuration as it is written down.
func (m *Model) saved() savedConfig {
	c := m.cfg
	var custom, weights []string
	for name, isOwn := range map[string]bool{"Encoder": c.Encoder != nil, "Reparameterize": c.Reparameterize != nil,
		"Decoder": c.Decoder != nil, "Objective": c.Objective != nil} {
		if isOwn {
			custom = append(custom, name)
		}
	}
	slices.Sort(custom)
	for v := range m.machine.Store.IterVariables() {
		if v.Trainable {
			weights = append(weights, fmt.Sprint(v.Path(), v.Shape().Dimensions))
		}
	}
	return savedConfig{c.Name, c.D, c.Hidden, c.Latent, c.Activation, c.Likelihood, c.Sigma, c.LearnSigma, c.Binarize, c.Threshold, c.Beta, c.Seed,
		strings.Join(custom, ", "), weights}
}

// config is the configuration of a model with the library's own networks.
func (c savedConfig) config() Config {
	return Config{Name: c.Name, D: c.D, Hidden: c.Hidden, Latent: c.Latent, Activation: c.Activation, Likelihood: c.Likelihood,
		Sigma: c.Sigma, LearnSigma: c.LearnSigma, Binarize: c.Binarize.given(c.Likelihood), Threshold: c.Threshold, Beta: c.Beta, Seed: c.Seed}
}

// configOf reads the configuration out of a snapshot.
func configOf(s checkpoint.Snapshot, where string) (savedConfig, error) {
	var c savedConfig
	err := train.ReadConfig(s, kind, where, &c)
	return c, err
}
