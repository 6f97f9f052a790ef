package dataset

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestSearchOrder: a folder of VAEBOOK_DATA comes before the cache and the network; the last folder of the list counts too.
func TestSearchOrder(t *testing.T) {
	emptyPlaces(t)
	s, contents := tinySet()
	url, requests := serve(t, nil)
	t.Setenv(EnvMNISTURL, url)
	first, last := t.TempDir(), t.TempDir()
	t.Setenv("VAEBOOK_DATA", first+string(os.PathListSeparator)+last)
	put(t, filepath.Join(last, "tiny"), contents)
	if _, _, err := s.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(first, "tiny", testLabels)
	put(t, filepath.Join(first, "tiny"), map[string][]byte{testLabels: pack(idxFile([]byte{1, 2}, 2))})
	_, _, err := s.load(t.Context())
	mustFail(t, err, bad, 0, "SHA-256", "delete the file and get it again")
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

func put(t *testing.T, dir string, contents map[string][]byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLeftOver: unfinished files of a killed program are removed when they are old; those of a running one are not.
func TestLeftOver(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{".part-1": {1}, ".part-2": {2}, "kept.gz": {3}})
	long := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{".part-1", "kept.gz"} {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	removeLeftOver(dir)
	left, _ := os.ReadDir(dir)
	if len(left) != 2 || left[0].Name() != ".part-2" || left[1].Name() != "kept.gz" {
		t.Errorf("left: %v", left)
	}
}

// TestCopy: the unpacked copy appears, serves, is mended when it is damaged, and its failure does no harm.
func TestCopy(t *testing.T) {
	cache := emptyPlaces(t)
	f := &fashionMNIST.files[2]
	want, err := f.load()
	if err != nil {
		t.Fatal(err)
	}
	noParts(t, cache)
	same := func(what string) {
		t.Helper()
		got, err := f.load()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v", what, err)
		}
		noParts(t, cache)
	}
	path := f.cachePath()
	for name, damage := range map[string]func() error{
		"cut":     func() error { return os.Truncate(path, 5000) },
		"longer":  func() error { return os.WriteFile(path, make([]byte, 8_000_000), 0o644) },
		"missing": func() error { return os.Remove(path) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		same(name)
		if info, err := os.Stat(path); err != nil || info.Size() != f.unpackedSize() {
			t.Errorf("%s: the copy was not mended: %v", name, err)
		}
	}
	t.Setenv("VAEBOOK_ROOT", emptyRoot(t)) // where data is empty: only the copy is left
	same("the copy alone")
	t.Setenv("VAEBOOK_ROOT", "")
	if runtime.GOOS != "windows" {
		t.Setenv("VAEBOOK_CACHE", "/dev/null/none")
		same("no cache")
	}
}

// TestNoCopyOfDamage: a damaged packed file leaves neither a copy nor a part of one.
func TestNoCopyOfDamage(t *testing.T) {
	cache := emptyPlaces(t)
	f := &fashionMNIST.files[2]
	path, err := f.find()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	own := t.TempDir()
	t.Setenv("VAEBOOK_DATA", own)
	put(t, filepath.Join(own, f.set), map[string][]byte{f.name: packed[:len(packed)-4000]})
	_, err = f.load()
	mustFail(t, err, filepath.Join(own, f.set, f.name), int64(len(packed)-4000), "found the end of the file", "get it again")
	noParts(t, cache, f.unpackedName())
}

// emptyRoot makes a clone without data.
func emptyRoot(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"go.mod": []byte("module github.com/vaebook/vaebook\n")})
	return dir
}

// TestMissingFashion: what is part of the clone is not downloaded; the message says how to restore it.
func TestMissingFashion(t *testing.T) {
	emptyPlaces(t)
	t.Setenv("VAEBOOK_ROOT", emptyRoot(t))
	_, _, err := FashionMNIST()
	if err == nil || !strings.Contains(err.Error(), "git checkout -- data/fashion-mnist") {
		t.Errorf("got %v", err)
	}
}

// TestBadLabel: a label beyond the classes is refused even where the checksum is right.
func TestBadLabel(t *testing.T) {
	emptyPlaces(t)
	s, contents := tinySet()
	s.classes = s.classes[:2]
	url, _ := serve(t, contents)
	t.Setenv(EnvMNISTURL, url)
	if _, _, err := s.load(t.Context()); err == nil || !strings.Contains(err.Error(), "label 2, want 0 to 1") {
		t.Errorf("got %v", err)
	}
}
