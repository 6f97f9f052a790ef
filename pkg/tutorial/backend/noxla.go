//go:build !cgo || !(linux || darwin)

package backend

import "github.com/gomlx/compute"

// IsXLA tells whether be computes with XLA; in a program built without C it never does.
func IsXLA(compute.Backend) bool { return false }

// openXLA cannot load a plugin without C.
func openXLA(string, int) (compute.Backend, string, error) { return nil, "", errNoC }
