package dataset

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const penguins = "species,bill,depth\nAdelie,39.1,18.7\nAdelie,NA,17.4\n\"Gentoo\",46.1,\nChinstrap,4.65e1,17.9\n"

func TestReadCSV(t *testing.T) {
	for name, content := range map[string][]byte{
		"plain": []byte(penguins), "packed": pack([]byte(penguins)), "CR LF": []byte(strings.ReplaceAll(penguins, "\n", "\r\n")),
		"empty lines": []byte("\n" + strings.ReplaceAll(penguins, "\n", "\n\n")),
	} {
		table, err := ReadCSV(bytes.NewReader(content), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.Equal(table.Columns, []string{"species", "bill", "depth"}) || table.Len() != 4 || table.Rows[2][0] != "Gentoo" || table.Rows[2][2] != "" {
			t.Errorf("%s: got %q %q", name, table.Columns, table.Rows)
		}
	}
	table, err := ReadCSV(strings.NewReader("a,b\n\"1\n2\",\"say \"\"x, y\"\"\"\n"), "quoted")
	if err != nil || table.Rows[0][0] != "1\n2" || table.Rows[0][1] != `say "x, y"` {
		t.Errorf("quoted fields: %v", err)
	}
}

func TestReadCSVErrors(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		offset  int64
		parts   []string
	}{
		"empty":             {"", 0, []string{"an empty file", "a header line"}},
		"only empty lines":  {"\n\n", 0, []string{"only empty lines"}},
		"byte order mark":   {"\ufeffa,b\n1,2\n", 0, []string{"byte order mark"}},
		"Latin-1":           {"a,b\n1,caf\xe9\n", 9, []string{"line 2", "byte e9", "UTF-8"}},
		"binary":            {"a,b\n1,\x00\n", 6, []string{"line 2", "byte 00"}},
		"cut off":           {"a,b\n1,2\n3,4", 11, []string{"line 3", "the end", "cut off"}},
		"short row":         {"a,b\n1,2\n3\n", 8, []string{"line 3", "1 fields", "2 as in the header"}},
		"long row":          {"a,b\n1,2,3\n", 4, []string{"line 2", "3 fields"}},
		"stray quote":       {"a,b\n1,2\"3\n", 7, []string{"line 2", "stray quote"}},
		"open quote":        {"a,b\n\"1,2\n", 9, []string{"stray quote"}},
		"no name":           {"a,\n1,2\n", 0, []string{"line 1", "no name for column 2"}},
		"name twice":        {"a,a\n1,2\n", 0, []string{`the name "a" twice`}},
		"blanks":            {"a, b\n1,2\n", 0, []string{`blanks around the name " b"`}},
		"too many columns":  {strings.Repeat(",", 5000) + "\n", 0, []string{"5001 fields", "at most 4096"}},
		"row of many":       {"a,b\n" + strings.Repeat(",", 1<<16) + "\n", 4, []string{"line 2", "65537 fields"}},
		"too large":         {strings.Repeat("a,b\n", MaxCSV/4+1), MaxCSV, []string{"more data", "at most 16777216 bytes"}},
		"packed, too large": {string(pack(bytes.Repeat([]byte("a,b\n"), MaxCSV/2))), MaxCSV, []string{"of the unpacked data", "more data"}},
		"packed, cut":       {string(pack([]byte(penguins))[:40]), 40, []string{"found the end of the file"}},
		"packed, byte more": {string(append(pack([]byte("a\n1\n")), 1)), int64(len(pack([]byte("a\n1\n")))), []string{"byte 01 after"}},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := ReadCSV(strings.NewReader(c.content), "some.csv")
			mustFail(t, err, "some.csv", c.offset, c.parts...)
			if table != nil {
				t.Error("a table comes with the error")
			}
		})
	}
}

func TestReadCSVFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(path, []byte(penguins), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := ReadCSVFile(path, strings.Repeat("f", 64))
	mustFail(t, err, path, 0, "SHA-256", "delete the file")
	var format *FormatError
	errors.As(err, &format)
	if _, err := ReadCSVFile(path, strings.TrimPrefix(format.Found, "SHA-256 ")); err != nil {
		t.Errorf("with the right sum: %v", err)
	}
	if _, err := ReadCSVFile(path+"x", ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestTable(t *testing.T) {
	table, err := ReadCSV(strings.NewReader(penguins), "p.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Float("bill")
	mustFail(t, err, "p.csv", 36, "line 3", `"NA" in column bill`, "Complete")
	if _, err := table.Float("wing"); err == nil || !strings.Contains(err.Error(), `no column "wing"; there are species, bill, depth`) {
		t.Errorf("unknown column: %v", err)
	}
	some, err := table.Complete("bill")
	if err != nil || some.Len() != 3 {
		t.Fatalf("Complete(bill): %v, %v", some, err)
	}
	_, err = some.Float("depth")
	mustFail(t, err, "p.csv", 51, "line 4", `"" in column depth`)
	all, err := table.Complete()
	if err != nil || all.Len() != 2 || table.Len() != 4 {
		t.Fatalf("Complete(): %v, %v", all, err)
	}
	m, err := all.Matrix("depth", "bill")
	if err != nil {
		t.Fatal(err)
	}
	if r, c := m.Dims(); r != 2 || c != 2 || m.At(1, 0) != 17.9 || m.At(1, 1) != 46.5 || m.At(0, 1) != 39.1 {
		t.Errorf("matrix %v", m)
	}
	labels, classes, err := table.Classes("species")
	if err != nil || !slices.Equal(labels, []int{0, 0, 2, 1}) || !slices.Equal(classes, []string{"Adelie", "Chinstrap", "Gentoo"}) {
		t.Errorf("classes: %v %v %v", labels, classes, err)
	}
	if _, err := all.Matrix(); err == nil {
		t.Error("a matrix without columns is no error")
	}
	if _, err := table.Complete("wing"); err == nil {
		t.Error("Complete of an unknown column is no error")
	}
}

// TestFloatStrict: what ParseFloat takes but a data file should not hold.
func TestFloatStrict(t *testing.T) {
	for _, field := range []string{"NaN", "Inf", "-inf", "0x10", "1_000", " 1", "1 ", "1e999", "--1", "1,5", "abc", "."} {
		table := &Table{Name: "t", Columns: []string{"x"}, Rows: [][]string{{field}}}
		if v, err := table.Float("x"); err == nil {
			t.Errorf("%q is read as %g", field, v[0])
		}
	}
	table := &Table{Name: "t", Columns: []string{"x"}, Rows: [][]string{{"1"}, {"-2.5"}, {"+3e-2"}, {".5"}, {"0"}}}
	if v, err := table.Float("x"); err != nil || !slices.Equal(v, []float64{1, -2.5, 0.03, 0.5, 0}) {
		t.Errorf("got %v, %v", v, err)
	}
}

// FuzzReadCSV: whatever the bytes, no panic; what is accepted is rectangular and survives being written and read again.
func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{"", penguins, "a,b\n1,2", "a,b\n1\n", "a\n\"\n", "a,a\n", "\ufeffa\n", "a\n\xff\n", "a\n\x00\n", "\n\n", "a\r\n1\r\n", "\"a\"\"b\",c\n1,\"2\n3\"\n", "a\n\"1\r\n2\"\n", "a\n\"\"\n"} {
		f.Add([]byte(seed))
	}
	f.Add(pack([]byte(penguins)))
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := ReadCSV(bytes.NewReader(content), "fuzz")
		if err != nil {
			if !errors.Is(err, ErrFormat) || table != nil {
				t.Fatalf("got %v and %v", table, err)
			}
			return
		}
		var out bytes.Buffer
		for _, row := range append([][]string{table.Columns}, table.Rows...) {
			for i, field := range row { // csv.Writer would leave a lone empty field without quotes: an empty line
				row[i] = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
			}
			out.WriteString(strings.Join(row, ",") + "\n")
		}
		table, err = ReadCSV(bytes.NewReader(content), "fuzz")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range table.Columns {
			if v, err := table.Float(name); err == nil && len(v) != table.Len() {
				t.Fatalf("column %q has %d numbers for %d rows", name, len(v), table.Len())
			}
		}
		again, err := ReadCSV(bytes.NewReader(out.Bytes()), "again")
		if err != nil {
			t.Fatalf("written again: %v\n%q", err, out.String())
		}
		if !slices.EqualFunc(again.Rows, table.Rows, slices.Equal[[]string]) || !slices.Equal(again.Columns, table.Columns) {
			t.Fatalf("written and read again: %q, want %q", again.Rows, table.Rows)
		}
	})
}
