// Command plugin lets go-xla install XLA's CPU plugin for this machine below a folder of ours.
//
// Set-up calls it where no pinned wheel fits; it stops it after a while, so that a slow network keeps no one waiting.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gomlx/go-xla/installer"
)

func main() {
	dir := flag.String("dir", "", "folder that gets go-xla/, with the plugin")
	flag.Parse()
	if err := install(*dir); err != nil {
		fmt.Fprintf(os.Stderr, "plugin: %v\n", err)
		os.Exit(1)
	}
}

func install(dir string) error {
	if dir == "" {
		return errors.New("-dir is missing: name the folder to install in")
	}
	return installer.CPUAutoInstall(filepath.Join(dir, "go-xla"), false, installer.Quiet)
}
