package vae

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// lessonRows is how many images the pure-Go backend trains on in a lesson, so that it ends within four minutes.
const lessonRows = 10_000

// Folder is where a lesson keeps the checkpoints of the named model, so that later cells, and later days, find them:
// models/NAME in the cache (VAEBOOK_CACHE, else .cache of the clone). It is created by the first Save.
func Folder(name string) (string, error) {
	if name == "" || name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("vae: %q is not a model's name; give a plain word such as \"fashion-20\"", name)
	}
	cache, err := workspace.Cache()
	if err != nil {
		return "", fmt.Errorf("vae: no folder for %s: %w", name, err)
	}
	return filepath.Join(cache, "models", name), nil
}

// Forget removes the checkpoints of the named model, so that the next Fit begins anew.
func Forget(name string) error {
	folder, err := Folder(name)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("vae: the checkpoints of %s stay: %w; close what uses them and try again", name, err)
	}
	return nil
}

// ForLesson gives the images that this backend can train on while a class waits, and a line that says so in the
// reader's language: all of them with XLA (the line is empty), the first 10,000 on the pure-Go backend.
func ForLesson(be compute.Backend, all *dataset.Images) (images *dataset.Images, note string) {
	if backend.IsXLA(be) || all.Len() <= lessonRows {
		return all, ""
	}
	return all.Head(lessonRows), lang.T("The pure-Go backend trains on the first %d of %d images here; "+
		"later cells use weights trained on all of them.", lessonRows, all.Len())
}

// LoadShipped sets the model's weights to those that the repository ships for the named model, data/weights/NAME.bin
// (its SOURCE.md says how they were trained), for a backend on which training takes too long for a lesson.
func (m *Model) LoadShipped(name string) error {
	for _, dir := range workspace.DataDirs() {
		path := filepath.Join(dir, "weights", name+".bin")
		if _, err := os.Stat(path); err == nil {
			return m.LoadWeights(path)
		}
	}
	return fmt.Errorf("vae: no shipped weights called %q in data/weights; train the model instead", name)
}
