package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
)

// seal puts a header and a body into a file with right lengths and checksum, as a wrong writer would.
func seal(text string, body []byte) []byte {
	b := []byte(magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	b = binary.LittleEndian.AppendUint64(b, uint64(len(body)))
	b = append(append(b, text...), body...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// FuzzDecode tries whole files.
func FuzzDecode(f *testing.F) {
	good := encode(f, sample(2, 4))
	f.Add(good)
	f.Add(good[:30])
	f.Add([]byte{})
	f.Add(seal(`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"Float32","dims":[68719476736]}]}`, nil))
	f.Add(seal(`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"bool","dims":[2]}]}`, []byte{1, 0}))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Decode(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			if !errors.Is(err, ErrTorn) && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrNewer) {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		var total int
		for _, x := range s.Tensors {
			total += len(x.Data)
		}
		if total > len(data) {
			t.Fatalf("%d bytes of tensors out of %d bytes", total, len(data))
		}
		back, err := Decode(bytes.NewReader(encode(t, s)), int64(len(encode(t, s))))
		if err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("what was accepted does not survive a round: %v, %v, %v", s, back, err)
		}
	})
}

// FuzzSealed tries headers that come with a right checksum, so that what lies behind it is reached.
func FuzzSealed(f *testing.F) {
	f.Add(`{"kind":"vae","step":1}`, []byte{})
	f.Add(`{"kind":"vae","step":1,"meta":{"a":"b"},"tensors":[{"name":"a","dtype":"bool","dims":[2]}]}`, []byte{1, 0})
	f.Add(`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"Int64","dims":[3037000500,3037000500]}]}`, []byte{1})
	f.Add(`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"uint8"},{"name":"a","dtype":"uint8"}]}`, []byte{1, 2})
	f.Fuzz(func(t *testing.T, text string, body []byte) {
		data := seal(text, body)
		s, err := Decode(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			if !errors.Is(err, ErrTorn) {
				t.Fatalf("refused as %v, want ErrTorn", err)
			}
			return
		}
		if again := encode(t, s); !bytes.Equal(again, data) {
			t.Fatalf("accepted %q, but writes %q", data, again)
		}
	})
}
