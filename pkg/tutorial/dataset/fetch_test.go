package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tinySet is a set of 5 + 2 images of 2×3 pixels that may be downloaded, with its packed files by name.
func tinySet() (*set, map[string][]byte) {
	contents := map[string][]byte{}
	s := &set{title: "Tiny", classes: []string{"a", "b", "c"}, fetch: true}
	add := func(i int, name string, data []byte, dims ...uint32) {
		content := idxFile(data, dims...)
		sum := sha256.Sum256(content)
		s.files[i] = file{set: "tiny", name: name, sha: hex.EncodeToString(sum[:])}
		for _, d := range dims {
			s.files[i].dims = append(s.files[i].dims, int(d))
		}
		contents[name] = pack(content)
	}
	add(0, trainImages, count(30), 5, 2, 3)
	add(1, trainLabels, []byte{0, 1, 2, 1, 0}, 5)
	add(2, testImages, count(12), 2, 2, 3)
	add(3, testLabels, []byte{2, 2}, 2)
	return s, contents
}

// emptyPlaces gives a cache of the test's own and no other data folder than the clone's.
func emptyPlaces(t *testing.T) (cache string) {
	t.Helper()
	cache = t.TempDir()
	t.Setenv("VAEBOOK_CACHE", cache)
	t.Setenv("VAEBOOK_DATA", "")
	return cache
}

// serve answers with the contents by the last part of the path, and counts the requests.
func serve(t *testing.T, contents map[string][]byte) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		content, ok := contents[filepath.Base(r.URL.Path)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(content)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

// noParts fails where an unfinished file, or one of the names, lies in the cache.
func noParts(t *testing.T, cache string, names ...string) {
	t.Helper()
	for _, pattern := range append(names, ".part-*") {
		if found, _ := filepath.Glob(filepath.Join(cache, "data", "*", pattern)); len(found) > 0 {
			t.Errorf("left over: %v", found)
		}
	}
}

// TestDownload: the first load downloads the four files, the second finds them, in the cache.
func TestDownload(t *testing.T) {
	cache := emptyPlaces(t)
	s, contents := tinySet()
	url, requests := serve(t, contents)
	t.Setenv(EnvMNISTURL, url+"/some/folder/")
	put(t, filepath.Join(cache, "data", "tiny"), map[string][]byte{".part-killed": count(9)})
	long := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(cache, "data", "tiny", ".part-killed"), long, long); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		train, test, err := s.load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if train.Len() != 5 || test.Len() != 2 || train.H != 2 || train.W != 3 || !bytes.Equal(train.Row(4), count(30)[24:]) || test.Labels[1] != 2 {
			t.Errorf("got %+v, %+v", train, test)
		}
	}
	if n := requests.Load(); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
	noParts(t, cache)
	for name, content := range contents {
		if got, err := os.ReadFile(filepath.Join(cache, "data", "tiny", name)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s in the cache: %v", name, err)
		}
	}
}

// TestBrokenCacheIsReplaced: what is damaged in the cache is downloaded anew; without network both faults are told.
func TestBrokenCacheIsReplaced(t *testing.T) {
	cache := emptyPlaces(t)
	s, contents := tinySet()
	dir := filepath.Join(cache, "data", "tiny")
	put(t, dir, contents)
	put(t, dir, map[string][]byte{trainLabels: contents[trainLabels][:20]})
	down, _ := serve(t, nil)
	t.Setenv(EnvMNISTURL, down)
	_, _, err := s.load(t.Context())
	mustFail(t, err2one(err), filepath.Join(dir, trainLabels), 20, "found the end of the file")
	if !strings.Contains(err.Error(), "404") {
		t.Errorf("%v: lacks the host's answer", err)
	}
	up, requests := serve(t, contents)
	t.Setenv(EnvMNISTURL, up)
	if _, _, err := s.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// err2one gives the FormatError inside err, so that its text is that of one fault.
func err2one(err error) error {
	var format *FormatError
	if errors.As(err, &format) {
		return format
	}
	return err
}

// TestBadDownloads: hosts that fail in every way; each time the next host is asked, and alone each gives its error.
func TestBadDownloads(t *testing.T) {
	s, contents := tinySet()
	f := &s.files[0]
	good := contents[f.name]
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"404":              {http.NotFound, `answered "404 Not Found"`},
		"500":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "500 Internal"},
		"login page":       {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") }, "what came is not the right file"},
		"empty":            {func(w http.ResponseWriter, _ *http.Request) {}, "what came is not the right file"},
		"another file":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(contents[testImages]) }, "dimensions [2 2 3]"},
		"changed data":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(pack(idxFile(make([]byte, 30), 5, 2, 3))) }, "SHA-256"},
		"short, well told": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(good[:len(good)-9]) }, "found the end of the file"},
		"torn":             {torn(good, len(good)/2), "broke off after"},
		"torn at once":     {torn(good, 0), "EOF"},
		"silent":           {silent(nil), "no byte came for"},
		"stalls":           {silent(good[:9]), "no byte came for"},
		"drips":            {drip, "not done after"},
		"too large":        {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 5000)) }, "more than 4096 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := httptest.NewServer(c.answer)
			defer bad.Close()
			fine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(good) }))
			defer fine.Close()
			dir := t.TempDir()
			d := fetcher{hosts: []string{bad.URL}, client: newClient(), stall: 300 * time.Millisecond, total: time.Second, limit: 4096}
			_, err := d.fetchTo(t.Context(), f, dir)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), bad.URL+"/"+f.name) {
				t.Errorf("got %v, want %q and the address", err, c.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left over: %v", left)
			}
			d.hosts = []string{bad.URL, fine.URL}
			if data, err := d.fetchTo(t.Context(), f, dir); err != nil || !bytes.Equal(data, count(30)) {
				t.Errorf("from the second host: %v", err)
			}
		})
	}
}

