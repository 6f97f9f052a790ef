package backend

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
)

// open tries the backends in order.
func open(o options) (compute.Backend, Info) {
	if o.prefer != Go {
		if be, err := openXLA(o.devices); err == nil {
			return be, Info{Name: CPU, Devices: be.NumDevices(), Version: "PJRT", Reason: ""}
		}
	}
	be := gobackend.GetBackend()
	return be, Info{Name: Go, Devices: 1, Version: "compute"}
}
