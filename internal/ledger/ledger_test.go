package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// recorder stands in for a test, to see it fail.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Name() string      { return "TestOfTheRecorder" }
func (r *recorder) Error(args ...any) { r.said = append(r.said, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func TestCheck(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name  string
		check func(testing.TB)
		ok    bool
		lines int
	}{
		{"equal", func(t testing.TB) { Check(t, "8.1", 1, 1, 0) }, true, 1},
		{"within", func(t testing.TB) { Check(t, "8.1", 1, 1.001, 0.01) }, true, 1},
		{"off", func(t testing.TB) { Check(t, "8.1", 1, 1.1, 0.01) }, false, 1},
		{"off below", func(t testing.TB) { Check(t, "8.1", 1, 0.9, 0.01) }, false, 1},
		{"not a number", func(t testing.TB) { Check(t, "8.1", nan, nan, 1) }, false, 0},
		{"infinite", func(t testing.TB) { Check(t, "8.1", inf, 0, 1) }, false, 0},
		{"tolerance not a number", func(t testing.TB) { Check(t, "8.1", 1, 1, nan) }, false, 0},
		{"tolerance infinite", func(t testing.TB) { Check(t, "8.1", 1, 2, inf) }, false, 0},
		{"bound infinite", func(t testing.TB) { CheckBound(t, "8.1", -inf, 2, 0) }, false, 0},
		{"bound holds", func(t testing.TB) { CheckBound(t, "8.1", -5, 3, 0) }, true, 1},
		{"bound within", func(t testing.TB) { CheckBound(t, "8.1", 3.001, 3, 0.01) }, true, 1},
		{"bound broken", func(t testing.TB) { CheckBound(t, "8.1", 3.1, 3, 0.01) }, false, 1},
		{"no tag", func(t testing.TB) { Check(t, "", 1, 1, 0) }, false, 0},
		{"a definition", func(t testing.TB) { Check(t, "D8.1", 1, 1, 0) }, false, 0},
	} {
		path := filepath.Join(t.TempDir(), "ledger.jsonl")
		t.Setenv(Env, path)
		rec := &recorder{TB: t}
		c.check(rec)
		if ok := len(rec.said) == 0; ok != c.ok {
			t.Errorf("%s: passes %v, want %v: %v", c.name, ok, c.ok, rec.said)
		}
		data, _ := os.ReadFile(path)
		entries, err := Read(bytes.NewReader(data))
		if err != nil || len(entries) != c.lines {
			t.Errorf("%s: %d lines (%v), want %d", c.name, len(entries), err, c.lines)
		}
		if len(entries) == 1 && (entries[0].OK != c.ok || entries[0].Test != "TestOfTheRecorder") {
			t.Errorf("%s: written down as %+v", c.name, entries[0])
		}
	}
}

func TestCheckWithoutALedger(t *testing.T) {
	t.Setenv(Env, "")
	rec := &recorder{TB: t}
	if Check(rec, "8.1", 1, 1, 0); len(rec.said) != 0 {
		t.Errorf("without a file: %v", rec.said)
	}
	for _, path := range []string{"relative.jsonl", filepath.Join(t.TempDir(), "no", "folder")} {
		t.Setenv(Env, path)
		rec := &recorder{TB: t}
		if Check(rec, "8.1", 1, 1, 0); len(rec.said) != 1 || !strings.Contains(rec.said[0], path) {
			t.Errorf("%s: %v, want one error that names it", path, rec.said)
		}
	}
}

func TestTable(t *testing.T) {
	var file bytes.Buffer
	for _, e := range []Entry{
		{Tag: "8.10", Relation: "=", Left: 1, Right: 1, OK: true, Test: "TestB"},
		{Tag: "8.2", Relation: "≤", Left: 1, Right: 2, Tol: 1e-9, OK: true, Test: "TestA"},
		{Tag: "10.1", Relation: "=", Left: 1, Right: 2, Tol: 0.5, Test: "TestC"},
		{Tag: "8.2", Relation: "=", Left: 3, Right: 3, OK: true, Test: "TestA"},
	} {
		if err := json.NewEncoder(&file).Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Tags(entries), []string{"8.2", "8.10"}; !reflect.DeepEqual(got, want) {
		t.Errorf("tags %v, want %v", got, want)
	}
	var out strings.Builder
	if err := Table(&out, entries); err != nil {
		t.Fatal(err)
	}
	want := `tag   left     right  off by   tolerance  test
8.2   1     ≤  2      0.0e+00  1.0e-09    TestA
8.2   3     =  3      0.0e+00  0.0e+00    TestA
8.10  1     =  1      0.0e+00  0.0e+00    TestB
10.1  1     =  2      1.0e+00  5.0e-01    TestC  FAILS
`
	if out.String() != want {
		t.Errorf("table:\n%s\nwant:\n%s", out.String(), want)
	}
	if _, err := Read(strings.NewReader("{}\nnot json\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("broken file: %v", err)
	}
}

// notebook writes a notebook of Markdown cells, and a code cell that must not count.
func notebook(t *testing.T, dir, name string, cells ...any) {
	t.Helper()
	list := []map[string]any{{"cell_type": "code", "source": `fmt.Println("\\tag{9.9}")`}}
	for _, source := range cells {
		list = append(list, map[string]any{"cell_type": "markdown", "source": source})
	}
	data, err := json.Marshal(map[string]any{"cells": list})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadEdition(t *testing.T) {
	dir := t.TempDir()
	notebook(t, dir, "08-vae.ipynb", []string{"text\n", `$$a = b \tag{8.1}$$`}, `$$c := d \tag{D8.1}$$`,
		"`\\tag{8.7}` and\n```\n\\tag{8.8}\n```\nthen $$e \\tag{8.2}$$")
	notebook(t, dir, "00-start.ipynb")
	got, err := ReadEdition(dir)
	want := Edition{"08-vae.ipynb": {"8.1", "D8.1", "8.2"}, "00-start.ipynb": nil}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("tags %v (%v), want %v", got, err, want)
	}
	if err := os.WriteFile(filepath.Join(dir, "09-x.ipynb"), []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadEdition(dir); err == nil || !strings.Contains(err.Error(), "09-x.ipynb") {
		t.Errorf("broken notebook: %v", err)
	}
}

func TestCompare(t *testing.T) {
	good := Edition{"00-start.ipynb": {"0.1"}, "08-vae.ipynb": {"D8.1", "8.1", "8.2"}}
	checked := []string{"0.1", "8.1", "8.2"}
	if got := Compare(checked, good, good); len(got) != 0 {
		t.Errorf("all in order, yet: %v", got)
	}
	with := func(file string, tags ...string) Edition {
		e := Edition{"00-start.ipynb": good["00-start.ipynb"], "08-vae.ipynb": good["08-vae.ipynb"]}
		e[file] = tags
		return e
	}
	for _, c := range []struct {
		name    string
		checked []string
		en, zh  Edition
		say     string
	}{
		{"a tag without a check", []string{"0.1", "8.1"}, good, good, `en/08-vae.ipynb: \tag{8.2} has no check`},
		{"a check without a tag", append(checked, "8.3"), good, good, `a test checks 8.3, but no formula`},
		{"editions differ", checked, good, with("08-vae.ipynb", "D8.1", "8.2", "8.1"), "the editions differ"},
		{"definition missing in zh", checked, good, with("08-vae.ipynb", "8.1", "8.2"), "the editions differ"},
		{"notebook missing in zh", checked, with("09-x.ipynb"), good, "zh/09-x.ipynb is missing"},
		{"notebook missing in en", checked, good, with("09-x.ipynb"), "en/09-x.ipynb is missing"},
		{"tag twice", checked, with("08-vae.ipynb", "D8.1", "8.1", "8.2", "8.2"),
			with("08-vae.ipynb", "D8.1", "8.1", "8.2", "8.2"), `\tag{8.2} is also in`},
		{"tag of another chapter", checked, with("00-start.ipynb", "0.1", "D8.2"),
			with("00-start.ipynb", "0.1", "D8.2"), "belongs to another chapter"},
		{"tag of another form", checked, with("08-vae.ipynb", "8.1", "8.2", "ELBO"),
			with("08-vae.ipynb", "8.1", "8.2", "ELBO"), "is not of the form"},
	} {
		got := Compare(c.checked, c.en, c.zh)
		if len(got) != 1 || !strings.Contains(got[0], c.say) {
			t.Errorf("%s: %q, want one problem with %q", c.name, got, c.say)
		}
	}
}
