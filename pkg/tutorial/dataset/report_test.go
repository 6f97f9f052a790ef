package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

func TestReports(t *testing.T) {
	emptyPlaces(t)
	t.Setenv("VAEBOOK_LANG", "en")
	reports := Reports()
	if len(reports) != 2 || !reports[0].OK() || reports[1].OK() {
		t.Fatalf("want Fashion-MNIST whole and MNIST absent, got %v", reports)
	}
	text := reports[0].String()
	for _, part := range []string{"Fashion-MNIST, from github.com/zalandoresearch/fashion-mnist, licence MIT\n  Xiao", "train-images-idx3-ubyte  60000×28×28  c59f468a2f67…  as published"} {
		if !strings.Contains(text, part) {
			t.Errorf("%s\nlacks %q", text, part)
		}
	}
	if strings.Count(text, "as published") != 4 || strings.Count(reports[1].String(), "not here yet") != 4 {
		t.Errorf("states: %s\n%s", text, reports[1])
	}
	t.Setenv("VAEBOOK_LANG", "zh")
	if text := reports[0].String(); !strings.Contains(text, "来源 github.com") || strings.Count(text, "与原始发布一致") != 4 {
		t.Errorf("in Chinese: %s", text)
	}
	if h := reports[0].Header(); h[0] != "文件" || len(h) != len(reports[0].Rows()[0]) {
		t.Errorf("header %q", h)
	}
}

// TestReportDamaged: a damaged file is told as such, and String says what is wrong with it; State names no folder.
func TestReportDamaged(t *testing.T) {
	emptyPlaces(t)
	t.Setenv("VAEBOOK_LANG", "en")
	dir := t.TempDir()
	t.Setenv("VAEBOOK_DATA", dir)
	put(t, filepath.Join(dir, "mnist"), map[string][]byte{testLabels: pack(idxFile(count(5), 5))})
	report := Reports()[1]
	if last := report.Files[3]; last.State() != "damaged" || !errors.Is(last.Err, ErrFormat) || report.OK() {
		t.Errorf("got %+v", last)
	}
	if !strings.Contains(report.String(), "dimensions [5], want [10000]") {
		t.Errorf("%s\ndoes not say what is wrong", report)
	}
	for _, row := range report.Rows() {
		if strings.Contains(strings.Join(row, " "), dir) {
			t.Errorf("row %q names a folder of this machine", row)
		}
	}
}

// TestClassesTranslated: every class name that is a word has its Chinese.
func TestClassesTranslated(t *testing.T) {
	for _, s := range []*set{&fashionMNIST, &mnist} {
		for _, class := range s.classes {
			if !lang.Has(class) {
				t.Errorf("%s: no Chinese for %q", s.title, class)
			}
		}
	}
	table, err := Penguins()
	if err != nil {
		t.Fatal(err)
	}
	flowers, err := Iris()
	if err != nil {
		t.Fatal(err)
	}
	classes := flowers.Classes
	for _, column := range []string{"species", "island", "sex"} {
		_, names, _ := table.Classes(column)
		classes = append(classes, names...)
	}
	votes, err := VoteSamples()
	if err != nil {
		t.Fatal(err)
	}
	classes = append(classes, slices.Concat(votes.Classes, votes.Columns, []string{"spam", "nonspam", "Pride and Prejudice", "Emma"})...)
	for _, class := range classes {
		if class != "NA" && !lang.Has(class) {
			t.Errorf("tables: no Chinese for %q", class)
		}
	}
}

// TestTableSources holds the sizes and sums in the SOURCE.md of each table against the file and against the code.
func TestTableSources(t *testing.T) {
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range tables {
		dir := filepath.Join(root, "data", s.file.set)
		text, err := os.ReadFile(filepath.Join(dir, "SOURCE.md"))
		if err != nil {
			t.Fatal(err)
		}
		packed, err := os.ReadFile(filepath.Join(dir, s.file.name))
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := s.load()
		if err != nil {
			t.Fatal(err)
		}
		if got := []int{loaded.Len(), len(loaded.Columns)}; !slices.Equal(got, s.file.dims) {
			t.Errorf("%s has %v rows and columns, the code says %v", s.title, got, s.file.dims)
		}
		sum := sha256.Sum256(packed)
		for _, want := range []string{fmt.Sprintf("%s | %d | `%s`", times(s.file.dims), len(packed), hex.EncodeToString(sum[:])), "`" + s.file.sha + "`", s.licence, "Origin", "How obtained"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("SOURCE.md of %s lacks %s", s.title, want)
			}
		}
	}
}

// TestSourceFile holds the sums in data/fashion-mnist/SOURCE.md against the files and against those in the code.
func TestSourceFile(t *testing.T) {
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "data", "fashion-mnist")
	text, err := os.ReadFile(filepath.Join(dir, "SOURCE.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fashionMNIST.files {
		packed, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(packed)
		for _, want := range []string{fmt.Sprintf("%d | `%s`", len(packed), hex.EncodeToString(sum[:])), "`" + f.sha + "`"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("SOURCE.md lacks %s of %s", want, f.name)
			}
		}
	}
	for _, want := range []string{fashionMNIST.origin, "Permission is hereby granted, free of charge", "Copyright", "Zalando SE"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("SOURCE.md lacks %q", want)
		}
	}
}
