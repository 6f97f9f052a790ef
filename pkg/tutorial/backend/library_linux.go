//go:build cgo

package backend

import (
	"debug/elf"
	"fmt"
	"os"
	"runtime"
)

// machines are the processors for which a plugin may be built, by Go's name.
var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

// checkLibrary looks at a shared library without loading it: the loader ends the whole process on a file that is
// cut off in the middle, and says little about any other.
func checkLibrary(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	lib, err := elf.NewFile(file)
	if err != nil {
		return fmt.Errorf("not a whole shared library: %w", err)
	}
	if want, known := machines[runtime.GOARCH]; known && lib.Machine != want {
		return fmt.Errorf("built for %s, this machine is %s", lib.Machine, runtime.GOARCH)
	}
	for _, part := range lib.Progs {
		if end := part.Off + part.Filesz; end > uint64(info.Size()) {
			return fmt.Errorf("cut off: %d bytes, want %d", info.Size(), end)
		}
	}
	symbols, err := lib.DynamicSymbols()
	if err != nil {
		return fmt.Errorf("no symbols: %w", err)
	}
	for _, s := range symbols {
		if s.Name == "GetPjrtApi" {
			return nil
		}
	}
	return fmt.Errorf("a shared library without GetPjrtApi is no XLA plugin")
}
