// Command plugin lets go-xla install the XLA plugins it has for this machine below a folder of ours.
//
// Set-up calls it where no pinned wheel fits; it stops it after a while, so that a slow network keeps no one waiting.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/gomlx/go-xla/installer"
)

func main() {
	dir := flag.String("dir", "", "folder that gets go-xla/, with the plugins")
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "plugin: -dir is missing: name the folder to install in")
		os.Exit(2)
	}
	if err := installer.AutoInstall(*dir, false, installer.Quiet); err != nil {
		fmt.Fprintf(os.Stderr, "plugin: %v\n", err)
		os.Exit(1)
	}
}
