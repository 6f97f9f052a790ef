//go:build !cgo || !(linux || darwin)

package backend

import (
	"errors"

	"github.com/gomlx/compute"
)

// IsXLA tells whether be computes with XLA; in a program built without C it never does.
func IsXLA(compute.Backend) bool { return false }

func openXLA(int) (compute.Backend, error) {
	return nil, errors.New("built without a C compiler")
}
