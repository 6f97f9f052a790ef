//go:build unix

package checkpoint

import (
	"errors"
	"syscall"
)

// alive says whether a process of that number exists.
func alive(pid int) bool {
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
