package kde

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
)

// golden holds what testdata/golden.py computed with scikit-learn, scipy and statsmodels. A nil is −Inf.
var golden struct {
	Densities []struct {
		X, Q   [][]float64
		Scores []struct {
			Kernel    Kernel
			Bandwidth float64
			LogP      []*float64
		}
		Nearest []float64
	}
	Rules []struct {
		X                            [][]float64
		Silverman, Scott, SD, Robust float64
	}
	Search struct {
		X       [][]float64
		Grid    []float64
		Kernels []struct {
			Kernel    Kernel
			Five, One []*float64
		}
	}
	Digits struct {
		Grid, Scores []float64
		Best         float64
	}
}

func init() { reference.Read(&golden) }

func value(p *float64) float64 {
	if p == nil {
		return math.Inf(-1)
	}
	return *p
}

func TestGoldenDensities(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	for _, g := range golden.Densities {
		x, q := reference.Dense(g.X), reference.Dense(g.Q)
		for _, c := range g.Scores {
			k, err := New(x, c.Kernel, c.Bandwidth)
			if err != nil {
				t.Fatal(err)
			}
			s, err := k.Score(q)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.LogP {
				reference.Near(t, c.Kernel.String(), s.LogP[i], value(want), 1e-10)
			}
		}
		got, err := NearestDistances(q, x)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range g.Nearest {
			reference.Near(t, "nearest distance", got[i], want, 1e-12)
		}
	}
}

func TestGoldenRules(t *testing.T) {
	for _, g := range golden.Rules {
		x := reference.Dense(g.X)
		n, d := x.Dims()
		reference.Near(t, "Silverman's factor", SilvermanFactor(n, d), g.Silverman, 1e-14)
		reference.Near(t, "Scott's factor", ScottFactor(n, d), g.Scott, 1e-14)
		silverman, err := Silverman(x)
		reference.Near(t, "Silverman's rule", silverman, g.Silverman*g.SD, 1e-13)
		scott, err2 := Scott(x)
		reference.Near(t, "Scott's rule", scott, g.Scott*g.SD, 1e-13)
		robust, err3 := SilvermanRobust(mat.Col(nil, 0, x))
		reference.Near(t, "the robust rule", robust, g.Robust, 1e-13)
		if err != nil || err2 != nil || err3 != nil {
			t.Error(err, err2, err3)
		}
	}
}

func TestGoldenSearch(t *testing.T) {
	g := golden.Search
	x := reference.Dense(g.X)
	n, _ := x.Dims()
	for _, c := range g.Kernels {
		five, err := CrossValidate(context.Background(), x, c.Kernel, g.Grid, ConsecutiveFolds(n, 5))
		if err != nil {
			t.Fatal(err)
		}
		one, err := LeaveOneOut(context.Background(), x, c.Kernel, g.Grid)
		if err != nil {
			t.Fatal(err)
		}
		own, err := CrossValidate(context.Background(), x, c.Kernel, g.Grid, ConsecutiveFolds(n, n))
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Grid {
			reference.Near(t, "five folds", five.LogP[i], value(c.Five[i]), 1e-10)
			reference.Near(t, "leaving one out", one.LogP[i], value(c.One[i]), 1e-10)
			reference.Near(t, "a fold for each row", own.LogP[i], value(c.One[i]), 1e-10)
		}
	}
}

// The number that the book promises: digits, 15 principal components, the grid of scikit-learn's example.
func TestDigits(t *testing.T) {
	digits, err := dataset.Digits()
	if err != nil {
		t.Fatal(err)
	}
	pca, err := reduce.FitPCA(digits.X, 15)
	if err != nil {
		t.Fatal(err)
	}
	x, err := pca.Transform(digits.X)
	if err != nil {
		t.Fatal(err)
	}
	n, _ := x.Dims()
	s, err := CrossValidate(context.Background(), x, Gaussian, golden.Digits.Grid, ConsecutiveFolds(n, 5))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range golden.Digits.Scores {
		reference.Near(t, "mean held-out log p", s.LogP[i], want, 1e-9)
	}
	if s.Best != golden.Digits.Best || math.Abs(s.Best-3.792690) > 5e-7 {
		t.Errorf("the best bandwidth is %.6f, want 3.792690", s.Best)
	}
}
