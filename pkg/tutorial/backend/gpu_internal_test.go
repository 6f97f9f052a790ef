//go:build cgo && linux

package backend

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pretend makes the package see a GPU, or none, and only the plugins of the folder it gives.
func pretend(t *testing.T, gpu bool) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", dir)
	t.Setenv(Env, "")
	t.Setenv("VAEBOOK_LANG", "en")
	before := gpuFiles
	t.Cleanup(func() { gpuFiles = before })
	gpuFiles = []string{filepath.Join(dir, "nvidia[0-9]*")}
	if gpu {
		if err := os.WriteFile(filepath.Join(dir, "nvidia0"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestGPUWithoutPlugin: there is a GPU, but no plugin that can use it.
func TestGPUWithoutPlugin(t *testing.T) {
	dir := pretend(t, true)
	_, info := Open()
	if info.Name != Go || !strings.Contains(info.Reason, "A GPU is there, but no CUDA plugin") {
		t.Errorf("got %s", info)
	}
	broken := filepath.Join(dir, "pjrt_c_api_cuda_plugin.so")
	if err := os.WriteFile(broken, []byte("no library"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, env := range []string{"", "cuda"} {
		t.Setenv(Env, env)
		if _, info := Open(); info.Name != Go || !strings.Contains(info.Reason, broken+" cannot be used (not a whole shared library") {
			t.Errorf("VAEBOOK_BACKEND=%s: got %s", env, info)
		}
	}
	t.Setenv(Env, "cpu")
	if _, info := Open(); strings.Contains(info.Reason, "cuda") {
		t.Errorf("the CPU was asked for, yet the reason speaks of CUDA: %s", info)
	}
}

// TestNoGPUAsked: the missing GPU is worth a word only to those who asked for one.
func TestNoGPUAsked(t *testing.T) {
	pretend(t, false)
	if _, info := Open(); strings.Contains(info.Reason, "GPU") {
		t.Errorf("nobody asked for a GPU: %s", info)
	}
	if _, info := Open(Prefer("cuda")); !strings.Contains(info.Reason, "No NVIDIA GPU was found") {
		t.Errorf("a GPU was asked for: %s", info)
	}
}

// TestStrangePlugin loads libraries that pass for a plugin and are none: go-xla dereferences nil there.
func TestStrangePlugin(t *testing.T) {
	dir := pretend(t, false)
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler")
	}
	source := filepath.Join(dir, "null.c")
	if err := os.WriteFile(source, []byte("void *GetPjrtApi(void) { return 0; }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(dir, "pjrt_c_api_cpu_plugin.so")
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-o", library, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if _, info := Open(); info.Name != Go || !strings.Contains(info.Reason, library+" cannot be used") {
		t.Errorf("got %s", info)
	}
	comma := filepath.Join(dir, "a,b")
	if err := os.Mkdir(comma, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(library, filepath.Join(comma, filepath.Base(library))); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", comma)
	if _, info := Open(); info.Name != Go || !strings.Contains(info.Reason, "comma") {
		t.Errorf("got %s", info)
	}
}
