package train

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// engine runs training steps on a backend: what they are fed, and how many go into one call.
type engine interface {
	// block runs n ≤ BlockCapacity steps, the first of them numbered step, and returns what each reports, [n][parts].
	block(step int64, n int) ([][]float32, error)
	close()
}

// BlockCapacity is the largest number of steps in one block.
const BlockCapacity = 256

// feed is what both engines need to know about a run.
type feed struct {
	Task
	order *order
	seed  uint64
	rate  func(step int64) float64
}

// newEngine makes the engine of the machine's backend, with its graph compiled.
func newEngine(f feed) (engine, error) {
	err := f.Machine.Build("a training step", func(s *model.Scope, g *Graph) {
		rows := Parameter(g, "rows", shapes.Make(f.Data.dtype(), f.order.batch, f.Data.Columns))
		f.step(s, rows, Const(g, int32(1)), Const(g, make([]uint64, 3)), Const(g, float32(0)))
	})
	if err != nil {
		return nil, err
	}
	if backend.IsXLA(f.Machine.Backend) {
		return newLooping(f)
	}
	return newStepping(f)
}

// looping keeps the data on the device and runs many steps a call.
type looping struct {
	feed
	exec *model.Exec
	data *tensors.Tensor // [N, D]
}

func newLooping(f feed) (engine, error) {
	e := &looping{feed: f, data: f.Data.all()}
	err := backend.Try(func() {
		e.data.MustMaterializeOnDevice(f.Machine.Backend, false, 0)
		e.data.FinalizeLocal()
		exec, err := loop(f.Machine.Backend, f.Machine.Store, len(f.Parts), func(s *model.Scope, data *Node, rows []*Node) *Node {
			batch := Gather(data, ExpandDims(rows[0], -1)) // [B, D]
			return f.step(s, batch, rows[1], rows[2], rows[3])
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
		return nil, fmt.Errorf("%s: compiling the training loop: %w", f.Machine.Name, err)
	}
	return e, nil
}

// inputs are those of loop, for n steps from step on.
func (e *looping) inputs(step int64, n int) []any {
	b := e.order.batch
	rows, counts := make([]int32, BlockCapacity*b), make([]int32, BlockCapacity)
	noise, rates := make([]uint64, BlockCapacity*3), make([]float32, BlockCapacity)
	for i := range n {
		counts[i] = int32(e.order.rows(step+int64(i), rows[i*b:(i+1)*b]))
		state := Generator(StreamNoise, e.seed, uint64(step)+uint64(i), 0)
		copy(noise[3*i:], state[:])
		rates[i] = float32(e.rate(step + int64(i)))
	}
	return []any{
		int32(n), e.data,
		tensors.FromFlatDataAndDimensions(rows, BlockCapacity, b),
		tensors.FromFlatDataAndDimensions(counts, BlockCapacity),
		tensors.FromFlatDataAndDimensions(noise, BlockCapacity, 3),
		tensors.FromFlatDataAndDimensions(rates, BlockCapacity),
	}
}

func (e *looping) block(step int64, n int) ([][]float32, error) {
	out, err := backend.Try1(func() [][]float32 {
		flat := tensors.MustCopyFlatData[float32](e.exec.MustCall(e.inputs(step, n)...)[0])
		return cut(flat[:n*len(e.Parts)], len(e.Parts))
	})
	if err != nil {
		return nil, fmt.Errorf("%s: training steps %d to %d: %w", e.Machine.Name, step, step+int64(n)-1, err)
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
	exec, err := model.NewExec(f.Machine.Backend, f.Machine.Store, func(s *model.Scope, in []*Node) *Node {
		return f.step(s, in[0], in[1], in[2], in[3])
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Machine.Name, err)
	}
	return &stepping{feed: f, exec: exec}, nil
}

func (e *stepping) block(step int64, n int) ([][]float32, error) {
	rows := make([]int32, e.order.batch)
	out := make([][]float32, 0, n)
	for i := range int64(n) {
		count := e.order.rows(step+i, rows)
		state := Generator(StreamNoise, e.seed, uint64(step+i), 0)
		err := backend.Try(func() {
			result := e.exec.MustCall(e.Data.tensor(rows), int32(count), state[:], float32(e.rate(step+i)))
			out = append(out, cut(tensors.MustCopyFlatData[float32](result[0]), len(e.Parts))...)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: training step %d: %w", e.Machine.Name, step+i, err)
		}
	}
	return out, nil
}

func (e *stepping) close() { e.exec.Finalize() }

// cut cuts a flat result into the parts of each step.
func cut(flat []float32, parts int) [][]float32 {
	out := make([][]float32, len(flat)/parts)
	for i := range out {
		out[i] = flat[i*parts : (i+1)*parts]
	}
	return out
}
