package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// plane are n rows (u, v, 2u − v + 1) with a little noise, so that the third number follows from the others.
func plane(n int) Table {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := mat.NewDense(n, 3, nil)
	for i := range n {
		u, v := r.NormFloat64(), r.NormFloat64()
		x.SetRow(i, []float64{u, v, 2*u - v + 1 + 0.01*r.NormFloat64()})
	}
	return FromMatrix(x)
}

// regression is a task on such rows: the third number from the first two, by least squares; noise is added to what is
// predicted. A second layer, in a scope of its own, learns the constant 3.
func regression(t *testing.T, be compute.Backend, data Table, noise float64) Task {
	t.Helper()
	m, err := NewMachine("regression", be, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Config = func() any { return struct{ Noise float64 }{noise} }
	linear := func(s *model.Scope, in *Node) *Node { return Squeeze(layers.DenseWithBias(s, in, 1), -1) }
	err = m.Build("the model", func(s *model.Scope, g *Graph) {
		x := Const(g, [][]float32{{1, 2}})
		linear(s.At("first"), x)
		linear(s.At("second"), x)
	})
	if err != nil {
		t.Fatal(err)
	}
	opt := []optimizer.Interface{optimizer.Adam().Done(), optimizer.StochasticGradientDescent().Done()}
	return Task{Machine: m, Data: data, Parts: []string{"loss", "other"}, Step: func(s *model.Scope, b Batch) []*Node {
		in := Slice(b.Rows, AxisRange(), AxisRange(0, 2))
		y := Squeeze(Slice(b.Rows, AxisRange(), AxisElem(2)), -1)
		first, second := linear(s.At("first"), in), linear(s.At("second"), in)
		first = Add(first, MulScalar(s.RandomNormal(in.Graph(), first.Shape()), noise))
		loss, other := b.Mean(Square(Sub(first, y))), b.Mean(Square(AddScalar(second, -3)))
		b.Minimize(s.At("first"), opt[0], loss)
		b.Minimize(s.At("second"), opt[1], other)
		return []*Node{loss, other}
	}}
}

// values are the machine's variables but the generator's state, by path.
func values(t *testing.T, m *Machine) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for v := range m.Store.IterVariables() {
		if flat, err := tensors.CopyFlatData[float32](v.MustValue()); err == nil {
			all[v.Path()] = flat
		}
	}
	return all
}

func run1(t *testing.T, task Task, c Config) History {
	t.Helper()
	h, err := Run(context.Background(), task, c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// same fails unless two sets of variables are within tol of each other.
func same(t *testing.T, what string, a, b map[string][]float32, tol float64) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%s: %d variables against %d", what, len(a), len(b))
	}
	for path := range a {
		for i := range a[path] {
			if d := math.Abs(float64(a[path][i] - b[path][i])); !(d <= tol) {
				t.Errorf("%s: %s[%d] differs by %g", what, path, i, d)
			}
		}
	}
}

// TestRunLearns: both losses, each by an optimiser of its own in its own scope, and what a run says of itself.
func TestRunLearns(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		task := regression(t, be, plane(200), 0)
		var last Progress
		h := run1(t, task, Config{Epochs: 60, Batch: 30, LearningRate: 0.05, OnBlock: func(p Progress) { last = p }})
		w, dims, err := task.Machine.Weights("/first/dense/weights")
		b, _, err2 := task.Machine.Weights("/first/dense/biases")
		if err := errors.Join(err, err2); err != nil || len(dims) != 2 {
			t.Fatal(dims, err)
		}
		for i, want := range []float64{2, -1, 1} {
			if got := append(w, b...)[i]; math.Abs(got-want) > 0.02 {
				t.Errorf("parameter %d is %v, want %v", i, got, want)
			}
		}
		if len(h.Epochs) != 60 || h.Steps != 420 || task.Machine.Steps() != 420 || last.Step != 420 || last.Epoch != 60 || last.Left != 0 {
			t.Errorf("%d epochs, %d steps, last %+v", len(h.Epochs), h.Steps, last)
		}
		end := h.Epochs[59]
		if end["loss"] > 1e-3 || end["other"] > 0.1 || h.Epochs[0]["loss"] < 0.5 {
			t.Errorf("losses went from %v to %v", h.Epochs[0], end)
		}
		if n := task.Machine.Parameters(); n != 6 {
			t.Errorf("%d parameters", n)
		}
		if _, _, err := task.Machine.Weights("/none"); err == nil {
			t.Error("weights that are not there were read")
		}
	})
}

