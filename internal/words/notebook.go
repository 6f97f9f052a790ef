package words

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// notebook is the part of an .ipynb file that holds words.
type notebook struct {
	Cells []cell `json:"cells"`
}

type cell struct {
	ID      string `json:"id"`
	Type    string `json:"cell_type"`
	Source  text   `json:"source"`
	Outputs []struct {
		Text text            `json:"text"`
		Data map[string]text `json:"data"`
	} `json:"outputs"`
}

// text is a string, or in files a list of lines; of other values (a widget's
// state) nothing is kept.
type text string

// UnmarshalJSON joins the lines of a list.
func (t *text) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*t = text(one)
		return nil
	}
	var lines []string
	if json.Unmarshal(raw, &lines) == nil {
		*t = text(strings.Join(lines, ""))
	}
	return nil
}

// Check reads one notebook and gives every word or symbol in its prose, and
// every word in its printed text, that the book does not use. Tables printed
// from the record itself are left out.
func Check(path, lang string, g *Glossary, n *Notation) ([]Finding, error) {
	nb, err := readNotebook(path)
	if err != nil {
		return nil, err
	}
	table := g.Markdown(lang)
	var out []Finding
	for _, c := range nb.Cells {
		where := fmt.Sprintf("%s cell %s", filepath.Base(path), c.ID)
		if c.Type == "markdown" {
			md := strings.ReplaceAll(string(c.Source), strings.TrimSpace(table), "")
			out = append(out, g.Prose(lang, where, md)...)
			out = append(out, n.Formulas(where, md)...)
			out = append(out, Bold(where, md)...)
		}
		for _, o := range c.Outputs {
			out = append(out, g.Prose(lang, where, string(o.Text))...)
			out = append(out, g.Prose(lang, where, string(o.Data["text/plain"]))...)
			out = append(out, g.Prose(lang, where, string(o.Data["text/markdown"]))...)
		}
	}
	return out, nil
}

// Printed reports whether the cell with the given id prints exactly the table:
// all its table lines and no others.
func Printed(path, id, table string) error {
	nb, err := readNotebook(path)
	if err != nil {
		return err
	}
	table = strings.TrimSpace(table)
	for _, c := range nb.Cells {
		if c.ID != id {
			continue
		}
		rest := strings.Replace(string(c.Source), table, "", 1)
		if rest == string(c.Source) || strings.Contains(rest, "\n| ") || strings.HasPrefix(rest, "| ") {
			return fmt.Errorf("words: %s cell %s: the table differs from the record; print it anew with go run ./internal/cmd/words", path, id)
		}
		return nil
	}
	return fmt.Errorf("words: %s: no cell %s; the table belongs there", path, id)
}

func readNotebook(path string) (*notebook, error) {
	var raw json.RawMessage
	if err := load(path, &raw); err != nil {
		return nil, err
	}
	var nb notebook
	if err := json.Unmarshal(raw, &nb); err != nil {
		return nil, fmt.Errorf("words: %s: %w", path, err)
	}
	return &nb, nil
}
