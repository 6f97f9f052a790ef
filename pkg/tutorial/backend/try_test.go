package backend_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// each runs the test on every backend that this machine has.
func each(t *testing.T, test func(t *testing.T, name string)) {
	for _, name := range backend.Available() {
		t.Run(name, func(t *testing.T) { test(t, name) })
	}
}

// noTrace fails where the error's text, however printed, shows where in whose sources it came up.
func noTrace(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err)} {
		for _, sign := range []string{".go:", "goroutine ", "runtime.gopanic", "\n\t"} {
			if strings.Contains(text, sign) {
				t.Errorf("a stack trace (%q) in %q", sign, text)
			}
		}
	}
}

// TestTryShapes: both shapes of a mismatch are in the message, on every backend.
func TestTryShapes(t *testing.T) {
	x := [][]float32{{1, 2, 3}, {3, 4, 5}}
	y := [][]float32{{1, 2}, {3, 4}, {1, 1}, {2, 2}}
	for name, c := range map[string]struct {
		f    func(x, y *Node) *Node
		want []string
	}{
		"add":       {func(x, y *Node) *Node { return Add(x, y) }, []string{"[2, 3]", "[4, 2]"}},
		"concat":    {func(x, y *Node) *Node { return Concatenate([]*Node{x, y}, 1) }, []string{"[2, 3]", "[4, 2]"}},
		"where":     {func(x, y *Node) *Node { return Where(GreaterThan(x, x), x, y) }, []string{"[2, 3]", "[4, 2]"}},
		"reshape":   {func(x, y *Node) *Node { return Reshape(x, 4, 5) }, []string{"[4 5]", "[2 3]"}},
		"broadcast": {func(x, y *Node) *Node { return BroadcastToDims(x, 7, 3) }, []string{"[0]=7", "[0]=2"}},
		"matmul":    {func(x, y *Node) *Node { return MatMul(x, y) }, []string{"matrix product", "axis 1 of the left factor has size 3", "axis 0 of the right factor has size 4"}},
		"einsum":    {func(x, y *Node) *Node { return Einsum("ij,jk->ik", x, y) }, []string{"size 3", "size 4"}},
		"gradient":  {func(x, y *Node) *Node { return Gradient(x, y)[0] }, []string{"scalar", "[2, 3]"}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, be string) {
				engine, _ := backend.Open(backend.Prefer(be))
				results, err := backend.Try1(func() []*tensors.Tensor { return MustNewExec(engine, c.f).MustCall(x, y) })
				if err == nil || results != nil {
					t.Fatalf("got %v and no error", results)
				}
				mustContain(t, err.Error(), append(c.want, "backend: ")...)
				noTrace(t, err)
			})
		})
	}
}

// TestTryArguments: a call with too few arguments says how many.
func TestTryArguments(t *testing.T) {
	each(t, func(t *testing.T, be string) {
		engine, _ := backend.Open(backend.Prefer(be))
		err := backend.Try(func() {
			MustNewExec(engine, func(x, y *Node) *Node { return Add(x, y) }).MustCall(float32(1))
		})
		if err == nil {
			t.Fatal("no error")
		}
		mustContain(t, err.Error(), "#args=1", "#args=2")
		noTrace(t, err)
	})
}

func TestTryAnything(t *testing.T) {
	if err := backend.Try(func() {}); err != nil {
		t.Errorf("no panic: got %v", err)
	}
	n, err := backend.Try1(func() int { return 7 })
	if n != 7 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	thrown := fmt.Errorf("reading: %w", io.ErrUnexpectedEOF)
	for name, c := range map[string]struct {
		f    func() int
		want string
	}{
		"text":          {func() int { panic("no such layer") }, "backend: no such layer"},
		"number":        {func() int { panic(3) }, "backend: 3"},
		"error":         {func() int { panic(thrown) }, "backend: reading: unexpected EOF"},
		"nil":           {func() int { panic(nil) }, "nil"}, //nolint:govet // on purpose
		"index":         {func() int { return []int{1}[len(backend.CPU)] }, "index out of range [7] with length 1"},
		"nil map write": {func() int { return write(nil) }, "nil map"},
		"trace": {func() int {
			panic("it broke\nmain.f(0x1)\n\t/home/a/f.go:12 +0x1\nmain.main()\n\t/home/a/f.go:20 +0x2")
		},
			"backend: it broke"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := backend.Try1(c.f)
			if err == nil || n != 0 {
				t.Fatalf("got %d, %v", n, err)
			}
			mustContain(t, err.Error(), c.want)
			noTrace(t, err)
		})
	}
	if err := backend.Try(func() { panic(thrown) }); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("errors.Is does not find the cause in %v", err)
	}
	var runtimeErr runtime.Error
	if err := backend.Try(func() { var p *backend.Info; _ = p.Name }); !errors.As(err, &runtimeErr) {
		t.Errorf("errors.As does not find the runtime's error in %v", err)
	}
}

func write(m map[string]int) int {
	m["a"] = 1
	return m["a"]
}
