//go:build cgo && (linux || darwin)

package backend

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gomlx/go-xla/pjrt"

	"github.com/vaebook/vaebook/internal/workspace"
)

// pluginFiles lists the plugin files for a backend, CUDA or CPU, in the order in which they are tried.
//
// go-xla has a search of its own, but it opens every plugin that it sees and fails altogether on one broken file.
// Here each file is tried by itself, so that a broken one is named and the next one runs.
func pluginFiles(name string) []string {
	kind := strings.TrimPrefix(name, "xla:")
	var files []string
	for _, dir := range pluginDirs() {
		for _, pattern := range []string{"pjrt_c_api_*_plugin.", "pjrt-plugin-*.", "pjrt_plugin_*."} {
			for _, suffix := range []string{"so", "dylib"} {
				found, err := filepath.Glob(filepath.Join(dir, pattern+suffix))
				if err != nil {
					continue
				}
				for _, path := range found {
					if strings.Contains(strings.ToLower(filepath.Base(path)), kind) {
						files = append(files, path)
					}
				}
			}
		}
	}
	return files
}

// pluginDirs lists the folders to search: those of PJRT_PLUGIN_LIBRARY_PATH where it is set, and no other; else the
// one that make setup fills, and those of go-xla's own installer.
func pluginDirs() []string {
	if list, set := os.LookupEnv(pjrt.PJRTPluginPathsEnv); set {
		return absolute(filepath.SplitList(list))
	}
	var dirs []string
	if root, err := workspace.Root(); err == nil {
		dirs = append(dirs, filepath.Join(root, ".cache", "pjrt"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		own := filepath.Join(home, ".local", "lib", "go-xla")
		if runtime.GOOS == "darwin" {
			own = filepath.Join(home, "Library", "Application Support", "go-xla")
		}
		dirs = append(dirs, own, filepath.Join(own, "nvidia"))
	}
	dirs = append(dirs, "/usr/local/lib/go-xla", "/usr/local/lib/go-xla/nvidia")
	return append(dirs, absolute(filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")))...)
}

// absolute makes the paths absolute, without the empty ones: go-xla takes a relative path for a plugin's name.
func absolute(paths []string) []string {
	var out []string
	for _, p := range paths {
		if p == "" {
			continue
		}
		if abs, err := filepath.Abs(p); err == nil {
			out = append(out, abs)
		}
	}
	return out
}
