// Command gocache keeps the build cache for a go command whose GOCACHEPROG names it: gocache SHARED, where SHARED is a
// cache folder that is only read. See package gocache.
package main

import (
	"fmt"
	"os"

	"github.com/vaebook/vaebook/internal/gocache"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: GOCACHEPROG='gocache SHARED' go build ...")
		os.Exit(2)
	}
	own, remove, err := gocache.OwnDir()
	if err == nil {
		err = gocache.Serve(gocache.Layers{Own: own, Shared: os.Args[1]}, os.Stdin, os.Stdout)
		remove()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
