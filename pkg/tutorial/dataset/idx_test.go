package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// idxFile makes an IDX file with the given dimensions in its header and the given data after it.
func idxFile(data []byte, dims ...uint32) []byte {
	out := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		out = binary.BigEndian.AppendUint32(out, d)
	}
	return append(out, data...)
}

// pack packs data with gzip.
func pack(data []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(data)
	w.Close()
	return out.Bytes()
}

// count gives the bytes 0, 1, 2 … n−1.
func count(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}

// replaced gives data with one byte changed.
func replaced(data []byte, at int, b byte) []byte {
	out := bytes.Clone(data)
	out[at] = b
	return out
}

// mustFail holds an error against the file it must name, the offset, and parts of its text.
func mustFail(t *testing.T, err error, file string, offset int64, parts ...string) {
	t.Helper()
	var format *FormatError
	if !errors.As(err, &format) || !errors.Is(err, ErrFormat) {
		t.Fatalf("got %v, want a FormatError", err)
	}
	if format.File != file || format.Offset != offset {
		t.Errorf("%v: names %s at %d, want %s at %d", err, format.File, format.Offset, file, offset)
	}
	for _, part := range append(parts, "dataset: "+file) {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q lacks %q", err, part)
		}
	}
	if format.Do == "" || format.Found == "" || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q: must be one line that says what was found and what to do", err)
	}
}

func TestReadIDX(t *testing.T) {
	for _, dims := range [][]uint32{{5}, {2, 3}, {4, 2, 3}, {1, 2, 2, 2}} {
		n := 1
		for _, d := range dims {
			n *= int(d)
		}
		plain := idxFile(count(n), dims...)
		for name, r := range map[string]io.Reader{
			"plain": bytes.NewReader(plain), "packed": bytes.NewReader(pack(plain)),
			"byte by byte": iotest.OneByteReader(bytes.NewReader(pack(plain))), "data with EOF": iotest.DataErrReader(bytes.NewReader(plain)),
		} {
			idx, err := ReadIDX(r, name)
			if err != nil {
				t.Errorf("%v: %v", dims, err)
				continue
			}
			if len(idx.Dims) != len(dims) || idx.Dims[0] != int(dims[0]) || !bytes.Equal(idx.Data, count(n)) {
				t.Errorf("%s: got %v %v", name, idx.Dims, idx.Data)
			}
		}
	}
}

func TestReadIDXErrors(t *testing.T) {
	good := idxFile(count(24), 4, 2, 3)
	packed := pack(good)
	for name, c := range map[string]struct {
		content []byte
		offset  int64
		parts   []string
	}{
		"empty":              {nil, 0, []string{"found the end", "torn"}},
		"text":               {[]byte("a,b\n1,2\n"), 0, []string{"magic number 61 2c 62 0a", "00 00 08"}},
		"wrong magic":        {replaced(good, 0, 1), 0, []string{"magic number 01 00 08 03"}},
		"floats":             {replaced(good, 2, 0x0d), 0, []string{"magic number 00 00 0d 03", "unsigned bytes"}},
		"no dimensions":      {replaced(good, 3, 0), 0, []string{"magic number 00 00 08 00"}},
		"nine dimensions":    {replaced(good, 3, 9), 0, []string{"magic number 00 00 08 09"}},
		"short magic":        {good[:3], 3, []string{"found the end", "IDX header"}},
		"short header":       {good[:10], 10, []string{"found the end", "IDX header"}},
		"short data":         {good[:len(good)-5], 35, []string{"found the end", "5 more bytes"}},
		"no data":            {good[:16], 16, []string{"24 more bytes"}},
		"trailing byte":      {append(bytes.Clone(good), 7), 40, []string{"found byte 07", "want the end"}},
		"dimension 0":        {idxFile(nil, 4, 0, 3), 8, []string{"dimension 0"}},
		"absurd size":        {idxFile(count(9), 1<<31, 1<<31, 1<<31), 4, []string{"dimensions [2147483648 2147483648 2147483648]", "at most 1073741824"}},
		"overflowing size":   {idxFile(count(9), 1<<16, 1<<16, 1<<16, 1<<16), 4, []string{"at most 1073741824"}},
		"gzip: cut":          {packed[:len(packed)-12], int64(len(packed) - 12), []string{"found the end of the file", "torn"}},
		"gzip: header only":  {packed[:10], 10, []string{"found the end of the file"}},
		"gzip: half header":  {packed[:5], 5, []string{"found the end of the file"}},
		"gzip: bad header":   {replaced(packed, 2, 9), 10, []string{"broken gzip header"}},
		"gzip: bad checksum": {replaced(packed, len(packed)-6, packed[len(packed)-6]+1), int64(len(packed)), []string{"gzip's own checksum"}},
		"gzip: bad length":   {replaced(packed, len(packed)-1, 9), int64(len(packed)), []string{"gzip's own checksum"}},
		"gzip: bad block":    {replaced(packed, 10, 7), 11, []string{"cannot be unpacked"}},
		"gzip: byte after":   {append(bytes.Clone(packed), 'x'), int64(len(packed)), []string{"byte 78 after the gzip data"}},
		"gzip: twice":        {append(bytes.Clone(packed), packed...), int64(len(packed)), []string{"byte 1f after the gzip data"}},
		"gzip: short data":   {pack(good[:20]), 20, []string{"of the unpacked data", "20 more bytes"}},
		"gzip: more data":    {pack(append(bytes.Clone(good), 1, 2)), 40, []string{"of the unpacked data", "byte 01"}},
		"gzip: no IDX":       {pack([]byte("hello, world")), 0, []string{"of the unpacked data", "magic number 68 65 6c 6c"}},
		"gzip: in gzip":      {pack(packed), 0, []string{"magic number 1f 8b"}},
	} {
		t.Run(name, func(t *testing.T) {
			idx, err := ReadIDX(bytes.NewReader(c.content), "some.gz")
			mustFail(t, err, "some.gz", c.offset, c.parts...)
			if idx != nil {
				t.Error("data comes with the error")
			}
			path := filepath.Join(t.TempDir(), "some.gz")
			if err := os.WriteFile(path, c.content, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadIDXFile(path, ""); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), path) {
				t.Errorf("from the file: %v", err)
			}
		})
	}
}

