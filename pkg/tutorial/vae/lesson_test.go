package vae

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

func goBackend(t *testing.T) compute.Backend {
	t.Helper()
	be, _ := backend.Open(backend.Prefer(backend.Go))
	return be
}

func TestFolderAndForget(t *testing.T) {
	t.Setenv("VAEBOOK_CACHE", t.TempDir())
	for _, name := range []string{"", "..", "a/b", ".hidden"} {
		if dir, err := Folder(name); err == nil {
			t.Errorf("Folder(%q) = %s, want an error", name, dir)
		}
	}
	m := newModel(t, goBackend(t), small())
	dir, err := Folder("lesson")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Save(dir); err != nil {
		t.Fatal(err)
	}
	if err := Forget("lesson"); err != nil {
		t.Fatal(err)
	}
	if err := m.Load(dir); err == nil {
		t.Error("a forgotten model was loaded")
	}
}

func TestForLesson(t *testing.T) {
	all := &dataset.Images{Name: "many", H: 1, W: 1, Pixels: make([]uint8, 12_000), Labels: make([]uint8, 12_000)}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		images, note := ForLesson(be, all)
		if slow := !backend.IsXLA(be); slow != (images.Len() == lessonRows) || slow != (note != "") {
			t.Errorf("trains on %d images and says %q", images.Len(), note)
		}
	})
}

func TestLoadShippedNamesWhatIsMissing(t *testing.T) {
	err := newModel(t, goBackend(t), small()).LoadShipped("no-such-model")
	if err == nil || !strings.Contains(err.Error(), "no-such-model") {
		t.Errorf("LoadShipped says %v", err)
	}
}

// TestReplay: a resumed run first tells of the epochs already done.
func TestReplay(t *testing.T) {
	be, dir, rows := goBackend(t), filepath.Join(t.TempDir(), "run"), bars(64, false)
	fc := FitConfig{Epochs: 2, Batch: 32, Dir: dir}
	done, err := newModel(t, be, small()).Fit(context.Background(), rows, fc)
	if err != nil {
		t.Fatal(err)
	}
	var told []Progress
	fc.OnBlock = func(p Progress) { told = append(told, p) }
	if _, err := newModel(t, be, small()).Fit(context.Background(), rows, fc); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[1].Step != 4 || told[1].ELBO != done.Epochs[1].ELBO || told[1].Resumed != 4 {
		t.Errorf("told %+v, want the two epochs %+v", told, done.Epochs)
	}
}
