package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
