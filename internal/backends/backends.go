// Package backends runs a test on every backend that this machine has.
package backends

import (
	"testing"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// Each runs f as a subtest on pure Go and on XLA's CPU; where one of them is missing, its subtest is skipped and says why.
func Each(t *testing.T, f func(t *testing.T, be compute.Backend)) {
	for _, name := range []string{backend.Go, backend.CPU} {
		t.Run(name, func(t *testing.T) {
			be, info := backend.Open(backend.Prefer(name))
			if info.Name != name {
				t.Skipf("no %s here: %s", name, info.Reason)
			}
			f(t, be)
		})
	}
}
