package train

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// Read copies a variable's value out of the store; the caller holds Mu. A number that is not finite is refused: it is no
// use to anyone.
func (m *Machine) Read(v *model.Variable) (checkpoint.Tensor, error) {
	t := checkpoint.Tensor{Name: v.Path(), DType: v.DType().String(), Dims: slices.Clone(v.Shape().Dimensions)}
	err := backend.Try(func() {
		value := v.MustValue()
		value.MustConstFlatData(func(flat any) {
			numbers, _ := flat.([]float32)
			for i, x := range numbers {
				if x-x != 0 {
					panic(fmt.Errorf("%s: not saved, %s[%d] is %v: the training has diverged; lower its learning rate", m.Name, v.Path(), i, x))
				}
			}
		})
		if err := value.ConstBytes(func(data []byte) { t.Data = slices.Clone(data) }); err != nil {
			panic(err)
		}
	})
	return t, err
}

// Weights copies the trainable variable of that path, such as "/hidden_0/dense/weights", as float64 numbers, row by row.
func (m *Machine) Weights(path string) (values []float64, dims []int, err error) {
	m.Mu.Lock()
	defer m.Mu.Unlock()
	v := m.Store.GetVariable(path)
	if v == nil {
		return nil, nil, fmt.Errorf("%s: there are no weights %q", m.Name, path)
	}
	t, err := m.Read(v)
	if err != nil {
		return nil, nil, err
	}
	flat, err := t.Float32s()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", m.Name, err)
	}
	values = make([]float64, len(flat))
	for i, x := range flat {
		values[i] = float64(x)
	}
	return values, t.Dims, nil
}

// Forget forgets all training but the weights themselves: steps, epochs and the optimisers' moments. The caller holds Mu.
func (m *Machine) Forget() error {
	for _, v := range slices.Collect(m.Store.IterVariables()) {
		if v.Trainable || v.Path() == GeneratorVariable {
			continue
		}
		if err := m.Store.DeleteVariable(v.Path()); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	m.state = state{}
	return nil
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
