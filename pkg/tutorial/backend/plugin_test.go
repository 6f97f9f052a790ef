//go:build cgo && linux

package backend_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

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
