package checkpoint

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
)

// ReadFile reads one snapshot. A file that is not whole, or not ours, is refused: the error names the file, says what
// is wrong with it and what to do, and wraps [ErrTorn], [ErrForeign] or [ErrNewer].
func ReadFile(path string) (Snapshot, error) {
	f, err := os.Open(path)
	if err != nil {
		return Snapshot{}, fmt.Errorf("checkpoint: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Snapshot{}, fmt.Errorf("checkpoint: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Snapshot{}, fmt.Errorf("checkpoint: %s: %w: it is not a regular file; move it away", path, ErrForeign)
	}
	s, err := Decode(f, info.Size())
	switch {
	case errors.Is(err, ErrNewer):
		return Snapshot{}, fmt.Errorf("checkpoint: %s: %w", path, err)
	case errors.Is(err, ErrForeign):
		return Snapshot{}, fmt.Errorf("checkpoint: %s: %w; move it away", path, err)
	case errors.Is(err, ErrTorn):
		return Snapshot{}, fmt.Errorf("checkpoint: %s: %w; delete it", path, err)
	case err != nil:
		return Snapshot{}, fmt.Errorf("checkpoint: read %s: %w", path, err)
	}
	return s, nil
}

// WriteFile writes one snapshot under a name of the caller's choice, with the same care as [Save]: whoever opens path
// sees the old file or the whole new one, never a part. The folder must exist.
func WriteFile(path string, s Snapshot) error {
	if _, _, err := s.header(); err != nil {
		return fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	dir, base := filepath.Split(path)
	temp, err := writeTemp(filepath.Clean(dir), base, s)
	if err != nil {
		return advise("write", path, err)
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return advise("rename to", path, err)
	}
	if err := syncDir(filepath.Clean(dir)); err != nil {
		return advise("sync the folder of", path, err)
	}
	return nil
}

// tempCount keeps the temporary names of one process apart.
var tempCount atomic.Int64

// createTemp opens a new file under a hidden name that tells whose it is, so that what a killed process left can be
// known for that.
func createTemp(dir, base string) (*os.File, error) {
	for {
		path := filepath.Join(dir, fmt.Sprintf(".%s.%d-%d.tmp", base, os.Getpid(), tempCount.Add(1)))
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
		if !errors.Is(err, fs.ErrExist) { // exists: left by a killed process that had our number
			return f, err
		}
	}
}

// writeTemp writes s to a new temporary file in dir, syncs it and reads it back. On failure nothing is left behind.
func writeTemp(dir, base string, s Snapshot) (path string, err error) {
	f, err := createTemp(dir, base)
	if err != nil {
		return "", err
	}
	err = Encode(f, s)
	if err == nil {
		err = f.Sync()
	}
	if errClose := f.Close(); err == nil {
		err = errClose
	}
	if err == nil {
		if _, err = inspect(f.Name()); err != nil {
			err = fmt.Errorf("what was read back is not what was written: %w", err)
		}
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// inspect verifies a file in constant memory and returns the kind of snapshot in it.
func inspect(path string) (kind string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	h, _, _, err := readHeader(f, info.Size())
	return h.Kind, err
}

// syncDir makes the names in a folder durable. Some file systems cannot sync a folder; that is no error.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// advise turns a system error into one that names the path and says what to do.
func advise(what, path string, err error) error {
	var hint string
	switch {
	case errors.Is(err, syscall.ENOSPC):
		hint = "the disk is full: free some space, or choose a folder on another disk"
	case errors.Is(err, syscall.EDQUOT):
		hint = "your quota is used up: delete something, or choose another folder"
	case errors.Is(err, syscall.EFBIG):
		hint = "the file would exceed the limit on file sizes: raise it (ulimit -f), or choose another disk"
	case errors.Is(err, syscall.EROFS):
		hint = "the disk is mounted read-only: choose a folder that can be written"
	case errors.Is(err, fs.ErrPermission):
		hint = "the folder may not be written: change its permissions, or choose another"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		hint = "a part of the path is a file, not a folder: move it away, or choose another folder"
	case errors.Is(err, fs.ErrNotExist):
		hint = "the folder is gone: create it, or choose another"
	default:
		hint = "check the disk, or choose another folder"
	}
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	if errors.As(err, &pathErr) { // drop the temporary name, which says nothing to the reader
		err = pathErr.Err
	} else if errors.As(err, &linkErr) {
		err = linkErr.Err
	}
	return fmt.Errorf("checkpoint: %s %s: %w; %s", what, path, err, hint)
}
