package vae

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/vaebook/vaebook/internal/workspace"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// shippedRow is a row of the table in data/weights/SOURCE.md: file, model, ELBO ± error, reconstruction, KL, bytes, SHA-256.
var shippedRow = regexp.MustCompile(`(?m)^\| (\S+)\.bin \| [^|]* \| (-[0-9.]+) ± ([0-9.]+) \|.*\| ([0-9a-f]{64}) \|$`)

// TestShipped: what is in data/weights is what its SOURCE.md says, and scores so on the first test images.
func TestShipped(t *testing.T) {
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "data", "weights")
	source, err := os.ReadFile(filepath.Join(dir, "SOURCE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, test, err := dataset.FashionMNIST()
	if err != nil {
		t.Fatal(err)
	}
	be, _ := backend.Open(backend.Prefer(backend.Go))
	rows := shippedRow.FindAllStringSubmatch(string(source), -1)
	if len(rows) != 2 {
		t.Fatalf("%d rows in SOURCE.md, want 2", len(rows))
	}
	for _, row := range rows {
		path := filepath.Join(dir, row[1]+".bin")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != row[4] || len(data) > 1_300_000 {
			t.Errorf("%s: %d bytes, SHA-256 %x", path, len(data), sum)
		}
		m, err := LoadWeights(be, path)
		if err != nil {
			t.Fatal(err)
		}
		bound, err := m.ELBO(test.Head(1000), 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		want, err1 := strconv.ParseFloat(row[2], 64)
		if err1 != nil {
			t.Fatal(err1)
		}
		near(t, row[1]+": ELBO", bound.Score().Mean, want, 5*bound.Score().StdErr)
	}
}
