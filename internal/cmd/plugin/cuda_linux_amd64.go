package main

import (
	"errors"

	"github.com/gomlx/go-xla/installer"
)

// cuda installs the CUDA plugin and NVIDIA's libraries, some gigabytes, where there is a GPU to use them.
func cuda(target string) error {
	if !installer.HasNvidiaGPU() {
		return errors.New("no NVIDIA GPU was found")
	}
	return installer.CudaAutoInstall(target, false, installer.Quiet)
}
