//go:build cgo && (linux || darwin)

package backend

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// IsXLA tells whether be computes with XLA.
func IsXLA(be compute.Backend) bool {
	_, ok := be.(*xla.Backend)
	return ok
}

func openXLA(devices int) (be compute.Backend, err error) {
	tryErr := Try(func() {
		xla.EnableAutoInstall(false)
		be, err = xla.NewWithOptions("cpu", pjrt.NamedValuesMap{"cpu_device_count": int64(devices)})
	})
	if tryErr != nil {
		return nil, tryErr
	}
	return be, err
}
