//go:build !cgo || !(linux || darwin)

package backend

import "github.com/gomlx/compute"

// IsXLA tells whether be computes with XLA; in a program built without C it never does.
func IsXLA(compute.Backend) bool { return false }

// errNoC says that the program cannot load XLA's plugin.
var errNoC error = localized{"XLA needs a C compiler, and this program was built without: install gcc or clang and run: make setup"}

// openXLA cannot load a plugin without C.
func openXLA(string, int) (compute.Backend, string, error) { return nil, "", errNoC }
