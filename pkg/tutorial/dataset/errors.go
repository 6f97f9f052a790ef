package dataset

import (
	"errors"
	"fmt"
	"strings"
)

// ErrFormat marks every error about a file's content: not the format that was asked for, torn, or of wrong checksum.
// Test for it with errors.Is; errors.As finds the FormatError with its parts.
var ErrFormat = errors.New("bad content")

// FormatError says where a file is wrong, what was found there, and what to do.
type FormatError struct {
	File   string // its path, or the name given to the reader
	Offset int64  // bytes from the start: of the file, or of the unpacked data where Unpacked is set
	Line   int    // line of a text file, from 1; 0 in a binary file

	Unpacked bool // the file is packed with gzip and Offset counts unpacked bytes
	Found    string
	Want     string // may be empty
	Do       string // the advice
	Cause    error  // the reader's own error; may be nil
}

// Error is the one line for the reader.
func (e *FormatError) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "dataset: %s: ", e.File)
	if e.Line > 0 {
		fmt.Fprintf(&s, "line %d, ", e.Line)
	}
	fmt.Fprintf(&s, "offset %d", e.Offset)
	if e.Unpacked {
		s.WriteString(" of the unpacked data")
	}
	fmt.Fprintf(&s, ": found %s", e.Found)
	if e.Want != "" {
		fmt.Fprintf(&s, ", want %s", e.Want)
	}
	if e.Do != "" {
		fmt.Fprintf(&s, "; %s", e.Do)
	}
	return s.String()
}

// Unwrap gives the reader's own error.
func (e *FormatError) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, ErrFormat) true.
func (e *FormatError) Is(target error) bool { return target == ErrFormat }
