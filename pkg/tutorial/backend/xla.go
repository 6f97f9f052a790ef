//go:build cgo && (linux || darwin)

package backend

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// IsXLA tells whether be computes with XLA.
func IsXLA(be compute.Backend) bool {
	_, ok := be.(*xla.Backend)
	return ok
}

// openXLA opens the first plugin that works for the backend of that name (CUDA or CPU) and gives the version of the
// plugin's interface. Nothing is downloaded: a plugin named by its path never is; that is make setup's work.
func openXLA(name string, devices int) (be compute.Backend, version string, err error) {
	if name == CUDA && !hasGPU() {
		return nil, "", errNoGPU
	}
	var failures []string
	for _, path := range pluginFiles(name) {
		be, version, err := openPlugin(name, path, devices)
		if err == nil {
			return be, version, nil
		}
		failures = append(failures, failure(name, path, err))
	}
	if len(failures) > 0 {
		return nil, "", errors.New(strings.Join(failures, lang.T(". ")))
	}
	return nil, "", errNoPlugin(name)
}

// failure says what is wrong where a plugin does not open.
func failure(name, path string, err error) string {
	if name == CUDA && strings.Contains(err.Error(), "No visible GPU devices") { // the plugin's words where no driver answers
		return lang.T("NVIDIA's driver does not answer: CUDA 13 needs driver 580 or newer, and a container --gpus all")
	}
	return lang.T("The XLA plugin %s cannot be used (%s): delete it and run: make setup", path, err)
}

// openPlugin opens one plugin file, first with the number of devices, then without for plugins that do not know how.
func openPlugin(name, path string, devices int) (be compute.Backend, version string, err error) {
	if strings.Contains(path, ",") {
		return nil, "", errors.New("its path holds a comma, where go-xla expects options")
	}
	if err := checkLibrary(path); err != nil {
		return nil, "", err
	}
	config, counted := path, pjrt.NamedValuesMap{"cpu_device_count": int64(devices)}
	if name == CUDA {
		visible := make([]int64, devices)
		for i := range visible {
			visible[i] = int64(i)
		}
		config, counted = path+",noshared_buffers", pjrt.NamedValuesMap{"visible_devices": visible}
	}
	for _, options := range []pjrt.NamedValuesMap{counted, nil} {
		be, version, err = newClient(config, path, options)
		if err == nil {
			return be, version, nil
		}
	}
	return nil, "", err
}

// newClient calls go-xla and turns its panics and its multi-line errors into an error of one line.
func newClient(config, path string, options pjrt.NamedValuesMap) (be compute.Backend, version string, err error) {
	var opened *xla.Backend
	panicked := Try(func() {
		opened, err = xla.NewWithOptions(config, options)
		if err != nil {
			return
		}
		var plugin *pjrt.Plugin
		if plugin, err = pjrt.GetPlugin(path); err == nil {
			major, minor := plugin.Version()
			version = fmt.Sprintf("PJRT %d.%d", major, minor)
		}
	})
	if err = errors.Join(panicked, err); err != nil {
		return nil, "", errors.New(strings.Join(strings.Fields(err.Error()), " "))
	}
	return opened, version, nil
}
