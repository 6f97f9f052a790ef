//go:build cgo

package backend

import (
	"debug/macho"
	"fmt"
)

// checkLibrary looks at a shared library without loading it.
func checkLibrary(path string) error {
	lib, err := macho.Open(path)
	if err != nil {
		return fmt.Errorf("not a whole shared library: %w", err)
	}
	return lib.Close()
}
