package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// lab is chapter 07's model with two latent and three observed numbers, a row and a diagonal q; its integrals below are sums on a
// grid over densities of gonum's, which know no formula of the library's.
type lab struct {
	m      *elbo.LinearGaussian
	x      []float64
	q      *elbo.Normal
	prior  distuv.Normal
	w      *mat.Dense
	points []float64
	weight []float64
}

func newLab() lab {
	l := lab{x: []float64{3, 1, 1}, prior: distuv.UnitNormal, w: mat.NewDense(3, 2, []float64{2, 1, 1, 2, 1, 1})}
	l.m = must.M1(elbo.NewLinearGaussian(l.w, []float64{0, 0, 0}, 1))
	l.q = must.M1(elbo.NewDiagonal([]float64{0.8, 0.5}, []float64{math.Log(0.2), math.Log(0.3)}))
	l.points, l.weight = make([]float64, 160), make([]float64, 160)
	quad.Legendre{}.FixedLocations(l.points, l.weight, -8, 8)
	return l
}

// integrate sums f over the square where all its integrands live.
func (l lab) integrate(f func(z []float64) float64) float64 {
	sum := 0.0
	for i, a := range l.points {
		for j, b := range l.points {
			sum += l.weight[i] * l.weight[j] * f([]float64{a, b})
		}
	}
	return sum
}

func (l lab) logPrior(z []float64) float64 { return l.prior.LogProb(z[0]) + l.prior.LogProb(z[1]) }

func (l lab) logLik(z []float64) float64 {
	sum := 0.0
	for d, x := range l.x {
		sum += distuv.Normal{Mu: floats.Dot(l.w.RawRowView(d), z), Sigma: 1}.LogProb(x)
	}
	return sum
}

func (l lab) logJoint(z []float64) float64 { return l.logPrior(z) + l.logLik(z) }

func (l lab) logQ(z []float64) float64 {
	return distuv.Normal{Mu: 0.8, Sigma: math.Sqrt(0.2)}.LogProb(z[0]) + distuv.Normal{Mu: 0.5, Sigma: math.Sqrt(0.3)}.LogProb(z[1])
}

func (l lab) mean(f func(z []float64) float64) float64 {
	return l.integrate(func(z []float64) float64 { return math.Exp(l.logQ(z)) * f(z) })
}

// logP is log p(x) as gonum's three-dimensional normal gives it.
func (l lab) logP() float64 {
	cov := mat.NewSymDense(3, nil)
	cov.SymOuterK(1, l.w)
	for i := range 3 {
		cov.SetSym(i, i, cov.At(i, i)+1)
	}
	n, _ := distmv.NewNormal(make([]float64, 3), cov, nil)
	return n.LogProb(l.x)
}

// 7.1: random weights, and equal ones, where both sides agree.
func TestJensenForTheLogarithm(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for range 50 {
		w, log := make([]float64, 1+rng.IntN(20)), 0.0
		for i := range w {
			w[i] = rng.ExpFloat64()
			log += math.Log(w[i]) / float64(len(w))
		}
		ledger.CheckBound(t, "7.1", log, math.Log(stat.Mean(w, nil)), 1e-12)
	}
	ledger.Check(t, "7.1", math.Log(2.5), (math.Log(2.5)+math.Log(2.5))/2, 1e-15)
}

// 7.2 to 7.6: each right side on the grid; the left sides from gonum's normal and from the library's closed forms.
func TestFirstDerivation(t *testing.T) {
	l := newLab()
	d := must.M1(l.m.Decompose(l.x, l.q))
	ratio := func(z []float64) float64 { return l.logJoint(z) - l.logQ(z) }
	bound := l.mean(ratio)
	ledger.Check(t, "7.2", l.logP(), math.Log(l.integrate(func(z []float64) float64 { return math.Exp(l.logJoint(z)) })), 1e-9)
	ledger.Check(t, "7.3", l.logP(), math.Log(l.mean(func(z []float64) float64 { return math.Exp(ratio(z)) })), 1e-9)
	ledger.CheckBound(t, "7.4", bound, l.logP(), 0)
	ledger.Check(t, "7.5", d.Recon-d.KLPrior, l.mean(l.logLik)+l.mean(l.logPrior)-l.mean(l.logQ), 1e-9)
	ledger.Check(t, "7.6", bound, d.Recon-d.KLPrior, 1e-9)
}

