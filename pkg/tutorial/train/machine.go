package train

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// Machine holds the variables of a model on a backend, the functions compiled for them, and how far their training has
// come. GoMLX's panics become errors here.
type Machine struct {
	Name    string          // of the package whose model this is: it begins every error and names the checkpoints
	Backend compute.Backend // computes
	Store   *model.Store    // the variables: weights, the optimisers' moments, the random generator's state
	Config  func() any      // a struct that says what model this is, for its checkpoints; see Save. nil: nothing

	Mu      sync.Mutex // guards the store's values and what follows
	execs   map[string]*model.Exec
	state   state
	fitting sync.Mutex // held by the one Run that may be under way
}

// NewMachine makes a machine without variables. params are the hyperparameters that its graph functions read from their
// scope; the first values of all weights follow from the seed.
func NewMachine(name string, be compute.Backend, seed uint64, params map[string]any) (*Machine, error) {
	m := &Machine{Name: name, Backend: be, Store: model.NewStore(), execs: map[string]*model.Exec{}}
	if be == nil {
		return nil, errors.New(name + ": no backend; pass backend.Default()")
	}
	m.Store.SetParams(params)
	if err := m.Store.SetRNGStateFromSeed(int64(seed)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// Build builds a graph without running it, so that the variables in it come to exist, and gives each its first value.
// what it is stands in the error: "the model".
func (m *Machine) Build(what string, f func(s *model.Scope, g *Graph)) error {
	err := backend.Try(func() {
		g := NewGraph(m.Backend, "try")
		defer g.Finalize()
		model.SetStore(g, m.Store)
		f(m.Store.RootScope(), g)
	})
	if err != nil {
		return fmt.Errorf("%s: building %s: %w", m.Name, what, err)
	}
	if tried := backend.Try(func() { err = m.Store.InitializeVariables(m.Backend, nil) }); tried != nil {
		err = tried
	}
	if err != nil {
		return fmt.Errorf("%s: initialising the weights: %w", m.Name, err)
	}
	return nil
}

// Parameters counts the trainable numbers.
func (m *Machine) Parameters() int {
	n := 0
	for v := range m.Store.IterVariables() {
		if v.Trainable {
			n += v.Shape().Size()
		}
	}
	return n
}

// Steps is the number of training steps that the variables have seen.
func (m *Machine) Steps() int {
	m.Mu.Lock()
	defer m.Mu.Unlock()
	return int(m.state.Step)
}

// Call runs a graph function of the store's scope, compiled once per name and shapes of the inputs, and returns its
// outputs as float32 slices. Underscores in the name are spaces in an error.
func (m *Machine) Call(name string, f func(s *model.Scope, in []*Node) []*Node, inputs ...any) ([][]float32, error) {
	m.Mu.Lock()
	defer m.Mu.Unlock()
	outputs, err := backend.Try1(func() []*tensors.Tensor {
		exec := m.execs[name]
		if exec == nil {
			exec = model.MustNewExec(m.Backend, m.Store, f).SetMaxCache(-1)
			m.execs[name] = exec
		}
		return exec.MustCall(inputs...)
	})
	what := strings.ReplaceAll(name, "_", " ")
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", m.Name, what, err)
	}
	flat := make([][]float32, len(outputs))
	for i, t := range outputs {
		if flat[i], err = tensors.CopyFlatData[float32](t); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", m.Name, what, err)
		}
		if err := t.FinalizeAll(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", m.Name, what, err)
		}
	}
	return flat, nil
}
