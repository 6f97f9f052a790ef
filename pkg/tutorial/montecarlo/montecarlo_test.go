package montecarlo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
)

var (
	_ montecarlo.Proposal = (*elbo.Normal)(nil)
	_ density.Density     = montecarlo.Cube{}
)

// must gives what a call gave, where nothing can be wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 66)) }

var golden struct {
	Moments []struct {
		Mu, M []float64
		S, C  [][]float64
		Value *float64
	}
	Linear []struct {
		W            [][]float64
		B, X         []float64
		Sigma, Value float64
	}
	Weights []struct {
		LogW                           []*float64
		LogMean, RelErr, Ess, MaxShare float64
	}
	Shells []struct {
		D                                                           int
		Mean, SD, Between, LogDensity, LogMode, LogTypical, LogBall float64
		Radii, LogWithin                                            []float64
	}
}

func init() { reference.Read(&golden) }

func symmetric(rows [][]float64) *mat.SymDense {
	m := reference.Dense(rows)
	return mat.NewSymDense(len(rows), m.RawMatrix().Data)
}

// TestGoldenMoments: the eigenvalue form of the second moment against inverses in 60 digits, in 1 to 64 dimensions.
func TestGoldenMoments(t *testing.T) {
	infinite := 0
	for i, c := range golden.Moments {
		p, q := must(elbo.NewNormal(c.Mu, symmetric(c.S))), must(elbo.NewNormal(c.M, symmetric(c.C)))
		got, err := montecarlo.LogSecondMoment(p, q)
		if err != nil {
			t.Fatal(err)
		}
		covers := montecarlo.CheckCover(p, q) == nil
		if c.Value == nil {
			infinite++
			if !math.IsInf(got, 1) || covers {
				t.Errorf("moment %d is %g, covers %v; want +Inf", i, got, covers)
			}
			continue
		}
		reference.Near(t, fmt.Sprint("moment ", i), got, *c.Value, 1e-10)
		if !covers {
			t.Errorf("moment %d is finite, but q does not cover", i)
		}
	}
	if infinite == 0 {
		t.Error("no golden case is infinite")
	}
	for i, c := range golden.Linear {
		m := must(elbo.NewLinearGaussian(reference.Dense(c.W), c.B, c.Sigma))
		got, err := montecarlo.LogRelVar(m, c.X, must(montecarlo.Standard(len(c.W[0]))))
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, fmt.Sprint("linear ", i), got, c.Value, 1e-10)
	}
}

// TestGoldenWeights: the streamed sums against numpy's, in any order of the weights.
func TestGoldenWeights(t *testing.T) {
	rng := random(1)
	for i, c := range golden.Weights {
		for range 3 {
			var w montecarlo.Weights
			for _, j := range rng.Perm(len(c.LogW)) {
				if c.LogW[j] == nil {
					w.Add(math.Inf(-1))
				} else {
					w.Add(*c.LogW[j])
				}
			}
			e, err := w.Estimate()
			if err != nil || e.N != len(c.LogW) {
				t.Fatal(e, err)
			}
			name := fmt.Sprint("weights ", i, " ")
			reference.Near(t, name+"log mean", e.LogMean, c.LogMean, 1e-12)
			reference.Near(t, name+"relative error", e.RelErr, c.RelErr, 1e-11)
			reference.Near(t, name+"ESS", e.ESS, c.Ess, 1e-11)
			reference.Near(t, name+"largest share", e.MaxShare, c.MaxShare, 1e-11)
		}
	}
}

// TestEqualWeights: a thousand equal weights have no spread at all, and one has none that is known.
func TestEqualWeights(t *testing.T) {
	var w montecarlo.Weights
	w.Add(-1234.5)
	if e := must(w.Estimate()); e.LogMean != -1234.5 || !math.IsNaN(e.RelErr) || e.ESS != 1 || e.MaxShare != 1 {
		t.Errorf("one weight: %+v", e)
	}
	for range 999 {
		w.Add(-1234.5)
	}
	if e := must(w.Estimate()); e.LogMean != -1234.5 || e.RelErr != 0 || e.ESS != 1000 || e.MaxShare != 0.001 {
		t.Errorf("equal weights: %+v", e)
	}
}

