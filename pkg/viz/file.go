package viz

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// files counts what this program has written, so that names are in order.
var files struct {
	sync.Mutex
	n   int
	dir string
}

// Save writes a figure to a file; the name's ending should fit its kind, .svg
// or .png for ImageGrid.
func Save(name string, f Figure) error {
	pic, err := f.Picture()
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, pic.Data, 0o644); err != nil {
		return fmt.Errorf("viz: the figure cannot be written: %w", err)
	}
	return nil
}

// writeFile writes a picture into the folder VAEBOOK_FIGURES, or a temporary
// one, and prints its name.
func writeFile(p Picture) {
	files.Lock()
	defer files.Unlock()
	if files.dir == "" {
		dir := os.Getenv("VAEBOOK_FIGURES")
		var err error
		if dir == "" {
			dir, err = os.MkdirTemp("", "vaebook-figures-")
		} else {
			err = os.MkdirAll(dir, 0o755)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "viz: no folder for figures: %v; set VAEBOOK_FIGURES to one that can be written\n", err)
			return
		}
		files.dir = dir
	}
	ending := ".svg"
	if p.MIME == "image/png" {
		ending = ".png"
	}
	files.n++
	name := filepath.Join(files.dir, fmt.Sprintf("figure-%02d%s", files.n, ending))
	if err := os.WriteFile(name, p.Data, 0o644); err != nil {
		fmt.Fprintf(os.Stderr, "viz: the figure cannot be written: %v\n", err)
		return
	}
	fmt.Println(lang.T("figure written to"), name)
}
