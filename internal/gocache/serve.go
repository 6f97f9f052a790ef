package gocache

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

type request struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type response struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

// Serve answers a go command's requests until it closes. It fails on requests that are not of the protocol.
func Serve(l Layers, in io.Reader, out io.Writer) error {
	from, to := bufio.NewReader(in), json.NewEncoder(out)
	if err := to.Encode(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		line, err := from.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(line) == 1 { // one stands between a request and its body, and after each
			continue
		}
		var req request
		if err := json.Unmarshal(line, &req); err != nil {
			return fmt.Errorf("gocache: %w", err)
		}
		res, err := answer(l, req, from)
		if err != nil {
			return err
		}
		if err := to.Encode(res); err != nil {
			return err
		}
		if req.Command == "close" {
			l.Trim()
			return nil
		}
	}
}

// answer carries out one request. Its error ends the conversation; one that the go command is to hear is in the response.
func answer(l Layers, req request, from *bufio.Reader) (response, error) {
	switch req.Command {
	case "get":
		if e, ok := l.Get(req.ActionID); ok {
			return response{ID: req.ID, OutputID: e.Output, Size: e.Size, Time: &e.Stored, DiskPath: e.Path}, nil
		}
		return response{ID: req.ID, Miss: true}, nil
	case "put":
		content, err := body(req.BodySize, from)
		if err != nil {
			return response{}, err
		}
		e, err := l.Put(req.ActionID, req.OutputID, req.BodySize, content)
		if err != nil {
			_, err2 := io.Copy(io.Discard, content)
			return response{ID: req.ID, Err: err.Error()}, err2
		}
		_, err = io.Copy(io.Discard, content) // what Put did not need
		return response{ID: req.ID, DiskPath: e.Path}, err
	case "close":
		return response{ID: req.ID}, nil
	}
	return response{ID: req.ID, Err: "gocache: unknown command " + req.Command}, nil
}

// body reads what follows a put of size bytes: an empty line, then a JSON string in base64.
func body(size int64, from *bufio.Reader) (io.Reader, error) {
	if size == 0 {
		return strings.NewReader(""), nil
	}
	for {
		c, err := from.ReadByte()
		if err != nil {
			return nil, fmt.Errorf("gocache: no body came: %w", err)
		}
		if c == '"' {
			break
		}
		if c != '\n' {
			return nil, fmt.Errorf("gocache: a body begins with %q", c)
		}
	}
	return base64.NewDecoder(base64.StdEncoding, &quoted{from: from}), nil
}

// quoted reads up to the closing quotation mark.
type quoted struct {
	from *bufio.Reader
	done bool
}

func (q *quoted) Read(p []byte) (int, error) {
	if q.done {
		return 0, io.EOF
	}
	if _, err := q.from.Peek(1); err != nil {
		return 0, io.ErrUnexpectedEOF
	}
	buffered, _ := q.from.Peek(min(len(p), q.from.Buffered()))
	n := bytes.IndexByte(buffered, '"')
	if n < 0 {
		return q.from.Read(p[:len(buffered)])
	}
	q.done = true
	copy(p, buffered[:n])
	q.from.Discard(n + 1)
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