// TestZeroFirst: weights of 0, 0 and 2 have the mean 2/3 and the variance 4/3, whichever comes first.
func TestZeroFirst(t *testing.T) {
	var w montecarlo.Weights
	for _, v := range []float64{math.Inf(-1), math.Inf(-1), math.Ln2} {
		w.Add(v)
	}
	e := must(w.Estimate())
	reference.Near(t, "log mean", e.LogMean, math.Log(2.0/3), 1e-15)
	reference.Near(t, "relative error", e.RelErr, 1, 1e-15) // √(4/3 / 3) / (2/3)
	reference.Near(t, "ESS", e.ESS, 1, 1e-15)
}

// TestGoldenShells: norms of normals, and the ball's share of the cube, against scipy and mpmath.
func TestGoldenShells(t *testing.T) {
	for _, c := range golden.Shells {
		s := must(montecarlo.NewShell(c.D))
		name := fmt.Sprint("shell ", c.D, " ")
		reference.Near(t, name+"mean", s.Mean, c.Mean, 1e-11)
		reference.Near(t, name+"sd", s.SD, c.SD, 1e-6)
		reference.Near(t, name+"between", s.Between(math.Sqrt(float64(c.D))-1, math.Sqrt(float64(c.D))+1), c.Between, 1e-9)
		reference.Near(t, name+"log density", s.LogDensity(math.Sqrt(float64(c.D))+0.5), c.LogDensity, 1e-10)
		reference.Near(t, name+"mode", s.LogMode, c.LogMode, 1e-12)
		reference.Near(t, name+"typical", s.LogTypical, c.LogTypical, 1e-12)
		for i, r := range c.Radii {
			reference.Near(t, fmt.Sprint(name, "within ", r), s.LogWithin(r), c.LogWithin[i], 1e-9)
		}
		ball := must(montecarlo.BallInCube(c.D))
		reference.Near(t, name+"ball", ball.LogAcceptance, c.LogBall, 1e-12)
	}
	if s := must(montecarlo.NewShell(5)); !math.IsInf(s.LogWithin(0), -1) || s.Between(2, 1) != 0 || s.Between(-3, 100) != 1 {
		t.Error("nothing lies within 0, all within 100")
	}
}

// TestShellByDraws: norms of draws have that mean and deviation.
func TestShellByDraws(t *testing.T) {
	const n, d = 4000, 50
	z := must(montecarlo.Standard(d)).Sample(n, random(2))
	norms := make([]float64, n)
	inside := 0.0
	s := must(montecarlo.NewShell(d))
	for i := range norms {
		norms[i] = mat.Norm(z.RowView(i), 2)
		if norms[i] > 6.5 && norms[i] <= 7.5 {
			inside += 1.0 / n
		}
	}
	mean, sd := stat.MeanStdDev(norms, nil)
	if math.Abs(mean-s.Mean) > 5*s.SD/math.Sqrt(n) || math.Abs(sd-s.SD) > 5*s.SD/math.Sqrt(2*n) {
		t.Errorf("norms of mean %v, deviation %v; want %v, %v", mean, sd, s.Mean, s.SD)
	}
	if p := s.Between(6.5, 7.5); math.Abs(inside-p) > 5*math.Sqrt(p*(1-p)/n) {
		t.Errorf("share %v between 6.5 and 7.5; want %v", inside, p)
	}
}

