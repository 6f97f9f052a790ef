package gocache

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sum(text string) []byte { s := sha256.Sum256([]byte(text)); return s[:] }

func put(t *testing.T, dir, action, content string) Entry {
	t.Helper()
	e, err := Layers{Own: dir}.Put(sum(action), sum(content), int64(len(content)), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOwnGoesBeforeShared(t *testing.T) {
	l := Layers{Own: t.TempDir(), Shared: t.TempDir()}
	if _, ok := l.Get(sum("a")); ok {
		t.Fatal("an empty cache holds an entry")
	}
	put(t, l.Shared, "a", "common")
	if e, ok := l.Get(sum("a")); !ok || !strings.HasPrefix(e.Path, l.Shared) {
		t.Fatalf("got %+v, %v; want the shared entry", e, ok)
	}
	put(t, l.Own, "a", "mine")
	e, ok := l.Get(sum("a"))
	if text, _ := os.ReadFile(e.Path); !ok || string(text) != "mine" || e.Size != 4 || !bytes.Equal(e.Output, sum("mine")) {
		t.Fatalf("got %+v, %v", e, ok)
	}
}

func TestTornEntriesAreMisses(t *testing.T) {
	l := Layers{Own: t.TempDir(), Shared: t.TempDir()}
	e := put(t, l.Own, "a", "whole")
	if err := os.Truncate(e.Path, 2); err != nil {
		t.Fatal(err)
	}
	put(t, l.Own, "b", "index")
	if err := os.WriteFile(index(l.Own, sum("b")), []byte("v1 00"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, action := range []string{"a", "b"} {
		if e, ok := l.Get(sum(action)); ok {
			t.Errorf("%s: got %+v", action, e)
		}
	}
	if e = put(t, l.Own, "a", "whole"); e.Size != 5 {
		t.Errorf("stored anew: %+v", e)
	}
	if _, ok := l.Get(sum("a")); !ok {
		t.Error("what was stored anew is not found")
	}
}

func TestShortBodyLeavesNothing(t *testing.T) {
	l := Layers{Own: t.TempDir()}
	if _, err := l.Put(sum("a"), sum("content"), 7, strings.NewReader("con")); err == nil {
		t.Fatal("no error for a body that ends early")
	}
	if files, _ := filepath.Glob(filepath.Join(l.Own, "*", "*")); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

func TestTrim(t *testing.T) {
	l := Layers{Own: t.TempDir()}
	old, fresh := put(t, l.Own, "old", "old"), put(t, l.Own, "fresh", "fresh")
	past := time.Now().Add(-keep - time.Hour)
	for _, file := range []string{old.Path, index(l.Own, sum("old"))} {
		if err := os.Chtimes(file, past, past); err != nil {
			t.Fatal(err)
		}
	}
	l.Trim()
	if _, err := os.Stat(old.Path); err == nil {
		t.Error("what was not used for five days is still there")
	}
	if _, ok := l.Get(sum("fresh")); !ok {
		t.Errorf("gone: %s", fresh.Path)
	}
}

func TestServe(t *testing.T) {
	l := Layers{Own: t.TempDir(), Shared: t.TempDir()}
	content := strings.Repeat("an object file, ", 10000)
	var in bytes.Buffer
	ask := func(r request) { text, _ := json.Marshal(r); fmt.Fprintf(&in, "%s\n\n", text) }
	ask(request{ID: 1, Command: "get", ActionID: sum("a")})
	ask(request{ID: 2, Command: "put", ActionID: sum("a"), OutputID: sum(content), BodySize: int64(len(content))})
	fmt.Fprintf(&in, "%q\n", base64.StdEncoding.EncodeToString([]byte(content)))
	ask(request{ID: 3, Command: "put", ActionID: sum("empty"), OutputID: sum("")})
	ask(request{ID: 4, Command: "get", ActionID: sum("a")})
	ask(request{ID: 5, Command: "melt"})
	ask(request{ID: 6, Command: "close"})
	ask(request{ID: 7, Command: "get", ActionID: sum("a")})

	var out bytes.Buffer
	if err := Serve(l, &in, &out); err != nil {
		t.Fatal(err)
	}
	var got []response
	for from := json.NewDecoder(&out); from.More(); {
		var r response
		if err := from.Decode(&r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if len(got) != 7 || len(got[0].KnownCommands) != 3 {
		t.Fatalf("got %d answers: %+v", len(got), got)
	}
	stored, err := os.ReadFile(got[4].DiskPath)
	if !got[1].Miss || got[2].DiskPath != got[4].DiskPath || err != nil || string(stored) != content || got[5].Err == "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestServeRejectsNonsense(t *testing.T) {
	for name, in := range map[string]string{
		"no JSON":    "hello\n",
		"no body":    `{"ID":1,"Command":"put","ActionID":"AA==","OutputID":"AA==","BodySize":3}` + "\n\n",
		"other body": `{"ID":1,"Command":"put","ActionID":"AA==","OutputID":"AA==","BodySize":3}` + "\n\n7",
		"torn body":  `{"ID":1,"Command":"put","ActionID":"AA==","OutputID":"AA==","BodySize":3}` + "\n\n\"AA",
	} {
		if err := Serve(Layers{Own: t.TempDir()}, strings.NewReader(in), &bytes.Buffer{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A real go command, with nothing but the shared cache to read, builds and tests a module without recompiling anything shared.
func TestGoCommand(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "gocache")
	run := func(env []string, work string, args ...string) string {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = work, append(os.Environ(), env...)
		text, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, text)
		}
		return string(text)
	}
	run(nil, ".", "build", "-o", program, "../cmd/gocache")
	module := filepath.Join(dir, "m")
	for name, text := range map[string]string{
		"go.mod":    "module m\n\ngo 1.26\n",
		"m_test.go": "package m\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {}\n",
	} {
		if err := os.MkdirAll(module, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(module, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shared := filepath.Join(dir, "shared")
	run([]string{"GOCACHE=" + shared, "GOFLAGS="}, module, "test", "-count=1", ".")

	own := filepath.Join(dir, "own")
	env := []string{"GOCACHE=" + own, "GOFLAGS=", "GOCACHEPROG=" + program + " " + shared}
	text := run(env, module, "test", "-count=1", "-x", ".")
	if strings.Contains(text, "compile -o") {
		t.Errorf("compiled anew:\n%s", text)
	}
}
