package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// clone makes a folder that looks like a clone, with a folder deep inside it, and clears the environment.
func clone(t *testing.T) (root, deep string) {
	t.Helper()
	for _, name := range []string{EnvRoot, EnvData, EnvCache} {
		t.Setenv(name, "")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	deep = filepath.Join(root, "notebooks", "zh", "solutions")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "go.mod"), "// a comment\n\nmodule \""+Module+"\" // the book\n\ngo 1.26\n")
	return root, deep
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRoot(t *testing.T) {
	root, deep := clone(t)
	for _, dir := range []string{root, deep} {
		t.Chdir(dir)
		if got, err := Root(); err != nil || got != root {
			t.Errorf("from %s: %q, %v, want %q", dir, got, err, root)
		}
	}
	write(t, filepath.Join(deep, "go.mod"), "module example.com/other\n")
	if got, err := Root(); err != nil || got != root {
		t.Errorf("past another module's go.mod: %q, %v", got, err)
	}
	outside := t.TempDir()
	t.Chdir(outside)
	if _, err := Root(); !errors.Is(err, ErrNoRoot) || !strings.Contains(err.Error(), "set VAEBOOK_ROOT") {
		t.Errorf("outside: %v", err)
	}
	t.Setenv(EnvRoot, root)
	if got, err := Root(); err != nil || got != root {
		t.Errorf("VAEBOOK_ROOT: %q, %v", got, err)
	}
	t.Setenv(EnvRoot, outside)
	if _, err := Root(); err == nil || errors.Is(err, ErrNoRoot) || !strings.Contains(err.Error(), outside) {
		t.Errorf("a wrong VAEBOOK_ROOT: %v", err)
	}
}

func TestDataDirs(t *testing.T) {
	root, deep := clone(t)
	t.Chdir(deep)
	own := []string{filepath.Join(root, "data"), filepath.Join(root, ".cache", "data")}
	if got := DataDirs(); !slices.Equal(got, own) {
		t.Errorf("got %v, want %v", got, own)
	}
	sep := string(os.PathListSeparator)
	t.Setenv(EnvData, sep+"/a/b"+sep+"c"+sep)
	if got, want := DataDirs(), append([]string{"/a/b", filepath.Join(deep, "c")}, own...); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCache(t *testing.T) {
	root, deep := clone(t)
	t.Chdir(deep)
	made := func(want string) {
		t.Helper()
		got, err := Cache()
		if err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
		if info, err := os.Stat(want); err != nil || !info.IsDir() {
			t.Errorf("%s was not made: %v", want, err)
		}
	}
	made(filepath.Join(root, ".cache"))
	elsewhere := filepath.Join(t.TempDir(), "x", "y")
	t.Setenv(EnvCache, elsewhere)
	made(elsewhere)
	t.Setenv(EnvCache, filepath.Join(root, "go.mod", "under a file"))
	if _, err := Cache(); err == nil || !strings.Contains(err.Error(), "set VAEBOOK_CACHE") {
		t.Errorf("a cache that cannot be made: %v", err)
	}
	t.Setenv(EnvCache, "")
	t.Chdir(t.TempDir())
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", home)
	t.Setenv("HOME", home)
	user, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	made(filepath.Join(user, "vaebook"))
	if got := DataDirs(); !slices.Equal(got, []string{filepath.Join(user, "vaebook", "data")}) {
		t.Errorf("outside a clone: data in %v", got)
	}
}
