// Package reference reads and compares golden values: results of another implementation, which a script beside the
// test has written to testdata/golden.json.
package reference

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Read reads testdata/golden.json of the package under test into a pointer. It panics where it cannot: without the
// values there is nothing to test.
func Read(into any) {
	data, err := os.ReadFile("testdata/golden.json")
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic(err)
	}
}

// Dense makes a matrix of its rows, of which there must be one or more.
func Dense(rows [][]float64) *mat.Dense {
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		m.SetRow(i, row)
	}
	return m
}

// Near wants got within tol of want, absolutely up to 1 and relatively above it; infinities must be equal.
func Near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}
