package vae

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// What a snapshot's Meta holds, as JSON.
const (
	metaConfig   = "config"   // savedConfig
	metaProgress = "progress" // progress
)

// savedConfig is the part of a Config that can be written down, and what it led to.
type savedConfig struct {
	Name       string
	D          int
	Hidden     []int
	Latent     int
	Activation string
	Likelihood Likelihood
	Sigma      float64
	Binarize   Binarize
	Threshold  uint8
	Beta       float64
	Seed       uint64
	Custom     string   // the functions that are the reader's, by name
	Weights    []string // path and shape of each, in order of creation
}

// free are the fields in which a checkpoint and the model that loads it may differ.
var free = []string{"Name", "Beta", "Seed"}

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
	for v := range m.store.IterVariables() {
		if v.Trainable {
			weights = append(weights, fmt.Sprint(v.Path(), v.Shape().Dimensions))
		}
	}
	return savedConfig{c.Name, c.D, c.Hidden, c.Latent, c.Activation, c.Likelihood, c.Sigma, c.Binarize, c.Threshold, c.Beta, c.Seed,
		strings.Join(custom, ", "), weights}
}

// config is the configuration of a model with the library's own networks.
func (c savedConfig) config() Config {
	return Config{Name: c.Name, D: c.D, Hidden: c.Hidden, Latent: c.Latent, Activation: c.Activation, Likelihood: c.Likelihood,
		Sigma: c.Sigma, Binarize: c.Binarize.given(c.Likelihood), Threshold: c.Threshold, Beta: c.Beta, Seed: c.Seed}
}

// configOf reads the configuration out of a snapshot.
func configOf(s checkpoint.Snapshot, where string) (savedConfig, error) {
	var c savedConfig
	if err := json.Unmarshal([]byte(s.Meta[metaConfig]), &c); err != nil {
		return c, fmt.Errorf("vae: %s: the saved configuration cannot be read: %w", where, err)
	}
	return c, nil
}

// differs returns an error that names both sides of the first difference between the model's and a saved configuration.
func (c savedConfig) differs(saved savedConfig, where string) error {
	mine, theirs := reflect.ValueOf(c), reflect.ValueOf(saved)
	for i := range mine.NumField() {
		name := mine.Type().Field(i).Name
		a, b := mine.Field(i).Interface(), theirs.Field(i).Interface()
		if !slices.Contains(free, name) && fmt.Sprint(a) != fmt.Sprint(b) {
			return fmt.Errorf("vae: %s holds a model with %s %v, this model has %s %v; use the same configuration or another place",
				where, name, b, name, a)
		}
	}
	return nil
}

// snapshot is the model as a checkpoint. The generator's state is left out: it is set anew in every step.
func (m *Model) snapshot() (checkpoint.Snapshot, error) {
	s := checkpoint.Snapshot{Kind: kind, Step: m.progress.Step, Meta: map[string]string{}}
	for key, value := range map[string]any{metaConfig: m.saved(), metaProgress: m.progress} {
		text, err := json.Marshal(value)
		if err != nil {
			return s, fmt.Errorf("vae: saving: %w", err)
		}
		s.Meta[key] = string(text)
	}
	for v := range m.store.IterVariables() {
		if v.Path() == generatorVariable {
			continue
		}
		t, err := read(v)
		if err != nil {
			return s, err
		}
		s.Tensors = append(s.Tensors, t)
	}
	return s, nil
}

// read copies a variable's value out of the store. A number that is not finite is refused: it is no use to anyone.
func read(v *model.Variable) (checkpoint.Tensor, error) {
	t := checkpoint.Tensor{Name: v.Path(), DType: v.DType().String(), Dims: slices.Clone(v.Shape().Dimensions)}
	err := backend.Try(func() {
		value := v.MustValue()
		value.MustConstFlatData(func(flat any) {
			numbers, _ := flat.([]float32)
			for i, x := range numbers {
				if x-x != 0 {
					panic(fmt.Errorf("vae: not saved, %s[%d] is %v: the training has diverged; lower its learning rate", v.Path(), i, x))
				}
			}
		})
		if err := value.ConstBytes(func(data []byte) { t.Data = slices.Clone(data) }); err != nil {
			panic(err)
		}
	})
	return t, err
}

// restore sets the store's variables and the progress to those of a snapshot, having checked that they fit.
func (m *Model) restore(s checkpoint.Snapshot, where string) error {
	saved, err := configOf(s, where)
	if err != nil {
		return err
	}
	if err := m.saved().differs(saved, where); err != nil {
		return err
	}
	var p progress
	if err := json.Unmarshal([]byte(s.Meta[metaProgress]), &p); err != nil {
		return fmt.Errorf("vae: %s: the saved progress cannot be read: %w", where, err)
	}
	values := make(map[string]*tensors.Tensor, len(s.Tensors))
	for _, t := range s.Tensors {
		value, err := asTensor(t)
		if err != nil {
			return fmt.Errorf("vae: %s: %w", where, err)
		}
		if v := m.store.GetVariable(t.Name); v != nil && !v.Shape().Equal(value.Shape()) {
			return fmt.Errorf("vae: %s holds %s of shape %s, this model %s; use another place", where, t.Name, value.Shape(), v.Shape())
		}
		values[t.Name] = value
	}
	for v := range m.store.IterVariables() {
		if v.Trainable && values[v.Path()] == nil {
			return fmt.Errorf("vae: %s lacks the weights %s; the file is not of this program", where, v.Path())
		}
	}
	if err := m.setValues(s.Tensors, values); err != nil {
		return fmt.Errorf("vae: %s: %w", where, err)
	}
	m.progress = p
	return nil
}

// setValues sets the variables; those of the optimiser may have to be made first.
func (m *Model) setValues(list []checkpoint.Tensor, values map[string]*tensors.Tensor) error {
	return backend.Try(func() {
		for _, t := range list {
			v, value := m.store.GetVariable(t.Name), values[t.Name]
			if v == nil {
				m.store.VariableWithValue(t.Name, value).SetTrainable(false)
			} else if err := v.SetValue(value); err != nil {
				panic(err)
			}
		}
	})
}

// asTensor makes a tensor of what a snapshot holds.
func asTensor(t checkpoint.Tensor) (*tensors.Tensor, error) {
	dtype, err := dtypes.DTypeString(t.DType)
	if err != nil {
		return nil, fmt.Errorf("tensor %s has the unknown type %q", t.Name, t.DType)
	}
	value := tensors.FromShape(shapes.Make(dtype, t.Dims...))
	copied := -1
	err = value.MutableBytes(func(data []byte) {
		if len(data) == len(t.Data) {
			copied = copy(data, t.Data)
		}
	})
	if err == nil && copied < 0 {
		err = errors.New("its size does not match its shape")
	}
	if err != nil {
		return nil, fmt.Errorf("tensor %s %s: %w", t.Name, value.Shape(), err)
	}
	return value, nil
}
