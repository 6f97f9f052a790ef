package elbo

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

// orthogonal returns n orthonormal columns of d numbers, at random.
func orthogonal(rng *rand.Rand, d, n int) *mat.Dense {
	var qr mat.QR
	qr.Factorize(mat.NewDense(d, n, normals(rng, d*n, 1)))
	var q mat.Dense
	qr.QTo(&q)
	return mat.DenseCopyOf(q.Slice(0, d, 0, n))
}

// randomNormal returns a normal whose covariance has a condition number up to cond.
func randomNormal(t *testing.T, rng *rand.Rand, l int, cond float64) *Normal {
	t.Helper()
	root := orthogonal(rng, l, l)
	for j := range l {
		scale := math.Exp((rng.Float64() - 0.5) * math.Log(cond) / 2)
		for i := range l {
			root.Set(i, j, root.At(i, j)*scale)
		}
	}
	cov := mat.NewSymDense(l, nil)
	cov.SymOuterK(1, root)
	q, err := NewNormal(normals(rng, l, 1), cov)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// randomModel returns a model of 1 to 20 dimensions each, both of whose covariances have a condition number up to cond, and a row.
func randomModel(t *testing.T, rng *rand.Rand, cond float64) (m *LinearGaussian, x []float64, l int) {
	t.Helper()
	d, l := 1+rng.IntN(20), 1+rng.IntN(20)
	n, sigma := min(d, l), math.Exp(rng.NormFloat64())
	left, right := orthogonal(rng, d, n), orthogonal(rng, l, n)
	for j := range n { // singular values s of W with 1 + s²/sigma² ≤ cond
		s := sigma * math.Sqrt(math.Pow(cond, rng.Float64())-1)
		for i := range d {
			left.Set(i, j, left.At(i, j)*s)
		}
	}
	var w mat.Dense
	w.Mul(left, right.T())
	m, err := NewLinearGaussian(&w, normals(rng, d, 1), sigma)
	if err != nil {
		t.Fatal(err)
	}
	return m, normals(rng, d, 1), l
}

// Every line of both derivations comes to the same number as the line before, or to a lower one at "≥", which is lower by the gap.
func TestEveryLineHolds(t *testing.T) {
	rng, worst := newRand(1), 0.0
	for range 1000 {
		m, x, l := randomModel(t, rng, 1e4)
		q := randomNormal(t, rng, l, 1e4)
		d, err := m.Decompose(x, q)
		if err != nil {
			t.Fatal(err)
		}
		scale := max(math.Abs(d.LogP), math.Abs(d.Recon), math.Abs(d.LogPrior), d.Gap, d.KLPrior)
		same := func(what string, a, b float64) {
			t.Helper()
			worst = max(worst, math.Abs(a-b)/scale)
			if !(math.Abs(a-b) <= 1e-12*scale) {
				t.Errorf("%s: %.17g and %.17g, terms of %g", what, a, b, scale)
			}
		}
		for _, lines := range [][]Line{d.Jensen(), d.Identity()} {
			for i, line := range lines[1:] {
				before := lines[i].Value
				if line.Relation == "≥" {
					before -= d.Gap
				}
				same(line.Name, before, line.Value)
			}
		}
		same("ELBO + gap = log p", d.Recon-d.KLPrior+d.Gap, d.LogP)
		if d.Gap < 0 || d.KLPrior < 0 || math.IsNaN(scale) {
			t.Errorf("a divergence below 0: %+v", d)
		}
		for _, form := range []func([]float64, *Normal) (float64, error){m.ReconMinusKL, m.JointPlusEntropy, m.EvidenceMinusGap} {
			value, err := form(x, q)
			if err != nil {
				t.Fatal(err)
			}
			same("form", value, d.Recon-d.KLPrior)
		}
	}
	t.Logf("worst error %.2g of the largest term", worst)
}

// The same to the value of log p(x) itself, where q is as near to the posterior as a trained one: the gap is a few nats.
func TestELBOPlusGapNearThePosterior(t *testing.T) {
	rng, worst := newRand(2), 0.0
	for range 1000 {
		m, x, l := randomModel(t, rng, 1e4)
		post, err := m.PosteriorNormal(x)
		if err != nil {
			t.Fatal(err)
		}
		cov := mat.NewSymDense(l, nil)
		cov.ScaleSym(0.5+rng.Float64(), post.Cov)
		q, err := NewNormal(post.Sample(1, rng).RawRowView(0), cov)
		if err != nil {
			t.Fatal(err)
		}
		d, err := m.Decompose(x, q)
		if err != nil {
			t.Fatal(err)
		}
		e := math.Abs(d.Recon-d.KLPrior+d.Gap-d.LogP) / math.Abs(d.LogP)
		if worst = max(worst, e); !(e <= 1e-12) {
			t.Errorf("ELBO + gap is off log p(x) = %v by %.2g", d.LogP, e)
		}
		kl, err := q.KL(post)
		near(t, "KL by covariances, gap by precisions", kl, err, d.Gap, 1e-8)
	}
	t.Logf("worst relative error %.2g", worst)
}

// At the posterior the gap is 0 and every line is log p(x); a diagonal q gives what ELBO and Gap give.
func TestDecomposeKnownCases(t *testing.T) {
	rng := newRand(3)
	for range 100 {
		m, x, l := randomModel(t, rng, 100)
		q, err := m.PosteriorNormal(x)
		if err != nil {
			t.Fatal(err)
		}
		d, err := m.Decompose(x, q)
		near(t, "gap at the posterior", d.Gap, err, 0, 1e-12)
		near(t, "ELBO at the posterior", d.Recon-d.KLPrior, err, d.LogP, 1e-12)
		mu, logVar := normals(rng, l, 1), normals(rng, l, 1)
		if q, err = NewDiagonal(mu, logVar); err != nil {
			t.Fatal(err)
		}
		d, err = m.Decompose(x, q)
		terms, err2 := m.ELBO(x, mu, logVar)
		near(t, "recon", d.Recon, err, terms.Recon, 1e-12)
		near(t, "KL to the prior", d.KLPrior, err2, terms.KL, 1e-12)
		gap, err := m.Gap(x, mu, logVar)
		near(t, "gap", d.Gap, err, gap, 1e-12)
	}
}

func TestNormalProperties(t *testing.T) {
	rng := newRand(4)
	for range 300 {
		l := 1 + rng.IntN(20)
		q, p := randomNormal(t, rng, l, 1e4), randomNormal(t, rng, l, 1e4)
		if kl, err := q.KL(p); err != nil || !(kl > 0) {
			t.Errorf("KL of two different normals = %v (%v), want above 0", kl, err)
		}
		kl, err := q.KL(q)
		near(t, "KL to itself", kl, err, 0, 1e-11)
		prior, err := NewDiagonal(make([]float64, l), make([]float64, l))
		if err != nil {
			t.Fatal(err)
		}
		kl, err = q.KL(prior)
		near(t, "KL to N(0, I)", kl, err, q.KLPrior(), 1e-12)
	}
}

// Draws have the mean, the covariance and the entropy that q says.
func TestNormalSample(t *testing.T) {
	const n = 40_000
	rng := newRand(5)
	q := randomNormal(t, rng, 3, 20)
	z := q.Sample(n, rng)
	surprise := 0.0
	for i := range n {
		surprise -= q.LogProb(z.RawRowView(i)) / n
	}
	near(t, "mean of −log q(z)", surprise, nil, q.Entropy(), 4.5*math.Sqrt(1.5/n)) // Var of ½χ²_3 is 1.5
	for i := range 3 {
		for j := range 3 {
			sum, sum2 := 0.0, 0.0
			for k := range n {
				v := (z.At(k, i) - q.Mean[i]) * (z.At(k, j) - q.Mean[j])
				sum, sum2 = sum+v/n, sum2+v*v/n
			}
			if se := math.Sqrt((sum2 - sum*sum) / n); math.Abs(sum-q.Cov.At(i, j)) > 4.5*se {
				t.Errorf("covariance %d, %d = %v ± %v, want %v", i, j, sum, se, q.Cov.At(i, j))
			}
		}
	}
}
