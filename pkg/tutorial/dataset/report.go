package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Report says where a data set comes from and whether each of its files is here and as it was published.
type Report struct {
	Name    string
	Origin  string // where it was published
	Licence string
	Cite    string // the paper that describes it
	Files   []FileReport
}

// FileReport is one file's line in a Report.
type FileReport struct {
	Name   string // without the packing's .gz
	Size   []int  // its dimensions, e.g. 60000, 28, 28
	SHA256 string // that the unpacked content must have, in hexadecimal
	Err    error  // nil: the content was read and is right; ErrAbsent: not here yet; else what is wrong with it
}

// ErrAbsent says that no data folder has a file. Test for it with errors.Is.
var ErrAbsent = errors.New("dataset: not in any data folder")

// Reports gives FashionMNISTReport and MNISTReport; TableReports gives those of the tables.
func Reports() []Report { return []Report{FashionMNISTReport(), MNISTReport()} }

// FashionMNISTReport reads the files of Fashion-MNIST and reports on each.
func FashionMNISTReport() Report { return fashionMNIST.report() }

// MNISTReport reads the files of MNIST, as far as they are here, and reports on each. It downloads nothing.
func MNISTReport() Report { return mnist.report() }

// report reads the set's files side by side.
func (s *set) report() Report {
	r := Report{Name: s.title, Origin: s.origin, Licence: s.licence, Cite: s.cite, Files: make([]FileReport, len(s.files))}
	var wait sync.WaitGroup
	for i := range s.files {
		f := &s.files[i]
		wait.Go(func() {
			r.Files[i] = FileReport{Name: f.unpackedName(), Size: f.dims, SHA256: f.sha, Err: f.verify()}
		})
	}
	wait.Wait()
	return r
}

// verify reads the packed file, or the unpacked copy where only that is here.
func (f *file) verify() error {
	path, err := f.find()
	if errors.Is(err, ErrAbsent) {
		path = f.cachePath()
		if _, statErr := os.Stat(path); path == "" || errors.Is(statErr, fs.ErrNotExist) {
			return err
		}
		err = nil
	}
	if err == nil {
		_, err = f.read(path, nil)
	}
	return err
}

// OK tells whether all files are here and right.
func (r Report) OK() bool {
	for _, f := range r.Files {
		if f.Err != nil {
			return false
		}
	}
	return true
}

// State is a word or two on the file in the reader's language. It names no folder, so that it suits a stored output.
func (f FileReport) State() string {
	switch {
	case f.Err == nil:
		return lang.T("as published")
	case errors.Is(f.Err, ErrAbsent):
		return lang.T("not here yet")
	}
	return lang.T("damaged")
}

// Header names the columns of Rows in the reader's language.
func (r Report) Header() []string {
	return []string{lang.T("file"), lang.T("dimensions"), "SHA-256", lang.T("state")}
}

// Rows gives a row of text for each file: name, dimensions, the first 12 digits of its SHA-256, state.
func (r Report) Rows() [][]string {
	var rows [][]string
	for _, f := range r.Files {
		rows = append(rows, []string{f.Name, times(f.Size), f.SHA256[:min(12, len(f.SHA256))] + "…", f.State()})
	}
	return rows
}

// times writes dimensions as 60000×28×28.
func times(dims []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(dims), "[]"), " ", "×")
}

// String is the report as lines of text in the reader's language; damaged files are followed by what is wrong.
func (r Report) String() string {
	var s strings.Builder
	s.WriteString(lang.T("%s, from %s, licence %s\n  %s", r.Name, r.Origin, r.Licence, r.Cite))
	for i, row := range r.Rows() {
		fmt.Fprintf(&s, "\n  %-24s %11s  %s  %s", row[0], row[1], row[2], row[3])
		if err := r.Files[i].Err; err != nil && !errors.Is(err, ErrAbsent) {
			fmt.Fprintf(&s, "\n    %v", err)
		}
	}
	return s.String()
}
