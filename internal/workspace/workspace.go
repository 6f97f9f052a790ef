// Package workspace knows where things are: the clone, the data sets, the cache.
// It depends on nothing, so that every other package may ask it.
package workspace

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Module is the name of this module, as its go.mod gives it.
const Module = "github.com/vaebook/vaebook"

// The environment variables that move things elsewhere. All are optional.
const (
	EnvRoot  = "VAEBOOK_ROOT"  // the clone
	EnvData  = "VAEBOOK_DATA"  // a list of folders with data sets, separated as in PATH
	EnvCache = "VAEBOOK_CACHE" // what may be deleted and made again
)

// ErrNoRoot says that the program does not run inside a clone. Test for it with errors.Is.
var ErrNoRoot = errors.New("not inside a clone of " + Module)

// Root gives the folder of the clone: VAEBOOK_ROOT where that is set, else the nearest folder, from the working
// directory upwards, whose go.mod is this module's.
// It fails when VAEBOOK_ROOT names something else than a clone, and with ErrNoRoot when there is none above.
func Root() (string, error) {
	if dir := os.Getenv(EnvRoot); dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("workspace: %s: %w", EnvRoot, err)
		}
		if !isRoot(dir) {
			return "", fmt.Errorf("workspace: %s=%s holds no go.mod of %s; correct or unset it", EnvRoot, dir, Module)
		}
		return dir, nil
	}
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("workspace: no working directory: %w; set %s", err, EnvRoot)
	}
	for dir := start; ; {
		if isRoot(dir) {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("workspace: %s is %w; run inside the clone or set %s", start, ErrNoRoot, EnvRoot)
		}
		dir = up
	}
}

// isRoot tells whether dir's go.mod declares this module.
func isRoot(dir string) bool {
	f, err := os.Open(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) >= 2 && words[0] == "module" {
			return strings.Trim(words[1], `"`) == Module
		}
	}
	return false
}

// DataDirs gives the folders that may hold data sets, one sub-folder each, in the order of search: those of
// VAEBOOK_DATA, the clone's data, the cache's data. It never fails: a folder may be missing, the list may be empty.
func DataDirs() []string {
	var dirs []string
	for _, dir := range filepath.SplitList(os.Getenv(EnvData)) {
		if dir == "" {
			continue
		}
		if abs, err := filepath.Abs(dir); err == nil {
			dirs = append(dirs, abs)
		}
	}
	if root, err := Root(); err == nil {
		dirs = append(dirs, filepath.Join(root, "data"))
	}
	if cache, err := Cache(); err == nil {
		dirs = append(dirs, filepath.Join(cache, "data"))
	}
	return dirs
}

// Cache gives the folder for what may be deleted and made again, and creates it: VAEBOOK_CACHE where that is set,
// else .cache in the clone, else vaebook in the user's cache folder.
// It fails when that folder cannot be made.
func Cache() (string, error) {
	dir, err := cacheDir()
	if err != nil {
		return "", fmt.Errorf("workspace: no cache folder: %w; set %s", err, EnvCache)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("workspace: cannot make the cache folder: %w; set %s to a folder that can be written", err, EnvCache)
	}
	return dir, nil
}

func cacheDir() (string, error) {
	if dir := os.Getenv(EnvCache); dir != "" {
		return filepath.Abs(dir)
	}
	root, err := Root()
	if err == nil {
		return filepath.Join(root, ".cache"), nil
	}
	if !errors.Is(err, ErrNoRoot) {
		return "", err
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "vaebook"), nil
}
