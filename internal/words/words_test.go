package words

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// record loads the tables of record and says where the clone is.
func record(t *testing.T) (root string, g *Glossary, n *Notation) {
	t.Helper()
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	if g, err = LoadGlossary(filepath.Join(root, "notebooks", "glossary.json")); err != nil {
		t.Fatal(err)
	}
	if n, err = LoadNotation(filepath.Join(root, "notebooks", "notation.json")); err != nil {
		t.Fatal(err)
	}
	return root, g, n
}

// TestPrintedTables holds the tables in notebook 00 equal to the record.
func TestPrintedTables(t *testing.T) {
	root, g, n := record(t)
	for _, l := range []string{"en", "zh"} {
		path := filepath.Join(root, "notebooks", l, "00-start.ipynb")
		if err := Printed(path, "00-glossary", g.Markdown(l)); err != nil {
			t.Error(err)
		}
		if err := Printed(path, "00-notation", n.Markdown(l)); err != nil {
			t.Error(err)
		}
	}
}

// TestNotebooks holds every notebook, solutions included, to the book's words and symbols.
func TestNotebooks(t *testing.T) {
	root, g, n := record(t)
	for _, l := range []string{"en", "zh"} {
		var paths []string
		for _, p := range []string{"*.ipynb", "solutions/*.ipynb"} {
			found, err := filepath.Glob(filepath.Join(root, "notebooks", l, p))
			if err != nil {
				t.Fatal(err)
			}
			paths = append(paths, found...)
		}
		if len(paths) == 0 {
			t.Errorf("no notebook in notebooks/%s; this test has nothing to check", l)
		}
		for _, p := range paths {
			findings, err := Check(p, l, g, n)
			if err != nil {
				t.Error(err)
			}
			for _, f := range findings {
				t.Error(f)
			}
		}
	}
}

// TestDictionaryAndPages holds what the library prints, and the pages outside the notebooks, to the same words.
func TestDictionaryAndPages(t *testing.T) {
	root, g, _ := record(t)
	entries := lang.Entries()
	if len(entries) == 0 {
		t.Fatal("the dictionary is empty")
	}
	for _, en := range entries {
		for _, f := range g.Prose("zh", "pkg/viz/lang", lang.In(lang.ZH, en)) {
			t.Error(f)
		}
	}
	for page, l := range map[string]string{"README.md": "en", "README.zh-CN.md": "zh"} {
		raw, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Error(err)
		}
		for _, f := range g.Prose(l, page, string(raw)) {
			t.Error(f)
		}
	}
}

// TestBadNotebook proves that each kind of slip is found, and nothing else.
func TestBadNotebook(t *testing.T) {
	_, g, n := record(t)
	path := filepath.Join("testdata", "bad.ipynb")
	findings, err := Check(path, "zh", g, n)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, strings.TrimPrefix(f.Where, "bad.ipynb cell ")+" "+f.Found)
	}
	want := []string{"prose 极大似然", "prose KL散度", `formula (z|`, `formula \ln`, `formula D_{KL}`, "bold **先猜：**哪", "output 纳特", "output 重建"}
	for _, w := range want {
		if !contains(got, w) {
			t.Errorf("not found: %q", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("found %q, want %q in any order", got, want)
	}
	if err := Printed(path, "table", n.Markdown("en")); err == nil {
		t.Error("a table that differs from the record went through")
	}
	if err := Printed(path, "prose", n.Markdown("en")); err == nil {
		t.Error("a cell without the table went through")
	}
	if err := Printed(path, "nowhere", n.Markdown("en")); err == nil {
		t.Error("a missing cell went through")
	}
}

// TestBadRecords proves that a record that contradicts itself is refused.
func TestBadRecords(t *testing.T) {
	row := func(en, zh, avoid string) string {
		return `{"en":"` + en + `","zh":"` + zh + `","chapter":"00","avoid":["` + avoid + `"]}`
	}
	for name, c := range map[string]struct{ terms, say string }{
		"two translations": {row("prior", "先验", "甲") + "," + row("prior", "事前", "乙"), "translated twice"},
		"one word for two": {row("prior", "先验", "甲") + "," + row("posterior", "先验", "乙"), "two English terms"},
		"forbids its own":  {row("autoencoder", "自编码器", "编码器"), "is part of"},
		"empty word":       {row("prior", "", "甲"), "lacks a field"},
		"unknown field":    {`{"en":"a","zh":"甲","chapter":"00","avod":["乙"]}`, "unknown field"},
	} {
		path := filepath.Join(t.TempDir(), "glossary.json")
		body := `{"about":"","groups":[{"en":"A","zh":"甲","terms":[` + c.terms + `]}]}`
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadGlossary(path); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.say)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
