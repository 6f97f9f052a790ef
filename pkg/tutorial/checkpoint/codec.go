package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The fixed parts of a file; see the package comment.
const (
	magic      = "VAEBOOK\n"
	version    = 1
	prefixLen  = 24
	trailerLen = sha256.Size
)

// Encode writes s to w in the package's format. It fails where s is unsound (a tensor whose bytes do not fit its
// dims, two of one name, an unknown element type) and where a write fails.
func Encode(w io.Writer, s Snapshot) error {
	h, body, err := s.header()
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("checkpoint: header: %w", err)
	}
	if len(text) > maxHeader {
		return fmt.Errorf("checkpoint: header takes %d bytes, at most %d are allowed; put less into Meta", len(text), maxHeader)
	}
	prefix := make([]byte, 0, prefixLen)
	prefix = append(prefix, magic...)
	prefix = binary.LittleEndian.AppendUint32(prefix, version)
	prefix = binary.LittleEndian.AppendUint32(prefix, uint32(len(text)))
	prefix = binary.LittleEndian.AppendUint64(prefix, uint64(body))

	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	parts := [][]byte{prefix, text}
	for _, t := range s.Tensors {
		parts = append(parts, t.Data)
	}
	for _, part := range parts {
		if _, err := both.Write(part); err != nil {
			return err
		}
	}
	_, err = w.Write(sum.Sum(nil))
	return err
}

// Decode reads a snapshot from the first size bytes of r, which must be exactly one snapshot. It allocates nothing by
// a length that it has not compared with size, and nothing for the tensors before the checksum has been verified.
// The error wraps [ErrForeign], [ErrNewer] or [ErrTorn].
func Decode(r io.ReaderAt, size int64) (Snapshot, error) {
	h, sizes, offset, err := readHeader(r, size)
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{Kind: h.Kind, Meta: h.Meta, Step: h.Step}
	for i, e := range h.Tensors {
		data := make([]byte, sizes[i])
		if err := readFull(r, data, offset); err != nil {
			return Snapshot{}, err
		}
		offset += sizes[i]
		s.Tensors = append(s.Tensors, Tensor{Name: e.Name, DType: e.DType, Dims: e.Dims, Data: data})
	}
	return s, nil
}

// readHeader verifies everything but the sense of the tensors' bytes: prefix, checksum, header. It returns the size of
// each tensor and where the first one starts.
func readHeader(r io.ReaderAt, size int64) (h header, sizes []int64, offset int64, err error) {
	headerLen, bodyLen, err := readPrefix(r, size)
	if err != nil {
		return header{}, nil, 0, err
	}
	if err := verifySum(r, size); err != nil {
		return header{}, nil, 0, err
	}
	text := make([]byte, headerLen)
	if err := readFull(r, text, prefixLen); err != nil {
		return header{}, nil, 0, err
	}
	bad := func(err error) (header, []int64, int64, error) {
		return header{}, nil, 0, fmt.Errorf("%w: header at offset %d: %w", ErrTorn, prefixLen, err)
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return bad(err)
	}
	if again, err := json.Marshal(h); err != nil || !bytes.Equal(text, again) {
		return bad(errors.New("not in the form that this package writes"))
	}
	sizes, total, err := h.check()
	if err != nil {
		return bad(err)
	}
	if total != bodyLen {
		return bad(fmt.Errorf("its tensors take %d bytes, the body has %d", total, bodyLen))
	}
	return h, sizes, prefixLen + headerLen, nil
}

// readFull fills p from offset; a file that ends before that has shrunk under us.
func readFull(r io.ReaderAt, p []byte, offset int64) error {
	n, err := r.ReadAt(p, offset)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return fmt.Errorf("%w: it ends at offset %d, while being read", ErrTorn, offset+int64(n))
	}
	return err
}

// readPrefix checks magic, version and lengths against the size of the file.
func readPrefix(r io.ReaderAt, size int64) (headerLen, bodyLen int64, err error) {
	var prefix [prefixLen]byte
	n, err := r.ReadAt(prefix[:min(size, prefixLen)], 0)
	if err != nil && err != io.EOF {
		return 0, 0, err
	}
	known := min(n, len(magic))
	if string(prefix[:known]) != magic[:known] {
		return 0, 0, fmt.Errorf("%w: it starts with %q, a snapshot with %q", ErrForeign, prefix[:known], magic)
	}
	if n < prefixLen {
		return 0, 0, fmt.Errorf("%w: it has %d bytes, the smallest snapshot has more than %d", ErrTorn, size, prefixLen+trailerLen)
	}
	if v := binary.LittleEndian.Uint32(prefix[8:]); v != version {
		if v > version {
			return 0, 0, fmt.Errorf("%w: it has version %d, this program reads version %d; update the program", ErrNewer, v, version)
		}
		return 0, 0, fmt.Errorf("%w: version %d at offset 8 was never in use", ErrTorn, v)
	}
	h, b := binary.LittleEndian.Uint32(prefix[12:]), binary.LittleEndian.Uint64(prefix[16:])
	if h > maxHeader || b > maxBody {
		return 0, 0, fmt.Errorf("%w: at offset 12 it claims a header of %d and a body of %d bytes, at most %d and %d are allowed",
			ErrTorn, h, b, maxHeader, int64(maxBody))
	}
	headerLen, bodyLen = int64(h), int64(b)
	if want := prefixLen + headerLen + bodyLen + trailerLen; size != want {
		return 0, 0, fmt.Errorf("%w: it has %d bytes, by its own account it should have %d", ErrTorn, size, want)
	}
	return headerLen, bodyLen, nil
}

// verifySum compares the SHA-256 trailer with the bytes before it, in constant memory.
func verifySum(r io.ReaderAt, size int64) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size-trailerLen)); err != nil {
		return err
	}
	var want [trailerLen]byte
	if err := readFull(r, want[:], size-trailerLen); err != nil {
		return err
	}
	if got := sum.Sum(nil); !bytes.Equal(got, want[:]) {
		return fmt.Errorf("%w: checksum differs: the file says %x…, its bytes give %x…", ErrTorn, want[:6], got[:6])
	}
	return nil
}
