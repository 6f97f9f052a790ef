package gocache

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Layers is a build cache of two folders. Entries are looked for in Own, then in Shared; they are stored in Own.
type Layers struct {
	Own    string // the user's folder; made when something is stored
	Shared string // the common folder; only read
}

// Entry is what the cache knows under an action's name.
type Entry struct {
	Output []byte // SHA-256 of the file's contents
	Path   string // the file, by its absolute path
	Size   int64  // its length in bytes
	Stored time.Time
}

const (
	keep      = 5 * 24 * time.Hour // how long an entry that nothing uses stays in Own, as in Go's own cache
	trimEvery = 24 * time.Hour
	trimmed   = "trimmed" // a file whose time says when Own was last trimmed
	useEvery  = time.Hour // how exactly the time of last use is kept
)

// Get finds the entry of an action. It reports false where neither layer holds it whole.
func (l Layers) Get(action []byte) (Entry, bool) {
	for _, dir := range []string{l.Own, l.Shared} {
		if e, err := read(dir, action); err == nil {
			if dir == l.Own {
				used(index(dir, action), e.Path)
			}
			return e, true
		}
	}
	return Entry{}, false
}

// Put stores size bytes of body, whose SHA-256 is output, under the name of an action.
// It fails where Own cannot be written, and where body ends early; then the cache is as before.
func (l Layers) Put(action, output []byte, size int64, body io.Reader) (Entry, error) {
	e := Entry{Output: output, Path: data(l.Own, output), Size: size, Stored: time.Now()}
	if info, err := os.Stat(e.Path); err != nil || info.Size() != size {
		if err := write(e.Path, size, body); err != nil {
			return Entry{}, fmt.Errorf("gocache: %w", err)
		}
	}
	line := fmt.Sprintf(indexLine, action, output, size, e.Stored.UnixNano())
	if err := write(index(l.Own, action), int64(len(line)), strings.NewReader(line)); err != nil {
		return Entry{}, fmt.Errorf("gocache: %w", err)
	}
	return e, nil
}

// Trim removes from Own what nothing has used for five days. It does so once a day; in between it returns at once.
func (l Layers) Trim() {
	now := time.Now()
	mark := filepath.Join(l.Own, trimmed)
	if info, err := os.Stat(mark); err == nil && now.Sub(info.ModTime()) < trimEvery {
		return
	}
	if err := os.WriteFile(mark, nil, 0o644); err != nil {
		return // nothing was ever stored
	}
	os.Chtimes(mark, now, now)
	files, _ := filepath.Glob(filepath.Join(l.Own, "??", "*-[ad]"))
	for _, file := range files {
		if info, err := os.Lstat(file); err == nil && now.Sub(info.ModTime()) > keep {
			os.Remove(file)
		}
	}
}

// indexLine is the content of an index file: action, output, size and time of storing in nanoseconds.
const indexLine = "v1 %x %x %20d %20d\n"

func index(dir string, action []byte) string { return file(dir, action, "a") }
func data(dir string, output []byte) string  { return file(dir, output, "d") }

func file(dir string, id []byte, kind string) string {
	name := fmt.Sprintf("%x", id)
	return filepath.Join(dir, name[:2], name+"-"+kind)
}

func read(dir string, action []byte) (Entry, error) {
	text, err := os.ReadFile(index(dir, action))
	if err != nil {
		return Entry{}, err
	}
	var (
		e      Entry
		id     []byte
		stored int64
	)
	if _, err := fmt.Sscanf(string(text), "v1 %x %x %d %d\n", &id, &e.Output, &e.Size, &stored); err != nil {
		return Entry{}, err
	}
	if string(id) != string(action) || len(e.Output) == 0 {
		return Entry{}, errors.New("an index of another action")
	}
	e.Stored, e.Path = time.Unix(0, stored), data(dir, e.Output)
	info, err := os.Stat(e.Path)
	if err != nil {
		return Entry{}, err
	}
	if info.Size() != e.Size {
		return Entry{}, fmt.Errorf("%s: %d bytes, want %d", e.Path, info.Size(), e.Size)
	}
	return e, nil
}

// write puts a file in place whole or not at all.
func write(path string, size int64, body io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(filepath.Dir(path), "new-")
	if err != nil {
		return err
	}
	defer os.Remove(fresh.Name())
	n, err := io.Copy(fresh, body)
	if err = errors.Join(err, fresh.Chmod(0o644), fresh.Close()); err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("%s: %d bytes came, %d were announced", path, n, size)
	}
	return os.Rename(fresh.Name(), path)
}

// used notes that the files are in use, so that Trim leaves them.
func used(files ...string) {
	now := time.Now()
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && now.Sub(info.ModTime()) > useEvery {
			os.Chtimes(file, now, now)
		}
	}
}

// OwnDir is the folder where the go command would keep its cache: GOCACHE, else go-build in the user's cache folder.
// Where there is none that can be written it is a temporary one, which remove deletes.
func OwnDir() (dir string, remove func(), err error) {
	dir = os.Getenv("GOCACHE")
	if cache, err := os.UserCacheDir(); dir == "" && err == nil {
		dir = filepath.Join(cache, "go-build")
	}
	if dir != "" && writable(dir) {
		return dir, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "gocache-")
	return dir, func() { os.RemoveAll(dir) }, err
}

func writable(dir string) bool {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return false
	}
	probe, err := os.CreateTemp(dir, "new-")
	if err != nil {
		return false
	}
	probe.Close()
	os.Remove(probe.Name())
	return true
}
