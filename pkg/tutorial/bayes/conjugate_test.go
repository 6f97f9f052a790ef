package bayes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
)

// rule tests what every conjugate model must do; parameters and next read a model's numbers and its prediction of a
// datum.
func rule[M bayes.Conjugate[M, T], T int | float64](t *testing.T, prior M, x []T, parameters func(m M) []float64, next func(m M, x T) float64) {
	t.Helper()
	name := fmt.Sprintf("%T%v", prior, parameters(prior))
	same := func(what string, a, b M) {
		t.Helper()
		for i, v := range parameters(a) {
			reference.Near(t, fmt.Sprintf("%s: %s, parameter %d", name, what, i), v, parameters(b)[i], 1e-10)
		}
	}
	before := parameters(prior)
	once, err := prior.Update(x...)
	noError(t, err)
	evidence, err := prior.LogEvidence(x...)
	noError(t, err)
	if !slices.Equal(before, parameters(prior)) {
		t.Errorf("%s: Update changed the prior", name)
	}

	steps, logP, err := bayes.OneByOne(prior, x)
	noError(t, err)
	if len(steps) != len(x)+1 || len(logP) != len(x) {
		t.Fatalf("%s: %d posteriors and %d predictions of %d data", name, len(steps), len(logP), len(x))
	}
	same("one by one", steps[len(x)], once)
	sum := 0.0
	for i, v := range logP {
		sum += v
		reference.Near(t, name+": the prediction", v, next(steps[i], x[i]), 1e-9)
	}
	reference.Near(t, name+": chain rule", sum, evidence, 1e-10)

	slices.Reverse(x)
	backwards, err := prior.Update(x...)
	noError(t, err)
	same("order", backwards, once)
	other, err := prior.LogEvidence(x...)
	noError(t, err)
	reference.Near(t, name+": order of the evidence", other, evidence, 1e-12)
}

// One by one equals all at once, in any order; the evidence is the product of the predictions (chain rule).
func TestConjugate(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	positive := func() float64 { return math.Exp(rng.NormFloat64()) }
	for range 20 {
		n := 1 + rng.IntN(30)
		bits, counts, kinds, reals := make([]int, n), make([]int, n), make([]int, n), make([]float64, n)
		for i := range n {
			bits[i], counts[i], kinds[i], reals[i] = rng.IntN(2), rng.IntN(12), rng.IntN(4), 3+2*rng.NormFloat64()
		}
		rule(t, bayes.BetaBernoulli{Alpha: positive(), Beta: positive()}, bits,
			func(m bayes.BetaBernoulli) []float64 { return []float64{m.Alpha, m.Beta} },
			func(m bayes.BetaBernoulli, x int) float64 { return m.Predictive().LogP(float64(x)) })
		rule(t, bayes.GammaPoisson{Shape: positive(), Rate: positive()}, counts,
			func(m bayes.GammaPoisson) []float64 { return []float64{m.Shape, m.Rate} },
			func(m bayes.GammaPoisson, x int) float64 { return m.Predictive().LogP(float64(x)) })
		rule(t, bayes.NormalKnown{Mu: rng.NormFloat64(), Sigma: positive(), Noise: positive()}, reals,
			func(m bayes.NormalKnown) []float64 { return []float64{m.Mu, m.Sigma, m.Noise} },
			func(m bayes.NormalKnown, x float64) float64 { return m.Predictive().LogP(x) })
		rule(t, bayes.NormalInverseGamma{Mu: rng.NormFloat64(), Kappa: positive(), Alpha: positive(), Beta: positive()}, reals,
			func(m bayes.NormalInverseGamma) []float64 { return []float64{m.Mu, m.Kappa, m.Alpha, m.Beta} },
			func(m bayes.NormalInverseGamma, x float64) float64 { return m.Predictive().LogP(x) })
		rule(t, bayes.DirichletCategorical{Alpha: []float64{positive(), positive(), positive(), positive()}}, kinds,
			func(m bayes.DirichletCategorical) []float64 { return m.Alpha },
			func(m bayes.DirichletCategorical, x int) float64 { return m.Predictive().LogP(float64(x)) })
	}
}

