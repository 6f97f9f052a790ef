package elbo

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// normals returns n draws of N(0, scale²).
func normals(rng *rand.Rand, n int, scale float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = scale * rng.NormFloat64()
	}
	return v
}

func TestKLIsNotNegativeAndZeroOnlyWhenEqual(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + rng.IntN(5)
		mu1, lv1 := normals(rng, n, 2), normals(rng, n, 2)
		mu2, lv2 := normals(rng, n, 2), normals(rng, n, 2)
		kl, err := KLNormal(mu1, lv1, mu2, lv2)
		if err != nil || !(kl > 0) {
			t.Fatalf("KL of two different normals = %v (%v), want above 0", kl, err)
		}
		if kl, err = KLNormal(mu1, lv1, mu1, lv1); err != nil || kl != 0 {
			t.Fatalf("KL of a normal with itself = %v (%v), want 0", kl, err)
		}
		zero := make([]float64, n)
		general, err := KLNormal(mu1, lv1, zero, zero)
		standard, err2 := KLStandardNormal(mu1, lv1)
		if err != nil || err2 != nil || math.Abs(general-standard) > 1e-12*standard {
			t.Fatalf("KL to N(0, I): %v and %v", general, standard)
		}
	}
}

func TestBernoulliSumsToOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 20 {
		logits := normals(rng, 6, 4)
		total := 0.0
		for code := range 1 << 6 {
			x := make([]float64, 6)
			for d := range x {
				x[d] = float64(code >> d & 1)
			}
			logP, err := LogBernoulliLogits(x, logits)
			if err != nil {
				t.Fatal(err)
			}
			total += math.Exp(logP)
		}
		if math.Abs(total-1) > 1e-12 {
			t.Errorf("probabilities of all 64 images sum to %v", total)
		}
	}
}

// randomLinear returns a linear-Gaussian model, and a row drawn from it.
func randomLinear(t *testing.T, rng *rand.Rand) (m *LinearGaussian, x []float64, l int) {
	t.Helper()
	d, l := 2+rng.IntN(5), 1+rng.IntN(3)
	w := mat.NewDense(d, l, normals(rng, d*l, 1))
	b, sigma := normals(rng, d, 1), 0.3+rng.Float64()
	m, err := NewLinearGaussian(w, b, sigma)
	if err != nil {
		t.Fatal(err)
	}
	var wz mat.VecDense
	wz.MulVec(w, mat.NewVecDense(l, normals(rng, l, 1)))
	x = normals(rng, d, sigma)
	for i := range x {
		x[i] += b[i] + wz.AtVec(i)
	}
	return m, x, l
}

func TestELBOPlusGapIsLogP(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	for range 200 {
		m, x, l := randomLinear(t, rng)
		mu, logVar := normals(rng, l, 1), normals(rng, l, 1)
		terms, err := m.ELBO(x, mu, logVar)
		if err != nil {
			t.Fatal(err)
		}
		gap, err := m.Gap(x, mu, logVar)
		if err != nil || !(gap > 0) {
			t.Fatalf("gap = %v (%v), want above 0", gap, err)
		}
		logP, err := m.LogP(x)
		near(t, "ELBO + KL(q‖p(z|x))", terms.ELBO()+gap, err, logP, 1e-12*(1+gap))
	}
}

// In expectation L_1 ≤ L_5 ≤ L_50 ≤ log p(x), and L_1 is the ELBO: paired groups of the same draws.
func TestImportanceBoundsRise(t *testing.T) {
	const n = 50 * 1000
	rng := rand.New(rand.NewPCG(4, 2))
	for range 5 {
		m, x, l := randomLinear(t, rng)
		mean, cov, err := m.Posterior(x)
		if err != nil {
			t.Fatal(err)
		}
		mu, logVar := mean, make([]float64, l)
		for j := range logVar { // near the posterior, so that the weights have a variance; a little wider
			mu[j] += 0.5 * math.Sqrt(cov.At(j, j)) * rng.NormFloat64()
			logVar[j] = math.Log(1.5 * cov.At(j, j))
		}
		logW := make([]float64, n)
		for i := range logW {
			z, _ := Reparameterize(mu, logVar, normals(rng, l, 1))
			if logW[i], err = LogWeight(m.logPxz(x, z), z, mu, logVar); err != nil {
				t.Fatal(err)
			}
		}
		terms, err := m.ELBO(x, mu, logVar)
		if err != nil {
			t.Fatal(err)
		}
		logP, err := m.LogP(x)
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string, low, high []float64) {
			t.Helper()
			diff := make([]float64, len(high))
			for i := range diff { // groups of low that lie in group i of high
				r := len(low) / len(high)
				diff[i] = high[i] - stat.Mean(low[i*r:(i+1)*r], nil)
			}
			d, se := stat.MeanStdDev(diff, nil)
			if se /= math.Sqrt(float64(len(diff))); d < -4*se {
				t.Errorf("%s: the difference is %v ± %v, want ≥ 0", what, d, se)
			}
		}
		l1, _ := ImportanceBounds(logW, 1)
		l5, _ := ImportanceBounds(logW, 5)
		l50, _ := ImportanceBounds(logW, 50)
		mean1, se1 := stat.MeanStdDev(l1, nil)
		if se1 /= math.Sqrt(n); math.Abs(mean1-terms.ELBO()) > 5*se1 {
			t.Errorf("L_1 = %v ± %v, the ELBO is %v", mean1, se1, terms.ELBO())
		}
		check("L_1 ≤ L_5", l1, l5)
		check("L_5 ≤ L_50", l5, l50)
		mean50, se50 := stat.MeanStdDev(l50, nil)
		if se50 /= math.Sqrt(n / 50); mean50 > logP+4*se50 || mean50 < logP-0.1 {
			t.Errorf("L_50 = %v ± %v, log p(x) = %v", mean50, se50, logP)
		}
	}
}

