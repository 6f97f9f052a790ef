package backend

import (
	"errors"
	"path/filepath"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// errNoGPU says that there is nothing for CUDA to run on.
var errNoGPU error = localized{"No NVIDIA GPU was found"}

// localized is an error whose text follows the reader's language.
type localized struct{ en string }

func (e localized) Error() string { return lang.T(e.en) }

// gpuFiles are the device files by which an NVIDIA GPU shows itself, on Linux and in WSL. A test replaces them.
var gpuFiles = []string{"/dev/nvidia[0-9]*", "/dev/dxg"}

// hasGPU tells whether an NVIDIA GPU is there.
func hasGPU() bool {
	for _, pattern := range gpuFiles {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

// errNoPlugin says that XLA has no plugin for the backend of that name.
func errNoPlugin(name string) error {
	if name == CUDA {
		return errors.New(lang.T("A GPU is there, but no CUDA plugin"))
	}
	return errors.New(lang.T("No XLA plugin was found: to get it run: make setup"))
}