// Bayes' rule at any θ: log p(θ|X) = log p(X|θ) + log p(θ) − log p(X).
func TestBayesRule(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 4))
	for range 20 {
		theta, lambda, mu, sigma2 := rng.Float64(), 10*rng.Float64(), 3*rng.NormFloat64(), rng.ExpFloat64()
		bits, counts, reals, kinds := []int{1, 0, 0, 1, 1}, []int{3, 0, 8}, []float64{1.5, -2, 0.25}, []int{2, 0, 2}

		b := bayes.BetaBernoulli{Alpha: 2, Beta: 0.5}
		after, _ := b.Update(bits...)
		evidence, _ := b.LogEvidence(bits...)
		reference.Near(t, "beta", after.Distribution().LogP(theta), b.LogLikelihood(theta, bits...)+b.Distribution().LogP(theta)-evidence, 1e-11)

		g := bayes.GammaPoisson{Shape: 2, Rate: 0.5}
		afterG, _ := g.Update(counts...)
		evidence, _ = g.LogEvidence(counts...)
		reference.Near(t, "gamma", afterG.Distribution().LogP(lambda), g.LogLikelihood(lambda, counts...)+g.Distribution().LogP(lambda)-evidence, 1e-11)

		n := bayes.NormalKnown{Mu: 1, Sigma: 3, Noise: 0.8}
		afterN, _ := n.Update(reals...)
		evidence, _ = n.LogEvidence(reals...)
		reference.Near(t, "normal", afterN.Distribution().LogP(mu), n.LogLikelihood(mu, reals...)+n.Distribution().LogP(mu)-evidence, 1e-11)

		v := bayes.NormalInverseGamma{Mu: 1, Kappa: 0.3, Alpha: 2, Beta: 1.5}
		afterV, _ := v.Update(reals...)
		evidence, _ = v.LogEvidence(reals...)
		reference.Near(t, "NIG", afterV.LogProb(mu, sigma2), v.LogLikelihood(mu, sigma2, reals...)+v.LogProb(mu, sigma2)-evidence, 1e-11)

		d := bayes.DirichletCategorical{Alpha: []float64{2, 0.5, 1}}
		p := d.Distribution().Sample(1, rng).RawRowView(0)
		afterD, _ := d.Update(kinds...)
		evidence, _ = d.LogEvidence(kinds...)
		reference.Near(t, "Dirichlet", afterD.Distribution().LogProb(p), d.LogLikelihood(p, kinds...)+d.Distribution().LogProb(p)-evidence, 1e-11)
	}
}

