// Package core reads the code that a chapter shows as its model, the cells tagged "core", out of a notebook, and runs
// it against the library's functions of the same names: the model shown is the model used.
//
// The comparison itself is chapterNN/compare_test.go, built only here (build tag "core"): the cells are laid over its
// package as the file cells.go, so that nothing is written into the tree.
package core

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Cells is the code of a notebook's core cells.
type Cells struct {
	Functions []string // declared there, in order
	Imports   []string // import specs of the whole notebook, such as `"fmt"`
	Code      string   // their declarations, one cell after the other, each after a comment with its id
}

// text is a notebook's source: a string, or a list of lines.
type text string

// UnmarshalJSON joins the lines of a list.
func (t *text) UnmarshalJSON(raw []byte) error {
	var lines []string
	if err := json.Unmarshal(raw, &lines); err == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

type cell struct {
	ID       string `json:"id"`
	Type     string `json:"cell_type"`
	Source   text   `json:"source"`
	Metadata struct {
		Tags []string `json:"tags"`
	} `json:"metadata"`
}

var (
	importGroup = regexp.MustCompile(`(?ms)^import \(\n(.*?)^\)`)
	importLine  = regexp.MustCompile(`(?m)^import ((?:[\w.]+ )?"[^"]+")`)
	function    = regexp.MustCompile(`(?m)^func (\w+)\(`)
)

// Read takes the core cells out of a notebook file. A notebook without any gives no functions.
func Read(path string) (Cells, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Cells{}, fmt.Errorf("core: %w", err)
	}
	var nb struct {
		Cells []cell `json:"cells"`
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		return Cells{}, fmt.Errorf("core: %s is no notebook: %w", path, err)
	}
	return collect(nb.Cells), nil
}

// collect joins the declarations of the core cells, and the imports of all.
func collect(cells []cell) Cells {
	var c Cells
	var code strings.Builder
	for _, cell := range cells {
		if cell.Type != "code" {
			continue
		}
		source := declarations(string(cell.Source))
		c.Imports = append(c.Imports, imports(source)...)
		if slices.Contains(cell.Metadata.Tags, "core") {
			source = importLine.ReplaceAllString(importGroup.ReplaceAllString(source, ""), "")
			for _, found := range function.FindAllStringSubmatch(source, -1) {
				c.Functions = append(c.Functions, found[1])
			}
			fmt.Fprintf(&code, "// Cell %s.\n\n%s\n\n", cell.ID, strings.TrimSpace(source))
		}
	}
	c.Code = code.String()
	return c
}

// declarations is a cell without what GoNB runs: the lines from %% on, and those for the kernel or the shell.
func declarations(source string) string {
	var kept []string
	for line := range strings.Lines(source) {
		if strings.HasPrefix(line, "%%") {
			break
		}
		if !strings.HasPrefix(line, "%") && !strings.HasPrefix(line, "!") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// imports are the import specs of a piece of code.
func imports(source string) []string {
	var specs []string
	for _, group := range importGroup.FindAllStringSubmatch(source, -1) {
		for line := range strings.Lines(group[1]) {
			if spec := strings.TrimSpace(line); strings.HasSuffix(spec, `"`) {
				specs = append(specs, spec)
			}
		}
	}
	for _, line := range importLine.FindAllStringSubmatch(source, -1) {
		specs = append(specs, line[1])
	}
	return specs
}

// File is the cells as a Go file of the named package, with the imports that they use.
func (c Cells) File(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\nimport (\n", name)
	for _, spec := range c.Imports {
		if regexp.MustCompile(`\b` + importName(spec) + `\.`).MatchString(c.Code) {
			fmt.Fprintf(&b, "\t%s\n", spec)
		}
	}
	fmt.Fprintf(&b, ")\n\n%s", c.Code)
	return b.String()
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// importName is the name by which code speaks of an import.
func importName(spec string) string {
	if alias, _, found := strings.Cut(spec, " "); found {
		return regexp.QuoteMeta(alias)
	}
	parts := strings.Split(strings.Trim(spec, `"`), "/")
	last := len(parts) - 1
	if last > 0 && version.MatchString(parts[last]) {
		last--
	}
	return regexp.QuoteMeta(parts[last])
}
