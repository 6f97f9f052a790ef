package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// drawn is an input of exercise 6.5: of each draw of q the three log densities, nats.
type drawn struct{ logPxz, logPrior, logQ []float64 }

// weights are log p(x|z) + log p(z) − log q(z), each term times a number.
func (d drawn) weights(pxz, prior, q float64) []float64 {
	w := scaled(pxz, d.logPxz)
	floats.AddScaled(w, prior, d.logPrior)
	floats.AddScaled(w, q, d.logQ)
	return w
}

// CheckImportance grades exercise 6.5: the importance sampling estimate of log p(x) from draws of q.
//
//	log p̂ = log( 1/n Σ_i exp( log p(x|z_i) + log p(z_i) − log q(z_i) ) )
func CheckImportance(f func(logPxz, logPrior, logQ []float64) float64) { report(gradeImportance(f)) }

func gradeImportance(f func(logPxz, logPrior, logQ []float64) float64) result {
	p := problem[drawn]{
		title: lang.T("Importance sampling"),
		why:   lang.T("Each draw counts p(x|z)p(z)/q(z), which takes back that q chose it; the mean is taken of the weights, and only then the log."),
		inputs: []drawn{
			{[]float64{-1, -2, -0.5}, []float64{-1.2, -0.9, -2}, []float64{-1.5, -1, -1.1}},
			{[]float64{-3, -2.5}, []float64{-2, -4}, []float64{-0.5, -0.7}},
			{[]float64{-1000, -1003, -1001, -1002}, []float64{-4, -5, -4.5, -6}, []float64{-2, -1, -3, -2.5}},
		},
		show: func(d drawn) string {
			return named("logPxz", d.logPxz) + ", " + named("logPrior", d.logPrior) + ", " + named("logQ", d.logQ)
		},
		right: func(d drawn) []float64 { return one(elbo.LogMeanExp(d.weights(1, 1, -1))) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[drawn]{
		{lang.T("Right, until the logs are low: exp(−1000) is 0. Take the largest log weight out before exp, and add it back."), func(d drawn, got []float64) bool {
			lost := len(got) == 1 && (math.IsInf(got[0], 0) || math.IsNaN(got[0]))
			return equal(got, p.right(d), 1e-6) || d.logPxz[0] < -700 && lost
		}},
		like(lang.T("log q is missing. The draws come from q, so each weight is divided by q(z)."), func(d drawn) []float64 { return one(elbo.LogMeanExp(d.weights(1, 1, 0))) }),
		like(lang.T("That is the naive estimate, as if z had been drawn from the prior. It was drawn from q."), func(d drawn) []float64 { return one(elbo.LogMeanExp(d.logPxz)) }),
		like(lang.T("The prior p(z) is missing from the weight."), func(d drawn) []float64 { return one(elbo.LogMeanExp(d.weights(1, 0, -1))) }),
		like(lang.T("q is multiplied in. Subtract log q: what q draws too often counts less."), func(d drawn) []float64 { return one(elbo.LogMeanExp(d.weights(1, 1, 1))) }),
		like(lang.T("That is the mean of the logs, a lower bound (chapter 07 lives on it). Here the log of the mean is asked for."), func(d drawn) []float64 {
			return one(floats.Sum(d.weights(1, 1, -1)) / float64(len(d.logQ)))
		}),
		like(lang.T("That is the log of the sum. Divide by the number of draws: subtract log n."), func(d drawn) []float64 { return one(floats.LogSumExp(d.weights(1, 1, -1))) }),
	}
	return p.grade(func(d drawn) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(d.logPxz), slices.Clone(d.logPrior), slices.Clone(d.logQ)))
	})
}

// CheckESS grades exercise 6.6: Kish's effective sample size, from the logs of weights.
//
//	ESS = (Σ w_i)² / Σ w_i²
func CheckESS(f func(logW []float64) float64) { report(gradeESS(f)) }