// 7.7 to 7.11, the posterior from Bayes' theorem on the grid.
func TestSecondDerivation(t *testing.T) {
	l := newLab()
	logP := math.Log(l.integrate(func(z []float64) float64 { return math.Exp(l.logJoint(z)) }))
	post := func(z []float64) float64 { return must.M1(l.m.PosteriorNormal(l.x)).LogProb(z) }
	bound := l.mean(func(z []float64) float64 { return l.logJoint(z) - l.logQ(z) })
	gap := l.mean(func(z []float64) float64 { return l.logQ(z) - (l.logJoint(z) - logP) })
	ledger.Check(t, "7.7", l.logP(), l.mean(func([]float64) float64 { return logP }), 1e-9)
	ledger.Check(t, "7.8", l.logP(), l.mean(func(z []float64) float64 { return l.logJoint(z) - post(z) }), 1e-9)
	ledger.Check(t, "7.9", l.logP(), bound+l.mean(func(z []float64) float64 { return l.logQ(z) - post(z) }), 1e-9)
	ledger.Check(t, "7.10", l.logP(), bound+gap, 1e-9)
	ledger.Check(t, "7.10", gap, must.M1(l.m.Decompose(l.x, l.q)).Gap, 1e-9)
	rng := rand.New(rand.NewPCG(7, 11))
	for range 30 {
		q, p := make([]float64, 6), make([]float64, 6)
		for k := range q {
			q[k], p[k] = rng.ExpFloat64(), rng.ExpFloat64()
		}
		floats.Scale(1/floats.Sum(q), q)
		floats.Scale(1/floats.Sum(p), p)
		ledger.CheckBound(t, "7.11", 0, stat.KullbackLeibler(q, p), 0)
	}
	ledger.Check(t, "7.11", 0, stat.KullbackLeibler([]float64{0.2, 0.8}, []float64{0.2, 0.8}), 0)
}

// 7.12 and 7.13: gonum's KL of two normals, and its minimum as a search finds it.
func TestBestDiagonalLeavesAGap(t *testing.T) {
	for seed := range uint64(5) {
		rng := rand.New(rand.NewPCG(seed, 712))
		precision := mat.NewSymDense(3, nil)
		precision.SymOuterK(1, mat.NewDense(3, 3, normals(rng, 9)))
		for j := range 3 {
			precision.SetSym(j, j, precision.At(j, j)+1)
		}
		var chol mat.Cholesky
		chol.Factorize(precision)
		var cov mat.SymDense
		must.M(chol.InverseTo(&cov))
		p, _ := distmv.NewNormal(make([]float64, 3), &cov, nil)
		kl := func(logS []float64) float64 {
			s := mat.NewSymDense(3, nil)
			for j, v := range logS {
				s.SetSym(j, j, math.Exp(v))
			}
			q, _ := distmv.NewNormal(make([]float64, 3), s, nil)
			return distmv.KullbackLeibler{}.DistNormal(q, p)
		}
		logS := normals(rng, 3)
		formula, least := -3-chol.LogDet(), -chol.LogDet()
		for j := range 3 {
			formula += precision.At(j, j)*math.Exp(logS[j]) - logS[j]
			least += math.Log(precision.At(j, j))
		}
		ledger.Check(t, "7.12", kl(logS), formula/2, 1e-9)
		found := must.M1(optimize.Minimize(optimize.Problem{Func: kl}, logS, &optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-12, Iterations: 300}}, &optimize.NelderMead{}))
		ledger.Check(t, "7.13", found.F, least/2, 1e-7)
	}
}