// TestReadIDXDisk: an error of the disk is told as such.
func TestReadIDXDisk(t *testing.T) {
	broken := io.MultiReader(bytes.NewReader(idxFile(count(3), 9)), iotest.ErrReader(errors.New("input/output error")))
	_, err := ReadIDX(broken, "x")
	mustFail(t, err, "x", 11, "input/output error", "check the disk")
	_, err = ReadIDXFile(filepath.Join(t.TempDir(), "none.gz"), "")
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "get the file") {
		t.Errorf("missing file: %v", err)
	}
	if _, err = ReadIDXFile(t.TempDir(), ""); err == nil {
		t.Error("a folder is read as a file")
	}
}

func TestReadIDXFileChecksum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gz")
	if err := os.WriteFile(path, pack(idxFile(count(6), 2, 3)), 0o644); err != nil {
		t.Fatal(err)
	}
	wrong := strings.Repeat("0", 64)
	_, err := ReadIDXFile(path, wrong)
	mustFail(t, err, path, 0, "SHA-256 ", "want "+wrong, "delete the file")
	var format *FormatError
	errors.As(err, &format)
	if _, err := ReadIDXFile(path, strings.TrimPrefix(format.Found, "SHA-256 ")); err != nil {
		t.Errorf("with the right sum: %v", err)
	}
}

// TestReadIDXMemory: a header that claims a gigabyte costs no more memory than the bytes that come.
func TestReadIDXMemory(t *testing.T) {
	for name, content := range map[string][]byte{
		"plain":  idxFile(count(100), 1<<10, 1<<10, 1<<10),
		"packed": pack(idxFile(count(100), 1<<10, 1<<10, 1<<10)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadIDX(bytes.NewReader(content), name)
		runtime.ReadMemStats(&after)
		mustFail(t, err, name, 116, "found the end")
		if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", name, used)
		}
	}
	path := filepath.Join(t.TempDir(), "claims.gz")
	if err := os.WriteFile(path, pack(idxFile(count(100), 1<<10, 1<<10, 1<<10)), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := ReadIDXFile(path, "")
	mustFail(t, err, path, 4, "dimensions [1024 1024 1024]", "more than the file can hold")
}

// TestReadIDXGrows reads an array larger than one piece without knowing its size beforehand.
func TestReadIDXGrows(t *testing.T) {
	data := slices.Repeat(count(250), 20_000)
	idx, err := ReadIDX(bytes.NewReader(pack(idxFile(data, 20_000, 250))), "large")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(idx.Data, data) {
		t.Errorf("%d bytes came, not those that were written", len(idx.Data))
	}
}

// FuzzReadIDX: whatever the bytes, no panic; what is accepted is consistent, and a plain file is exactly its header and data.
func FuzzReadIDX(f *testing.F) {
	good := idxFile(count(24), 4, 2, 3)
	for _, seed := range [][]byte{nil, good, pack(good), good[:9], append(bytes.Clone(good), 1), idxFile(nil, 1<<31, 1<<31), idxFile(count(3), 3),
		replaced(pack(good), 12, 0xff), pack(pack(good)), append(pack(good), 0), idxFile(nil, 0), {0, 0, 8, 3}, {0x1f, 0x8b}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		idx, err := ReadIDX(bytes.NewReader(content), "fuzz")
		if err != nil {
			if !errors.Is(err, ErrFormat) || idx != nil {
				t.Fatalf("got %v and %v", idx, err)
			}
			return
		}
		dims, n := []uint32(nil), 1
		for _, d := range idx.Dims {
			dims, n = append(dims, uint32(d)), n*d
		}
		if n != len(idx.Data) {
			t.Fatalf("dimensions %v, but %d bytes", idx.Dims, n)
		}
		if content[0] == 0 && !bytes.Equal(content, idxFile(idx.Data, dims...)) {
			t.Fatal("the file is not its header and data")
		}
	})
}
