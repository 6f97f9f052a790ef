package vae

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// engine runs training steps on a backend: what they are fed, and how many go into one call.
type engine interface {
	// block runs n ≤ blockCapacity steps, the first of them numbered step, and returns the parts of each.
	block(step int64, n int) ([][parts]float32, error)
	close()
}

// blockCapacity is the largest number of steps in one block.
const blockCapacity = 256

// feed is what both engines need to know about a run.
type feed struct {
	m     *Model
	data  *table
	order *order
	seed  uint64
	rate  func(step int64) float64
}

// newEngine makes the engine of the model's backend, with its graph compiled.
func newEngine(f feed) (engine, error) {
	err := f.m.build("a training step", func(s *model.Scope, g *Graph) {
		raw := Parameter(g, "raw", shapes.Make(f.data.dtype(), f.order.batch, f.data.d))
		f.m.step(s, raw, Const(g, int32(1)), Const(g, make([]uint64, 3)), Const(g, float32(0)))
	})
	if err == nil {
		err = f.m.initialize()
	}
	if err != nil {
		return nil, err
	}
	if backend.IsXLA(f.m.be) {
		return newLooping(f)
	}
	return newStepping(f)
}

// dtype is the type of a table's numbers.
func (t *table) dtype() dtypes.DType {
	if t.grey != nil {
		return dtypes.Uint8
	}
	return dtypes.Float32
}

// tensor copies the given rows of the table into a tensor [n, D].
func (t *table) tensor(rows []int32) *tensors.Tensor {
	if t.grey != nil {
		return tensors.FromFlatDataAndDimensions(gather(t.grey, t.d, rows), len(rows), t.d)
	}
	return tensors.FromFlatDataAndDimensions(gather(t.real, t.d, rows), len(rows), t.d)
}

// all copies the whole table into a tensor [N, D].
func (t *table) all() *tensors.Tensor {
	if t.grey != nil {
		return tensors.FromFlatDataAndDimensions(t.grey, t.n, t.d)
	}
	return tensors.FromFlatDataAndDimensions(t.real, t.n, t.d)
}

// gather copies the given rows of d numbers out of flat.
func gather[T any](flat []T, d int, rows []int32) []T {
	out := make([]T, 0, len(rows)*d)
	for _, r := range rows {
		out = append(out, flat[int(r)*d:int(r+1)*d]...)
	}
	return out
}

// looping keeps the data on the device and runs many steps a call.
type looping struct {
	feed
	exec *model.Exec
	data *tensors.Tensor // [N, D]
}

func newLooping(f feed) (engine, error) {
	e := &looping{feed: f, data: f.data.all()}
	err := backend.Try(func() {
		e.data.MustMaterializeOnDevice(f.m.be, false, 0)
		e.data.FinalizeLocal()
		exec, err := loop(f.m.be, f.m.store, parts, func(s *model.Scope, data *Node, rows []*Node) *Node {
			raw := Gather(data, ExpandDims(rows[0], -1)) // [B, D]
			return f.m.step(s, raw, rows[1], rows[2], rows[3])
		})
		if err != nil {
			panic(err)
		}
		e.exec = exec
	})
	if err == nil {
		_, err = e.block(0, 0) // compiles
	}
	if err != nil {
		e.close()
		return nil, fmt.Errorf("vae: compiling the training loop: %w", err)
	}
	return e, nil
}

// inputs are those of loop, for n steps from step on.
func (e *looping) inputs(step int64, n int) []any {
	b := e.order.batch
	rows, counts := make([]int32, blockCapacity*b), make([]int32, blockCapacity)
	noise, rates := make([]uint64, blockCapacity*3), make([]float32, blockCapacity)
	for i := range n {
		counts[i] = int32(e.order.rows(step+int64(i), rows[i*b:(i+1)*b]))
		state := generator(streamNoise, e.seed, uint64(step)+uint64(i), 0)
		copy(noise[3*i:], state[:])
		rates[i] = float32(e.rate(step + int64(i)))
	}
	return []any{
		int32(n), e.data,
		tensors.FromFlatDataAndDimensions(rows, blockCapacity, b),
		tensors.FromFlatDataAndDimensions(counts, blockCapacity),
		tensors.FromFlatDataAndDimensions(noise, blockCapacity, 3),
		tensors.FromFlatDataAndDimensions(rates, blockCapacity),
	}
}

func (e *looping) block(step int64, n int) ([][parts]float32, error) {
	out, err := backend.Try1(func() [][parts]float32 {
		flat := tensors.MustCopyFlatData[float32](e.exec.MustCall(e.inputs(step, n)...)[0])
		return asParts(flat[:n*parts])
	})
	if err != nil {
		return nil, fmt.Errorf("vae: training steps %d to %d: %w", step, step+int64(n)-1, err)
	}
	return out, nil
}

func (e *looping) close() {
	if e.exec != nil {
		e.exec.Finalize()
	}
	_ = backend.Try(e.data.MustFinalizeAll) // frees the device's memory; nothing depends on it
}

// stepping runs one step a call, on rows gathered here: for the pure-Go backend.
type stepping struct {
	feed
	exec *model.Exec
}

func newStepping(f feed) (engine, error) {
	exec, err := model.NewExec(f.m.be, f.m.store, func(s *model.Scope, in []*Node) *Node {
		return f.m.step(s, in[0], in[1], in[2], in[3])
	})
	if err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	return &stepping{feed: f, exec: exec}, nil
}

func (e *stepping) block(step int64, n int) ([][parts]float32, error) {
	rows := make([]int32, e.order.batch)
	out := make([][parts]float32, 0, n)
	for i := range int64(n) {
		count := e.order.rows(step+i, rows)
		state := generator(streamNoise, e.seed, uint64(step+i), 0)
		err := backend.Try(func() {
			result := e.exec.MustCall(e.data.tensor(rows), int32(count), state[:], float32(e.rate(step+i)))
			out = append(out, asParts(tensors.MustCopyFlatData[float32](result[0]))...)
		})
		if err != nil {
			return nil, fmt.Errorf("vae: training step %d: %w", step+i, err)
		}
	}
	return out, nil
}

func (e *stepping) close() { e.exec.Finalize() }

// asParts cuts a flat result into the parts of each step.
func asParts(flat []float32) [][parts]float32 {
	out := make([][parts]float32, len(flat)/parts)
	for i := range out {
		copy(out[i][:], flat[i*parts:])
	}
	return out
}
