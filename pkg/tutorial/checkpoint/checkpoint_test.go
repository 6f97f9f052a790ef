package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// sample returns a snapshot whose content follows from its step.
func sample(step int64, floats int) Snapshot {
	rng := rand.New(rand.NewPCG(uint64(step), 1))
	values := make([]float32, floats)
	for i := range values {
		values[i] = rng.Float32()
	}
	return Snapshot{Kind: "vae", Step: step, Meta: map[string]string{"name": "test", "latent": "2"}, Tensors: []Tensor{
		Float32("/encoder/w", values, floats),
		{Name: "count", DType: "Int64", Dims: nil, Data: binary.LittleEndian.AppendUint64(nil, uint64(step))},
		{Name: "empty", DType: "bool", Dims: []int{3, 0}, Data: []byte{}},
	}}
}

func encode(t testing.TB, s Snapshot) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Encode(&buf, s); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func mustSave(t *testing.T, dir string, s Snapshot) {
	t.Helper()
	if err := Save(dir, s); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	want := sample(5, 1000)
	mustSave(t, dir, want)
	got, refused, err := Load(dir, "vae")
	if err != nil || len(refused) != 0 {
		t.Fatal(err, refused)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("loaded %v, saved %v", got, want)
	}
	w, ok := got.Tensor("/encoder/w")
	if !ok {
		t.Fatal("tensor is missing")
	}
	values, err := w.Float32s()
	if err != nil || len(values) != 1000 || values[0] != rand.New(rand.NewPCG(5, 1)).Float32() {
		t.Errorf("values differ: %v, %v", values[:1], err)
	}
}

func TestKeepsThePreviousOne(t *testing.T) {
	dir := t.TempDir()
	for step := int64(10); step <= 50; step += 10 {
		mustSave(t, dir, sample(step, 10))
	}
	want := []string{"vae-000004-step0000000040.vbk", "vae-000005-step0000000050.vbk"}
	if got := names(t, dir); !reflect.DeepEqual(got, want) {
		t.Errorf("folder holds %v, want %v", got, want)
	}
	mustSave(t, dir, sample(3, 10)) // begun anew: the newest, though its step is lower
	if s, _, err := Load(dir, "vae"); err != nil || s.Step != 3 {
		t.Errorf("loaded step %d (%v), want 3", s.Step, err)
	}
	other := sample(1, 10)
	other.Kind = "vae-big"
	mustSave(t, dir, other)
	if s, _, err := Load(dir, "vae"); err != nil || s.Step != 3 {
		t.Errorf("another kind was taken: step %d (%v), want 3", s.Step, err)
	}
}

func TestRefusedByName(t *testing.T) {
	good := encode(t, sample(2, 100))
	newer := bytes.Clone(good)
	binary.LittleEndian.PutUint32(newer[8:], version+1)
	old := bytes.Clone(good)
	binary.LittleEndian.PutUint32(old[8:], 0)
	huge := bytes.Clone(good)
	binary.LittleEndian.PutUint64(huge[16:], 1<<62)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	foreignKind := sample(2, 100)
	foreignKind.Kind = "gan"

	for _, c := range []struct {
		name string
		data []byte
		want error
		say  string
	}{
		{"empty", nil, ErrTorn, "0 bytes"},
		{"cut in the magic", good[:4], ErrTorn, "4 bytes"},
		{"cut in the header", good[:40], ErrTorn, "it has 40 bytes, by its own account it should have"},
		{"cut in the body", good[:len(good)-100], ErrTorn, "by its own account"},
		{"longer", append(bytes.Clone(good), 0), ErrTorn, "by its own account"},
		{"one bit flipped", flipped, ErrTorn, "checksum differs"},
		{"absurd size", huge, ErrTorn, "offset 12"},
		{"never a version", old, ErrTorn, "version 0"},
		{"newer", newer, ErrNewer, "update the program"},
		{"picture", []byte("\x89PNG\r\n\x1a\n and so on and so on and so on"), ErrForeign, "move it away"},
		{"another kind", encode(t, foreignKind), ErrForeign, `kind "gan"`},
	} {
		t.Run(c.name, func(t *testing.T) { expectRefused(t, c.data, c.want, c.say) })
	}
}

