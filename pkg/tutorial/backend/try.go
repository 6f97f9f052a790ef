package backend

import (
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
)

// Try calls f and returns as an error what GoMLX, or anything else in f, panicked with; nil where f returned.
// A wrong shape gives a message with both shapes. The text holds no stack trace, also not with %+v;
// the original error is found with errors.Is and errors.As.
//
// Panics of other goroutines cannot be caught by anyone and end the process as ever.
func Try(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = asError(p)
		}
	}()
	f()
	return nil
}

// Try1 is Try for a function with a result; where it panics the result is T's zero value.
func Try1[T any](f func() T) (result T, err error) {
	err = Try(func() { result = f() })
	return result, err
}

// caught is a panic turned into an error: a text without a trace, and what was thrown.
type caught struct {
	text  string
	cause error
}

func (c *caught) Error() string { return c.text }
func (c *caught) Unwrap() error { return c.cause }

// asError makes an error of what recover gave.
func asError(p any) error {
	cause, ok := p.(error)
	if !ok {
		return &caught{text: "backend: " + withoutTrace(fmt.Sprint(p))}
	}
	if runtimeErr := runtime.Error(nil); errors.As(cause, &runtimeErr) {
		return &caught{text: "backend: the program panicked: " + runtimeErr.Error(), cause: cause}
	}
	return &caught{text: "backend: " + readable(withoutTrace(cause.Error())), cause: cause}
}

var (
	// buildFailure is what GoMLX puts before the message of a panic in a function that builds a graph.
	buildFailure = regexp.MustCompile(`^failed during graph construction.*\bpanicked: `)
	// contracting is its message about a matrix product that does not fit, in the words of either backend.
	contracting = regexp.MustCompile(`DotGeneral contracting dimensions (?:do not|don't) match: lhs\[(\d+)\]=(\d+)(?:,| !=) rhs\[(\d+)\]=(\d+)`)
)

// readable leaves away what only GoMLX's authors need, and says in words which sizes of a matrix product differ.
func readable(s string) string {
	s = buildFailure.ReplaceAllString(s, "")
	return contracting.ReplaceAllString(s,
		"the matrix product does not fit: axis $1 of the left factor has size $2, axis $3 of the right factor has size $4; the two must be equal")
}

// withoutTrace cuts the lines of a Go stack trace (a function, then a tab and file:line) out of a message.
func withoutTrace(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if strings.HasPrefix(line, "\t") && strings.Contains(line, ".go:") {
			if len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}
