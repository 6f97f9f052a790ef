// Package backend opens the engine that GoMLX computes with, and says which one runs and why.
//
// Three can run: XLA on a CUDA GPU, XLA on the CPU, and GoMLX's own backend in pure Go, which works everywhere.
// Opening never fails and never panics: what cannot run is named in the reason, and the next one is taken.
package backend

import (
	"slices"
	"sync"

	"github.com/gomlx/compute"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Env names the environment variable that chooses a backend where the program does not: go, xla or cuda.
const Env = "VAEBOOK_BACKEND"

// The names of the backends, as Info gives them.
const (
	CUDA = "xla:cuda"
	CPU  = "xla:cpu"
	Go   = "go"
)

// Info says which backend runs.
type Info struct {
	Name    string // CUDA, CPU or Go
	Devices int    // devices it computes on
	Version string // of the XLA plugin's interface, or of the pure-Go backend's module
	Reason  string // why this one and no faster one, in the reader's language
}

// String is one friendly line in the reader's language.
func (i Info) String() string {
	return lang.T("Backend %s (%s), devices: %d. %s", i.Name, i.Version, i.Devices, i.Reason)
}

// Option changes what Open does.
type Option func(*options)

type options struct {
	devices int
	prefer  string
}

// Devices asks XLA for n devices; without it there is one, which trains fastest on a CPU.
// The pure-Go backend always has one.
func Devices(n int) Option { return func(o *options) { o.devices = max(1, n) } }

// Prefer asks for a backend: "go", "xla" (CUDA, else the CPU), "cuda", "cpu", or a name as Info gives it.
// It wins over VAEBOOK_BACKEND. Where that backend cannot run the next best is opened and the reason says so.
func Prefer(name string) Option { return func(o *options) { o.prefer = name } }

// Open gives a backend that works: XLA on CUDA, else XLA on the CPU, else pure Go.
// It never panics. The caller may Finalize it; programs that need one backend use Default.
func Open(opts ...Option) (compute.Backend, Info) {
	o := options{devices: 1}
	for _, opt := range opts {
		opt(&o)
	}
	return open(o)
}

var opened = sync.OnceValues(func() (compute.Backend, Info) { return Open() })

// Default gives the process's one backend, opened at the first call.
func Default() compute.Backend {
	be, _ := opened()
	return be
}

// DefaultInfo says which backend Default gives.
func DefaultInfo() Info {
	_, info := opened()
	return info
}

var available = sync.OnceValue(func() []string {
	var names []string
	for _, name := range []string{CUDA, CPU} {
		be, info := Open(Prefer(name))
		be.Finalize()
		if info.Name == name {
			names = append(names, name)
		}
	}
	return append(names, Go)
})

// Available lists the backends that run on this machine, best first; the last is always Go. Prefer takes each name.
func Available() []string { return slices.Clone(available()) }
