package exercise

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// normal is an input of the exercises on q(z|x): its parameters, and noise to draw with.
type normal struct{ mu, logVar, eps []float64 }

// sum adds a term for each dimension.
func (q normal) sum(term func(mu, logVar float64) float64) []float64 {
	total := 0.0
	for j := range q.mu {
		total += term(q.mu[j], q.logVar[j])
	}
	return one(total)
}

// each makes a list of a number for each dimension.
func (q normal) each(term func(mu, logVar, eps float64) float64) []float64 {
	out := make([]float64, len(q.mu))
	for j := range out {
		out[j] = term(q.mu[j], q.logVar[j], q.eps[j])
	}
	return out
}

// known is the right answer of package elbo. The inputs are ours and fit, so an error leaves no answer at all.
func known(v float64, err error) []float64 {
	if err != nil {
		return nil
	}
	return one(v)
}

// CheckKL grades the KL divergence of N(mu, diag exp(logVar)) from N(0, I), in nats, for a row of any length.
//
//	−½ Σ_j 1 + logVar_j − mu_j² − exp(logVar_j)
func CheckKL(f func(mu, logVar []float64) float64) { report(gradeKL(f)) }

func gradeKL(f func(mu, logVar []float64) float64) result {
	p := problem[normal]{
		title: lang.T("KL divergence to the prior"),
		why:   lang.T("It is 0 only where q is the prior itself; each dimension adds its own part, in nats."),
		inputs: []normal{
			{mu: []float64{0, 0}, logVar: []float64{0, 0}}, {mu: []float64{2}, logVar: []float64{0}},
			{mu: []float64{0}, logVar: []float64{2}}, {mu: []float64{0.5, -1.5, 1}, logVar: []float64{-1, 0.5, -2}},
		},
		show:  func(q normal) string { return named("mu", q.mu) + ", " + named("logVar", q.logVar) },
		right: func(q normal) []float64 { return known(elbo.KLStandardNormal(q.mu, q.logVar)) },
		tol:   1e-9,
	}
	per := func(say string, term func(mu, logVar float64) float64) mistake[normal] {
		return like(say, func(q normal) []float64 { return q.sum(term) })
	}
	p.mistakes = []mistake[normal]{
		per(lang.T("The sign is wrong: a KL divergence is never below 0."),
			func(mu, lv float64) float64 { return 0.5 * (1 + lv - mu*mu - math.Exp(lv)) }),
		per(lang.T("It is twice too big: the factor ½ is missing."),
			func(mu, lv float64) float64 { return mu*mu + math.Exp(lv) - 1 - lv }),
		like(lang.T("That is the mean over the dimensions. The divergence is their sum, as log p(x|z) is a sum over pixels."),
			func(q normal) []float64 { return one(p.right(q)[0] / float64(len(q.mu))) }),
		per(lang.T("You take logVar for the logarithm of the standard deviation. It is that of the variance: sigma² = exp(logVar)."),
			func(mu, lv float64) float64 { return 0.5 * (mu*mu + math.Exp(2*lv) - 1 - 2*lv) }),
		per(lang.T("You take exp(logVar/2), the standard deviation, where the variance sigma² = exp(logVar) belongs."),
			func(mu, lv float64) float64 { return 0.5 * (mu*mu + math.Exp(lv/2) - 1 - lv) }),
		per(lang.T("The variance is used as it comes: logVar has to go through math.Exp first."),
			func(mu, lv float64) float64 { return 0.5 * (mu*mu + lv - 1 - lv) }),
		per(lang.T("The 1 is missing: without it q = p does not give 0."),
			func(mu, lv float64) float64 { return 0.5 * (mu*mu + math.Exp(lv) - lv) }),
		per(lang.T("mu enters by its square."),
			func(mu, lv float64) float64 { return 0.5 * (mu + math.Exp(lv) - 1 - lv) }),
		per(lang.T("That is the divergence the other way round, KL(p‖q). It is not symmetric."),
			func(mu, lv float64) float64 { return 0.5 * (lv + (1+mu*mu)*math.Exp(-lv) - 1) }),
	}
	return p.grade(func(q normal) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(q.mu), slices.Clone(q.logVar)))
	})
}

// CheckReparameterize grades a draw of N(mu, diag exp(logVar)) made from standard normal noise eps.
//
//	z_j = mu_j + exp(logVar_j/2) eps_j
func CheckReparameterize(f func(mu, logVar, eps []float64) []float64) { report(gradeReparameterize(f)) }

