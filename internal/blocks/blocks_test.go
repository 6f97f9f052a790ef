package blocks

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

func random(n, d int, seed uint64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 1))
	m := mat.NewDense(n, d, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = 3 + rng.NormFloat64()
	}
	return m
}

func TestLayout(t *testing.T) {
	for _, n := range []int{1, Size - 1, Size, Size + 1, 5*Size + 7} {
		x := random(n, 3, 1)
		mean := Mean(x)
		for _, m := range []mat.Matrix{x, mat.DenseCopyOf(x.T()).T()} {
			r := New(m, mean)
			seen := 0
			for b := range r.Count() {
				first, block := r.Block(b)
				for i := range block.Cols {
					for j := range 3 {
						if got, want := block.Data[j*block.Stride+i], x.At(first+i, j)-mean[j]; got != want {
							t.Fatalf("n = %d: row %d, column %d is %g, want %g", n, first+i, j, got, want)
						}
					}
				}
				seen += block.Cols
				if at, same := Transpose(mat.DenseCopyOf(m), b, make([]float64, 3*Size)); at != first || same.Cols != block.Cols || same.Data[same.Stride] != x.At(first, 1) {
					t.Errorf("n = %d: block %d is laid out otherwise", n, b)
				}
			}
			if seen != n {
				t.Errorf("n = %d: the blocks hold %d rows", n, seen)
			}
			for j, v := range r.Variance(make([]float64, 3)) {
				if want := stat.PopVariance(mat.Col(nil, j, x), nil); math.Abs(v-want) > 1e-13 {
					t.Errorf("n = %d: variance of column %d is %g, want %g", n, j, v, want)
				}
			}
		}
	}
}

func TestSquaredDistances(t *testing.T) {
	for d := 1; d < 12; d++ {
		x := random(Size+3, d, uint64(d))
		r := New(x, nil)
		q := x.RawRowView(0)
		dst := make([]float64, Size)
		for b := range r.Count() {
			first, block := r.Block(b)
			SquaredDistances(dst, q, block)
			for i := range block.Cols {
				want := math.Pow(floats.Distance(q, x.RawRowView(first+i), 2), 2)
				if math.Abs(dst[i]-want) > 1e-13*(1+want) {
					t.Fatalf("d = %d: distance to row %d is %g, want %g", d, first+i, dst[i], want)
				}
			}
		}
	}
}

// The same sum to the last bit, whatever the number of processors; every index once.
func TestSum(t *testing.T) {
	x := random(1, 1000, 4).RawRowView(0)
	sum := func(processors int) []float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		return Sum(len(x), 2, func() func(int, []float64) {
			return func(i int, acc []float64) { acc[0] += math.Exp(x[i]); acc[1]++ }
		})
	}
	one, many := sum(1), sum(7)
	if !slices.Equal(one, many) || one[1] != 1000 {
		t.Errorf("one processor %v, seven %v", one, many)
	}
	if got := Sum(0, 3, func() func(int, []float64) { return func(int, []float64) {} }); len(got) != 3 {
		t.Errorf("no calls: %v", got)
	}
	wide := Sum(9, 3<<20, func() func(int, []float64) { return func(_ int, acc []float64) { acc[len(acc)-1]++ } })
	if wide[len(wide)-1] != 9 {
		t.Errorf("wide: %v", wide[len(wide)-1])
	}
}

func TestEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	var workers, calls atomic.Int64
	Each(1000, func() func(int) {
		workers.Add(1)
		return func(int) { calls.Add(1) }
	})
	if workers.Load() != 5 || calls.Load() != 1000 {
		t.Errorf("%d workers, %d calls", workers.Load(), calls.Load())
	}
}

func TestCheck(t *testing.T) {
	x := random(3, 2, 5)
	if err := Check(x, 3); err != nil {
		t.Error(err)
	}
	for v, want := range map[float64]string{math.Inf(1): "row 1, column 0 is +Inf", -2e150: "row 1, column 0 is -2e+150"} {
		x.Set(1, 0, v)
		if err := Check(x, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%g: %v; want %q", v, err, want)
		}
	}
}
