package lang

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// missing lists the texts without an entry.
func missing(found []text) []text {
	return slices.DeleteFunc(found, func(t text) bool { return Has(strings.TrimRight(t.en, "\n")) })
}

// root is the module's folder.
func root(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test's folder")
	return ""
}

// TestEveryTextHasAnEntry reads the library's sources and the English notebooks.
func TestEveryTextHasAnEntry(t *testing.T) {
	base := root(t)
	sources := 0
	for _, dir := range []string{"pkg", "notebooks/en"} {
		err := filepath.WalkDir(filepath.Join(base, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			var found []text
			switch {
			case strings.HasSuffix(path, ".ipynb") && !strings.Contains(path, ".ipynb_checkpoints"):
				found, err = scanNotebook(path)
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				var src []byte
				if src, err = os.ReadFile(path); err == nil {
					found, err = scanGo(path, src)
				}
			default:
				return nil
			}
			sources++
			for _, m := range missing(found) {
				name, _ := filepath.Rel(base, m.where)
				t.Errorf("%s: %q has no Chinese entry; add one to a words_*.go file", name, m.en)
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
	}
	if sources < 10 {
		t.Errorf("only %d sources were read under %s: the scan looks in the wrong place", sources, base)
	}
}

// TestTheScanFinds proves that a text without an entry cannot pass.
func TestTheScanFinds(t *testing.T) {
	bad := map[string]string{
		"T":           `package p; var s = lang.T("unknown words one")`,
		"T, own":      `package p; func f() { T("unknown words %d", 2) }`,
		"title":       `package p; var f = viz.Lines{Title: "unknown words"}`,
		"nested":      `package p; var f = viz.Lines{Lines: []viz.Line{{Label: "unknown words"}}}`,
		"list":        `package p; var f = viz.Bars{Categories: []string{"step", "unknown words"}}`,
		"joined":      `package p; var f = viz.Lines{Alt: "unknown " + "words"}`,
		"pointer":     `package p; var f = &viz.Lines{Alt: "unknown words"}`,
		"in function": `package p; var f = viz.Row{F: func() any { return viz.Lines{Alt: "unknown words"} }}`,
		"printf":      `package p; func f() { viz.Printf("unknown words %.2f\n", 1.0) }`,
		"println":     `package p; func f() { viz.Println(1, "unknown words") }`,
		"slider":      `package p; func f() { viz.Slider("unknown words", 0, 1, 2, 3, nil) }`,
		"knob":        `package p; var k = []viz.Knob{{Label: "unknown words"}}`,
		"cell":        goOfCell("import \"fmt\"\n%%\nviz.Text(\"unknown words\")\n!ls"),
	}
	for name, src := range bad {
		found, err := scanGo(name, []byte(src))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if n := len(missing(found)); n != 1 {
			t.Errorf("%s: found %d texts without an entry, want 1", name, n)
		}
	}
	good := `package p; var f = viz.Lines{Title: "training", X: "z₁", Alt: lang.T("took %s", "3 s")}
func g() { viz.Printf("%d × %d\n", 1, 2); fmt.Println("not ours") }`
	found, err := scanGo("good", []byte(good))
	if err != nil || len(missing(found)) != 0 {
		t.Errorf("good source: missing %v, error %v", missing(found), err)
	}
}

var verb = regexp.MustCompile(`%[-+# 0]*(?:\[(\d+)\])?[\d.*]*([a-zA-Z%])`)

// verbs lists a format's verbs in the order of their arguments.
func verbs(s string) []string {
	var out []string
	for _, m := range verb.FindAllStringSubmatch(s, -1) {
		if m[2] != "%" {
			out = append(out, m[1]+m[2])
		}
	}
	return out
}

// TestVerbs holds the format verbs of both texts equal.
func TestVerbs(t *testing.T) {
	for _, en := range Entries() {
		zh := words[en]
		want, got := verbs(en), verbs(zh)
		if strings.Contains(zh, "%[") { // other order: compare as sets of numbered verbs
			for i := range want {
				want[i] = string(rune('1'+i)) + want[i]
			}
			slices.Sort(got)
		}
		if !slices.Equal(want, got) {
			t.Errorf("%q has verbs %v, its entry %q has %v", en, want, zh, got)
		}
	}
}

// TestChinesePunctuation finds ASCII commas and full stops between Chinese
// characters.
func TestChinesePunctuation(t *testing.T) {
	for _, zh := range Chinese() {
		r := []rune(zh)
		for i := 1; i < len(r); i++ {
			if strings.ContainsRune(",.;:?!()", r[i]) && unicode.Is(unicode.Han, r[i-1]) {
				t.Errorf("%q: %q after a Chinese character; write the full-width sign", zh, r[i])
			}
		}
	}
}
