package cluster

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
)

// golden holds what testdata/golden.py computed with scikit-learn.
var golden struct {
	KMeans []struct {
		Name              string
		X, Start, Centres [][]float64
		MaxIter           int
		Tol, Inertia      float64
		Labels            []int
		Silhouette        []float64
	}
	Rand []struct {
		A, B  []int
		Value float64
	}
	Iris struct {
		X                         [][]float64
		Y                         []int
		Inertia, Rand, Silhouette float64
	}
}

func init() { reference.Read(&golden) }

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*(1+math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func TestGoldenKMeans(t *testing.T) {
	for _, g := range golden.KMeans {
		x := reference.Dense(g.X)
		m, err := FitKMeans(context.Background(), x, Config{Centres: reference.Dense(g.Start), MaxIter: g.MaxIter, Tol: g.Tol})
		if err != nil {
			t.Errorf("%s: %v", g.Name, err)
			continue
		}
		if !slices.Equal(m.Labels, g.Labels) || !mat.EqualApprox(m.Centres, reference.Dense(g.Centres), 1e-10) {
			t.Errorf("%s: other labels or centres than scikit-learn", g.Name)
		}
		near(t, g.Name+": inertia", m.Inertia, g.Inertia, 1e-12)
		if p, err := m.Predict(x); err != nil || !slices.Equal(p, m.Labels) {
			t.Errorf("%s: Predict differs from Labels, error %v", g.Name, err)
		}
		if m.Converged != (g.MaxIter == 300) {
			t.Errorf("%s: Converged is %v", g.Name, m.Converged)
		}
		if g.Silhouette == nil {
			continue
		}
		s, err := Silhouette(x, m.Labels)
		if err != nil {
			t.Errorf("%s: %v", g.Name, err)
		}
		for i, want := range g.Silhouette {
			near(t, g.Name+": silhouette", s[i], want, 1e-11)
		}
	}
}

func TestGoldenRand(t *testing.T) {
	for _, g := range golden.Rand {
		for _, swap := range []bool{false, true} {
			a, b := g.A, g.B
			if swap {
				a, b = b, a
			}
			got, err := AdjustedRand(a, b)
			if err != nil {
				t.Error(err)
			}
			near(t, "adjusted Rand", got, g.Value, 1e-12)
		}
	}
}

// The numbers that the book promises for iris, three clusters, R's version of the data.
func TestIris(t *testing.T) {
	x := reference.Dense(golden.Iris.X)
	m, err := FitKMeans(context.Background(), x, Config{K: 3, Seed: 1, Restarts: 10})
	if err != nil {
		t.Fatal(err)
	}
	ari, err := AdjustedRand(golden.Iris.Y, m.Labels)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Silhouette(x, m.Labels)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "inertia", m.Inertia, golden.Iris.Inertia, 1e-12)
	near(t, "adjusted Rand", ari, golden.Iris.Rand, 1e-12)
	near(t, "silhouette", stat.Mean(s, nil), golden.Iris.Silhouette, 1e-12)
	if math.Abs(m.Inertia-78.851441) > 5e-7 || math.Abs(ari-0.730238) > 5e-7 {
		t.Errorf("inertia %.6f, adjusted Rand %.6f; want 78.851441, 0.730238", m.Inertia, ari)
	}
}
