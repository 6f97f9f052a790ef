package vae

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Model is a variational autoencoder with its weights. Its methods may be called from several goroutines, also while
// Fit runs: each waits for its turn.
type Model struct {
	cfg     Config
	machine *train.Machine
}

// New makes a model with fresh weights that follow from cfg.Seed: biases 0, weights ~ N(0, 2/fan-in) (He et al. 2015,
// GoMLX's default). The reader's functions in cfg are tried out, and an error says which shape is wrong.
func New(be compute.Backend, cfg Config) (*Model, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	m := &Model{cfg: cfg}
	m.machine, err = train.NewMachine(kind, be, cfg.Seed, map[string]any{
		ParamHidden: cfg.Hidden, ParamLatent: cfg.Latent, ParamPixels: cfg.D,
		activation.ParamActivation: cfg.Activation,
	})
	if err != nil {
		return nil, err
	}
	m.machine.Config = func() any { return m.saved() }
	err = m.machine.Build("the model", func(s *model.Scope, g *Graph) {
		m.checkShapes(s, Parameter(g, "x", shapes.Make(dtypes.Float32, tryBatch, cfg.D)))
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// tryBatch is the batch size with which functions are tried out: unlike any size that is likely to be meant.
const tryBatch = 3

// Config is the configuration, defaults filled in.
func (m *Model) Config() Config { return m.cfg }

// Parameters counts the trainable numbers.
func (m *Model) Parameters() int { return m.machine.Parameters() }

// checkShapes runs the configured functions over x and panics, as graph functions do, where one gives a wrong shape.
func (m *Model) checkShapes(s *model.Scope, x *Node) {
	mu, logVar := m.cfg.encoder(s, x)
	wantShape("Encoder's mu", mu, "[B, L]", tryBatch, m.cfg.Latent)
	wantShape("Encoder's logVar", logVar, "[B, L]", tryBatch, m.cfg.Latent)
	z := m.cfg.reparameterize(s, mu, logVar)
	wantShape("Reparameterize's z", z, "[B, L]", tryBatch, m.cfg.Latent)
	out := m.cfg.decoder(s, z)
	wantShape("Decoder's result", out, "[B, D]", tryBatch, m.cfg.D)
	m.cfg.logLikelihood(s, x, out) // where the deviation is learnt, it comes to exist here
	if m.cfg.Objective != nil {
		recon, kl := m.cfg.Objective(m.machine.Store.RootScope(), x)
		wantShape("Objective's recon", recon, "[B]", tryBatch)
		wantShape("Objective's kl", kl, "[B]", tryBatch)
	}
}

// wantShape panics unless node is float32 of these dimensions.
func wantShape(what string, node *Node, names string, dims ...int) {
	want := shapes.Make(dtypes.Float32, dims...)
	if node == nil {
		panic(fmt.Errorf("%s is nil, want %s = %s", what, names, want))
	}
	if !node.Shape().Equal(want) {
		panic(fmt.Errorf("%s has shape %s, want %s = %s (B = %d images were tried)", what, node.Shape(), names, want, tryBatch))
	}
}
