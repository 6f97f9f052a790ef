package backend_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// computes opens a backend, holds its name against want, and adds two numbers on it.
func computes(t *testing.T, want string, opts ...backend.Option) backend.Info {
	t.Helper()
	be, info := backend.Open(opts...)
	if info.Name != want {
		t.Fatalf("got backend %q (%s), want %q", info.Name, info.Reason, want)
	}
	if backend.IsXLA(be) != strings.HasPrefix(want, "xla") {
		t.Errorf("%s: IsXLA = %v", want, backend.IsXLA(be))
	}
	add := graph.MustNewExec(be, func(x, y *graph.Node) *graph.Node { return graph.Add(x, y) })
	if sum := add.MustCall(float32(1.5), float32(2))[0].Value(); sum != float32(3.5) {
		t.Errorf("%s: 1.5 + 2 = %v", want, sum)
	}
	return info
}

func mustContain(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
	if strings.Contains(text, "\n") {
		t.Errorf("%q is more than one line", text)
	}
}

func TestChoice(t *testing.T) {
	best := backend.Available()[0]
	for _, c := range []struct {
		env    string
		opts   []backend.Option
		want   string
		reason string
	}{
		{"go", nil, backend.Go, "Pure Go, as asked for"},
		{" Go ", nil, backend.Go, "Pure Go, as asked for"},
		{"", []backend.Option{backend.Prefer("go")}, backend.Go, "as asked for"},
		{"xla", []backend.Option{backend.Prefer("go")}, backend.Go, "as asked for"},
		{"go", []backend.Option{backend.Prefer("xla")}, best, ""},
		{"xla", nil, best, ""},
		{"", nil, best, ""},
		{"tpu", nil, best, `VAEBOOK_BACKEND asks for "tpu", which is none of go, xla, cuda`},
		{"", []backend.Option{backend.Prefer("rocm")}, best, `Prefer asks for "rocm"`},
	} {
		t.Setenv("VAEBOOK_LANG", "en")
		t.Setenv(backend.Env, c.env)
		mustContain(t, computes(t, c.want, c.opts...).Reason, c.reason)
	}
}

func TestAvailable(t *testing.T) {
	names := backend.Available()
	if last := names[len(names)-1]; last != backend.Go {
		t.Errorf("the last backend is %q, want go", last)
	}
	for _, name := range names {
		computes(t, name, backend.Prefer(name))
	}
}

func TestDefaultIsOne(t *testing.T) {
	if backend.Default() == nil || backend.Default() != backend.Default() {
		t.Error("Default gives more than one backend")
	}
	if backend.DefaultInfo().Name == "" {
		t.Error("DefaultInfo has no name")
	}
}

// TestFinalize: ending one pure-Go backend leaves the next one usable.
func TestFinalize(t *testing.T) {
	be, _ := backend.Open(backend.Prefer("go"))
	be.Finalize()
	computes(t, backend.Go, backend.Prefer("go"))
}

// TestGoVersion holds the version that Info gives for pure Go against go.mod.
func TestGoVersion(t *testing.T) {
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, info := backend.Open(backend.Prefer("go"))
	version := strings.TrimPrefix(info.Version, "compute ")
	if !strings.Contains(string(mod), "github.com/gomlx/compute "+version+"\n") {
		t.Errorf("Info says compute %q, go.mod says otherwise: correct goVersion", version)
	}
}

// TestWithoutC builds and runs a program with CGO_ENABLED=0.
func TestWithoutC(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	run := exec.Command("go", "run", "./testdata/withoutc")
	run.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false", backend.Env+"=", "VAEBOOK_LANG=en")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	mustContain(t, strings.TrimSpace(string(out)), "Backend go (", "XLA needs a C compiler", "install gcc or clang", "make setup")
}