// logPxz is log p(x|z), written out for the test.
func (m *LinearGaussian) logPxz(x, z []float64) float64 {
	var wz mat.VecDense
	wz.MulVec(m.w, mat.NewVecDense(len(z), z))
	mean, logVar := make([]float64, len(x)), make([]float64, len(x))
	for i := range mean {
		mean[i], logVar[i] = m.b[i]+wz.AtVec(i), 2*math.Log(m.sigma)
	}
	logP, _ := LogNormal(x, mean, logVar)
	return logP
}

func TestELBOOfOneDraw(t *testing.T) {
	x, mu, logVar, eps := []float64{1, 0, 1}, []float64{0.5}, []float64{-1}, []float64{2}
	decode := func(z []float64) []float64 { return []float64{z[0], -z[0], 2} }
	got, err := ELBO(x, mu, logVar, eps, decode)
	if err != nil {
		t.Fatal(err)
	}
	z := 0.5 + 2*math.Exp(-0.5)
	sigmoid := func(l float64) float64 { return 1 / (1 + math.Exp(-l)) }
	recon := math.Log(sigmoid(z)) + math.Log(1-sigmoid(-z)) + math.Log(sigmoid(2))
	near(t, "recon", got.Recon, nil, recon, 1e-12)
	near(t, "kl", got.KL, nil, 0.5*(0.25+math.Exp(-1)-1+1), 1e-12)
	near(t, "ELBO", got.ELBO(), nil, got.Recon-got.KL, 0)
}

func TestRowsThatDoNotFit(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	m, err := NewLinearGaussian(mat.NewDense(2, 1, two), two, 1)
	if err != nil {
		t.Fatal(err)
	}
	identity := func(z []float64) []float64 { return z }
	for name, f := range map[string]func() (any, error){
		"KLStandardNormal":   func() (any, error) { return KLStandardNormal(one, two) },
		"KLNormal":           func() (any, error) { return KLNormal(one, one, two, one) },
		"LogNormal":          func() (any, error) { return LogNormal(one, two, one) },
		"LogBernoulliLogits": func() (any, error) { return LogBernoulliLogits(one, two) },
		"Reparameterize":     func() (any, error) { return Reparameterize(one, one, two) },
		"ELBO":               func() (any, error) { return ELBO(two, one, one, one, identity) },
		"LogWeight":          func() (any, error) { return LogWeight(0, one, two, two) },
		"ImportanceBounds":   func() (any, error) { return ImportanceBounds(two, 3) },
		"groups of none":     func() (any, error) { return ImportanceBounds(two, 0) },
		"LogP":               func() (any, error) { return m.LogP(one) },
		"Posterior":          func() (any, error) { _, _, err := m.Posterior(one); return nil, err },
		"linear ELBO":        func() (any, error) { return m.ELBO(two, two, two) },
		"linear ELBO's x":    func() (any, error) { return m.ELBO(one, one, one) },
		"Gap":                func() (any, error) { return m.Gap(two, one, two) },
		"no sigma":           func() (any, error) { return NewLinearGaussian(mat.NewDense(2, 1, two), two, 0) },
		"b too short":        func() (any, error) { return NewLinearGaussian(mat.NewDense(2, 1, two), one, 1) },
		"w empty":            func() (any, error) { return NewLinearGaussian(&mat.Dense{}, nil, 1) },
		"w not a number":     func() (any, error) { return NewLinearGaussian(mat.NewDense(1, 1, []float64{math.NaN()}), one, 1) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
