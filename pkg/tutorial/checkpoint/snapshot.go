package checkpoint

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What a file was refused for, and what a folder lacked; test with errors.Is.
var (
	// ErrNone: the folder holds no snapshot of this kind that can be read.
	ErrNone = errors.New("no readable snapshot")
	// ErrTorn: the file is one of ours, but cut short, lengthened or altered.
	ErrTorn = errors.New("torn or damaged")
	// ErrForeign: the file was not written by this package, or holds another kind of snapshot.
	ErrForeign = errors.New("foreign file")
	// ErrNewer: the file was written by a newer version of this package.
	ErrNewer = errors.New("newer format")
)

// Tensor is one named array: Data holds its elements row-major, little-endian.
type Tensor struct {
	Name  string
	DType string // the element's type: "Float32", "Int64", …, as GoMLX spells it; case does not matter
	Dims  []int  // the length of each axis; empty for a scalar
	Data  []byte // product(Dims) elements
}

// Snapshot is the state of something at one step.
type Snapshot struct {
	Kind    string            // whose state this is, such as "vae"; part of the file's name
	Meta    map[string]string // whatever the reader must know beyond the tensors
	Step    int64             // steps of training done, ≥ 0
	Tensors []Tensor
}

// Tensor returns the tensor of that name.
func (s Snapshot) Tensor(name string) (Tensor, bool) {
	for _, t := range s.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

// Float32 makes a Float32 tensor of the given dims; with no dims, a vector.
func Float32(name string, values []float32, dims ...int) Tensor {
	if len(dims) == 0 {
		dims = []int{len(values)}
	}
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return Tensor{Name: name, DType: "Float32", Dims: dims, Data: data}
}

// Float32s returns the elements of a Float32 tensor.
func (t Tensor) Float32s() ([]float32, error) {
	if !strings.EqualFold(t.DType, "Float32") || len(t.Data)%4 != 0 {
		return nil, fmt.Errorf("checkpoint: tensor %q holds %d bytes of %s, wanted Float32", t.Name, len(t.Data), t.DType)
	}
	values := make([]float32, len(t.Data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*i:]))
	}
	return values, nil
}

// Limits on what a header may claim; a file beyond them is refused before anything is allocated.
const (
	maxHeader = 4 << 20 // bytes
	maxBody   = 1 << 36 // bytes
	maxRank   = 16
)

// elementSize gives the bytes of one element by the lower-case name of its type.
var elementSize = map[string]int64{
	"bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8, "uint64": 8,
	"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}

// kindForm is what a kind may look like: it becomes part of a file's name.
var kindForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// size returns the bytes that a tensor of this type and these dims takes, at most maxBody.
func size(dtype string, dims []int) (int64, error) {
	n, ok := elementSize[strings.ToLower(dtype)]
	if !ok {
		return 0, fmt.Errorf("unknown element type %q", dtype)
	}
	if len(dims) > maxRank {
		return 0, fmt.Errorf("%d axes, at most %d are allowed", len(dims), maxRank)
	}
	for _, d := range dims {
		if d < 0 {
			return 0, fmt.Errorf("negative axis in dims %v", dims)
		}
		if d > 0 && n > maxBody/int64(d) {
			return 0, fmt.Errorf("dims %v of %s exceed %d bytes", dims, dtype, int64(maxBody))
		}
		n *= int64(d)
	}
	return n, nil
}

// header returns what goes before the tensors' bytes, and the number of those bytes, having checked that s is sound.
func (s Snapshot) header() (header, int64, error) {
	h := header{Kind: s.Kind, Step: s.Step, Meta: s.Meta}
	for _, t := range s.Tensors {
		h.Tensors = append(h.Tensors, entry{Name: t.Name, DType: t.DType, Dims: t.Dims})
	}
	sizes, total, err := h.check()
	if err != nil {
		return h, 0, err
	}
	for i, t := range s.Tensors {
		if int64(len(t.Data)) != sizes[i] {
			return h, 0, fmt.Errorf("tensor %q: %d bytes of data, but dims %v of %s take %d",
				t.Name, len(t.Data), t.Dims, t.DType, sizes[i])
		}
	}
	return h, total, nil
}

// header is the JSON part of the file.
type header struct {
	Kind    string            `json:"kind"`
	Step    int64             `json:"step"`
	Meta    map[string]string `json:"meta,omitempty"`
	Tensors []entry           `json:"tensors,omitempty"`
}

// entry describes one tensor in the header.
type entry struct {
	Name  string `json:"name"`
	DType string `json:"dtype"`
	Dims  []int  `json:"dims,omitempty"`
}

// check returns the size of each tensor and their sum, or what is wrong with the header.
func (h header) check() (sizes []int64, total int64, err error) {
	if !kindForm.MatchString(h.Kind) {
		return nil, 0, fmt.Errorf("kind %q: want 1 to 64 of a-z, 0-9, dot, dash, underscore, starting with a letter or digit", h.Kind)
	}
	if h.Step < 0 {
		return nil, 0, fmt.Errorf("step %d is negative", h.Step)
	}
	for key, value := range h.Meta {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return nil, 0, fmt.Errorf("meta %q is not UTF-8", key)
		}
	}
	seen := make(map[string]bool, len(h.Tensors))
	for _, t := range h.Tensors {
		if !utf8.ValidString(t.Name) {
			return nil, 0, fmt.Errorf("tensor name %q is not UTF-8", t.Name)
		}
		if seen[t.Name] {
			return nil, 0, fmt.Errorf("two tensors are named %q", t.Name)
		}
		seen[t.Name] = true
		n, err := size(t.DType, t.Dims)
		if err != nil {
			return nil, 0, fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		if total += n; total > maxBody {
			return nil, 0, fmt.Errorf("tensors exceed %d bytes", int64(maxBody))
		}
		sizes = append(sizes, n)
	}
	return sizes, total, nil
}
