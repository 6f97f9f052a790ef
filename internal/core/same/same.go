// Package same holds a notebook's functions equal in numbers to the library's: plain ones by a test of each, graph
// functions in that the same variables, random numbers and inputs must give the same outputs and the same gradients.
package same

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/internal/core"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// tolerance is how far two numbers may lie apart, relative to the largest of their tensor (or 1): a few float32 roundings.
const tolerance = 2e-5

// Function is a graph function of a model.
type Function func(s *model.Scope, in []*graph.Node) []*graph.Node

// Pair is a notebook's function and the library's, with inputs for both and the parameters of their scope.
type Pair struct {
	Cell, Library Function
	Inputs        []any
	Params        map[string]any
}

// Pairs compares every pair, by the notebook's name of the function, on every backend here; the names must be those that
// the notebook declares.
func Pairs(t *testing.T, pairs map[string]Pair) {
	t.Helper()
	opened := backends(t)
	each(t, pairs, func(name string, pair Pair) {
		for _, be := range opened {
			t.Run(name+"/"+be.Name(), func(t *testing.T) { pair.compare(t, be) })
		}
	})
}

// Functions runs the test of every function that the notebook declares on random inputs of 20 seeds; the names must be
// those that the notebook declares.
func Functions(t *testing.T, chapter uint64, tests map[string]func(t *testing.T, r *rand.Rand)) {
	t.Helper()
	each(t, tests, func(name string, test func(t *testing.T, r *rand.Rand)) {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(20) {
				test(t, rand.New(rand.NewPCG(chapter, seed)))
			}
		})
	})
}

// each calls run for every function that the notebook declares, with what stands under its name, and fails where the
// names on the two sides differ.
func each[T any](t *testing.T, known map[string]T, run func(name string, it T)) {
	t.Helper()
	declared := strings.Split(os.Getenv(core.EnvFunctions), ",")
	for name := range known {
		if !slices.Contains(declared, name) {
			t.Errorf("no core cell declares %s; tag its cell core, or take it out of the comparison", name)
		}
	}
	for _, name := range declared {
		it, found := known[name]
		if !found {
			t.Errorf("a core cell declares %s, which is not compared with the library; add it here", name)
			continue
		}
		run(name, it)
	}
}

// backends opens pure Go, and XLA where it runs; only the one that VAEBOOK_BACKEND names where that is set.
func backends(t *testing.T) []compute.Backend {
	t.Helper()
	names := []string{backend.Go, backend.CPU}
	if chosen := os.Getenv(backend.Env); chosen != "" {
		names = []string{chosen}
	}
	var opened []compute.Backend
	for _, name := range names {
		be, info := backend.Open(backend.Prefer(name))
		if name == backend.CPU && info.Name != name {
			t.Logf("not compared on %s: %s", name, info.Reason)
			continue
		}
		opened = append(opened, be)
	}
	return opened
}

// compare runs the library's function, then the cell's on its variables. A first run makes these, with random numbers.
func (p Pair) compare(t *testing.T, be compute.Backend) {
	store := model.NewStore()
	store.SetParams(p.Params)
	_, err := run(be, store, p.Library, p.Inputs)
	if err != nil {
		t.Fatalf("the library's: %v", err)
	}
	want, err := run(be, store, p.Library, p.Inputs)
	if err != nil {
		t.Fatalf("the library's: %v", err)
	}
	variables := store.NumVariables()
	got, err := run(be, store, p.Cell, p.Inputs)
	if err != nil {
		t.Fatalf("the cell's: %v", err)
	}
	if n := store.NumVariables(); n != variables {
		t.Fatalf("the cell makes %d variables of its own; their scopes and shapes must be the library's", n-variables)
	}
	if len(got) != len(want) {
		t.Fatalf("the cell gives %d outputs and gradients, the library %d", len(got), len(want))
	}
	for i := range want {
		if problem := differ(got[i], want[i]); problem != "" {
			t.Errorf("output or gradient %d of %d: %s", i+1, len(want), problem)
		}
	}
}

// run gives a function's outputs, then the gradients of a weighted sum of them to its inputs and to all variables.
func run(be compute.Backend, store *model.Store, f Function, inputs []any) ([]*tensors.Tensor, error) {
	if err := store.SetRNGStateFromSeed(5); err != nil {
		return nil, err
	}
	return backend.Try1(func() []*tensors.Tensor {
		exec := model.MustNewExec(be, store, func(s *model.Scope, in []*graph.Node) []*graph.Node {
			outputs := f(s, in)
			to := slices.Clone(in)
			for _, v := range variables(store) {
				to = append(to, v.NodeValue(in[0].Graph()))
			}
			return append(outputs, graph.Gradient(weigh(outputs), to...)...)
		})
		return exec.MustCall(inputs...)
	})
}

// variables are the trainable ones, by path.
func variables(store *model.Store) []*model.Variable {
	var list []*model.Variable
	for v := range store.IterVariables() {
		if v.Trainable {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b *model.Variable) int { return strings.Compare(a.Path(), b.Path()) })
	return list
}

// weigh sums outputs with a weight for each element, so that no two of them can be exchanged unnoticed.
func weigh(outputs []*graph.Node) *graph.Node {
	var sum *graph.Node
	for i, node := range outputs {
		phase := graph.AddScalar(graph.ZerosLike(node), float64(i))
		for axis := range node.Rank() {
			phase = graph.Add(phase, graph.MulScalar(graph.Iota(node.Graph(), node.Shape(), axis), float64(axis)+0.7))
		}
		part := graph.ReduceAllSum(graph.Mul(node, graph.Cos(phase)))
		if sum == nil {
			sum = part
		} else {
			sum = graph.Add(sum, part)
		}
	}
	return sum
}

// differ says how two tensors differ by more than the tolerance; empty where they do not.
func differ(got, want *tensors.Tensor) string {
	if !got.Shape().Equal(want.Shape()) {
		return fmt.Sprintf("shape %s, the library's %s", got.Shape(), want.Shape())
	}
	a, errA := tensors.CopyFlatData[float32](got)
	b, errB := tensors.CopyFlatData[float32](want)
	if errA != nil || errB != nil {
		return fmt.Sprint(errA, errB)
	}
	largest := 1.0
	for _, v := range b {
		largest = max(largest, math.Abs(float64(v)))
	}
	for i := range b {
		if gap := math.Abs(float64(a[i]) - float64(b[i])); !(gap <= tolerance*largest) {
			return fmt.Sprintf("element %d of %s is %g, the library's %g", i, want.Shape(), a[i], b[i])
		}
	}
	return ""
}