func gradeESS(f func(logW []float64) float64) result {
	ess := func(logW []float64) float64 {
		var w montecarlo.Weights
		for _, l := range logW {
			w.Add(l)
		}
		e, err := w.Estimate()
		if err != nil {
			return math.NaN()
		}
		return e.ESS
	}
	far := func(logW []float64) bool { return math.Abs(logW[0]) > 300 }
	relative := func(logW []float64) []float64 {
		w := slices.Clone(logW)
		floats.AddConst(-slices.Max(w), w)
		for i := range w {
			w[i] = math.Exp(w[i])
		}
		return w
	}
	p := problem[[]float64]{
		title:  lang.T("Effective sample size"),
		why:    lang.T("n where all weights are equal, 1 where one decides everything; a common factor of the weights cancels, so the largest may be taken out."),
		inputs: [][]float64{{0, 0, 0, 0}, {0, -1, -2}, {1, 0.5, 0.3, -4, 0.2}, {-800, -801, -803}, {900, 899}},
		show:   func(w []float64) string { return named("logW", w) },
		right:  func(w []float64) []float64 { return one(ess(w)) },
		tol:    1e-9,
	}
	p.mistakes = []mistake[[]float64]{
		{lang.T("Right, until the weights are tiny or huge: their squares leave float64. Subtract the largest log weight from all of them first."), func(w []float64, got []float64) bool {
			lost := len(got) == 1 && (math.IsNaN(got[0]) || math.IsInf(got[0], 0))
			return equal(got, p.right(w), 1e-6) || far(w) && lost
		}},
		like(lang.T("That is the number of weights, as if all were equal."), func(w []float64) []float64 { return one(float64(len(w))) }),
		like(lang.T("That is turned upside down: the squared sum belongs above."), func(w []float64) []float64 { return one(1 / ess(w)) }),
		like(lang.T("That is one over the largest share. Near, but the formula counts all weights."), func(w []float64) []float64 { return one(floats.Sum(relative(w))) }),
		{lang.T("The sum is not squared."), func(w []float64, got []float64) bool {
			r := relative(w)
			top := slices.Max(w)
			return far(w) || equal(got, one(floats.Sum(r)/floats.Dot(r, r)*math.Exp(-top)), 1e-6) || equal(got, one(floats.Sum(r)/floats.Dot(r, r)), 1e-6)
		}},
		like(lang.T("That is ESS/n, the share. Multiply by n."), func(w []float64) []float64 { return one(ess(w) / float64(len(w))) }),
	}
	return p.grade(func(w []float64) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(w)))
	})
}

// wanted is an input of exercise 6.7: how many draws of a normal in d dimensions, by proposals of a wider one.
type wanted struct {
	n, d          int
	sigma, sigmaQ float64
}

// CheckProposals grades exercise 6.7: how many proposals rejection takes, in the mean, for n draws.
//
//	n / (sigma/sigmaQ)^d
func CheckProposals(f func(n, d int, sigma, sigmaQ float64) float64) { report(gradeProposals(f)) }

func gradeProposals(f func(n, d int, sigma, sigmaQ float64) float64) result {
	rate := func(w wanted) float64 {
		p, err := montecarlo.NormalInNormal(w.d, w.sigma, w.sigmaQ)
		if err != nil {
			return math.NaN()
		}
		return math.Exp(p.LogAcceptance)
	}
	p := problem[wanted]{
		title:  lang.T("Proposals needed"),
		why:    lang.T("Each dimension multiplies: a q that is a little too wide everywhere is hopelessly too wide altogether."),
		inputs: []wanted{{1, 1, 1, 2}, {10, 3, 1, 1.5}, {100, 20, 0.5, 0.6}, {7, 50, 2, 2.5}},
		show: func(w wanted) string {
			return fmt.Sprintf("n = %d, d = %d, sigma = %g, sigmaQ = %g", w.n, w.d, w.sigma, w.sigmaQ)
		},
		right: func(w wanted) []float64 { return one(float64(w.n) / rate(w)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[wanted]{
		like(lang.T("That is the acceptance, a share. So many proposals are needed that this share of them is n: divide."), func(w wanted) []float64 { return one(rate(w)) }),
		like(lang.T("That is how many of n proposals are kept. Asked is how many proposals n draws take: divide by the acceptance."), func(w wanted) []float64 { return one(float64(w.n) * rate(w)) }),
		like(lang.T("The ratio stands for one dimension. In d of them it is raised to the power d."), func(w wanted) []float64 { return one(float64(w.n) * w.sigmaQ / w.sigma) }),
		like(lang.T("The dimension multiplies the ratio in your answer. Volumes are powers: raise it to the power d."), func(w wanted) []float64 {
			return one(float64(w.n) * float64(w.d) * w.sigmaQ / w.sigma)
		}),
		like(lang.T("That is for one draw. Multiply by n."), func(w wanted) []float64 { return one(1 / rate(w)) }),
		like(lang.T("The ratio of the variances counts twice: use the deviations, as they stand."), func(w wanted) []float64 { return one(float64(w.n) / (rate(w) * rate(w))) }),
	}
	return p.grade(func(w wanted) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(w.n, w.d, w.sigma, w.sigmaQ))
	})
}
