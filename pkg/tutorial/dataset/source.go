package dataset

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// adviceTorn is what to do about a file that is not whole.
const adviceTorn = "the file is torn or not the right one: get it again"

// source reads a file's bytes, unpacked where it is packed with gzip, counts them, and turns every failure into an
// error with the file's name and the offset.
type source struct {
	name   string
	count  *counter // bytes of the file itself
	plain  *bufio.Reader
	zip    *gzip.Reader // nil where the file is not packed
	offset int64        // unpacked bytes read so far
}

// counter counts the bytes that were read from r.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// newSource looks at the first bytes of r: 1f 8b means gzip. An IDX file starts with 00, a CSV file with text.
func newSource(r io.Reader, name string) (*source, error) {
	s := &source{name: name, count: &counter{r: r}}
	s.plain = bufio.NewReaderSize(s.count, 1<<18)
	magic, err := s.plain.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, s.failed(err)
	}
	if len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return s, nil
	}
	s.zip, err = gzip.NewReader(s.plain)
	if err != nil {
		return nil, s.failed(err)
	}
	s.zip.Multistream(false) // so that bytes after the first member are seen by end
	return s, nil
}

// Read gives unpacked bytes. Its errors are io.EOF and FormatErrors.
func (s *source) Read(p []byte) (int, error) {
	var n int
	var err error
	if s.zip != nil {
		n, err = s.zip.Read(p)
	} else {
		n, err = s.plain.Read(p)
	}
	s.offset += int64(n)
	if err != nil && err != io.EOF {
		err = s.failed(err)
	}
	return n, err
}

// end checks that nothing follows: no unpacked byte, and no byte of the file after the gzip member.
func (s *source) end() error {
	var one [1]byte
	for {
		n, err := s.Read(one[:])
		switch {
		case n > 0:
			return s.bad(s.offset-1, fmt.Sprintf("byte %02x", one[0]), "the end", "bytes were added to the data: get the file again", nil)
		case err == io.EOF:
			return s.endOfFile()
		case err != nil:
			return err
		}
	}
}

// endOfFile checks, after the gzip member's end, that the file ends as well.
func (s *source) endOfFile() error {
	if s.zip == nil {
		return nil
	}
	b, err := s.plain.ReadByte()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return s.failed(err)
	}
	return &FormatError{File: s.name, Offset: s.fileOffset() - 1, Found: fmt.Sprintf("byte %02x after the gzip data", b),
		Want: "the end of the file", Do: "bytes were added to the file: get it again"}
}

// fileOffset is the number of the file's own bytes that were used.
func (s *source) fileOffset() int64 { return s.count.n - int64(s.plain.Buffered()) }

// bad makes an error at an offset of the unpacked data.
func (s *source) bad(offset int64, found, want, do string, cause error) error {
	return &FormatError{File: s.name, Offset: offset, Unpacked: s.zip != nil, Found: found, Want: want, Do: do, Cause: cause}
}

// failed makes an error of what the reader below reported, at the file's own offset.
func (s *source) failed(err error) error {
	e := &FormatError{File: s.name, Offset: s.fileOffset(), Cause: err, Do: adviceTorn}
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, gzip.ErrHeader):
		e.Found, e.Want = "a broken gzip header", "gzip data"
	case errors.Is(err, gzip.ErrChecksum):
		e.Found, e.Want = "data that differs from gzip's own checksum", "data as it was packed"
	case errors.As(err, &corrupt):
		e.Found, e.Want = "gzip data that cannot be unpacked", "gzip data"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Found, e.Want = "the end of the file", "more gzip data"
	default:
		e.Found, e.Do = "a read error ("+err.Error()+")", "check the disk and the file's permissions"
	}
	return e
}

// check holds the content's SHA-256 against the wanted one, where there is one.
func (s *source) check(got, want string) error {
	if want == "" || got == want {
		return nil
	}
	return s.bad(0, "SHA-256 "+got, want, "the content differs from the original: delete the file and get it again", nil)
}
