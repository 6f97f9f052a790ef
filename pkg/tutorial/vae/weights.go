package vae

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes/float16"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// kindWeights is what a snapshot of weights alone is called; its one tensor is packed.
const (
	kindWeights = "vae-weights"
	packed      = "packed"
)

// SaveWeights writes the weights alone into a small file, to hand a trained model on: two bytes a number (IEEE 754
// half precision, 11 significant bits, 0 below 6e-5), compressed. What is lost changes no score by a hundredth of a nat. Training
// cannot be resumed from it; Save is for that.
func (m *Model) SaveWeights(path string) error {
	steps := int64(m.machine.Steps())
	m.machine.Mu.Lock()
	defer m.machine.Mu.Unlock()
	values, err := m.flatWeights()
	if err != nil {
		return err
	}
	data, err := pack(values)
	if err != nil {
		return fmt.Errorf("vae: %s: %w", path, err)
	}
	config, err := json.Marshal(m.saved())
	if err != nil {
		return fmt.Errorf("vae: %s: %w", path, err)
	}
	return checkpoint.WriteFile(path, checkpoint.Snapshot{
		Kind: kindWeights, Meta: map[string]string{train.MetaConfig: string(config)}, Step: steps,
		Tensors: []checkpoint.Tensor{{Name: packed, DType: "Uint8", Dims: []int{len(data)}, Data: data}},
	})
}

// LoadWeights makes a model of a file of SaveWeights. It must have the library's own networks; for a reader's, make the
// model by New with the same functions and call its LoadWeights.
func LoadWeights(be compute.Backend, path string) (*Model, error) {
	s, err := checkpoint.ReadFile(path)
	if err != nil {
		return nil, err
	}
	saved, err := configOf(s, path)
	if err != nil {
		return nil, err
	}
	m, err := New(be, saved.config())
	if err != nil {
		return nil, err
	}
	return m, m.setWeights(s, path)
}

// LoadWeights sets the model's weights from a file of SaveWeights. The model may have other functions than the one that
// was saved, as long as their weights are alike; its training begins anew.
func (m *Model) LoadWeights(path string) error {
	s, err := checkpoint.ReadFile(path)
	if err != nil {
		return err
	}
	m.machine.Mu.Lock()
	defer m.machine.Mu.Unlock()
	return m.setWeights(s, path)
}

// setWeights sets the weights from a snapshot and forgets all training.
func (m *Model) setWeights(s checkpoint.Snapshot, path string) error {
	saved, err := configOf(s, path)
	if err != nil {
		return err
	}
	mine := m.saved()
	saved.Custom = mine.Custom
	if err := train.Differs(kind, path, mine, saved); err != nil {
		return err
	}
	t, ok := s.Tensor(packed)
	if !ok || s.Kind != kindWeights {
		return fmt.Errorf("vae: %s is a %q, want %q; give a file that SaveWeights wrote", path, s.Kind, kindWeights)
	}
	values, err := unpack(t.Data, m.Parameters())
	if err != nil {
		return fmt.Errorf("vae: %s: %w; fetch the file anew", path, err)
	}
	for v := range m.machine.Store.IterVariables() {
		if !v.Trainable {
			continue
		}
		n := v.Shape().Size()
		if err := v.SetValue(tensors.FromFlatDataAndDimensions(values[:n], v.Shape().Dimensions...)); err != nil {
			return fmt.Errorf("vae: %s: %w", path, err)
		}
		values = values[n:]
	}
	return m.machine.Forget()
}

// flatWeights are all trainable numbers, in order of creation.
func (m *Model) flatWeights() ([]float32, error) {
	var all []float32
	for v := range m.machine.Store.IterVariables() {
		if !v.Trainable {
			continue
		}
		t, err := m.machine.Read(v)
		if err != nil {
			return nil, err
		}
		values, err := t.Float32s()
		if err != nil {
			return nil, fmt.Errorf("vae: %w", err)
		}
		all = append(all, values...)
	}
	return all, nil
}

// pack rounds numbers to half precision and compresses first all their low bytes, then all their high ones: sign and
// exponent repeat, the last digits do not.
func pack(values []float32) ([]byte, error) {
	planes := make([]byte, 2*len(values))
	for i, v := range values {
		if math.Abs(float64(v)) > 65504 {
			return nil, fmt.Errorf("weight %d is %v, beyond half precision's 65504; keep the model by Save", i, v)
		}
		bits := uint16(float16.FromFloat32(v))
		planes[i], planes[len(values)+i] = byte(bits), byte(bits>>8)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(planes); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

// unpack is the inverse of pack, for n numbers.
func unpack(data []byte, n int) ([]float32, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	planes, err := io.ReadAll(io.LimitReader(z, int64(2*n)+1))
	if err != nil {
		return nil, err
	}
	if len(planes) != 2*n {
		return nil, fmt.Errorf("it holds %d bytes or more of weights, the model needs %d", len(planes), 2*n)
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = float16.Float16(uint16(planes[i]) | uint16(planes[n+i])<<8).Float32()
	}
	return values, nil
}
