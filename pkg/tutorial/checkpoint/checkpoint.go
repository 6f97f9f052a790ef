package checkpoint

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// Save writes s into dir, which it creates where missing, as the newest snapshot of its kind, and keeps the one before
// it. "Newest" goes by the order of saving, not by the step, so that a run begun anew is not mistaken for an old one.
//
// When Save returns nil the snapshot has been read back whole and its name is durable. On an error nothing that was
// there has changed; the error names the path and says what to do. One process at a time should save into a folder.
func Save(dir string, s Snapshot) error {
	if _, _, err := s.header(); err != nil {
		return fmt.Errorf("checkpoint: snapshot for %s: %w", dir, err)
	}
	if err := makeDir(dir); err != nil {
		return advise("create folder", dir, err)
	}
	old, err := list(dir, s.Kind)
	if err != nil {
		return advise("list", dir, err)
	}
	removeStale(dir, s.Kind)
	next := int64(1)
	if len(old) > 0 {
		next = old[0].seq + 1
	}
	if err := WriteFile(filepath.Join(dir, fileName(s.Kind, next, s.Step)), s); err != nil {
		if len(old) > 0 {
			return fmt.Errorf("%w; %s is untouched", err, old[0].name)
		}
		return err
	}
	prune(dir, s.Kind, old)
	return nil
}

// Load returns the newest snapshot of that kind in dir that is whole. What it had to refuse on the way, newest first,
// comes beside it: one error per file, with its name, what is wrong and what to do. Where nothing can be read the
// error wraps [ErrNone]; a folder that does not exist holds nothing.
func Load(dir, kind string) (Snapshot, []error, error) {
	files, err := list(dir, kind)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Snapshot{}, nil, advise("list", dir, err)
	}
	var refused []error
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		s, err := ReadFile(path)
		if err == nil && s.Kind != kind {
			err = fmt.Errorf("checkpoint: %s: %w: it holds a snapshot of kind %q; move it away", path, ErrForeign, s.Kind)
		}
		if err == nil {
			return s, refused, nil
		}
		refused = append(refused, err)
	}
	return Snapshot{}, refused, fmt.Errorf("checkpoint: %w of kind %q in %s: %d found, %d refused; train and save one first",
		ErrNone, kind, dir, len(files), len(refused))
}

// file is a snapshot's name, taken apart.
type file struct {
	name      string
	seq, step int64
}

// nameForm is the form of a snapshot's file name: kind, number of the save, step.
var nameForm = regexp.MustCompile(`^(.+)-([0-9]{6,18})-step([0-9]{10,19})\.vbk$`)

// fileName is the inverse of nameForm.
func fileName(kind string, seq, step int64) string {
	return fmt.Sprintf("%s-%06d-step%010d.vbk", kind, seq, step)
}

// list returns the files in dir that are named like snapshots of that kind, newest first.
func list(dir, kind string) ([]file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, e := range entries {
		m := nameForm.FindStringSubmatch(e.Name())
		if m == nil || m[1] != kind {
			continue
		}
		seq, err1 := strconv.ParseInt(m[2], 10, 64)
		step, err2 := strconv.ParseInt(m[3], 10, 64)
		if err1 == nil && err2 == nil {
			files = append(files, file{e.Name(), seq, step})
		}
	}
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(cmp.Compare(b.seq, a.seq), cmp.Compare(b.step, a.step), cmp.Compare(b.name, a.name))
	})
	return files, nil
}

// prune deletes from old (newest first, without the one just saved) all whole snapshots but the newest. What cannot
// be read, or is of another kind, stays: it may be of a newer program, and Load says what to do with it. Failing to delete costs only space.
func prune(dir, kind string, old []file) {
	kept := false
	for _, f := range old {
		path := filepath.Join(dir, f.name)
		if k, err := inspect(path); err != nil || k != kind {
			continue
		}
		if kept {
			os.Remove(path)
		}
		kept = true
	}
}

// makeDir creates dir with its parents and makes the new names durable.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if parent != filepath.Clean(dir) {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		if info, err2 := os.Stat(dir); err2 == nil && info.IsDir() {
			return nil // another process was faster
		}
		return err
	}
	return syncDir(parent)
}

// tempForm is the form of the temporary names of Save: the snapshot's name, the process, a number.
var tempForm = regexp.MustCompile(`^\.(.+)-[0-9]{6,18}-step[0-9]{10,19}\.vbk\.([0-9]{1,9})-[0-9]+\.tmp$`)

// removeStale deletes the temporary files that killed processes left in dir.
func removeStale(dir, kind string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		m := tempForm.FindStringSubmatch(e.Name())
		if m == nil || m[1] != kind {
			continue
		}
		if pid, err := strconv.Atoi(m[2]); err == nil && !alive(pid) {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
