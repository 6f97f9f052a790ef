package scaling_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/scaling"
)

// Millimetres and grams, on one scale.
func Example() {
	x := mat.NewDense(4, 2, []float64{17, 3500, 18, 3900, 19, 4300, 18, 3900})
	s, err := scaling.Fit(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	z, _ := s.Transform(x)
	fmt.Printf("mean %.0f, scale %.2f\n", s.Mean, s.Scale)
	fmt.Printf("first row %.3f\n", z.RawRowView(0))
	// Output:
	// mean [18 3900], scale [0.71 282.84]
	// first row [-1.414 -1.414]
}

func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	x := mat.NewDense(50, 4, nil)
	x.Apply(func(_, j int, _ float64) float64 {
		return 1e3*float64(j) + math.Pow(10, float64(2*j))*rng.NormFloat64()
	}, x)
	s, err := scaling.Fit(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []mat.Matrix{x, mat.DenseCopyOf(x.T()).T()} {
		z, err := s.Transform(m)
		if err != nil {
			t.Fatal(err)
		}
		for j := range 4 {
			mean, dev := stat.PopMeanStdDev(mat.Col(nil, j, z), nil)
			if math.Abs(mean) > 1e-12 || math.Abs(dev-1) > 1e-12 {
				t.Errorf("column %d: mean %v, deviation %v", j, mean, dev)
			}
		}
		back, err := s.Inverse(z)
		if err != nil || !mat.EqualApprox(back, x, 1e-9) {
			t.Errorf("not the rows again (%v)", err)
		}
	}
}

func TestBadInput(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 0.1, 2, 0.1, 3, 0.1})
	s, err := scaling.Fit(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
	if err != nil {
		t.Fatal(err)
	}
	fit := func(x mat.Matrix) error { _, err := scaling.Fit(x); return err }
	transform := func(x mat.Matrix) error { _, err := s.Transform(x); return err }
	inverse := func(x mat.Matrix) error { _, err := s.Inverse(x); return err }
	for _, c := range []struct {
		want string
		err  error
	}{
		{"column 1 is 0.1 in all 3 rows", fit(x)},
		{"column 0 is 1 in all 1 rows", fit(x.Slice(0, 1, 0, 1))},
		{"0 rows", fit(nil)},
		{"0 rows", fit(&mat.Dense{})},
		{"row 1, column 0 is NaN", fit(mat.NewDense(2, 1, []float64{1, math.NaN()}))},
		{"standard deviation +Inf", fit(mat.NewDense(2, 1, []float64{1e300, -1e300}))},
		{"standard deviation 0", fit(mat.NewDense(2, 1, []float64{1e-300, -1e-300}))},
		{"1 columns, the scales 2", transform(x.Slice(0, 3, 0, 1))},
		{"0 rows", transform(nil)},
		{"row 0, column 1 is +Inf", transform(mat.NewDense(1, 2, []float64{1, math.Inf(1)}))},
		{"1 columns, the scales 2", inverse(x.Slice(0, 3, 0, 1))},
		{"row 0, column 1 is -Inf", inverse(mat.NewDense(1, 2, []float64{1, math.Inf(-1)}))},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v; want %q", c.err, c.want)
		}
	}
}
