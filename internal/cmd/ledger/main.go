// Command ledger runs the tests that check the book's formulas, and prints each check: tag, left side, right side, by how
// much they miss, tolerance.
//
//	go run ./internal/cmd/ledger            the table
//	go run ./internal/cmd/ledger -compare   the table, and the tags compared with those in the notebooks
//
// It exits 1 where a test fails, where nothing is checked, and, with -compare, where a formula has no check, a check no
// formula, or the two editions differ.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/internal/workspace"
)

func main() {
	compare := flag.Bool("compare", false, "compare the tags with those in the notebooks")
	flag.Parse()
	if err := run(*compare); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(compare bool) error {
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	entries, err := runTests(root)
	if err != nil {
		return err
	}
	if err := ledger.Table(os.Stdout, entries); err != nil {
		return err
	}
	tags := ledger.Tags(entries)
	fmt.Printf("%d formulas, %d checks\n", len(tags), len(entries))
	if !compare {
		return nil
	}
	en, err := ledger.ReadEdition(filepath.Join(root, "notebooks", "en"))
	if err != nil {
		return err
	}
	zh, err := ledger.ReadEdition(filepath.Join(root, "notebooks", "zh"))
	if err != nil {
		return err
	}
	if problems := ledger.Compare(tags, en, zh); len(problems) > 0 {
		return fmt.Errorf("ledger: the notebooks and the checks disagree:\n  %s", strings.Join(problems, "\n  "))
	}
	return nil
}

// runTests runs the tests of the packages that use the ledger and returns what they registered.
func runTests(root string) ([]ledger.Entry, error) {
	packages, err := users(root)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "ledger.jsonl")
	cmd := exec.Command("go", append([]string{"test", "-count=1"}, packages...)...)
	cmd.Dir, cmd.Env = root, append(os.Environ(), ledger.Env+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%sledger: the tests fail (%w); mend them first", out, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("ledger: no test has checked anything: %w", err)
	}
	return ledger.Read(bytes.NewReader(data))
}

// users returns the packages whose tests import the ledger.
func users(root string) ([]string, error) {
	cmd := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .TestImports \" \"}} {{join .XTestImports \" \"}}", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("ledger: go list: %w", err)
	}
	var packages []string
	for _, line := range strings.Split(string(out), "\n") {
		fields := strings.Fields(line)
		if len(fields) > 1 && slices.Contains(fields[1:], "github.com/vaebook/vaebook/internal/ledger") {
			packages = append(packages, fields[0])
		}
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("ledger: no test uses the ledger")
	}
	return packages, nil
}