// No point near the MAP is higher than it, and it is the MLE where the prior is flat.
func TestMAP(t *testing.T) {
	x := []int{1, 0, 1, 1, 0, 1}
	flat, _ := bayes.BetaBernoulli{Alpha: 1, Beta: 1}.Update(x...)
	top, err := flat.MAP()
	noError(t, err)
	mle, err := bayes.MLEBernoulli(x...)
	noError(t, err)
	reference.Near(t, "flat prior", top, mle, 1e-15)

	even, _ := bayes.DirichletCategorical{Alpha: []float64{1, 1, 1}}.Update(0, 2, 2, 1, 2)
	p, err := even.MAP()
	noError(t, err)
	shares, err := bayes.MLECategorical(3, 0, 2, 2, 1, 2)
	noError(t, err)
	for k := range p {
		reference.Near(t, "flat prior of kinds", p[k], shares[k], 1e-15)
	}
	lambda, err := bayes.MLEPoisson(3, 0, 9)
	noError(t, err)
	reference.Near(t, "mean count", lambda, 4, 1e-15)

	m := bayes.NormalInverseGamma{Mu: 2, Kappa: 0.4, Alpha: 3, Beta: 5}
	mu, sigma2, err := m.MAP()
	noError(t, err)
	for _, d := range [][2]float64{{0.01, 0}, {-0.01, 0}, {0, 0.01}, {0, -0.01}} {
		if m.LogProb(mu+d[0], sigma2+d[1]) >= m.LogProb(mu, sigma2) {
			t.Errorf("NIG: (%g, %g) is not lower than the MAP", mu+d[0], sigma2+d[1])
		}
	}
	if v, err := (bayes.NormalKnown{Mu: 3, Sigma: 1, Noise: 1}).MAP(); v != 3 || err != nil {
		t.Errorf("normal: MAP %g, %v", v, err)
	}
	for _, m := range []bayes.BetaBernoulli{{1, 1}, {0.5, 3}, {3, 0.5}} {
		if v, err := m.MAP(); err == nil {
			t.Errorf("%v has the MAP %g", m, v)
		}
	}
	if v, err := (bayes.BetaBernoulli{Alpha: 1, Beta: 3}).MAP(); v != 0 || err != nil {
		t.Errorf("a MAP at the end: %g, %v", v, err)
	}
	if _, err := (bayes.GammaPoisson{Shape: 0.9, Rate: 1}).MAP(); err == nil {
		t.Error("gamma: a MAP where the density is infinite")
	}
	for _, alpha := range [][]float64{{1, 1}, {0.9, 4}} {
		if _, err := (bayes.DirichletCategorical{Alpha: alpha}).MAP(); err == nil {
			t.Errorf("Dirichlet %v has a MAP", alpha)
		}
	}
}

// Draws from the joint of mean and variance have its marginals.
func TestJointSample(t *testing.T) {
	const n = 4000
	m := bayes.NormalInverseGamma{Mu: 2, Kappa: 0.4, Alpha: 6, Beta: 5}
	x := m.Sample(n, rand.New(rand.NewPCG(3, 4)))
	if !mat.Equal(x, m.Sample(n, rand.New(rand.NewPCG(3, 4)))) {
		t.Error("the same source gave other numbers")
	}
	mu, sigma2 := m.Mean()
	reference.Near(t, "mean", mat.Sum(x.ColView(0))/n, mu, 5*math.Sqrt(m.MarginalMu().Variance()/n)/2)
	reference.Near(t, "variance", mat.Sum(x.ColView(1))/n, sigma2, 5*math.Sqrt(m.MarginalSigma2().Variance()/n))
	at, below := m.MarginalMu().Quantile(0.9), 0.0
	for i := range n {
		if x.At(i, 0) <= at {
			below++
		}
	}
	reference.Near(t, "share below the quantile", below/n, 0.9, 5*math.Sqrt(0.09/n))
}