// torn promises the whole content, sends n bytes and breaks the connection.
func torn(content []byte, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		_, _ = w.Write(content[:n])
		if n > 0 {
			w.(http.Flusher).Flush()
		}
		panic(http.ErrAbortHandler)
	}
}

// silent sends the beginning and then nothing, until the client goes.
func silent(beginning []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if beginning != nil {
			_, _ = w.Write(beginning)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}
}

// drip sends a byte now and then, for ever.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		_, _ = w.Write([]byte{0x1f})
		w.(http.Flusher).Flush()
		time.Sleep(50 * time.Millisecond)
	}
}

func TestFetchStops(t *testing.T) {
	s, _ := tinySet()
	server := httptest.NewServer(silent(nil))
	defer server.Close()
	ctx, stop := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { stop(errors.New("the reader pressed stop")) })
	d := fetcher{hosts: []string{server.URL, server.URL}, client: newClient(), stall: time.Minute, total: time.Minute, limit: 4096}
	_, err := d.fetchTo(ctx, &s.files[0], t.TempDir())
	if err == nil || strings.Count(err.Error(), "the reader pressed stop") != 1 {
		t.Errorf("got %v", err)
	}
}

// TestNoNetwork: the message says what to do without one.
func TestNoNetwork(t *testing.T) {
	cache := emptyPlaces(t)
	s, _ := tinySet()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // nobody listens there now
	t.Setenv(EnvMNISTURL, server.URL+", "+server.URL+" http://%zz")
	_, _, err := s.load(t.Context())
	if err == nil {
		t.Fatal("no error")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%v: more than one line", err)
	}
	for _, part := range []string{"tiny/" + trainImages, "in no data folder", filepath.Join(cache, "data", "tiny"), "VAEBOOK_DATA", "refused", "correct VAEBOOK_MNIST_URL"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v: lacks %q", err, part)
		}
	}
	noParts(t, cache, "*.gz")
}

// TestReadOnlyCache: a cache that cannot be written is named, with the variable that moves it.
func TestReadOnlyCache(t *testing.T) {
	s, contents := tinySet()
	url, _ := serve(t, contents)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	emptyPlaces(t)
	t.Setenv(EnvMNISTURL, url)
	t.Setenv("VAEBOOK_CACHE", filepath.Join(blocked, "cache")) // no folder can be made under a file, not even by root
	if _, _, err := s.load(t.Context()); err == nil || !strings.Contains(err.Error(), "set VAEBOOK_CACHE") {
		t.Errorf("got %v", err)
	}
}

// TestTogether: several loads at once, as of several notebooks, get the same and leave nothing behind.
func TestTogether(t *testing.T) {
	cache := emptyPlaces(t)
	s, contents := tinySet()
	url, _ := serve(t, contents)
	t.Setenv(EnvMNISTURL, url)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if train, _, err := s.load(t.Context()); err != nil || train.Len() != 5 {
				t.Errorf("got %v", err)
			}
		})
	}
	wait.Wait()
	noParts(t, cache)
}
