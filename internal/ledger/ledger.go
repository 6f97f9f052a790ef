// Package ledger keeps account of the book's formulas: each displayed identity or bound carries a tag such as 8.3, and a
// test that computes both of its sides registers the tag by running [Check] or [CheckBound].
//
// With VAEBOOK_LEDGER set to the absolute path of a file, every check appends one line of JSON to it, an [Entry]; the
// command internal/cmd/ledger makes a table of them and compares their tags with those in the notebooks.
package ledger

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Env names the variable that holds the ledger's file.
const Env = "VAEBOOK_LEDGER"

// Entry is one check that was run.
type Entry struct {
	Tag      string  `json:"tag"`
	Relation string  `json:"relation"` // "=" or "≤"
	Left     float64 `json:"left"`
	Right    float64 `json:"right"`
	Tol      float64 `json:"tol"`
	OK       bool    `json:"ok"`
	Test     string  `json:"test"`
}

// Excess is by how much the two sides miss the relation; at most Tol where the check holds.
func (e Entry) Excess() float64 {
	if e.Relation == "≤" {
		return e.Left - e.Right
	}
	return math.Abs(e.Left - e.Right)
}

// Check fails t unless |left − right| ≤ tol, all finite, and registers the check under the formula's tag. The two sides must have
// been computed in ways that do not share the formula.
func Check(t testing.TB, tag string, left, right, tol float64) {
	t.Helper()
	register(t, Entry{Tag: tag, Relation: "=", Left: left, Right: right, Tol: tol})
}

// CheckBound fails t unless lower ≤ upper + tol, all finite, and registers the check under the formula's tag.
func CheckBound(t testing.TB, tag string, lower, upper, tol float64) {
	t.Helper()
	register(t, Entry{Tag: tag, Relation: "≤", Left: lower, Right: upper, Tol: tol})
}

// tagForm is what a tag looks like: chapter, dot, number, perhaps a letter.
var tagForm = regexp.MustCompile(`^[0-9]{1,2}\.[0-9]{1,3}[a-z]?$`)

// register judges an entry and writes it down.
func register(t testing.TB, e Entry) {
	t.Helper()
	e.Test = t.Name()
	finite := !math.IsInf(e.Left, 0) && !math.IsInf(e.Right, 0) && !math.IsInf(e.Tol, 0)
	e.OK = finite && e.Excess() <= e.Tol // false for NaN
	if !tagForm.MatchString(e.Tag) {
		t.Errorf("ledger: tag %q is not of the form 8.3; write chapter, dot, number", e.Tag)
		return
	}
	if !e.OK {
		t.Errorf("ledger: formula (%s): %.12g %s %.12g does not hold to %.3g", e.Tag, e.Left, e.Relation, e.Right, e.Tol)
		if !finite || math.IsNaN(e.Left+e.Right+e.Tol) {
			return // JSON has no word for it
		}
	}
	if path := os.Getenv(Env); path != "" {
		if err := write(path, e); err != nil {
			t.Error(err)
		}
	}
}

// write appends an entry to the ledger's file in one write, so that tests of several packages may share it.
func write(path string, e Entry) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("ledger: %s=%s is a relative path; give an absolute one, tests run in their own folders", Env, path)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("ledger: %w; set %s to a file that can be written", err, Env)
	}
	_, err = f.Write(append(line, '\n'))
	if errClose := f.Close(); err == nil {
		err = errClose
	}
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
