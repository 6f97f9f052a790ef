package density_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// cube has the log density −Σ x² of a row, unnormalised: enough to see who is asked what.
type cube struct {
	d int
	f func(x []float64) float64
}

func (c cube) Dim() int                    { return c.d }
func (c cube) LogProb(x []float64) float64 { return c.f(x) }

func squares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s -= v * v
	}
	return s
}

func random(n, d int) *mat.Dense {
	rng := rand.New(rand.NewPCG(1, 2))
	m := mat.NewDense(n, d, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = rng.NormFloat64()
	}
	return m
}

func TestScore(t *testing.T) {
	for _, n := range []int{1, 31, 32, 33, 1000} {
		x := random(n, 3)
		want := make([]float64, n)
		for i := range want {
			want[i] = squares(x.RawRowView(i))
		}
		for name, m := range map[string]mat.Matrix{"dense": x, "view": mat.DenseCopyOf(x.T()).T()} {
			before := runtime.GOMAXPROCS(5)
			s, err := density.Score(cube{3, squares}, m, score.Estimate, score.Lebesgue)
			runtime.GOMAXPROCS(before)
			if err != nil || !slices.Equal(s.LogP, want) || s.Kind != score.Estimate || s.Measure != score.Lebesgue {
				t.Errorf("%d rows, %s: %v, error %v", n, name, s, err)
			}
		}
	}
	s, err := density.Score(cube{1, func([]float64) float64 { return math.Inf(-1) }}, random(3, 1), score.Exact, score.Counting)
	if err != nil || !math.IsInf(s.Mean, -1) {
		t.Errorf("rows of probability 0: mean %v, error %v; want -Inf", s.Mean, err)
	}
}

func TestScoreErrors(t *testing.T) {
	at := func(v float64) *mat.Dense { m := random(70, 2); m.Set(65, 1, v); return m }
	gives := func(v float64) density.Density {
		return cube{2, func(x []float64) float64 { return map[bool]float64{true: v, false: 0}[x[1] == 7] }}
	}
	for name, c := range map[string]struct {
		d    density.Density
		x    mat.Matrix
		want string
	}{
		"no density":   {nil, random(3, 2), "no density"},
		"no matrix":    {cube{2, squares}, nil, "0 rows"},
		"nil matrix":   {cube{2, squares}, (*mat.Dense)(nil), "0 rows"},
		"empty matrix": {cube{2, squares}, &mat.Dense{}, "0 rows"},
		"width":        {cube{2, squares}, random(3, 3), "3 columns, the density has 2"},
		"NaN":          {cube{2, squares}, at(math.NaN()), "row 65, column 1 is NaN"},
		"Inf":          {cube{2, squares}, at(math.Inf(-1)), "row 65, column 1 is -Inf"},
		"Inf, view":    {cube{70, squares}, at(math.Inf(1)).T(), "row 1, column 65 is +Inf"},
		"NaN density":  {gives(math.NaN()), at(7), "row 65: log p(x) is NaN"},
		"Inf density":  {gives(math.Inf(1)), at(7), "row 65: log p(x) is +Inf"},
		"panic":        {cube{2, func(x []float64) float64 { return x[2] }}, random(3, 2), "row 0: the density panicked"},
	} {
		_, err := density.Score(c.d, c.x, score.Exact, score.Counting)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, err, c.want)
		}
	}
	if err := density.CheckRows(random(3, 1), 4); err == nil || !strings.Contains(err.Error(), "3 rows, at least 4") {
		t.Errorf("too few rows: %v", err)
	}
	if err := density.CheckRows(random(4, 1), 4); err != nil {
		t.Errorf("enough rows: %v", err)
	}
}

// The noise is uniform: mean 1/2 and variance 1/12 within 5 standard errors, never out of its cube.
func TestDequantise(t *testing.T) {
	const n, d = 1000, 20
	x := mat.NewDense(n, d, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64((i*7+j)%20 - 3) }, x)
	y, err := density.Dequantise(x, 5)
	if err != nil {
		t.Fatal(err)
	}
	u := make([]float64, 0, n*d)
	for i := range n {
		for j := range d {
			if math.Floor(y.At(i, j)) != x.At(i, j) {
				t.Fatalf("%g became %g", x.At(i, j), y.At(i, j))
			}
			u = append(u, y.At(i, j)-x.At(i, j))
		}
	}
	mean, variance := stat.MeanVariance(u, nil)
	if math.Abs(mean-0.5) > 5/math.Sqrt(12*n*d) || math.Abs(variance-1.0/12) > 5/math.Sqrt(180*n*d) {
		t.Errorf("noise of mean %g, variance %g", mean, variance)
	}
	again, _ := density.Dequantise(x, 5)
	other, _ := density.Dequantise(x, 6)
	if !mat.Equal(y, again) || mat.Equal(y, other) {
		t.Error("the noise does not follow from the seed")
	}
	x.Set(3, 4, 0.5)
	if _, err := density.Dequantise(x, 5); err == nil || !strings.Contains(err.Error(), "row 3, column 4 is 0.5") {
		t.Errorf("a fraction: %v", err)
	}
	if _, err := density.Dequantise(nil, 5); err == nil {
		t.Error("no matrix: no error")
	}
}
