package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/vaebook/vaebook/internal/workspace"
)

// EnvMNISTURL names the environment variable with other hosts of the MNIST files: a list of addresses, separated by
// spaces or commas, to which the file names are appended.
const EnvMNISTURL = "VAEBOOK_MNIST_URL"

// mnistHosts are public copies of the MNIST files, in the order in which they are tried.
var mnistHosts = []string{
	"https://storage.googleapis.com/cvdf-datasets/mnist/",
	"https://ossci-datasets.s3.amazonaws.com/mnist/",
}

// fetcher downloads files. Its limits are fields so that a test can shorten them.
type fetcher struct {
	hosts  []string
	client *http.Client
	stall  time.Duration // longest time without a byte
	total  time.Duration // longest time for one file from one host
	limit  int64         // largest file
}

func newFetcher() *fetcher {
	hosts := mnistHosts
	if env := os.Getenv(EnvMNISTURL); env != "" {
		hosts = strings.FieldsFunc(env, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return &fetcher{hosts: hosts, client: newClient(), stall: 20 * time.Second, total: 10 * time.Minute, limit: 64 << 20}
}

// newClient goes through the usual proxies, limits the time to connect, and leaves the packed bytes packed.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
		DisableCompression:    true,
	}}
}

// fetch downloads f into the cache's data folder and gives its verified data.
func (d *fetcher) fetch(ctx context.Context, f *file) ([]uint8, error) {
	cache, err := workspace.Cache()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "data", f.set)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("dataset: %s: cannot make %s: %w; set %s to a folder that can be written", f.name, dir, err, workspace.EnvCache)
	}
	return d.fetchTo(ctx, f, dir)
}

// fetchTo downloads f into dir, trying one host after the other, and gives its verified data.
// The file gets its name only after its SHA-256 was found right.
func (d *fetcher) fetchTo(ctx context.Context, f *file, dir string) ([]uint8, error) {
	removeLeftOver(dir)
	var failures []error
	for _, host := range d.hosts {
		data, err := d.fetchFrom(ctx, host, f, dir)
		if err == nil {
			return data, nil
		}
		failures = append(failures, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, fmt.Errorf("dataset: %s/%s: in no data folder, and no host gave it (%w); get it elsewhere and put it into %s, "+
		"or name in %s the folder that holds %s", f.set, f.name, oneLine(failures), dir, workspace.EnvData, f.set)
}

// fetchFrom downloads f from one host to a temporary name in dir, verifies it and renames it.
func (d *fetcher) fetchFrom(ctx context.Context, host string, f *file, dir string) (data []uint8, err error) {
	address := strings.TrimSuffix(host, "/") + "/" + f.name
	tmp, err := os.CreateTemp(dir, partPattern)
	if err != nil {
		return nil, fmt.Errorf("cannot write to %s: %w; set %s to a folder that can be written", dir, err, workspace.EnvCache)
	}
	defer func() {
		tmp.Close()
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	if err := d.download(ctx, address, tmp); err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	if err := errors.Join(tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("%s: writing to %s: %w; make room on the disk", address, dir, err)
	}
	path := filepath.Join(dir, f.name)
	data, err = f.unpack(tmp.Name(), f.cachePath())
	if err != nil {
		return nil, fmt.Errorf("%s: what came is not the right file: %w", address, err)
	}
	return data, os.Rename(tmp.Name(), path)
}

// download copies the content at the address to w within the limits of time and size.
func (d *fetcher) download(ctx context.Context, address string, w io.Writer) error {
	ctx, stop := context.WithTimeoutCause(ctx, d.total, fmt.Errorf("not done after %s", d.total))
	defer stop()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	watch := time.AfterFunc(d.stall, func() { giveUp(fmt.Errorf("no byte came for %s", d.stall)) })
	defer watch.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("bad address: %w; correct %s", because(ctx, err), EnvMNISTURL)
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return because(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the host answered %q", resp.Status)
	}
	n, err := io.Copy(w, &watched{io.LimitReader(resp.Body, d.limit+1), watch, d.stall})
	if err != nil {
		return fmt.Errorf("broke off after %d bytes: %w", n, because(ctx, err))
	}
	if n > d.limit {
		return fmt.Errorf("the file has more than %d bytes", d.limit)
	}
	return nil
}

// because prefers the reason for which the context ended to the error that this led to.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if of := (*url.Error)(nil); errors.As(err, &of) {
		return of.Err // without the address, which stands before it already
	}
	return err
}

// oneLine is several errors in one line.
type oneLine []error

func (e oneLine) Error() string {
	texts := make([]string, len(e))
	for i, err := range e {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

func (e oneLine) Unwrap() []error { return e }

// watched restarts the watch at every byte that comes.
type watched struct {
	r     io.Reader
	watch *time.Timer
	stall time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if n > 0 {
		w.watch.Reset(w.stall)
	}
	return n, err
}

// partPattern names files that are not whole yet.
const partPattern = ".part-*"

// removeLeftOver removes what a killed program left in dir: unfinished files older than an hour.
func removeLeftOver(dir string) {
	parts, err := filepath.Glob(filepath.Join(dir, partPattern))
	if err != nil {
		return
	}
	for _, part := range parts {
		if info, err := os.Stat(part); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(part)
		}
	}
}
