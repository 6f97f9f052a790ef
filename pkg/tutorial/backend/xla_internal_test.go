//go:build cgo && (linux || darwin)

package backend

import (
	"errors"
	"strings"
	"testing"
)

// A driver that is missing or too old is not the plugin's fault.
func TestFailureNamesTheCause(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	driver := errors.New("PJRT error (code=9): No visible GPU devices.")
	for name, want := range map[string]string{CUDA: "driver 580", CPU: "delete it"} {
		if got := failure(name, "plugin.so", driver); !strings.Contains(got, want) {
			t.Errorf("%s: %s; want %q in it", name, got, want)
		}
	}
	if got := failure(CUDA, "plugin.so", errors.New("not a whole library")); !strings.Contains(got, "plugin.so") {
		t.Errorf("got %s", got)
	}
}
