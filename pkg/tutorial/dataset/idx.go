package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// IDX is the content of an IDX file (the format of the MNIST files): an array of bytes with its dimensions.
type IDX struct {
	Dims []int   // e.g. {60000, 28, 28}, or {60000} for labels
	Data []uint8 // the product of Dims bytes, last dimension fastest
}

// What an IDX file may be here: bytes in one to four dimensions, at most MaxIDX of them.
const (
	idxUint8   = 0x08
	maxIDXDims = 4
	MaxIDX     = 1 << 30
	// maxRatio is deflate's greatest compression: no packed file unpacks to more than 1032 times its size.
	maxRatio = 1032
)

// ReadIDX reads an IDX file of unsigned bytes, plain or packed with gzip, to its end; name stands in the errors.
//
// It is strict: a wrong magic number, a short file, trailing bytes, a size beyond MaxIDX and broken gzip data each
// give an error that is ErrFormat. Memory grows with the bytes that arrive, never with what a header claims.
func ReadIDX(r io.Reader, name string) (*IDX, error) {
	s, err := newSource(r, name)
	if err != nil {
		return nil, err
	}
	return readIDX(s, nil, MaxIDX, func([]byte) {})
}

// ReadIDXFile is ReadIDX for a file. A header that claims more than the file's size allows is refused at once.
// Where sum is not empty, it is the SHA-256 in hexadecimal that the unpacked content must have.
func ReadIDXFile(path, sum string) (*IDX, error) { return readIDXFile(path, nil, sum, nil) }

// readIDXFile reads the file with the wanted dimensions (nil: any) and checksum (empty: any), and writes the unpacked
// bytes to also (nil: nowhere) as they come.
func readIDXFile(path string, want []int, sum string, also io.Writer) (*IDX, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, openError(path, err)
	}
	s, err := newSource(f, path)
	if err != nil {
		return nil, err
	}
	limit := info.Size()
	if s.zip != nil {
		limit *= maxRatio
	}
	hash := newSummer(also)
	idx, err := readIDX(s, want, min(limit, MaxIDX), hash.see)
	got := hash.end()
	if err != nil {
		return nil, err
	}
	if err := s.check(got, sum); err != nil {
		return nil, err
	}
	return idx, nil
}

// openError says what to do about a file that cannot be opened.
func openError(path string, err error) error {
	do := "check the file's permissions"
	if errors.Is(err, fs.ErrNotExist) {
		do = "check the name, or get the file"
	}
	return fmt.Errorf("dataset: %s: %w; %s", path, errors.Unwrap(err), do)
}

// readIDX reads header, data and end. Data beyond limit bytes is refused before any of it is read.
func readIDX(s *source, want []int, limit int64, see func([]byte)) (*IDX, error) {
	dims, header, err := readIDXHeader(s)
	if err != nil {
		return nil, err
	}
	size, err := sizeOf(s, dims, limit)
	if err != nil {
		return nil, err
	}
	if want != nil && !slices.Equal(dims, want) {
		return nil, s.bad(4, fmt.Sprintf("dimensions %v", dims), fmt.Sprint(want), "another data set has this name: get the right file", nil)
	}
	see(header)
	data, err := readExactly(s, size, want != nil, see)
	if err != nil {
		return nil, err
	}
	if err := s.end(); err != nil {
		return nil, err
	}
	return &IDX{Dims: dims, Data: data}, nil
}

// readIDXHeader reads the magic number (00 00, type, number of dimensions) and the dimensions, big-endian 32 bits each.
func readIDXHeader(s *source) (dims []int, header []byte, err error) {
	header = make([]byte, 4, 4+4*maxIDXDims)
	if err := readHeaderBytes(s, header); err != nil {
		return nil, nil, err
	}
	if header[0] != 0 || header[1] != 0 || header[2] != idxUint8 || header[3] < 1 || header[3] > maxIDXDims {
		return nil, nil, s.bad(0, fmt.Sprintf("magic number % x", header),
			fmt.Sprintf("00 00 %02x and 01 to %02x (unsigned bytes in so many dimensions)", idxUint8, maxIDXDims),
			"this is no IDX file of bytes: check which file it is", nil)
	}
	n := int(header[3])
	header = header[:4+4*n]
	if err := readHeaderBytes(s, header[4:]); err != nil {
		return nil, nil, err
	}
	dims = make([]int, n)
	for i := range dims {
		dims[i] = int(binary.BigEndian.Uint32(header[4+4*i:]))
	}
	return dims, header, nil
}

func readHeaderBytes(s *source, p []byte) error {
	_, err := io.ReadFull(s, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return s.bad(s.offset, "the end", "an IDX header", adviceTorn, err)
	}
	return err
}

// sizeOf multiplies the dimensions and holds the product against the limit without overflow.
func sizeOf(s *source, dims []int, limit int64) (int, error) {
	size := int64(1)
	for i, d := range dims {
		if d < 1 {
			return 0, s.bad(int64(4+4*i), fmt.Sprintf("dimension %d", d), "at least 1", "the file holds nothing: get it again", nil)
		}
		if size > limit/int64(d) {
			return 0, s.bad(4, fmt.Sprintf("dimensions %v", dims), fmt.Sprintf("at most %d bytes in all", limit),
				"the header claims more than the file can hold: get the file again", nil)
		}
		size *= int64(d)
	}
	return int(size), nil
}

// readExactly reads size bytes in pieces and shows each to see. Unless the size is trusted, memory is
// doubled as data arrives.
func readExactly(s *source, size int, trusted bool, see func([]byte)) ([]uint8, error) {
	const piece = 1 << 20
	room := min(size, piece)
	if trusted {
		room = size
	}
	data := make([]uint8, 0, room)
	for len(data) < size {
		if len(data) == cap(data) {
			data = append(make([]uint8, 0, min(size, 2*cap(data))), data...)
		}
		next := data[len(data):min(cap(data), len(data)+piece)]
		n, err := io.ReadFull(s, next)
		data = data[:len(data)+n]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, s.bad(s.offset, "the end", fmt.Sprintf("%d more bytes of data", size-len(data)), adviceTorn, err)
		}
		if err != nil {
			return nil, err
		}
		see(next)
	}
	return data, nil
}
