package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/vaebook/vaebook/internal/workspace"
)

// file is one file, IDX or CSV, of a known data set.
type file struct {
	set  string // the folder's name in every data folder
	name string // the file's name, NAME.gz where it is packed
	dims []int
	sha  string // SHA-256 of the unpacked content, in hexadecimal: packings differ, contents do not
}

// unpackedName is the name without .gz: unpacked copies lie in the cache under it.
func (f *file) unpackedName() string { return strings.TrimSuffix(f.name, ".gz") }

// unpackedSize is the size of the header and the data.
func (f *file) unpackedSize() int64 {
	size := int64(1)
	for _, d := range f.dims {
		size *= int64(d)
	}
	return size + int64(4+4*len(f.dims))
}

// find gives the packed file's path in the first data folder that has it.
func (f *file) find() (path string, err error) {
	for _, dir := range workspace.DataDirs() {
		path := filepath.Join(dir, f.set, f.name)
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", openError(path, err)
		}
	}
	return "", ErrAbsent
}

// brokenInCache tells whether err is about the packed file's content in the cache's own data folder.
func (f *file) brokenInCache(err error) bool {
	var format *FormatError
	cache, cacheErr := workspace.Cache()
	return cacheErr == nil && errors.As(err, &format) && format.File == filepath.Join(cache, "data", f.set, f.name)
}

// load gives the file's verified data: from the unpacked copy in the cache, which loads ten times faster, else from
// the packed file, leaving an unpacked copy for the next time.
func (f *file) load() ([]uint8, error) {
	cached := f.cachePath()
	if cached != "" {
		if data, err := f.read(cached, nil); err == nil {
			return data, nil
		}
	}
	path, err := f.find()
	if err != nil {
		return nil, err
	}
	return f.unpack(path, cached)
}

// cachePath is where the unpacked copy lies, or empty where there is no cache. Small files have none.
func (f *file) cachePath() string {
	const small = 1 << 20
	dir, err := workspace.Cache()
	if err != nil || f.unpackedSize() < small {
		return ""
	}
	return filepath.Join(dir, "data", f.set, f.unpackedName())
}

// unpack reads and verifies the packed file at path and, where cached names one, writes the unpacked copy on the
// way. A copy that cannot be written (no room, no right) is given up silently: it only saves time.
func (f *file) unpack(path, cached string) ([]uint8, error) {
	copyTo := newCopy(cached)
	data, err := f.read(path, copyTo)
	copyTo.close(err == nil)
	return data, err
}

// read reads and verifies the file at path, packed or not, and writes the unpacked bytes to also as they come.
func (f *file) read(path string, also io.Writer) ([]uint8, error) {
	idx, err := readIDXFile(path, f.dims, f.sha, also)
	if err != nil {
		return nil, err
	}
	return idx.Data, nil
}

// summer hashes pieces, and writes them on, in a goroutine beside the one that unpacks them.
type summer struct {
	pieces chan []byte
	done   sync.WaitGroup
	hash   hash.Hash
}

func newSummer(also io.Writer) *summer {
	s := &summer{pieces: make(chan []byte, 64), hash: sha256.New()}
	s.done.Go(func() {
		for p := range s.pieces {
			s.hash.Write(p)
			if also != nil {
				_, _ = also.Write(p) // the copy notes its own failure
			}
		}
	})
	return s
}

func (s *summer) see(p []byte) { s.pieces <- p }

// end waits for the last piece and gives the SHA-256 of all in hexadecimal.
func (s *summer) end() string {
	close(s.pieces)
	s.done.Wait()
	return hex.EncodeToString(s.hash.Sum(nil))
}

// copyFile is an unpacked copy that appears under its name only when it is whole.
type copyFile struct {
	path string
	tmp  *os.File // nil where there is no copy
	err  error
}

func newCopy(path string) *copyFile {
	c := &copyFile{path: path}
	if path == "" {
		return c
	}
	if c.err = os.MkdirAll(filepath.Dir(path), 0o755); c.err != nil {
		return c
	}
	removeLeftOver(filepath.Dir(path))
	c.tmp, c.err = os.CreateTemp(filepath.Dir(path), partPattern)
	return c
}

func (c *copyFile) Write(p []byte) (int, error) {
	if c.tmp != nil && c.err == nil {
		_, c.err = c.tmp.Write(p)
	}
	return len(p), nil
}

// close gives the copy its name when all went well, and removes it otherwise.
func (c *copyFile) close(good bool) {
	if c.tmp == nil {
		return
	}
	c.err = errors.Join(c.err, c.tmp.Chmod(0o644), c.tmp.Close())
	if good && c.err == nil {
		c.err = os.Rename(c.tmp.Name(), c.path)
	}
	if !good || c.err != nil {
		os.Remove(c.tmp.Name())
	}
}
