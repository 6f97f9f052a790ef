package vae

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// Model is a variational autoencoder with its weights. Its methods may be called from several goroutines, also while
// Fit runs: each waits for its turn.
type Model struct {
	cfg   Config
	be    compute.Backend
	store *model.Store

	fitting   sync.Mutex // held by the one Fit that may run
	mu        sync.Mutex // guards the store's values and what follows
	execs     map[string]*model.Exec
	optimizer optimizer.Interface
	progress  progress // of the training so far
}

// New makes a model with fresh weights that follow from cfg.Seed: biases 0, weights ~ N(0, 2/fan-in) (He et al. 2015,
// GoMLX's default). The reader's functions in cfg are tried out, and an error says which shape is wrong.
func New(be compute.Backend, cfg Config) (*Model, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if be == nil {
		return nil, errors.New("vae: no backend; pass backend.Default()")
	}
	m := &Model{cfg: cfg, be: be, store: model.NewStore(), execs: map[string]*model.Exec{}}
	m.store.SetParams(map[string]any{
		ParamHidden: cfg.Hidden, ParamLatent: cfg.Latent, ParamPixels: cfg.D,
		activation.ParamActivation: cfg.Activation,
	})
	if err := m.store.SetRNGStateFromSeed(int64(cfg.Seed)); err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	err = m.build("the model", func(s *model.Scope, g *Graph) {
		m.checkShapes(s, Parameter(g, "x", shapes.Make(dtypes.Float32, tryBatch, cfg.D)))
	})
	if err == nil {
		err = m.initialize()
	}
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
func (m *Model) Parameters() int {
	n := 0
	for v := range m.store.IterVariables() {
		if v.Trainable {
			n += v.Shape().Size()
		}
	}
	return n
}

// build builds a graph without running it, so that the variables in it come to exist and a panic becomes an error.
func (m *Model) build(what string, f func(s *model.Scope, g *Graph)) error {
	err := backend.Try(func() {
		g := NewGraph(m.be, "try")
		defer g.Finalize()
		model.SetStore(g, m.store)
		f(m.store.RootScope(), g)
	})
	if err != nil {
		return fmt.Errorf("vae: building %s: %w", what, err)
	}
	return nil
}

// initialize gives every new variable its first value.
func (m *Model) initialize() error {
	var err error
	if tried := backend.Try(func() { err = m.store.InitializeVariables(m.be, nil) }); tried != nil {
		err = tried
	}
	if err != nil {
		return fmt.Errorf("vae: initialising the weights: %w", err)
	}
	return nil
}

// checkShapes runs the configured functions over x and panics, as graph functions do, where one gives a wrong shape.
func (m *Model) checkShapes(s *model.Scope, x *Node) {
	mu, logVar := m.cfg.encoder(s, x)
	wantShape("Encoder's mu", mu, "[B, L]", tryBatch, m.cfg.Latent)
	wantShape("Encoder's logVar", logVar, "[B, L]", tryBatch, m.cfg.Latent)
	z := m.cfg.reparameterize(s, mu, logVar)
	wantShape("Reparameterize's z", z, "[B, L]", tryBatch, m.cfg.Latent)
	wantShape("Decoder's result", m.cfg.decoder(s, z), "[B, D]", tryBatch, m.cfg.D)
	if m.cfg.Objective != nil {
		recon, kl := m.cfg.Objective(m.store.RootScope(), x)
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

// call runs a graph function of the store's scope, compiled once per name and shapes of the inputs, and returns its
// outputs as float32 slices. The caller holds m.mu.
func (m *Model) call(name string, f func(s *model.Scope, in []*Node) []*Node, inputs ...any) ([][]float32, error) {
	outputs, err := backend.Try1(func() []*tensors.Tensor {
		exec := m.execs[name]
		if exec == nil {
			exec = model.MustNewExec(m.be, m.store, f).SetMaxCache(-1)
			m.execs[name] = exec
		}
		return exec.MustCall(inputs...)
	})
	if err != nil {
		return nil, fmt.Errorf("vae: %s: %w", strings.ReplaceAll(name, "_", " "), err)
	}
	flat := make([][]float32, len(outputs))
	for i, t := range outputs {
		if flat[i], err = tensors.CopyFlatData[float32](t); err != nil {
			return nil, fmt.Errorf("vae: %s: %w", name, err)
		}
		if err := t.FinalizeAll(); err != nil {
			return nil, fmt.Errorf("vae: %s: %w", name, err)
		}
	}
	return flat, nil
}
