package reduce

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

type goldenPCA struct {
	K                             int
	X, Components, New, Z, Near   [][]float64
	Mean, Variance, Ratio, Errors []float64
}

type goldenPPCA struct {
	K            int
	Sigma2, Mean float64
	LogP         []float64
}

var golden struct {
	Iris, Iris2, Digits3, Mixed, Wide, Waves goldenPCA
	PPCAIris                                 []goldenPPCA
	PPCADigits                               []goldenPPCA
	Angles                                   []struct {
		A, B   [][]float64
		Angles []float64
	}
}

func init() { reference.Read(&golden) }

// waves are the rows that golden.py makes too.
func waves(n, d int) *mat.Dense {
	m := mat.NewDense(n, d, nil)
	m.Apply(func(i, j int, _ float64) float64 {
		return 100 + float64(1+j)*math.Sin(float64(i+1)*(0.1+0.013*float64(j))) + 5*math.Cos(0.7*float64(i))
	}, m)
	return m
}

func iris(t testing.TB) *mat.Dense {
	t.Helper()
	s, err := dataset.Iris()
	if err != nil {
		t.Fatal(err)
	}
	return s.X
}

func digits(t testing.TB) *mat.Dense {
	t.Helper()
	s, err := dataset.Digits()
	if err != nil {
		t.Fatal(err)
	}
	return s.X
}

func TestPCAEqualsScikitLearn(t *testing.T) {
	for name, c := range map[string]struct {
		x    *mat.Dense
		want goldenPCA
	}{
		"iris":         {iris(t), golden.Iris},
		"iris, 2":      {iris(t), golden.Iris2},
		"digits":       {digits(t), golden.Digits3},
		"12×5":         {reference.Dense(golden.Mixed.X), golden.Mixed},
		"6×9":          {reference.Dense(golden.Wide.X), golden.Wide},
		"waves, large": {waves(4000, 60), golden.Waves},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := FitPCA(c.x, c.want.K)
			if err != nil {
				t.Fatal(err)
			}
			scale := math.Sqrt(c.want.Variance[0])
			equal := func(what string, got, want []float64, tol float64) {
				t.Helper()
				if !floats.EqualApprox(got, want, tol) {
					t.Errorf("%s is %v, want %v", what, got, want)
				}
			}
			equal("Mean", p.Mean, c.want.Mean, 1e-9)
			equal("Variance", p.Variance, c.want.Variance, 1e-9*scale*scale)
			equal("Ratio", p.Ratio, c.want.Ratio, 1e-9)
			equal("Components", p.Components.RawMatrix().Data, flat(c.want.Components), 1e-9)
			rows := reference.Dense(c.want.New)
			z, err := p.Transform(rows)
			if err != nil {
				t.Fatal(err)
			}
			equal("Transform", z.RawMatrix().Data, flat(c.want.Z), 1e-9*scale)
			near, err := p.Inverse(z)
			if err != nil {
				t.Fatal(err)
			}
			equal("Inverse", near.RawMatrix().Data, flat(c.want.Near), 1e-9*scale)
			errors, err := p.Errors(rows)
			if err != nil {
				t.Fatal(err)
			}
			equal("Errors", errors, c.want.Errors, 1e-9*scale*scale)
		})
	}
}

func flat(rows [][]float64) []float64 { return reference.Dense(rows).RawMatrix().Data }

// The ratios that every textbook prints for iris.
func TestIrisRatios(t *testing.T) {
	p, err := FitPCA(iris(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{.924619, .053066, .017103, .005212}; !floats.EqualApprox(p.Ratio, want, 5e-7) {
		t.Errorf("ratios %v, want %v", p.Ratio, want)
	}
}

func TestPPCAEqualsScipy(t *testing.T) {
	scaled := mat.DenseCopyOf(digits(t))
	scaled.Scale(1.0/16, scaled)
	known := map[int]float64{1: -3.137796, 3: -2.532764, 10: 17.451947, 20: 27.277300}
	for _, c := range []struct {
		x    *mat.Dense
		want []goldenPPCA
		two  float64
	}{{iris(t), golden.PPCAIris, -2.699752}, {scaled, golden.PPCADigits, 0.005707}} {
		known[2] = c.two
		for _, want := range c.want {
			m, err := FitPPCA(c.x, want.K)
			if err != nil {
				t.Fatal(err)
			}
			s, err := m.Score(c.x)
			if err != nil {
				t.Fatal(err)
			}
			if !scalar.EqualWithinRel(m.Sigma2, want.Sigma2, 1e-9) || !scalar.EqualWithinAbs(s.Mean, want.Mean, 1e-9) {
				t.Errorf("K = %d: σ² %v, mean %v; want %v, %v", want.K, m.Sigma2, s.Mean, want.Sigma2, want.Mean)
			}
			if !scalar.EqualWithinAbs(s.Mean, known[want.K], 5e-7) {
				t.Errorf("K = %d: mean %.6f, known %.6f", want.K, s.Mean, known[want.K])
			}
			if !floats.EqualApprox(s.LogP[:len(want.LogP)], want.LogP, 1e-8) {
				t.Errorf("K = %d: log p %v, want %v", want.K, s.LogP[:len(want.LogP)], want.LogP)
			}
		}
	}
}

func TestAnglesEqualScipy(t *testing.T) {
	for i, c := range golden.Angles {
		got, err := PrincipalAngles(reference.Dense(c.A), reference.Dense(c.B))
		if err != nil {
			t.Fatal(err)
		}
		if !floats.EqualApprox(got, c.Angles, 1e-9) {
			t.Errorf("pair %d: %v, want %v", i, got, c.Angles)
		}
	}
}