func gradeReparameterize(f func(mu, logVar, eps []float64) []float64) result {
	p := problem[normal]{
		title: lang.T("Reparameterised sample"),
		why:   lang.T("The noise is drawn outside, so z is a smooth function of mu and logVar, and gradients pass through it."),
		inputs: []normal{
			{[]float64{1, 2}, []float64{0, 0}, []float64{0.5, -1}}, {[]float64{0}, []float64{2}, []float64{1}},
			{[]float64{0.5, -1.5, 1}, []float64{-1, 0.5, -2}, []float64{-0.3, 1.2, 2}},
		},
		show: func(q normal) string {
			return named("mu", q.mu) + ", " + named("logVar", q.logVar) + ", " + named("eps", q.eps)
		},
		right: func(q normal) []float64 {
			z, err := elbo.Reparameterize(q.mu, q.logVar, q.eps)
			if err != nil {
				return nil
			}
			return z
		},
		tol: 1e-9,
	}
	per := func(say string, term func(mu, logVar, eps float64) float64) mistake[normal] {
		return like(say, func(q normal) []float64 { return q.each(term) })
	}
	p.mistakes = []mistake[normal]{
		per(lang.T("You multiply by exp(logVar), the variance. The standard deviation is its square root, exp(logVar/2)."),
			func(mu, lv, eps float64) float64 { return mu + math.Exp(lv)*eps }),
		per(lang.T("You multiply by logVar itself. The standard deviation is exp(logVar/2)."),
			func(mu, lv, eps float64) float64 { return mu + lv*eps }),
		per(lang.T("logVar is not used: multiply eps by the standard deviation, exp(logVar/2)."),
			func(mu, lv, eps float64) float64 { return mu + eps }),
		per(lang.T("That is the mean alone. Without the noise nothing is sampled."),
			func(mu, lv, eps float64) float64 { return mu }),
		per(lang.T("mu is missing: the draw has to be moved to its mean."),
			func(mu, lv, eps float64) float64 { return math.Exp(lv/2) * eps }),
		per(lang.T("eps has to multiply sigma only, not mu."),
			func(mu, lv, eps float64) float64 { return (mu + math.Exp(lv/2)) * eps }),
		per(lang.T("sigma is added. It has to multiply eps."),
			func(mu, lv, eps float64) float64 { return mu + math.Exp(lv/2) + eps }),
		per(lang.T("The noise is subtracted. That has the same law, but the formula, and the check, add it."),
			func(mu, lv, eps float64) float64 { return mu - math.Exp(lv/2)*eps }),
	}
	return p.grade(func(q normal) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(q.mu), slices.Clone(q.logVar), slices.Clone(q.eps))
	})
}

// CheckLogMeanExp grades the importance-weighted bound from log weights, however large or small they are.
//
//	log( 1/K Σ_k exp(log w_k) )
func CheckLogMeanExp(f func(logW []float64) float64) { report(gradeLogMeanExp(f)) }

func gradeLogMeanExp(f func(logW []float64) float64) result {
	p := problem[[]float64]{
		title: lang.T("Importance-weighted bound"),
		why:   lang.T("The largest weight is taken out first, so that the rest neither overflows nor vanishes; the mean is taken of the weights, not of their logarithms."),
		inputs: [][]float64{
			{-1, -2, -4}, {0.5}, {-2, 1, 0.5, -3}, {-1000, -1001, -1003}, {900, 899}, {-250, -260, -255, -248.5},
		},
		show:  func(logW []float64) string { return named("logW", logW) },
		right: func(logW []float64) []float64 { return one(elbo.LogMeanExp(logW)) },
		tol:   1e-9,
	}
	extreme := func(logW []float64) bool { return math.Abs(logW[0]) > 700 }
	n := func(logW []float64) float64 { return float64(len(logW)) }
	p.mistakes = []mistake[[]float64]{
		like(lang.T("That is the mean of the log weights, the ELBO. Here the mean is taken before the logarithm."),
			func(logW []float64) []float64 { return one(stat.Mean(logW, nil)) }),
		like(lang.T("That is the logarithm of the sum. Divide by K, that is, subtract log K."),
			func(logW []float64) []float64 { return one(floats.LogSumExp(logW)) }),
		like(lang.T("That is the largest log weight alone. The others count too."),
			func(logW []float64) []float64 { return one(floats.Max(logW)) }),
		like(lang.T("The largest log weight was taken out, but not added back at the end."),
			func(logW []float64) []float64 { return one(elbo.LogMeanExp(logW) - floats.Max(logW)) }),
		like(lang.T("log K is added. It has to be subtracted, for the mean divides by K."),
			func(logW []float64) []float64 { return one(floats.LogSumExp(logW) + math.Log(n(logW))) }),
		like(lang.T("That is the mean of the weights. Its logarithm is asked for."),
			func(logW []float64) []float64 { return one(sumOf(math.Exp, logW) / n(logW)) }),
		{lang.T("Small weights work, but exp(−1000) is 0 and exp(900) is +Inf in a float64. Take the largest log weight out before the exponential, and add it back at the end."),
			func(logW []float64, got []float64) bool {
				return extreme(logW) && (math.IsInf(got[0], 0) || math.IsNaN(got[0])) ||
					!extreme(logW) && equal(got, p.right(logW), 1e-6)
			}},
	}
	return p.grade(scalar(f))
}
