package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// sizes are the row counts of the made data: n, and twice that to see how the time grows.
var sizes = []int{100_000, 200_000}

const (
	columns = 16
	groups  = 8 // normal distributions that the rows are drawn from
	classes = 4 // of the labels
)

// makeData writes, as little-endian float64 row by row:
//
//	rows-NxD       rows drawn from a mixture of 8 normals with full covariances
//	labels2-NxD    0 or 1, drawn from p(y|x) of a logistic regression on those rows; labels4-NxD: one of four classes
//	queries-1000xD rows of the same mixture, to be scored
//	rows-10000x784 Fashion-MNIST's test images, pixels in [0, 1]
//	rows-1000000x32, labels4-1000000x32  normal rows whose mean depends on their class, one of four
func makeData(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	m := newMixture(rand.New(rand.NewPCG(6, 16)))
	for _, n := range sizes {
		rng := rand.New(rand.NewPCG(6, uint64(n)))
		x := m.sample(n, rng)
		size := fmt.Sprintf("%dx%d", n, columns)
		two, four := m.labels(x, 2, rng), m.labels(x, classes, rng)
		for name, v := range map[string][]float64{"rows-": x.RawMatrix().Data, "labels2-": two, "labels4-": four} {
			if err := write(filepath.Join(folder, name+size), v); err != nil {
				return err
			}
		}
	}
	queries := m.sample(1000, rand.New(rand.NewPCG(6, 1000)))
	if err := write(filepath.Join(folder, fmt.Sprintf("queries-1000x%d", columns)), queries.RawMatrix().Data); err != nil {
		return err
	}
	if err := makeClasses(folder, 1_000_000, 32); err != nil {
		return err
	}
	_, images, err := dataset.FashionMNIST()
	if err != nil {
		return err
	}
	pixels := make([]float64, len(images.Pixels))
	for i, v := range images.Pixels {
		pixels[i] = float64(v) / 255
	}
	return write(filepath.Join(folder, fmt.Sprintf("rows-%dx%d", images.Len(), images.D())), pixels)
}

// makeClasses writes n rows of d numbers and their labels: in class k, column j is normal with mean and variance of their own.
func makeClasses(folder string, n, d int) error {
	rng := rand.New(rand.NewPCG(6, 32))
	mean, scale := mat.NewDense(classes, d, nil), mat.NewDense(classes, d, nil)
	mean.Apply(func(int, int, float64) float64 { return rng.NormFloat64() }, mean)
	scale.Apply(func(int, int, float64) float64 { return 0.5 + rng.Float64() }, scale)
	x, y := make([]float64, n*d), make([]float64, n)
	for i := range y {
		k := rng.IntN(classes)
		y[i] = float64(k)
		for j := range d {
			x[i*d+j] = mean.At(k, j) + scale.At(k, j)*rng.NormFloat64()
		}
	}
	size := fmt.Sprintf("%dx%d", n, d)
	if err := write(filepath.Join(folder, "rows-"+size), x); err != nil {
		return err
	}
	return write(filepath.Join(folder, fmt.Sprintf("labels%d-%s", classes, size)), y)
}

// mixture draws rows from normals of different weight, place and shape.
type mixture struct {
	means   *mat.Dense   // groups × columns
	shapes  []*mat.Dense // columns × columns: a row is mean + shape · noise
	weights *mat.Dense   // classes × columns of the labels' logistic regression
}

func newMixture(rng *rand.Rand) mixture {
	noise := func(r, c int, scale float64) *mat.Dense {
		m := mat.NewDense(r, c, nil)
		m.Apply(func(int, int, float64) float64 { return scale * rng.NormFloat64() }, m)
		return m
	}
	m := mixture{means: noise(groups, columns, 3), weights: noise(classes, columns, 0.3)}
	for range groups {
		s := noise(columns, columns, 0.2)
		for i := range columns {
			s.Set(i, i, s.At(i, i)+1)
		}
		m.shapes = append(m.shapes, s)
	}
	return m
}

// sample draws n rows; group k is k+1 times as likely as group 0.
func (m mixture) sample(n int, rng *rand.Rand) *mat.Dense {
	x, noise := mat.NewDense(n, columns, nil), mat.NewVecDense(columns, nil)
	for i := range n {
		k := 0
		for u := rng.IntN(groups * (groups + 1) / 2); u > k; k++ {
			u -= k + 1
		}
		for j := range columns {
			noise.SetVec(j, rng.NormFloat64())
		}
		row := mat.NewVecDense(columns, x.RawRowView(i))
		row.MulVec(m.shapes[k], noise)
		floats.Add(x.RawRowView(i), m.means.RawRowView(k))
	}
	return x
}

// labels draws a class for each row: the largest of k scores to which Gumbel noise is added follows their softmax.
func (m mixture) labels(x *mat.Dense, k int, rng *rand.Rand) []float64 {
	n, _ := x.Dims()
	y, scores := make([]float64, n), make([]float64, k)
	for i := range n {
		for c := range k {
			scores[c] = floats.Dot(m.weights.RawRowView(c), x.RawRowView(i)) - math.Log(rng.ExpFloat64())
		}
		y[i] = float64(floats.MaxIdx(scores))
	}
	return y
}

func write(path string, v []float64) error {
	raw := make([]byte, 0, 8*len(v))
	for _, f := range v {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(f))
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}

func read(path string) ([]float64, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("bench: %w; make it with: go run ./bench/models data FOLDER", err)
	}
	v := make([]float64, len(raw)/8)
	for i := range v {
		v[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return v, nil
}

// rows reads the rows of a size such as 100000x16; name is rows or queries.
func rows(folder, name, size string) (*mat.Dense, error) {
	var n, d int
	if _, err := fmt.Sscanf(size, "%dx%d", &n, &d); err != nil {
		return nil, fmt.Errorf("bench: size %q is not of the form 100000x16", size)
	}
	v, err := read(filepath.Join(folder, name+"-"+size))
	if err != nil {
		return nil, err
	}
	if len(v) != n*d {
		return nil, fmt.Errorf("bench: %s-%s holds %d numbers, want %d; make the data anew", name, size, len(v), n*d)
	}
	return mat.NewDense(n, d, v), nil
}
