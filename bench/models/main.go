// Command models is the Go side of `make bench WHAT=models`: the book's models of chapters 01–05 beside scikit-learn's,
// on the same rows.
//
//	go run ./bench/models data FOLDER     # make the rows that both sides read
//	go run ./bench/models worker FOLDER   # a line "CASE SIZE" on the input runs one fit and times it
//
// A case lives in a file of its own and enters itself with add. It answers with one JSON object a line:
//
//	{"what": "pca 100000x16", "side": "go", "seconds": 0.0042, "check": [1.25, 0.5]}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// fit runs once, is timed, and gives the numbers that the other side must find too. What it needs beyond the rows is
// made before, by prepare.
type fit func() (check []float64, err error)

// prepare reads the rows of a size from the folder and makes the fit that will be timed.
type prepare func(folder, size string) (fit, error)

var cases = map[string]prepare{}

// add enters a case by its name.
func add(name string, p prepare) { cases[name] = p }

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("bench: say data FOLDER or worker FOLDER"))
	}
	var err error
	switch what, folder := os.Args[1], os.Args[2]; what {
	case "data":
		err = makeData(folder)
	case "worker":
		err = worker(folder)
	default:
		err = fmt.Errorf("bench: %q is neither data nor worker", what)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// say prints one JSON line.
func say(fields map[string]any) error { return json.NewEncoder(os.Stdout).Encode(fields) }

// worker runs a fit at each line of the input. The rows of every case stay in memory, so that its rounds read them once.
func worker(folder string) error {
	if err := say(map[string]any{"ready": true}); err != nil {
		return err
	}
	ready := map[string]fit{}
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		what := strings.TrimSpace(input.Text())
		if ready[what] == nil {
			name, size, _ := strings.Cut(what, " ")
			p, ok := cases[name]
			if !ok {
				return fmt.Errorf("bench: no case %q", name)
			}
			var err error
			if ready[what], err = p(folder, size); err != nil {
				return err
			}
		}
		runtime.GC() // what other rounds left behind is none of this one's cost
		start := time.Now()
		check, err := ready[what]()
		seconds := time.Since(start).Seconds()
		if err != nil {
			return fmt.Errorf("bench: %s: %w", what, err)
		}
		if err := say(map[string]any{"what": what, "side": "go", "seconds": seconds, "check": check}); err != nil {
			return err
		}
	}
	return nil
}
