package backend_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

const (
	pluginPath = "PJRT_PLUGIN_LIBRARY_PATH"
	cpuPlugin  = "pjrt_c_api_cpu_plugin.so"
)

// noPlugin points the search at an empty folder, as on a machine without XLA, and gives that folder.
func noPlugin(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv(pluginPath, dir)
	t.Setenv("HOME", t.TempDir())
	t.Setenv(backend.Env, "")
	t.Setenv("VAEBOOK_LANG", "en")
	return dir
}

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

func TestNoPlugin(t *testing.T) {
	noPlugin(t)
	info := computes(t, backend.Go)
	mustContain(t, info.String(), "Backend go (compute v", "No XLA plugin was found", "make setup", "Pure Go takes over")
	if info.Devices != 1 {
		t.Errorf("devices: got %d, want 1", info.Devices)
	}
	t.Setenv("VAEBOOK_LANG", "zh")
	mustContain(t, computes(t, backend.Go).String(), "计算后端 go", "没有找到 XLA 插件", "纯 Go 后端")
}

// TestBrokenPlugin puts files that are no plugin where one is expected.
func TestBrokenPlugin(t *testing.T) {
	dir := noPlugin(t)
	program, err := os.ReadFile(os.Args[0]) // a whole ELF file without GetPjrtApi
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"empty":     {nil, "not a whole shared library"},
		"a page":    {[]byte("<html>404</html>"), "not a whole shared library"},
		"cut short": {program[:len(program)/2], "not a whole shared library"},
		"a program": {program, ""},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, cpuPlugin)
			if err := os.WriteFile(file, c.content, 0o755); err != nil {
				t.Fatal(err)
			}
			reason := computes(t, backend.Go).Reason
			mustContain(t, reason, file, "cannot be used", c.want, "delete it and run: make setup", "Pure Go takes over")
		})
	}
	if err := os.Remove(filepath.Join(dir, cpuPlugin)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, cpuPlugin), 0o755); err != nil {
		t.Fatal(err)
	}
	mustContain(t, computes(t, backend.Go).Reason, "cannot be used", "directory")
}

// TestGoodPlugin needs XLA: it cuts the real plugin off in its middle, and puts a broken one before a good one.
func TestGoodPlugin(t *testing.T) {
	if !slices.Contains(backend.Available(), backend.CPU) {
		t.Skip("no XLA plugin here")
	}
	good := os.Getenv(pluginPath)
	if good == "" {
		root, err := workspace.Root()
		if err != nil {
			t.Fatal(err)
		}
		good = filepath.Join(root, ".cache", "pjrt")
	}
	t.Setenv(pluginPath, good)
	t.Setenv(backend.Env, "")
	t.Setenv("VAEBOOK_LANG", "en")
	mustContain(t, computes(t, backend.CPU).String(), "Backend xla:cpu (PJRT ", "devices: 1.", "XLA computes on the CPU")
	if info := computes(t, backend.CPU, backend.Devices(3)); info.Devices != 3 {
		t.Errorf("asked for 3 devices, got %d", info.Devices)
	}
	if info := computes(t, backend.CPU, backend.Devices(-1)); info.Devices != 1 {
		t.Errorf("asked for -1 devices, got %d, want 1", info.Devices)
	}

	whole, err := os.Open(filepath.Join(good, cpuPlugin))
	if err != nil {
		t.Skip("the plugin has another name here")
	}
	defer whole.Close()
	half := make([]byte, 8<<20)
	if _, err := whole.Read(half); err != nil {
		t.Fatal(err)
	}
	dir := noPlugin(t)
	if err := os.WriteFile(filepath.Join(dir, cpuPlugin), half, 0o755); err != nil {
		t.Fatal(err)
	}
	mustContain(t, computes(t, backend.Go).Reason, "not a whole shared library")
	t.Setenv(pluginPath, dir+":"+good)
	computes(t, backend.CPU)
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

func TestCUDAWithoutGPU(t *testing.T) {
	if backend.Available()[0] == backend.CUDA {
		t.Skip("this machine has a GPU")
	}
	t.Setenv("VAEBOOK_LANG", "en")
	t.Setenv(backend.Env, "cuda")
	_, info := backend.Open()
	mustContain(t, info.Reason, "GPU")
	if info.Name == backend.CUDA {
		t.Errorf("got %s on a machine without", info)
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