// normals are n draws of N(0, 1).
func normals(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// 7.14: three integrals on the grid. 7.15: sums over states, with gonum's divergences.
func TestWaysToWriteTheELBO(t *testing.T) {
	l := newLab()
	first := l.mean(l.logLik) - l.mean(func(z []float64) float64 { return l.logQ(z) - l.logPrior(z) })
	second := l.mean(l.logJoint) - l.mean(l.logQ)
	ledger.Check(t, "7.14", first, must.M1(l.m.ReconMinusKL(l.x, l.q)), 1e-9)
	ledger.Check(t, "7.14", second, must.M1(l.m.JointPlusEntropy(l.x, l.q)), 1e-9)
	ledger.Check(t, "7.14", second, l.logP()-must.M1(l.m.Decompose(l.x, l.q)).Gap, 1e-9)

	q := []*elbo.Normal{must.M1(elbo.NewDiagonal([]float64{-1}, []float64{-1})), must.M1(elbo.NewDiagonal([]float64{0.3}, []float64{-2})), must.M1(elbo.NewDiagonal([]float64{1.2}, []float64{0}))}
	heap := func(z float64) float64 {
		sum := 0.0
		for _, c := range q {
			sum += distuv.Normal{Mu: c.Mean[0], Sigma: math.Sqrt(c.Cov.At(0, 0))}.Prob(z) / 3
		}
		return sum
	}
	mean, toPrior := 0.0, over(func(z float64) float64 { return heap(z) * (math.Log(heap(z)) - distuv.UnitNormal.LogProb(z)) })
	for _, c := range q {
		mean += c.KLPrior() / 3
	}
	ledger.Check(t, "7.15", mean, must.M1(elbo.Information(q))+toPrior, 1e-9)
}

// 7.16: quadrature, and the two numbers of the curriculum. 7.17: the best of many normals by quadrature, against the moments.
func TestDivergencesOfNormals(t *testing.T) {
	kl := func(q, p distuv.Normal) float64 {
		d := q.Mu - p.Mu
		return math.Log(p.Sigma/q.Sigma) + (q.Sigma*q.Sigma+d*d)/(2*p.Sigma*p.Sigma) - 0.5
	}
	ledger.Check(t, "7.16", 2, kl(distuv.Normal{Mu: 2, Sigma: 1}, distuv.UnitNormal), 1e-12)
	ledger.Check(t, "7.16", 2.194528, kl(distuv.Normal{Sigma: math.E}, distuv.UnitNormal), 1e-6)
	for _, c := range [][2]distuv.Normal{{{Mu: 1, Sigma: 0.5}, {Mu: -1, Sigma: 2}}, {{Mu: -2, Sigma: 1.5}, {Mu: 0.5, Sigma: 0.8}}} {
		q, p := c[0], c[1]
		integral := over(func(z float64) float64 { return q.Prob(z) * (q.LogProb(z) - p.LogProb(z)) })
		ledger.Check(t, "7.16", kl(q, p), integral, 1e-9)
	}
	a, b := distuv.Normal{Mu: -2.5, Sigma: 0.5}, distuv.Normal{Mu: 2.5, Sigma: 0.8}
	p := func(z float64) float64 { return 0.6*a.Prob(z) + 0.4*b.Prob(z) }
	target := elbo.Target{LogP: func(z float64) float64 { return math.Log(p(z)) }, Lo: -10, Hi: 10}
	fit := must.M1(elbo.FitForward(t.Context(), target, prob.Normal{Sigma: 1}, nil))
	ledger.Check(t, "7.17", fit.Q.Mu, 0.6*-2.5+0.4*2.5, 1e-5)
	ledger.Check(t, "7.17", fit.Q.Sigma*fit.Q.Sigma, 0.6*(0.25+6.25)+0.4*(0.64+6.25)-0.25, 1e-4)
}

// 7.18 to 7.20: the expectations by quadrature, against finite differences of E[f], for an f without a closed form.
func TestGradientsOfAnExpectation(t *testing.T) {
	f := func(z float64) float64 { return math.Sin(2*z) + math.Exp(-z*z) }
	df := func(z float64) float64 { return 2*math.Cos(2*z) - 2*z*math.Exp(-z*z) }
	const mu, sigma = 0.4, 0.7
	q := distuv.Normal{Mu: mu, Sigma: sigma}
	expected := func(mu, sigma float64) float64 {
		return over(func(e float64) float64 { return distuv.UnitNormal.Prob(e) * f(mu+sigma*e) })
	}
	byMu := fd.Derivative(func(m float64) float64 { return expected(m, sigma) }, mu, &fd.Settings{Formula: fd.Central})
	bySigma := fd.Derivative(func(s float64) float64 { return expected(mu, s) }, sigma, &fd.Settings{Formula: fd.Central})
	scoreMu := func(z float64) float64 { return (z - mu) / (sigma * sigma) }
	scoreSigma := func(z float64) float64 { return ((z-mu)*(z-mu)/(sigma*sigma) - 1) / sigma }
	for _, c := range []float64{0, 0.8, -3} {
		ledger.Check(t, "7.18", byMu, over(func(z float64) float64 { return q.Prob(z) * (f(z) - c) * scoreMu(z) }), 1e-7)
		ledger.Check(t, "7.18", bySigma, over(func(z float64) float64 { return q.Prob(z) * (f(z) - c) * scoreSigma(z) }), 1e-7)
	}
	ledger.Check(t, "7.19", 0, over(func(z float64) float64 { return q.Prob(z) * scoreMu(z) }), 1e-10)
	ledger.Check(t, "7.19", 0, over(func(z float64) float64 { return q.Prob(z) * scoreSigma(z) }), 1e-10)
	ledger.Check(t, "7.20", byMu, over(func(e float64) float64 { return distuv.UnitNormal.Prob(e) * df(mu+sigma*e) }), 1e-7)
	ledger.Check(t, "7.20", bySigma, over(func(e float64) float64 { return distuv.UnitNormal.Prob(e) * df(mu+sigma*e) * e }), 1e-7)
}

// 7.21: the half steps of the library's EM for the irises, the log-likelihood by gonum's density. 7.22: the two parts of a gap.
func TestEMClimbsTheBound(t *testing.T) {
	iris := must.M1(dataset.Iris()).X
	var steps []elbo.HalfStep
	_, err := elbo.FitEM(t.Context(), iris, elbo.EMConfig{L: 2, Seed: 7, MaxIter: 12, Tol: 1e-12, Each: func(s elbo.HalfStep) { steps = append(steps, s) }})
	must.M(err)
	logP := func(m *elbo.LinearGaussian) float64 {
		w, b, sigma := m.Parameters()
		cov := mat.NewSymDense(4, nil)
		cov.SymOuterK(1, w)
		for i := range 4 {
			cov.SetSym(i, i, cov.At(i, i)+sigma*sigma)
		}
		n, _ := distmv.NewNormal(b, cov, nil)
		sum := 0.0
		for i := range 150 {
			sum += n.LogProb(iris.RawRowView(i)) / 150
		}
		return sum
	}
	for i := 0; i+1 < len(steps); i += 2 {
		ledger.Check(t, "7.21", logP(steps[i].Model), steps[i].ELBO, 1e-9)
		ledger.CheckBound(t, "7.21", steps[i].ELBO, steps[i+1].ELBO, 1e-12)
		ledger.CheckBound(t, "7.21", steps[i+1].ELBO, logP(steps[i+1].Model), 1e-12)
	}
	l := newLab()
	mu, logVar, family, err := l.m.BestDiagonal(l.x)
	must.M(err)
	best := must.M1(l.m.ELBO(l.x, mu, logVar)).ELBO()
	own := l.mean(func(z []float64) float64 { return l.logJoint(z) - l.logQ(z) })
	ledger.Check(t, "7.22", l.logP()-own, family+(best-own), 1e-9)
}

// 7.23: paired draws, so that the order is seen beyond their errors. 7.24: at K = 64 the rate holds to a tenth.
func TestWeightedBoundsRise(t *testing.T) {
	l := newLab()
	post := must.M1(l.m.PosteriorNormal(l.x))
	q := must.M1(elbo.NewNormal(post.Mean, scaledCov(post.Cov, 1.5)))
	logW := must.M1(l.m.LogWeights(l.x, q, 64*4000, rand.New(rand.NewPCG(7, 23))))
	for _, b := range must.M1(elbo.CompareBounds(logW, 1, 4, 16, 64)) {
		if b.K > 1 {
			ledger.CheckBound(t, "7.23", 0, b.Rise-3*b.RiseStdErr, 0)
		}
		ledger.CheckBound(t, "7.23", b.Mean-4*b.StdErr, l.logP(), 0)
	}
	gap, se, err := elbo.EvidenceGap(logW, l.logP(), 64)
	must.M(err)
	relative := l.integrate(func(z []float64) float64 { return math.Exp(2*(l.logJoint(z)-l.logP()) - q.LogProb(z)) }) - 1 // Var[w/p(x)]
	ledger.Check(t, "7.24", gap, relative/128, 0.1*relative/128+3*se)
}

func scaledCov(c *mat.SymDense, by float64) *mat.SymDense {
	var s mat.SymDense
	s.ScaleSym(by, c)
	return &s
}
