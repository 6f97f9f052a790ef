package elbo

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// wider returns the posterior of x as q, moved and with its covariance scaled.
func wider(t *testing.T, m *LinearGaussian, x []float64, shift, scale float64) *Normal {
	t.Helper()
	q, err := m.PosteriorNormal(x)
	if err != nil {
		t.Fatal(err)
	}
	for j := range q.Mean {
		q.Mean[j] += shift * math.Sqrt(q.Cov.At(j, j))
	}
	q.Cov.ScaleSym(scale, q.Cov)
	if q, err = NewNormal(q.Mean, q.Cov); err != nil {
		t.Fatal(err)
	}
	return q
}

// L_1 is the ELBO, every L_K is above the one before and below log p(x), and the gap closes as Var/(2K).
func TestCompareBounds(t *testing.T) {
	const n = 256 * 300
	for l := 1; l <= 2; l++ {
		m, x, _, _ := smallModel(t, 20+uint64(l), l)
		q := wider(t, m, x, 0.4, 1.5)
		logW, err := m.LogWeights(x, q, n, newRand(uint64(l)))
		if err != nil {
			t.Fatal(err)
		}
		bounds, err := CompareBounds(logW, 1, 4, 16, 64, 256)
		if err != nil {
			t.Fatal(err)
		}
		d, err := m.Decompose(x, q)
		if err != nil {
			t.Fatal(err)
		}
		variance, err := m.RelativeVariance(x, q)
		if err != nil {
			t.Fatal(err)
		}
		if e := bounds[0].Mean - (d.Recon - d.KLPrior); math.Abs(e) > 4.5*bounds[0].StdErr {
			t.Errorf("L_1 is off the ELBO by %v ± %v", e, bounds[0].StdErr)
		}
		for i, b := range bounds {
			if i > 0 && !(b.Rise > 0) || i > 0 && math.Abs(b.Rise-(b.Mean-bounds[i-1].Mean)) > 1e-9 {
				t.Errorf("L_%d rises by %v from %v to %v", b.K, b.Rise, bounds[i-1].Mean, b.Mean)
			}
			if b.Mean > d.LogP+4.5*b.StdErr {
				t.Errorf("L_%d = %v ± %v is above log p(x) = %v", b.K, b.Mean, b.StdErr, d.LogP)
			}
		}
		gap, se, err := EvidenceGap(logW, d.LogP, 256)
		if want := variance / (2 * 256); err != nil || math.Abs(gap-want) > 4.5*se+0.02*want || se > 0.2*want {
			t.Errorf("log p − L_256 = %v ± %v (%v), Var/2K = %v", gap, se, err, want)
		}
		gap, se, err = EvidenceGap(logW, d.LogP, 1)
		if err != nil || math.Abs(gap-d.Gap) > 4.5*se {
			t.Errorf("log p − L_1 = %v ± %v (%v), the gap is %v", gap, se, err, d.Gap)
		}
	}
}

// Var w/p is what the weights' own variance tells; 0 at the posterior; +Inf below half of its variance in any direction.
func TestRelativeVariance(t *testing.T) {
	rng := newRand(21)
	for range 50 {
		m, x, _ := randomModel(t, rng, 100)
		variance, err := m.RelativeVariance(x, wider(t, m, x, 0, 1))
		near(t, "at the posterior", variance, err, 0, 1e-10)
		finite, err := m.RelativeVariance(x, wider(t, m, x, 0, 0.51))
		infinite, err2 := m.RelativeVariance(x, wider(t, m, x, 0, 0.49))
		if err != nil || err2 != nil || math.IsInf(finite, 0) || !(finite > 0) || !math.IsInf(infinite, 1) {
			t.Errorf("just above and below half the variance: %v, %v (%v, %v)", finite, infinite, err, err2)
		}
	}
	m, x, _, _ := smallModel(t, 30, 2)
	post, err := m.PosteriorNormal(x)
	if err != nil {
		t.Fatal(err)
	}
	narrow := mat.NewSymDense(2, nil)
	narrow.CopySym(post.Cov)
	narrow.SetSym(0, 0, narrow.At(0, 0)*9)
	narrow.SetSym(0, 1, 0)
	narrow.SetSym(1, 1, 0.1/m.precision.At(1, 1)) // one direction only
	q, err := NewNormal(post.Mean, narrow)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := m.RelativeVariance(x, q); err != nil || !math.IsInf(v, 1) {
		t.Errorf("narrow in one direction: %v (%v), want +Inf", v, err)
	}
}

// ∇L_1's mean is the ELBO's gradient; the encoder's signal falls as 1/√K, the decoder's rises as √K.
func TestSignalToNoise(t *testing.T) {
	const n = 6000
	rng := newRand(22)
	for l := 1; l <= 2; l++ {
		m, x, mu, logVar := smallModel(t, 40+uint64(l), l)
		first, err := m.SignalToNoise(x, mu, logVar, 4, n, rng)
		if err != nil {
			t.Fatal(err)
		}
		last, err := m.SignalToNoise(x, mu, logVar, 64, n, rng)
		if err != nil {
			t.Fatal(err)
		}
		for j := range l {
			a, b := first.Ratio.Mu[j], last.Ratio.Mu[j]
			if a < 0.2 {
				t.Errorf("mu_%d: %v at K = 4 is too near the noise for a test", j, a)
			}
			if factor, tol := a/b, 4.5*last.StdErr(b)*a/(b*b)+0.8; math.Abs(factor-4) > tol {
				t.Errorf("mu_%d: from %v to %v, a factor %v, want 4 ± %v", j, a, b, factor, tol)
			}
		}
		for j := range x {
			if a, b := first.Ratio.B[j], last.Ratio.B[j]; a > 0.3 && math.Abs(b/a-4) > 0.8 {
				t.Errorf("b_%d: from %v to %v, a factor %v, want 4", j, a, b, b/a)
			}
		}
	}
}

func TestWeightedGradientOfOneWeight(t *testing.T) {
	m, x, mu, logVar := smallModel(t, 50, 3)
	eps := normals(newRand(23), 3, 1)
	one, err := m.WeightedGradient(x, mu, logVar, mat.NewDense(1, 3, eps))
	path, err2 := m.PathGradient(x, mu, logVar, eps)
	nearRow(t, "mu", one.Mu, err, path.Mu, 1e-13)
	nearRow(t, "logVar", one.LogVar, err2, path.LogVar, 1e-13)
}
