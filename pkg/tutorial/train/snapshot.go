package train

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// What a snapshot's Meta holds, as JSON.
const (
	MetaConfig   = "config"   // what Machine.Config gave
	metaProgress = "progress" // state
)

// ReadConfig reads what Machine.Config gave out of a snapshot, into a pointer to such a struct. The error begins with
// the name and says where the snapshot came from.
func ReadConfig(s checkpoint.Snapshot, name, where string, into any) error {
	if err := json.Unmarshal([]byte(s.Meta[MetaConfig]), into); err != nil {
		return fmt.Errorf("%s: %s: the saved configuration cannot be read: %w", name, where, err)
	}
	return nil
}

// Differs returns an error that names both sides of the first field in which two configurations, structs of one type,
// differ. A field with the tag `free:"true"` may.
func Differs(name, where string, mine, saved any) error {
	a, b := reflect.ValueOf(mine), reflect.ValueOf(saved)
	for i := range a.NumField() {
		field := a.Type().Field(i)
		x, y := a.Field(i).Interface(), b.Field(i).Interface()
		if field.Tag.Get("free") == "" && fmt.Sprint(x) != fmt.Sprint(y) {
			return fmt.Errorf("%s: %s holds a model with %s %v, this model has %s %v; use the same configuration or another place",
				name, where, field.Name, y, field.Name, x)
		}
	}
	return nil
}

// checkConfig returns an error unless the snapshot's configuration is the machine's.
func (m *Machine) checkConfig(s checkpoint.Snapshot, where string) error {
	if m.Config == nil {
		return nil
	}
	mine := m.Config()
	saved := reflect.New(reflect.TypeOf(mine))
	if err := ReadConfig(s, m.Name, where, saved.Interface()); err != nil {
		return err
	}
	return Differs(m.Name, where, mine, saved.Elem().Interface())
}

// snapshot is the machine as a checkpoint. The generator's state is left out: it is set anew in every step.
func (m *Machine) snapshot() (checkpoint.Snapshot, error) {
	s := checkpoint.Snapshot{Kind: m.Name, Step: m.state.Step, Meta: map[string]string{}}
	meta := map[string]any{metaProgress: m.state}
	if m.Config != nil {
		meta[MetaConfig] = m.Config()
	}
	for key, value := range meta {
		text, err := json.Marshal(value)
		if err != nil {
			return s, fmt.Errorf("%s: saving: %w", m.Name, err)
		}
		s.Meta[key] = string(text)
	}
	for v := range m.Store.IterVariables() {
		if v.Path() == GeneratorVariable {
			continue
		}
		t, err := m.Read(v)
		if err != nil {
			return s, err
		}
		s.Tensors = append(s.Tensors, t)
	}
	return s, nil
}

// Restore sets the variables and the state to those of a snapshot, having checked that they fit. where the snapshot came
// from stands in the error.
func (m *Machine) Restore(s checkpoint.Snapshot, where string) error {
	m.Mu.Lock()
	defer m.Mu.Unlock()
	return m.restore(s, where)
}

func (m *Machine) restore(s checkpoint.Snapshot, where string) error {
	if err := m.checkConfig(s, where); err != nil {
		return err
	}
	var p state
	if err := json.Unmarshal([]byte(s.Meta[metaProgress]), &p); err != nil {
		return fmt.Errorf("%s: %s: the saved progress cannot be read: %w", m.Name, where, err)
	}
	if p.Sums == nil { // also in a file that keeps the sums elsewhere: the epoch's means are then over the rows to come
		p.Images = 0
	}
	values := make(map[string]*tensors.Tensor, len(s.Tensors))
	for _, t := range s.Tensors {
		value, err := asTensor(t)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", m.Name, where, err)
		}
		if v := m.Store.GetVariable(t.Name); v != nil && !v.Shape().Equal(value.Shape()) {
			return fmt.Errorf("%s: %s holds %s of shape %s, this model %s; use another place", m.Name, where, t.Name, value.Shape(), v.Shape())
		}
		values[t.Name] = value
	}
	for v := range m.Store.IterVariables() {
		if v.Trainable && values[v.Path()] == nil {
			return fmt.Errorf("%s: %s lacks the weights %s; the file is not of this program", m.Name, where, v.Path())
		}
	}
	if err := m.setValues(s.Tensors, values); err != nil {
		return fmt.Errorf("%s: %s: %w", m.Name, where, err)
	}
	m.state = p
	return nil
}

// setValues sets the variables; those of the optimiser may have to be made first.
func (m *Machine) setValues(list []checkpoint.Tensor, values map[string]*tensors.Tensor) error {
	return backend.Try(func() {
		for _, t := range list {
			v, value := m.Store.GetVariable(t.Name), values[t.Name]
			if v == nil {
				m.Store.VariableWithValue(t.Name, value).SetTrainable(false)
			} else if err := v.SetValue(value); err != nil {
				panic(err)
			}
		}
	})
}
