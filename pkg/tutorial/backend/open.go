package backend

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// goVersion is the version of the module with the pure-Go backend; a test holds it against go.mod.
const goVersion = "v0.1.0"

// open tries the wanted backends in order; the last of them, pure Go, always works.
func open(o options) (compute.Backend, Info) {
	want, notes := wanted(o.prefer, os.Getenv(Env))
	for _, name := range want {
		if name == Go {
			break
		}
		be, version, err := openXLA(name, o.devices)
		if err == nil {
			return be, Info{Name: name, Devices: be.NumDevices(), Version: version, Reason: xlaReason(name, notes)}
		}
		notes = append(notes, note(name, err, o.asks(CUDA)))
	}
	be := newGo()
	return be, Info{Name: Go, Devices: be.NumDevices(), Version: "compute " + goVersion, Reason: goReason(want, notes)}
}

// newGo makes a pure-Go backend of its own, so that finalizing one leaves the others alone.
func newGo() compute.Backend {
	be, err := gobackend.New("")
	if err != nil {
		return gobackend.GetBackend()
	}
	return be
}

// asks tells whether the program or the environment asked for the backend by name.
func (o options) asks(name string) bool {
	asked := o.prefer
	if asked == "" {
		asked = os.Getenv(Env)
	}
	return canonical(asked) == name
}

// canonical maps the names that Prefer and VAEBOOK_BACKEND take to the names of Info; "xla" and "" stay, as
// neither names one backend. Anything else gives "?".
func canonical(name string) string {
	switch name = strings.ToLower(strings.TrimSpace(name)); name {
	case "", "xla", Go, CPU, CUDA:
		return name
	case "cpu":
		return CPU
	case "cuda", "gpu":
		return CUDA
	}
	return "?"
}

// wanted lists the backends to try, best first, and what to tell about a name that is none.
func wanted(prefer, env string) (names, notes []string) {
	asked, by := prefer, "Prefer"
	if asked == "" {
		asked, by = env, Env
	}
	switch canonical(asked) {
	case Go:
		return []string{Go}, nil
	case CPU:
		return []string{CPU, Go}, nil
	case "?":
		notes = []string{lang.T("%s asks for %q, which is none of go, xla, cuda, so the best one was taken", by, asked)}
	}
	return []string{CUDA, CPU, Go}, notes
}

// note is what to tell about a backend that could not be opened; empty for a missing GPU that nobody asked for.
func note(name string, err error, asked bool) string {
	if name == CUDA && errors.Is(err, errNoGPU) && !asked {
		return ""
	}
	return err.Error()
}

// xlaReason explains why XLA runs as it does.
func xlaReason(name string, notes []string) string {
	if name == CUDA {
		return sentences(notes, lang.T("XLA computes on the GPU, the fastest of all"))
	}
	if hasGPU() {
		return sentences(notes, lang.T("XLA computes on the CPU; for the GPU run: make setup BACKEND=cuda"))
	}
	return sentences(notes, lang.T("XLA computes on the CPU"))
}

// goReason explains why pure Go runs.
func goReason(want, notes []string) string {
	if want[0] == Go {
		return sentences(notes, lang.T("Pure Go, as asked for"), simdNote())
	}
	return sentences(notes, lang.T("Pure Go takes over: everything works, training takes about ten times as long"), simdNote())
}

// simdNote warns where the build lacks what makes pure Go fast.
func simdNote() string {
	if runtime.GOARCH != "amd64" || simd {
		return ""
	}
	return lang.T("This program was built without GOEXPERIMENT=simd, which makes it several times slower again; make lab sets it")
}

// sentences joins the notes and what follows them, each once and with its full stop, without the empty ones.
func sentences(notes []string, more ...string) string {
	var out []string
	for _, s := range append(notes[:len(notes):len(notes)], more...) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	stop := lang.T(". ")
	return strings.TrimSpace(strings.Join(out, stop) + stop)
}
