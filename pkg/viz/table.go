package viz

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Table shows rows of values. A string is looked up in the dictionary; a
// float64 is written with Digits decimals; a Value with its standard error; what
// has a String method (the kind of a score) with that. Numbers stand at the
// right, words at the left.
type Table struct {
	Title   string
	Columns []string
	Rows    [][]any
	Digits  int // decimals of float64 cells; 2 where zero, none where negative
}

// Value is a number with its standard error, written "1.25 ± 0.03".
type Value struct {
	Mean, StdErr float64
	Digits       int // decimals; the table's where zero
}

// Show puts the table on the page.
func (t Table) Show() {
	for i, r := range t.Rows {
		if len(r) != len(t.Columns) {
			err := fmt.Errorf("viz: Table %q: row %d has %d cells for %d columns; give one a column", t.Title, i+1, len(r), len(t.Columns))
			if inNotebook() {
				sendHTML(problem(err))
			} else {
				write(err.Error() + "\n")
			}
			return
		}
	}
	if inNotebook() {
		sendHTML(t.HTML())
		return
	}
	write(t.String())
}

// cell writes one value and says whether it is a number.
func (t Table) cell(v any) (s string, number bool) {
	digits := t.Digits
	if digits == 0 {
		digits = 2
	}
	digits = max(0, digits)
	switch v := v.(type) {
	case string:
		return lang.T(v), false
	case float64:
		return decimal(v, digits), true
	case Value:
		if v.Digits != 0 {
			digits = v.Digits
		}
		return decimal(v.Mean, digits) + " ± " + decimal(v.StdErr, digits), true
	case int, int32, int64, uint8, uint64:
		return strings.ReplaceAll(fmt.Sprint(v), "-", "−"), true
	case bool:
		if v {
			return "✓", false
		}
		return "✗", false
	default:
		return fmt.Sprint(v), false
	}
}

// decimal writes v with a real minus sign, and no minus before a zero.
func decimal(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.ReplaceAll(s, "-", "−")
}

// numeric says for each column whether its first cell is a number.
func (t Table) numeric() []bool {
	out := make([]bool, len(t.Columns))
	if len(t.Rows) > 0 {
		for j, v := range t.Rows[0] {
			_, out[j] = t.cell(v)
		}
	}
	return out
}

// HTML is the table as a page shows it: a caption, headings with their scope.
func (t Table) HTML() string {
	var b strings.Builder
	side := func(number bool) string {
		if number {
			return "right"
		}
		return "left"
	}
	numeric := t.numeric()
	b.WriteString("<table>\n")
	if t.Title != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>\n", html.EscapeString(lang.T(t.Title)))
	}
	b.WriteString("<thead><tr>")
	for j, c := range t.Columns {
		fmt.Fprintf(&b, `<th scope="col" style="text-align:%s">%s</th>`, side(numeric[j]), html.EscapeString(lang.T(c)))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, r := range t.Rows {
		b.WriteString("<tr>")
		for j, v := range r {
			s, _ := t.cell(v)
			fmt.Fprintf(&b, `<td style="text-align:%s">%s</td>`, side(numeric[j]), html.EscapeString(s))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	return b.String()
}

// String is the table in columns of even width, for a terminal. A Chinese
// character takes two places.
func (t Table) String() string {
	numeric := t.numeric()
	lines := [][]string{translate(t.Columns)}
	for _, r := range t.Rows {
		var line []string
		for _, v := range r {
			s, _ := t.cell(v)
			line = append(line, s)
		}
		lines = append(lines, line)
	}
	widths := make([]int, len(t.Columns))
	for _, l := range lines {
		for j, s := range l {
			widths[j] = max(widths[j], places(s))
		}
	}
	var b strings.Builder
	if t.Title != "" {
		b.WriteString(lang.T(t.Title) + "\n")
	}
	for _, l := range lines {
		row := ""
		for j, s := range l {
			pad := strings.Repeat(" ", widths[j]-places(s))
			if numeric[j] {
				s = pad + s
			} else {
				s += pad
			}
			row += s + "  "
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

// places is the width of s on a terminal.
func places(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}