// An improper prior, no data, and data that the model cannot give are errors.
func TestConjugateErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	flat := bayes.BetaBernoulli{Alpha: 1, Beta: 1}
	gamma, normal := bayes.GammaPoisson{Shape: 1, Rate: 1}, bayes.NormalKnown{Sigma: 1, Noise: 1}
	both, kinds := bayes.NormalInverseGamma{Kappa: 1, Alpha: 1, Beta: 1}, bayes.DirichletCategorical{Alpha: []float64{1, 1}}
	all := map[string]error{}
	add := func(want string, errs ...error) {
		for i, err := range errs {
			all[fmt.Sprintf("%s#%d", want, i)] = err
		}
	}
	add("Alpha is 0", update(bayes.BetaBernoulli{Beta: 1}, 1)...)
	add("Beta is -1", update(bayes.BetaBernoulli{Alpha: 1, Beta: -1}, 1)...)
	add("Alpha is +Inf", update(bayes.BetaBernoulli{Alpha: inf, Beta: 1}, 1)...)
	add("there are no data", update(flat, []int{}...)...)
	add("x[1] is 2", update(flat, 1, 2)...)
	add("Shape is 0", update(bayes.GammaPoisson{Rate: 1}, 1)...)
	add("Rate is NaN", update(bayes.GammaPoisson{Shape: 1, Rate: nan}, 1)...)
	add("x[0] is -1; every number must be a count", update(gamma, -1)...)
	add("Sigma is +Inf", update(bayes.NormalKnown{Sigma: inf, Noise: 1}, 1.0)...)
	add("Noise is 0", update(bayes.NormalKnown{Sigma: 1}, 1.0)...)
	add("Mu is NaN", update(bayes.NormalKnown{Mu: nan, Sigma: 1, Noise: 1}, 1.0)...)
	add("x[2] is NaN", update(normal, 1, 2, nan)...)
	add("x[0] is +Inf", update(normal, inf)...)
	add("Kappa is 0", update(bayes.NormalInverseGamma{Alpha: 1, Beta: 1}, 1.0)...)
	add("Alpha is -2", update(bayes.NormalInverseGamma{Kappa: 1, Alpha: -2, Beta: 1}, 1.0)...)
	add("Beta is +Inf", update(both, 1e200)...)
	add("normal–inverse-gamma: there are no data", update(both, []float64{}...)...)
	add("Alpha[1] is 0", update(bayes.DirichletCategorical{Alpha: []float64{1, 0}}, 1)...)
	add("must be two or more", update(bayes.DirichletCategorical{Alpha: []float64{1}}, 0)...)
	add("x[1] is 2; every number must be a kind", update(kinds, 0, 2)...)
	_, err := flat.UpdateCounts(3, -1)
	add("-1 failures", err)
	_, err = flat.LogEvidenceCounts(-3, 1)
	add("-3 successes", err)
	_, err = kinds.UpdateCounts(1)
	add("counts [1] for 2 kinds", err)
	_, err = kinds.UpdateCounts(1, -1)
	add("counts [1 -1]", err)
	_, _, err = bayes.OneByOne(flat, nil)
	add("one by one: there are no data", err)
	_, _, err = bayes.OneByOne(flat, []int{1, 1, 7})
	add("datum 2: bayes: beta–Bernoulli: x[0] is 7", err)
	wantErrors(t, all)

	if same, err := flat.UpdateCounts(0, 0); same != flat || err != nil {
		t.Errorf("no tosses: %v, %v", same, err)
	}
	for what, v := range map[string]float64{
		"mean": (bayes.BetaBernoulli{}).Mean(), "predictive": (bayes.BetaBernoulli{}).Predictive().Prob(1), "count": (bayes.BetaBernoulli{}).PredictiveCount(3).Prob(1),
		"likelihood of θ = 2": flat.LogLikelihood(2, 1), "of NaN": normal.LogLikelihood(0, nan), "joint": (bayes.NormalInverseGamma{}).LogProb(0, 1),
		"gamma's": (bayes.GammaPoisson{}).Predictive().Prob(1), "kinds'": (bayes.DirichletCategorical{}).Predictive().Prob(0), "one p": kinds.LogLikelihood([]float64{1}, 0),
		"draw": (bayes.NormalInverseGamma{}).Sample(1, rand.New(rand.NewPCG(1, 1))).At(0, 0),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s: %g", what, v)
		}
	}
	if v := flat.LogLikelihood(0.5, 1, 2); !math.IsInf(v, -1) {
		t.Errorf("log likelihood of an impossible datum: %g", v)
	}
	if v := both.LogProb(0, 0); !math.IsInf(v, -1) {
		t.Errorf("log density of no variance: %g", v)
	}
}

func update[M bayes.Conjugate[M, T], T int | float64](m M, x ...T) []error {
	_, err := m.Update(x...)
	_, err2 := m.LogEvidence(x...)
	return []error{err, err2}
}
