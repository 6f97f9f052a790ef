package main

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// peakMemory is the most physical memory that this process has held, in bytes.
func peakMemory() (int64, error) {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0, fmt.Errorf("bench: getrusage: %w", err)
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss, nil // bytes there, kibibytes elsewhere
	}
	return usage.Maxrss * 1024, nil
}