// TestFamily: one model for every d, its log p, posterior and exp(c d) against the general formulas, for both proposals.
func TestFamily(t *testing.T) {
	rng := random(3)
	for _, d := range []int{1, 2, 7, 64} {
		f := montecarlo.Family{Sigma: math.Exp(rng.NormFloat64()), X: 2 * rng.NormFloat64()}
		m := must(f.Model(d))
		reference.Near(t, "log p", must(f.LogP(d)), must(m.LogP(f.Row(d))), 1e-12)
		posterior, prior := must(f.Posterior(d)), must(montecarlo.Standard(d))
		z := make([]float64, d)
		for j := range z {
			z[j] = rng.NormFloat64()
		}
		reference.Near(t, "Bayes", f.LogPxz(z)+f.LogPrior(z)-posterior.LogProb(z), must(f.LogP(d)), 1e-10)
		reference.Near(t, "prior", f.LogPrior(z), prior.LogProb(z), 1e-12)
		reference.Near(t, "prior to draw from", f.Prior(d).LogProb(z), prior.LogProb(z), 1e-12)
		c := must(f.Growth())
		reference.Near(t, "growth", must(montecarlo.LogSecondMoment(posterior, prior)), c*float64(d), 1e-10)
		relVar := must(montecarlo.LogRelVar(m, f.Row(d), prior))
		reference.Near(t, "relative variance", relVar, math.Log(math.Expm1(c*float64(d))), 1e-10)
		for _, a := range []float64{0.3, 0.45, 0.5, 0.51, 1, 1.4, 30} {
			q := must(montecarlo.Scaled(posterior, a))
			want := must(montecarlo.ScaledGrowth(a)) * float64(d)
			reference.Near(t, fmt.Sprint("scaled by ", a), must(montecarlo.LogSecondMoment(posterior, q)), want, 1e-9)
		}
		if v := must(montecarlo.LogRelVar(m, f.Row(d), posterior)); v > -25 {
			t.Errorf("the posterior's weights have the log relative variance %v", v)
		}
	}
	// At the size of digits: far beyond what could be simulated.
	f := montecarlo.Family{Sigma: 0.1, X: math.Sqrt(1.01)}
	if v := must(montecarlo.LogRelVar(must(f.Model(64)), f.Row(64), must(montecarlo.Standard(64)))); v < 24*math.Ln10 {
		t.Errorf("log relative variance %v", v)
	}
}

// oblique is a model with two latent numbers that the posterior ties together, a row, and log p(x|z).
func oblique() (m *elbo.LinearGaussian, x []float64, logPxz func(z []float64) float64) {
	w, b, sigma := mat.NewDense(3, 2, []float64{1, 0.5, 0.4, 1, -0.3, 0.8}), []float64{0.1, -0.2, 0.3}, 1.3
	x = []float64{1.2, 0.4, -0.5}
	return must(elbo.NewLinearGaussian(w, b, sigma)), x, func(z []float64) float64 {
		logP := 0.0
		for i := range x {
			u := (x[i] - b[i] - w.At(i, 0)*z[0] - w.At(i, 1)*z[1]) / sigma
			logP -= 0.5*u*u + math.Log(sigma) + 0.5*math.Log(2*math.Pi)
		}
		return logP
	}
}

func logPrior(z []float64) float64 {
	logP := 0.0
	for _, v := range z {
		logP -= 0.5*v*v + 0.5*math.Log(2*math.Pi)
	}
	return logP
}

// TestMomentByQuadrature: E_q[w²]/p(x)² of a model, straight from its definition, for the prior and for a proposal askew.
func TestMomentByQuadrature(t *testing.T) {
	m, x, logPxz := oblique()
	logP := must(m.LogP(x))
	askew := must(elbo.NewNormal([]float64{0.3, -0.2}, mat.NewSymDense(2, []float64{0.9, -0.3, -0.3, 0.7})))
	for name, q := range map[string]*elbo.Normal{"prior": must(montecarlo.Standard(2)), "askew": askew} {
		second := quad.Fixed(func(z0 float64) float64 {
			return quad.Fixed(func(z1 float64) float64 {
				z := []float64{z0, z1}
				return math.Exp(2*(logPxz(z)+logPrior(z)-logP) - q.LogProb(z))
			}, -9, 9, 150, quad.Legendre{}, 0)
		}, -9, 9, 150, quad.Legendre{}, 0)
		got := must(montecarlo.LogRelVar(m, x, q))
		reference.Near(t, name, got, math.Log(second-1), 1e-9)
		reference.Near(t, name+", as package elbo says", math.Exp(got), must(m.RelativeVariance(x, q)), 1e-11)
	}
}

