package exercise

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// counted is an input of exercise 4.3: a beta prior, and the ones and zeros of a sequence.
type counted struct {
	alpha, beta float64
	s, f        int
}

// after and before are the logs of the beta functions of (4.2)'s posterior and prior.
func (c counted) after() float64 {
	return mathext.Lbeta(c.alpha+float64(c.s), c.beta+float64(c.f))
}

func (c counted) before() float64 { return mathext.Lbeta(c.alpha, c.beta) }

// CheckLogEvidence grades exercise 4.3: the log probability of a sequence of s ones and f zeros under a beta prior, nats.
//
//	log p(X) = log B(alpha + s, beta + f) − log B(alpha, beta)
func CheckLogEvidence(f func(alpha, beta float64, s, f int) float64) { report(gradeLogEvidence(f)) }

func gradeLogEvidence(f func(alpha, beta float64, s, f int) float64) result {
	p := problem[counted]{
		title:  lang.T("Log evidence"),
		why:    lang.T("A ratio of beta functions becomes a difference of logarithms: 6 calls of Lgamma, and nothing can underflow."),
		inputs: []counted{{2, 2, 2, 3}, {1, 1, 0, 4}, {2, 2, 97, 175}, {0.5, 3, 6, 1}, {3, 2, 4000, 6000}},
		show: func(c counted) string {
			return fmt.Sprintf("alpha = %g, beta = %g, s = %d, f = %d", c.alpha, c.beta, c.s, c.f)
		},
		right: func(c counted) []float64 {
			e, err := bayes.BetaBernoulli{Alpha: c.alpha, Beta: c.beta}.LogEvidenceCounts(c.s, c.f)
			if err != nil {
				return nil
			}
			return one(e)
		},
		tol: 1e-9,
	}
	p.mistakes = []mistake[counted]{
		{lang.T("Right, until the data are many: the gamma function overflows or the product underflows. Stay with logarithms all the way."), func(c counted, got []float64) bool {
			lost := len(got) == 1 && (math.IsNaN(got[0]) || math.IsInf(got[0], 0))
			return equal(got, p.right(c), 1e-6) || lost && c.s+c.f > 150
		}},
		like(lang.T("log B(alpha, beta) of the prior is missing: it makes the prior integrate to 1."), func(c counted) []float64 { return one(c.after()) }),
		like(lang.T("That is prior over posterior: the sign is turned round."), func(c counted) []float64 { return one(c.before() - c.after()) }),
		like(lang.T("The two logarithms are divided. The log of a ratio is a difference."), func(c counted) []float64 { return one(c.after() / c.before()) }),
		like(lang.T("That is the probability of the counts in any order. Here the sequence is given: leave the binomial coefficient out."), func(c counted) []float64 {
			n, s := float64(c.s+c.f), float64(c.s)
			return one(c.after() - c.before() - math.Log(n+1) - mathext.Lbeta(s+1, n-s+1))
		}),
		like(lang.T("Γ(a + b) is missing from the beta function."), func(c counted) []float64 {
			return one(gammas(c.alpha+float64(c.s), c.beta+float64(c.f)) - gammas(c.alpha, c.beta))
		}),
		like(lang.T("That is the log-likelihood at its highest point. The evidence averages over all θ."), func(c counted) []float64 {
			s, f := float64(c.s), float64(c.f)
			return one(xlog(s, s/(s+f)) + xlog(f, f/(s+f)))
		}),
	}
	return p.grade(func(c counted) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(c.alpha, c.beta, c.s, c.f))
	})
}

// gammas is log Γ(a) + log Γ(b).
func gammas(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	return x + y
}

// xlog is n log p, 0 where n is.
func xlog(n, p float64) float64 {
	if n == 0 {
		return 0
	}
	return n * math.Log(p)
}

// run is an input of exercise 4.4: a beta belief, and how many ones in a row are asked for.
type run struct {
	alpha, beta float64
	k           int
}

// each multiplies k factors, the i-th from 0.
func (r run) each(f func(i float64) float64) float64 {
	p := 1.0
	for i := range r.k {
		p *= f(float64(i))
	}
	return p
}

// CheckRun grades exercise 4.4: the predictive probability of k ones in a row under Beta(alpha, beta).
//
//	∫ θ^k p(θ) dθ = Π_i (alpha + i)/(alpha + beta + i), i = 0 … k−1
func CheckRun(f func(alpha, beta float64, k int) float64) { report(gradeRun(f)) }

func gradeRun(f func(alpha, beta float64, k int) float64) result {
	p := problem[run]{
		title:  lang.T("A run of short eruptions"),
		why:    lang.T("Each short eruption makes the next more probable, for it tells of θ: the factors grow, and the run is likelier than the mean alone would say."),
		inputs: []run{{2, 3, 2}, {4, 5, 3}, {99, 177, 5}, {1, 1, 4}, {0.5, 2.5, 1}},
		show:   func(r run) string { return fmt.Sprintf("alpha = %g, beta = %g, k = %d", r.alpha, r.beta, r.k) },
		right: func(r run) []float64 {
			return one(bayes.BetaBernoulli{Alpha: r.alpha, Beta: r.beta}.PredictiveCount(r.k).Prob(float64(r.k)))
		},
		tol: 1e-9,
	}
	mean := func(r run) float64 { return r.alpha / (r.alpha + r.beta) }
	p.mistakes = []mistake[run]{
		like(lang.T("That plugs in the posterior mean, as if θ were known. All k depend on the same unknown θ: average θ^k."),
			func(r run) []float64 { return one(math.Pow(mean(r), float64(r.k))) }),
		like(lang.T("That is one eruption only. The next k are asked for."), func(r run) []float64 { return one(mean(r)) }),
		like(lang.T("alpha grows with each short eruption, and so does the sum alpha + beta below."), func(r run) []float64 {
			return one(r.each(func(i float64) float64 { return (r.alpha + i) / (r.alpha + r.beta) }))
		}),
		like(lang.T("The count below grows, but alpha does not: a short eruption adds one to alpha."), func(r run) []float64 {
			return one(r.each(func(i float64) float64 { return r.alpha / (r.alpha + r.beta + i) }))
		}),
		like(lang.T("That is the probability that all are long: alpha and beta have changed places."), func(r run) []float64 {
			return one(r.each(func(i float64) float64 { return (r.beta + i) / (r.alpha + r.beta + i) }))
		}),
		like(lang.T("That is the logarithm of the answer. Take the exponential."), func(r run) []float64 { return one(math.Log(p.right(r)[0])) }),
		like(lang.T("One factor too many: the first is (alpha + 0)/(alpha + beta + 0), the last has k − 1."), func(r run) []float64 {
			r.k++
			return p.right(r)
		}),
	}
	return p.grade(func(r run) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(r.alpha, r.beta, r.k))
	})
}
