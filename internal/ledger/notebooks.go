package ledger

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Edition holds the tags that the notebooks of one language carry: per file, in order of appearance, definitions
// (D8.1) included.
type Edition map[string][]string

var (
	codeFence = regexp.MustCompile("(?ms)^(```|~~~).*?^(```|~~~)[^\n]*$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	tagMacro  = regexp.MustCompile(`\\tag\{([^}]*)\}`)
)

// ReadEdition collects the tags in the Markdown cells of the notebooks in a folder, not in its sub-folders.
func ReadEdition(dir string) (Edition, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.ipynb"))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	edition := make(Edition)
	for _, path := range paths {
		tags, err := notebookTags(path)
		if err != nil {
			return nil, err
		}
		edition[filepath.Base(path)] = tags
	}
	return edition, nil
}

// notebookTags returns the tags in the Markdown cells of one notebook. Code in the prose may speak of tags freely.
func notebookTags(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	var nb struct {
		Cells []struct {
			Type   string          `json:"cell_type"`
			Source json.RawMessage `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		return nil, fmt.Errorf("ledger: %s: %w; is it a notebook?", path, err)
	}
	var tags []string
	for _, cell := range nb.Cells {
		if cell.Type != "markdown" {
			continue
		}
		var lines []string // nbformat allows a list of lines, or one string
		if json.Unmarshal(cell.Source, &lines) != nil {
			lines = make([]string, 1)
			if err := json.Unmarshal(cell.Source, &lines[0]); err != nil {
				return nil, fmt.Errorf("ledger: %s: source of a cell: %w", path, err)
			}
		}
		prose := codeSpan.ReplaceAllString(codeFence.ReplaceAllString(strings.Join(lines, ""), ""), "")
		for _, m := range tagMacro.FindAllStringSubmatch(prose, -1) {
			tags = append(tags, m[1])
		}
	}
	return tags, nil
}

// Compare returns what is wrong between the tags that tests have checked and those that the two editions carry: a
// formula without a check, a check without a formula, a tag used twice or in another chapter's notebook, editions that
// differ. Definitions need no check.
func Compare(checked []string, en, zh Edition) []string {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	places := make(map[string]string)
	for _, file := range sortedKeys(en) {
		for _, tag := range en[file] {
			number := strings.TrimPrefix(tag, "D")
			switch {
			case !tagForm.MatchString(number):
				say("en/%s: \\tag{%s} is not of the form 8.3, or D8.3 for a definition", file, tag)
			case chapter(file) != chapter(number):
				say("en/%s: \\tag{%s} belongs to another chapter", file, tag)
			case places[tag] != "":
				say("en/%s: \\tag{%s} is also in en/%s", file, tag, places[tag])
			case number == tag && !slices.Contains(checked, tag):
				say("en/%s: \\tag{%s} has no check: a test must run ledger.Check(t, %q, left, right, tol)", file, tag, tag)
			}
			places[tag] = file
		}
	}
	for _, tag := range checked {
		if places[tag] == "" {
			say("a test checks %s, but no formula in en carries \\tag{%s}", tag, tag)
		}
	}
	for _, file := range sortedKeys(en) {
		if _, ok := zh[file]; !ok {
			say("zh/%s is missing", file)
		} else if !slices.Equal(en[file], zh[file]) {
			say("%s: the editions differ: en has %v, zh has %v", file, en[file], zh[file])
		}
	}
	for _, file := range sortedKeys(zh) {
		if _, ok := en[file]; !ok {
			say("en/%s is missing", file)
		}
	}
	return problems
}

// chapter returns the number that a file name or a tag begins with; -1 where there is none.
func chapter(name string) int {
	digits := strings.IndexFunc(name+" ", func(r rune) bool { return r < '0' || r > '9' })
	n, err := strconv.Atoi(name[:digits])
	if err != nil {
		return -1
	}
	return n
}

// sortedKeys returns the files of an edition in order.
func sortedKeys(e Edition) []string {
	keys := make([]string, 0, len(e))
	for k := range e {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
