// Command plugin lets go-xla install XLA's plugins for this machine below a folder of ours.
//
// Set-up calls it where no pinned wheel fits, and for CUDA; it stops it after a while, so that a slow network
// keeps no one waiting.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gomlx/go-xla/installer"
)

func main() {
	dir := flag.String("dir", "", "folder that gets go-xla/, with the plugins")
	kind := flag.String("kind", "cpu", "cpu or cuda")
	flag.Parse()
	if err := install(*kind, *dir); err != nil {
		fmt.Fprintf(os.Stderr, "plugin: %v\n", err)
		os.Exit(1)
	}
}

func install(kind, dir string) error {
	if dir == "" {
		return fmt.Errorf("-dir is missing: name the folder to install in")
	}
	target := filepath.Join(dir, "go-xla")
	switch kind {
	case "cpu":
		return installer.CPUAutoInstall(target, false, installer.Quiet)
	case "cuda":
		return cuda(target)
	}
	return fmt.Errorf("-kind is %q, wanted cpu or cuda", kind)
}