// expectRefused puts data where the newest snapshot would lie: the one before it must be loaded, and the refusal must
// be of that kind and say that.
func expectRefused(t *testing.T, data []byte, want error, say string) {
	dir := t.TempDir()
	mustSave(t, dir, sample(1, 100))
	bad := fileName("vae", 2, 2)
	if err := os.WriteFile(filepath.Join(dir, bad), data, 0o644); err != nil {
		t.Fatal(err)
	}
	s, refused, err := Load(dir, "vae")
	if err != nil || s.Step != 1 {
		t.Fatalf("loaded step %d, %v; want the last good one, step 1", s.Step, err)
	}
	if len(refused) != 1 || !errors.Is(refused[0], want) {
		t.Fatalf("refused %v, want one error that is %v", refused, want)
	}
	for _, part := range []string{bad, say} {
		if !strings.Contains(refused[0].Error(), part) {
			t.Errorf("message %q lacks %q", refused[0], part)
		}
	}
	mustSave(t, dir, sample(3, 100)) // saving goes on, above the bad one, and leaves it
	if s, refused, err := Load(dir, "vae"); err != nil || s.Step != 3 || len(refused) != 0 {
		t.Errorf("after the next save: step %d, %v, %v", s.Step, refused, err)
	}
	if got := len(names(t, dir)); got != 3 {
		t.Errorf("%d files, want the bad one, the previous good one and the new one: %v", got, names(t, dir))
	}
}

func TestEveryCutAndEveryFlipIsRefused(t *testing.T) {
	good := encode(t, sample(2, 16))
	for n := range good {
		if _, err := Decode(bytes.NewReader(good[:n]), int64(n)); !errors.Is(err, ErrTorn) {
			t.Fatalf("cut to %d bytes: %v, want ErrTorn", n, err)
		}
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if _, err := Decode(bytes.NewReader(bad), int64(len(bad))); err == nil {
			t.Fatalf("byte %d altered: accepted", i)
		}
	}
}

func TestNone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nothing")
	if _, _, err := Load(dir, "vae"); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), dir) {
		t.Errorf("missing folder: %v, want ErrNone with the folder's name", err)
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName("vae", 1, 1)), []byte("VAEBOOK\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, refused, err := Load(dir, "vae")
	if !errors.Is(err, ErrNone) || len(refused) != 1 {
		t.Errorf("only a torn file: %v, %v; want ErrNone and one refusal", err, refused)
	}
}

func TestUnsoundSnapshots(t *testing.T) {
	for name, change := range map[string]func(*Snapshot){
		"data does not fit dims": func(s *Snapshot) { s.Tensors[0].Data = s.Tensors[0].Data[:8] },
		"negative axis":          func(s *Snapshot) { s.Tensors[0].Dims = []int{-1} },
		"overflowing dims":       func(s *Snapshot) { s.Tensors[0].Dims = []int{1 << 40, 1 << 40} },
		"unknown type":           func(s *Snapshot) { s.Tensors[0].DType = "float31" },
		"two of one name":        func(s *Snapshot) { s.Tensors[1].Name = s.Tensors[0].Name },
		"kind with a slash":      func(s *Snapshot) { s.Kind = "../vae" },
		"name not UTF-8":         func(s *Snapshot) { s.Tensors[0].Name = "\xff" },
		"meta not UTF-8":         func(s *Snapshot) { s.Meta["a"] = "\xff" },
		"negative step":          func(s *Snapshot) { s.Step = -1 },
	} {
		dir := filepath.Join(t.TempDir(), "new")
		s := sample(1, 4)
		change(&s)
		if err := Save(dir, s); err == nil {
			t.Errorf("%s: saved", name)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder was touched", name)
		}
	}
}

func TestSealedButUnsound(t *testing.T) {
	if _, err := Decode(bytes.NewReader(seal(`{"kind":"vae","step":1}`, nil)), 24+23+32); err != nil {
		t.Fatalf("the sound one: %v", err)
	}
	for _, text := range []string{
		``, `{`, `[]`, `{"kind":"vae","step":1} `, `{"kind":"vae","step":1}{}`, `{"kind":"vae","step":-1}`,
		`{"kind":"vae","step":1,"more":2}`, `{"kind":"","step":1}`, `{"step":1,"kind":"vae"}`,
		`{"kind":"vae","step":1,"meta":{}}`,
		`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"Float32","dims":[1]}]}`,
		`{"kind":"vae","step":1,"tensors":[{"name":"a","dtype":"Float32","dims":[4294967296,4294967296]}]}`,
	} {
		data := seal(text, nil)
		if _, err := Decode(bytes.NewReader(data), int64(len(data))); !errors.Is(err, ErrTorn) {
			t.Errorf("header %s: %v, want ErrTorn", text, err)
		}
	}
}

// stingyWriter takes so many bytes, then fails.
type stingyWriter int

var errFull = errors.New("full")

func (w *stingyWriter) Write(p []byte) (int, error) {
	if len(p) > int(*w) {
		n := int(*w)
		*w = 0
		return n, errFull
	}
	*w -= stingyWriter(len(p))
	return len(p), nil
}

func TestEveryFailedWriteIsNoticed(t *testing.T) {
	s := sample(1, 16)
	n := len(encode(t, s))
	for room := range n {
		if w := stingyWriter(room); !errors.Is(Encode(&w, s), errFull) {
			t.Errorf("a disk with room for %d of %d bytes: not noticed", room, n)
		}
	}
}
