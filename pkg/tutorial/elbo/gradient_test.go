package elbo

import (
	"math"
	"testing"
)

// smallModel is a model of 4 dimensions with l latent ones, a row, and a q near its posterior.
func smallModel(t *testing.T, seed uint64, l int) (m *LinearGaussian, x, mu, logVar []float64) {
	t.Helper()
	m, rows, _ := codesAndRows(t, seed, 1, l)
	x = rows.RawRowView(0)
	mu, logVar, _, err := m.BestDiagonal(x)
	if err != nil {
		t.Fatal(err)
	}
	for j := range mu {
		mu[j] += 0.4
		logVar[j] += 0.3
	}
	return m, x, mu, logVar
}

// Both estimators have the exact gradient as their mean, with and without a baseline.
func TestEstimatorsAreUnbiased(t *testing.T) {
	rng := newRand(11)
	for _, l := range []int{1, 2, 3} {
		m, x, mu, logVar := smallModel(t, uint64(l), l)
		exact, err := m.ExactGradient(x, mu, logVar)
		if err != nil {
			t.Fatal(err)
		}
		f := func(z []float64) float64 { return m.logWeight(x, z, mu, logVar) }
		best, err := BestBaseline(f, mu, logVar, 2000, rng)
		if err != nil {
			t.Fatal(err)
		}
		for name, one := range map[string]func(eps []float64) (Gradient, error){
			"score":                func(eps []float64) (Gradient, error) { return m.ScoreGradient(x, 0, mu, logVar, eps) },
			"score, best baseline": func(eps []float64) (Gradient, error) { return m.ScoreGradient(x, best, mu, logVar, eps) },
			"path":                 func(eps []float64) (Gradient, error) { return m.PathGradient(x, mu, logVar, eps) },
		} {
			got, err := MeasureGradient(20_000, l, newRand(uint64(100+l)), one) // one of its own: the map has no order
			if err != nil {
				t.Fatal(err)
			}
			se := got.StdErr()
			for j := range l {
				if math.Abs(got.Mean.Mu[j]-exact.Mu[j]) > 4.5*se.Mu[j] || math.Abs(got.Mean.LogVar[j]-exact.LogVar[j]) > 4.5*se.LogVar[j] {
					t.Errorf("%s: mean %+v ± %+v, exact %+v", name, got.Mean, se, exact)
				}
			}
		}
	}
}

// The measured variances by dimension are those of the closed form; with the best baseline the score function's grows as Dim, without
// as Dim², the path's not at all.
func TestVarianceByDimension(t *testing.T) {
	const n = 20_000
	rng := newRand(12)
	for _, dim := range []int{1, 2, 4, 8, 16, 32, 64} {
		c, err := NewQuadratic(dim, 0.5, 0.8)
		if err != nil {
			t.Fatal(err)
		}
		mu, logVar := make([]float64, dim), make([]float64, dim)
		for j := range mu {
			mu[j], logVar[j] = c.Delta, 2*math.Log(c.Sigma)
		}
		check := func(what string, want float64, one func(eps []float64) (Gradient, error)) {
			got, err := MeasureGradient(n/dim+2000, dim, rng, one)
			if err != nil {
				t.Fatal(err)
			}
			mean := 0.0
			for _, v := range got.Variance.Mu {
				mean += v / float64(dim)
			}
			if math.Abs(mean/want-1) > 0.25 {
				t.Errorf("%s, %d dimensions: variance %v, want %v", what, dim, mean, want)
			}
		}
		for _, b := range []float64{0, c.Mean(), c.BestBaseline()} {
			check("score", c.ScoreVariance(b), func(eps []float64) (Gradient, error) { return ScoreGradient(c.Value, b, mu, logVar, eps) })
		}
		check("path", c.PathVariance(), func(eps []float64) (Gradient, error) { return PathGradient(c.Slope, mu, logVar, eps) })
		if best := c.ScoreVariance(c.BestBaseline()); !(best < c.ScoreVariance(c.Mean()) && best < c.ScoreVariance(0) && best > c.PathVariance()) {
			t.Errorf("%d dimensions: the best baseline leaves %v", dim, best)
		}
	}
	exponent := func(baseline func(Quadratic) float64) float64 {
		a, b := Quadratic{1 << 20, 0.5, 0.8}, Quadratic{1 << 21, 0.5, 0.8}
		return math.Log2(b.ScoreVariance(baseline(b)) / a.ScoreVariance(baseline(a)))
	}
	near(t, "exponent without baseline", exponent(func(Quadratic) float64 { return 0 }), nil, 2, 1e-4)
	near(t, "exponent with the best", exponent(Quadratic.BestBaseline), nil, 1, 1e-4)
}

func TestBestBaselineIsTheClosedForm(t *testing.T) {
	const dim = 3
	c := Quadratic{dim, 0.5, 0.8}
	mu, logVar := []float64{0.5, 0.5, 0.5}, []float64{2 * math.Log(0.8), 2 * math.Log(0.8), 2 * math.Log(0.8)}
	b, err := BestBaseline(c.Value, mu, logVar, 100_000, newRand(13))
	near(t, "baseline", b, err, c.BestBaseline(), 0.02)
}
