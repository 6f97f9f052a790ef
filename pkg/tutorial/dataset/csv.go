package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// Table is the content of a CSV file: named columns, every row of the same length.
type Table struct {
	Name    string     // the file's name, for errors
	Columns []string   // the header: names, all different
	Rows    [][]string // each as long as Columns
	lines   []int      // line of each row in the file, from 1
	offsets []int64    // offset of each row in the file
}

// What a CSV file may be here. The tables of the book are far smaller.
const (
	MaxCSV        = 16 << 20 // bytes
	maxCSVColumns = 4096
)

// ReadCSV reads a table with a header line, plain or packed with gzip, to its end; name stands in the errors.
//
// It is strict: UTF-8 without a byte order mark, no byte 0, unique names in the header, every row as long as the
// header, quotes as in RFC 4180, a line end at the end of the last row (without it the file may be cut off), at most
// MaxCSV bytes. Anything else is an error that is ErrFormat.
func ReadCSV(r io.Reader, name string) (*Table, error) { return readCSV(r, name, "") }

// ReadCSVFile is ReadCSV for a file. Where sum is not empty, it is the SHA-256 in hexadecimal that the unpacked
// content must have.
func ReadCSVFile(path, sum string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	defer f.Close()
	return readCSV(f, path, sum)
}

func readCSV(r io.Reader, name, sum string) (*Table, error) {
	s, err := newSource(r, name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(s, MaxCSV+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxCSV {
		return nil, s.bad(MaxCSV, "more data", fmt.Sprintf("at most %d bytes", MaxCSV), "this is no table of the book: check which file it is", nil)
	}
	if err := s.end(); err != nil {
		return nil, err
	}
	got := sha256.Sum256(data)
	if err := s.check(hex.EncodeToString(got[:]), sum); err != nil {
		return nil, err
	}
	if err := checkText(s, data); err != nil {
		return nil, err
	}
	return parseCSV(s, data)
}

// checkText refuses what is no plain text, and lines with so many fields that parsing them would take much memory.
func checkText(s *source, data []byte) error {
	bad := func(offset int, found, want, do string) error {
		err := s.bad(int64(offset), found, want, do, nil).(*FormatError)
		err.Line = 1 + bytes.Count(data[:offset], []byte("\n"))
		return err
	}
	const save = "save the file as plain UTF-8 text"
	switch {
	case len(data) == 0:
		return bad(0, "an empty file", "a header line", adviceTorn)
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return bad(0, "a byte order mark", "the header", "save the file as UTF-8 without a byte order mark")
	case !utf8.Valid(data):
		i := 0
		for rest := data; ; {
			r, n := utf8.DecodeRune(rest)
			if r == utf8.RuneError && n <= 1 {
				return bad(i, fmt.Sprintf("byte %02x", data[i]), "UTF-8", save)
			}
			i, rest = i+n, rest[n:]
		}
	case bytes.IndexByte(data, 0) >= 0:
		return bad(bytes.IndexByte(data, 0), "byte 00", "text", save)
	case data[len(data)-1] != '\n':
		return bad(len(data), "the end", "a line end", "the last line may be cut off: get the file again, or end it with a new line")
	}
	offset := 0
	for line := range bytes.Lines(data) {
		if n := 1 + bytes.Count(line, []byte(",")); n > maxCSVColumns {
			return bad(offset, fmt.Sprintf("%d fields", n), fmt.Sprintf("at most %d", maxCSVColumns), "this is no table of the book: check which file it is")
		}
		offset += len(line)
	}
	return nil
}

// parseCSV splits the text into header and rows.
func parseCSV(s *source, data []byte) (*Table, error) {
	r := csv.NewReader(bytes.NewReader(data))
	t := &Table{Name: s.name}
	for {
		offset := r.InputOffset()
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvError(s, data, offset, row, len(t.Columns), err)
		}
		line, _ := r.FieldPos(0)
		if t.Columns == nil {
			if err := checkHeader(s, row, line, offset); err != nil {
				return nil, err
			}
			t.Columns = row
			continue
		}
		t.Rows, t.lines, t.offsets = append(t.Rows, row), append(t.lines, line), append(t.offsets, offset)
	}
	if t.Columns == nil {
		return nil, s.bad(0, "only empty lines", "a header line", adviceTorn, nil)
	}
	return t, nil
}

// csvError puts what encoding/csv found into our words, at the offset of its line and column.
func csvError(s *source, data []byte, offset int64, row []string, columns int, err error) error {
	e := &FormatError{File: s.name, Offset: offset, Unpacked: s.zip != nil, Cause: err, Do: "correct that line, or get the file again"}
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		e.Found = err.Error()
		return e
	}
	e.Line = parse.Line
	if errors.Is(err, csv.ErrFieldCount) {
		e.Found, e.Want = fmt.Sprintf("%d fields", len(row)), fmt.Sprintf("%d as in the header", columns)
		return e
	}
	e.Offset = int64(lineStart(data, parse.Line) + parse.Column - 1)
	e.Found, e.Want = "a stray quote ("+parse.Err.Error()+")", `quotes around whole fields, doubled inside ("")`
	return e
}

// lineStart is the offset of the line with that number, from 1.
func lineStart(data []byte, line int) int {
	offset := 0
	for ; line > 1; line-- {
		next := bytes.IndexByte(data[offset:], '\n')
		if next < 0 {
			break
		}
		offset += next + 1
	}
	return offset
}

// checkHeader wants names: none empty, none with blanks around it, none twice.
func checkHeader(s *source, names []string, line int, offset int64) error {
	for i, name := range names {
		found := ""
		switch {
		case name == "":
			found = fmt.Sprintf("no name for column %d", i+1)
		case strings.TrimSpace(name) != name:
			found = fmt.Sprintf("blanks around the name %q", name)
		case slices.Contains(names[:i], name):
			found = fmt.Sprintf("the name %q twice", name)
		default:
			continue
		}
		return &FormatError{File: s.name, Offset: offset, Unpacked: s.zip != nil, Line: line, Found: found,
			Want: "a name for each column", Do: "correct the header line"}
	}
	return nil
}
