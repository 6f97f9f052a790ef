package exercise

import (
	"math"
	"slices"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// pixels is an input of the exercise on log p(x|z).
type pixels struct{ x, logits []float64 }

// sum adds a term for each pixel, given its value and its logit.
func (in pixels) sum(term func(x, l float64) float64) []float64 {
	total := 0.0
	for d := range in.x {
		total += term(in.x[d], in.logits[d])
	}
	return one(total)
}

// extreme says whether a logit is so large that its probability is 0 or 1 in a float64.
func (in pixels) extreme() bool {
	return slices.ContainsFunc(in.logits, func(l float64) bool { return math.Abs(l) > 30 })
}

// CheckLogBernoulli grades the log-probability of black-or-white pixels from their logits, in nats, summed over pixels.
//
//	Σ_d x_d l_d − softplus(l_d),   softplus(l) = log(1 + e^l)
func CheckLogBernoulli(f func(x, logits []float64) float64) { report(gradeLogBernoulli(f)) }

func gradeLogBernoulli(f func(x, logits []float64) float64) result {
	p := problem[pixels]{
		title: lang.T("Bernoulli log-likelihood"),
		why:   lang.T("Written with softplus, no probability is ever rounded to 0 or 1, and each pixel costs its own nats."),
		inputs: []pixels{
			{[]float64{1, 0}, []float64{0.3, 0.6}}, {[]float64{1}, []float64{-2}},
			{[]float64{1, 0, 0, 1, 1}, []float64{1.5, -0.5, 2, -1, 4}},
			{[]float64{1, 0, 1}, []float64{-40, 800, 1000}}, {[]float64{0, 1}, []float64{-900, -1000}},
		},
		show:     func(in pixels) string { return named("x", in.x) + ", " + named("logits", in.logits) },
		right:    func(in pixels) []float64 { return known(elbo.LogBernoulliLogits(in.x, in.logits)) },
		tol:      1e-9,
		mistakes: bernoulliMistakes(),
	}
	return p.grade(func(in pixels) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(in.x), slices.Clone(in.logits)))
	})
}

// bernoulliMistakes are the known wrong answers, each recognised where no probability is rounded: how it ends beyond
// that depends on how it is written.
func bernoulliMistakes() []mistake[pixels] {
	sigmoid := func(l float64) float64 { return 1 / (1 + math.Exp(-l)) }
	logP := func(x, l float64) float64 { return x*l - elbo.Softplus(l) }
	per := func(say string, term func(x, l float64) float64) mistake[pixels] {
		return mistake[pixels]{say, func(in pixels, got []float64) bool {
			return in.extreme() || equal(got, in.sum(term), 1e-6)
		}}
	}
	beyond := func(say string, fits func(got float64) bool) mistake[pixels] {
		return mistake[pixels]{say, func(in pixels, got []float64) bool {
			return in.extreme() && (fits(got[0]) || equal(got, in.sum(logP), 1e-6)) || !in.extreme() && equal(got, in.sum(logP), 1e-5)
		}}
	}
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	return []mistake[pixels]{
		per(lang.T("The sign is wrong: a log-probability is never above 0. The reconstruction loss is its negative."),
			func(x, l float64) float64 { return -logP(x, l) }),
		{lang.T("That is the mean over the pixels. log p(x|z) is their sum; with a mean, KL would outweigh it by far."),
			func(in pixels, got []float64) bool {
				return in.extreme() || equal(got, one(in.sum(logP)[0]/float64(len(in.x))), 1e-6)
			}},
		per(lang.T("You use the logits as probabilities. A logit can be any number; the probability is σ(l)."),
			func(x, l float64) float64 { return x*math.Log(l) + (1-x)*math.Log(1-l) }),
		per(lang.T("The pixels that are 0 are missing: they add log(1 − σ(l))."),
			func(x, l float64) float64 { return x * math.Log(sigmoid(l)) }),
		per(lang.T("That is the probability of a pixel being 1, whatever x is. Where x is 0 it is log(1 − σ(l))."),
			func(x, l float64) float64 { return math.Log(sigmoid(l)) }),
		per(lang.T("x and 1 − x have changed places."),
			func(x, l float64) float64 { return logP(1-x, l) }),
		per(lang.T("Softplus is missing: Σ x·l alone is no log-probability."),
			func(x, l float64) float64 { return x * l }),
		per(lang.T("That adds up probabilities. Take the logarithm of each first."),
			func(x, l float64) float64 { return x*sigmoid(l) + (1-x)*(1-sigmoid(l)) }),
		beyond(lang.T("Small logits work, but σ(−1000) is 0 in a float64, and log 0 is −Inf; e^1000 is +Inf. Use x·l − softplus(l), with softplus(l) = max(l, 0) + log(1 + e^−|l|)."),
			func(got float64) bool { return !finite(got) }),
		beyond(lang.T("Probabilities are clipped: a confident and wrong pixel must cost |l| nats, however large that is. Use x·l − softplus(l)."),
			finite),
	}
}