// TestEstimates: both estimates are right within 5 of their errors, their errors are the exact ones, and the grid's value is log p.
func TestEstimates(t *testing.T) {
	m, x, logPxz := oblique()
	logP := must(m.LogP(x))
	prior := must(montecarlo.Standard(2))
	q := must(elbo.NewNormal([]float64{0.5, 0}, mat.NewSymDense(2, []float64{0.8, -0.2, -0.2, 0.8})))
	const n = 40000
	for name, c := range map[string]struct {
		q        *elbo.Normal
		estimate func(rng *rand.Rand) (montecarlo.Estimate, error)
	}{
		"naive": {prior, func(rng *rand.Rand) (montecarlo.Estimate, error) { return montecarlo.Naive(logPxz, prior, n, rng) }},
		"importance": {q, func(rng *rand.Rand) (montecarlo.Estimate, error) {
			return montecarlo.Importance(logPxz, logPrior, q, n, rng)
		}},
	} {
		e, err := c.estimate(random(4))
		if err != nil || e.N != n {
			t.Fatal(name, e, err)
		}
		if math.Abs(e.LogMean-logP) > 5*e.RelErr {
			t.Errorf("%s: log p is %v ± %v, exactly %v", name, e.LogMean, e.RelErr, logP)
		}
		relVar := math.Exp(must(montecarlo.LogRelVar(m, x, c.q)))
		if got := e.RelErr * e.RelErr * n; math.Abs(got/relVar-1) > 0.05 {
			t.Errorf("%s: relative variance %v, exactly %v", name, got, relVar)
		}
		if want := n / (1 + relVar); math.Abs(e.ESS/want-1) > 0.05 {
			t.Errorf("%s: ESS %v, expected %v", name, e.ESS, want)
		}
		if again := must(c.estimate(random(4))); again != e {
			t.Errorf("%s: the same source gives %v, then %v", name, e, again)
		}
	}
	mean, cov, _ := m.Posterior(x)
	best := must(elbo.NewNormal(mean, cov))
	if e := must(montecarlo.Importance(logPxz, logPrior, best, 3, random(5))); math.Abs(e.LogMean-logP) > 1e-12 || e.RelErr > 1e-12 {
		t.Errorf("the posterior as proposal: %+v, exactly %v", e, logP)
	}
	logW := must(montecarlo.LogWeights(logPxz, logPrior, q, n, random(4)))
	e := must(montecarlo.Importance(logPxz, logPrior, q, n, random(4)))
	if got := elbo.LogMeanExp(logW); len(logW) != n || math.Abs(got-e.LogMean) > 1e-10 {
		t.Errorf("%d weights of log mean %v; the estimate is %v", len(logW), got, e.LogMean)
	}
}

// TestNarrowPosterior: one pixel with noise 1e-6 makes a posterior of variance 1e-12 under the prior's 1.
func TestNarrowPosterior(t *testing.T) {
	f := montecarlo.Family{Sigma: 1e-6, X: 1}
	relVar := must(montecarlo.LogRelVar(must(f.Model(1)), f.Row(1), must(montecarlo.Standard(1))))
	reference.Near(t, "log relative variance", relVar, math.Log(math.Expm1(must(f.Growth()))), 1e-11)
	reference.Near(t, "growth", must(f.Growth()), -math.Log(1e-6)-0.5*math.Ln2+0.5, 1e-11)
}

// TestLogDraws: with so many draws the error is as large as asked for.
func TestLogDraws(t *testing.T) {
	f := montecarlo.Family{Sigma: 2, X: 1}
	relVar := must(montecarlo.LogRelVar(must(f.Model(2)), f.Row(2), must(montecarlo.Standard(2))))
	n := math.Exp(must(montecarlo.LogDraws(relVar, 0.01)))
	e := must(montecarlo.Naive(f.LogPxz, f.Prior(2), int(math.Round(n)), random(6)))
	if math.Abs(e.RelErr-0.01) > 0.0015 {
		t.Errorf("relative error %v after %.0f draws; want 0.01", e.RelErr, n)
	}
}