// TestPartialBatch: what fills up a batch has no weight. A batch of 3 among 8 rows gives what a batch of just those 3
// gives; the sums agree to rounding.
func TestPartialBatch(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		few := plane(3)
		whole, part := regression(t, be, few, 0), regression(t, be, few, 0)
		h := run1(t, whole, Config{Epochs: 2, Batch: 3})
		e, err := newEngine(feed{part, &order{n: 3, batch: 8, epoch: -1, perm: make([]int32, 3)}, 0, func(int64) float64 { return 1e-3 }})
		if err != nil {
			t.Fatal(err)
		}
		defer e.close()
		results, err := e.block(0, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if d := float64(r[0]) - h.Epochs[i]["loss"]; math.Abs(d) > 1e-5 {
				t.Errorf("step %d: the loss differs by %g", i, d)
			}
		}
		same(t, "a padded batch", values(t, whole.Machine), values(t, part.Machine), 1e-6)
	})
}

// TestResume: a run in pieces, each by another machine, equals one in a piece to the last bit, noise included; and an
// epoch's means weigh its last, smaller batch by its rows.
func TestResume(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		data, dir := plane(70), t.TempDir()
		c := Config{Epochs: 4, Batch: 32, Seed: 3}
		unbroken := regression(t, be, data, 0.1)
		want := run1(t, unbroken, c)
		c.Dir, c.Epochs = dir, 1
		run1(t, regression(t, be, data, 0.1), c)
		ctx, cancel := context.WithCancel(context.Background())
		c.Epochs, c.Block, c.OnBlock = 4, 1, func(p Progress) {
			if p.Step == 5 {
				cancel()
			}
		}
		h, err := Run(ctx, regression(t, be, data, 0.1), c)
		if !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.Canceled) || h.Steps != 5 || h.Resumed != 3 {
			t.Fatalf("after step %d, resumed at %d: %v", h.Steps, h.Resumed, err)
		}
		last := regression(t, be, data, 0.1)
		got := run1(t, last, c)
		same(t, "resumed", values(t, unbroken.Machine), values(t, last.Machine), 0)
		for i, e := range want.Epochs {
			if e["loss"] != got.Epochs[i]["loss"] {
				t.Errorf("epoch %d: loss %v, resumed %v", i, e["loss"], got.Epochs[i]["loss"])
			}
		}
		if err := regression(t, be, data, 0.2).Machine.Load(dir); err == nil || !strings.Contains(err.Error(), "Noise 0.1, this model has Noise 0.2") {
			t.Errorf("another configuration: %v", err)
		}
		last.Machine.Mu.Lock()
		err = last.Machine.Forget()
		last.Machine.Mu.Unlock()
		if err != nil || last.Machine.Steps() != 0 {
			t.Errorf("forgotten: step %d, %v", last.Machine.Steps(), err)
		}
	})
}

// TestNext: a block ends within an epoch or with one.
func TestNext(t *testing.T) {
	for _, c := range []struct {
		step      int64
		size, dir int
		want      int
	}{{0, 2, 0, 2}, {2, 9, 0, 1}, {3, 9, 0, 9}, {3, 11, 0, 9}, {3, 9, 1, 3}, {27, 9, 0, 3}, {29, 9, 0, 1}} {
		r := &run{Task: Task{Machine: &Machine{state: state{Step: c.step}}}, c: Config{Epochs: 10, Dir: "d"[:c.dir]}, order: newOrder(9, 3, 0)}
		if got := r.next(c.size); got != c.want {
			t.Errorf("%+v: a block of %d", c, got)
		}
	}
}

// TestMeansWeighRows holds the means of an epoch against sums by hand.
func TestMeansWeighRows(t *testing.T) {
	o := newOrder(5, 2, 0)
	var p state
	for i := range 3 {
		p.add([]string{"loss"}, []float32{float32(i)}, o)
	}
	if want := (0.0*2 + 1*2 + 2*1) / 5; len(p.Epochs) != 1 || p.Epochs[0]["loss"] != want || p.Images != 0 {
		t.Errorf("means %v, want %v", p.Epochs, want)
	}
}

func TestWrongRun(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	task := regression(t, be, plane(8), 0)
	for want, c := range map[string]Config{
		"Epochs is 0":             {},
		"Batch is 9 with 8":       {Epochs: 1, Batch: 9},
		"LearningRate is -0.1":    {Epochs: 1, LearningRate: -0.1},
		"LearningRate is NaN":     {Epochs: 1, LearningRate: math.NaN()},
		"Block is 257; take 1 to": {Epochs: 1, Block: 257},
	} {
		if _, err := Run(context.Background(), task, c); err == nil || !strings.Contains(err.Error(), "regression: "+want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := NewMachine("x", nil, 0, nil); err == nil || !strings.Contains(err.Error(), "backend.Default()") {
		t.Errorf("no backend: %v", err)
	}
	steep := Config{Epochs: 3, Rate: func(step int64) float64 { return 1e30 * float64(step) }}
	if _, err := Run(context.Background(), task, steep); !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "the loss is") {
		t.Errorf("a rate of 1e30: %v", err)
	}
	broken := task
	broken.Step = func(*model.Scope, Batch) []*Node { panic("no step") }
	if _, err := Run(context.Background(), broken, Config{Epochs: 9}); err == nil || !strings.Contains(err.Error(), "no step") {
		t.Errorf("a step that panics: %v", err)
	}
}
