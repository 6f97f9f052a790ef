package same

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Near wants the number that a cell gives within tol of the library's, absolutely up to 1 and relatively above it.
func Near(t *testing.T, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("the cell gives %v, the library %v", got, want)
	}
}

// Nears is Near for as many numbers on either side.
func Nears(t *testing.T, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("the cell gives %d numbers, the library %d", len(got), len(want))
	}
	for i := range want {
		Near(t, got[i], want[i], tol)
	}
}

// Numbers are n draws of N(0, 1).
func Numbers(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}
