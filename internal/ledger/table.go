package ledger

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Read returns the entries of a ledger's file, ordered by tag, then test.
func Read(r io.Reader) ([]Entry, error) {
	var entries []Entry
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		var e Entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("ledger: line %d: %w; delete the file and run the tests again", n, err)
		}
		entries = append(entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(CompareTags(a.Tag, b.Tag), cmp.Compare(a.Test, b.Test))
	})
	return entries, nil
}

// CompareTags orders tags by chapter, then number, as a reader would: 8.2 before 8.10.
func CompareTags(a, b string) int {
	return cmp.Or(slices.Compare(numbers(a), numbers(b)), cmp.Compare(a, b))
}

// numbers returns the numbers in a tag.
func numbers(tag string) []int {
	var out []int
	for _, part := range strings.FieldsFunc(tag, func(r rune) bool { return r < '0' || r > '9' }) {
		n, _ := strconv.Atoi(part)
		out = append(out, n)
	}
	return out
}

// Table prints every check: tag, left, relation, right, by how much they miss, tolerance, test.
func Table(w io.Writer, entries []Entry) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "tag\tleft\t\tright\toff by\ttolerance\ttest")
	for _, e := range entries {
		off, verdict := max(e.Excess(), 0), ""
		if !e.OK {
			verdict = "  FAILS"
		}
		fmt.Fprintf(tw, "%s\t%.10g\t%s\t%.10g\t%.1e\t%.1e\t%s%s\n", e.Tag, e.Left, e.Relation, e.Right, off, e.Tol, e.Test, verdict)
	}
	return tw.Flush()
}

// Tags returns the tags of the entries that hold, each once, in order.
func Tags(entries []Entry) []string {
	failed := make(map[string]bool)
	for _, e := range entries {
		if !e.OK {
			failed[e.Tag] = true
		}
	}
	var tags []string
	for _, e := range entries {
		if !failed[e.Tag] && (len(tags) == 0 || tags[len(tags)-1] != e.Tag) {
			tags = append(tags, e.Tag)
		}
	}
	return tags
}
