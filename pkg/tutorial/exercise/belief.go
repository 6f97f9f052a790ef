package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// seen is an input of exercise 4.1: a beta prior and data, each 0 or 1.
type seen struct {
	alpha, beta float64
	x           []int
}

// ones counts the ones.
func (t seen) ones() (n float64) {
	for _, v := range t.x {
		n += float64(v)
	}
	return n
}

// CheckUpdate grades exercise 4.1: the parameters of a beta posterior from those of the prior and data of 0 and 1.
//
//	p(θ|X) = Beta(θ; alpha + ones, beta + zeros)
func CheckUpdate(f func(alpha, beta float64, x []int) (a, b float64)) { report(gradeUpdate(f)) }

func gradeUpdate(f func(alpha, beta float64, x []int) (a, b float64)) result {
	p := problem[seen]{
		title: lang.T("Update"),
		why:   lang.T("A 1 adds to alpha, a 0 to beta: the prior is worth as many data as its parameters say, and counting does the rest."),
		inputs: []seen{
			{2, 2, []int{0, 1, 0, 1, 0}}, {0.5, 4, []int{1, 1, 1}}, {3, 1.5, []int{0}}, {7, 2, []int{1, 0, 0, 0, 0, 1, 0}},
		},
		show: func(t seen) string { return fmt.Sprintf("alpha = %g, beta = %g, x = %v", t.alpha, t.beta, t.x) },
		right: func(t seen) []float64 {
			m, err := bayes.BetaBernoulli{Alpha: t.alpha, Beta: t.beta}.Update(t.x...)
			if err != nil {
				return nil
			}
			return []float64{m.Alpha, m.Beta}
		},
		tol: 1e-9,
	}
	zeros := func(t seen) float64 { return float64(len(t.x)) - t.ones() }
	p.mistakes = []mistake[seen]{
		like(lang.T("Ones and zeros have changed places: alpha grows with the ones."), func(t seen) []float64 { return []float64{t.alpha + zeros(t), t.beta + t.ones()} }),
		like(lang.T("beta grows by n. It should grow by the zeros only, n minus the ones."), func(t seen) []float64 {
			return []float64{t.alpha + t.ones(), t.beta + float64(len(t.x))}
		}),
		like(lang.T("Those are the counts alone. The prior's alpha and beta count too."), func(t seen) []float64 { return []float64{t.ones(), zeros(t)} }),
		like(lang.T("Only the ones are counted. A zero is evidence too: it adds to beta."), func(t seen) []float64 { return []float64{t.alpha + t.ones(), t.beta} }),
		like(lang.T("The counts are divided by n. Shares forget how many data there were; add the counts."), func(t seen) []float64 {
			n := float64(len(t.x))
			return []float64{t.alpha + t.ones()/n, t.beta + zeros(t)/n}
		}),
		like(lang.T("The prior's −1 is taken away once more. In (D4.1) it stands in the exponent, and stays there."), func(t seen) []float64 {
			return []float64{t.alpha + t.ones() - 1, t.beta + zeros(t) - 1}
		}),
		like(lang.T("That is the prior, as if nothing had been seen."), func(t seen) []float64 { return []float64{t.alpha, t.beta} }),
	}
	return p.grade(func(t seen) []float64 {
		if f == nil {
			panic(NotYet)
		}
		a, b := f(t.alpha, t.beta, slices.Clone(t.x))
		return []float64{a, b}
	})
}

// measured is an input of exercise 4.2: a normal prior of a mean, N(m, s²), and data of known sigma.
type measured struct {
	m, s, sigma float64
	x           []float64
}

// weighted is the mean of the prior's and the data's, with weights.
func (d measured) weighted(prior, data float64) float64 {
	return (prior*d.m + data*stat.Mean(d.x, nil)) / (prior + data)
}

// CheckPosteriorMean grades exercise 4.2: the posterior mean of a normal's mean, whose prior is N(m, s²), from data with a known
// standard deviation.
//
//	(m/s² + Σ x_i/sigma²) / (1/s² + n/sigma²)
func CheckPosteriorMean(f func(m, s, sigma float64, x []float64) float64) {
	report(gradePosteriorMean(f))
}

func gradePosteriorMean(f func(m, s, sigma float64, x []float64) float64) result {
	p := problem[measured]{
		title: lang.T("Posterior mean of a normal"),
		why:   lang.T("Each source is weighted by its precision, one over the variance; n data of variance sigma² have precision n/sigma²."),
		inputs: []measured{
			{70, 20, 13.6, []float64{79, 54, 74, 62, 85}}, {0, 1, 2, []float64{3}}, {5, 0.5, 1, []float64{1, 2, 4, 3.5}}, {-2, 3, 0.7, []float64{1, -4.5}},
		},
		show: func(d measured) string {
			return fmt.Sprintf("m = %g, s = %g, sigma = %g, ", d.m, d.s, d.sigma) + named("x", d.x)
		},
		right: func(d measured) []float64 {
			m, err := bayes.NormalKnown{Mu: d.m, Sigma: d.s, Noise: d.sigma}.Update(d.x...)
			if err != nil {
				return nil
			}
			return one(m.Mu)
		},
		tol: 1e-9,
	}
	n := func(d measured) float64 { return float64(len(d.x)) }
	p.mistakes = []mistake[measured]{
		like(lang.T("That is the mean of the data. The prior has a say too."), func(d measured) []float64 { return one(stat.Mean(d.x, nil)) }),
		like(lang.T("The weights are the variances. A source that is more sure weighs more: take one over the variance."),
			func(d measured) []float64 { return one(d.weighted(d.s*d.s, d.sigma*d.sigma/n(d))) }),
		like(lang.T("The data count as one only: n of them have precision n/sigma²."), func(d measured) []float64 {
			return one(d.weighted(1/(d.s*d.s), 1/(d.sigma*d.sigma)))
		}),
		like(lang.T("s and sigma are standard deviations: square them, a precision is one over a variance."), func(d measured) []float64 {
			return one(d.weighted(1/d.s, n(d)/d.sigma))
		}),
		like(lang.T("That is the plain mean of the prior's mean and the data's. Weight each by its precision."), func(d measured) []float64 { return one(d.weighted(1, 1)) }),
		like(lang.T("Prior and data are added, but not divided by the sum of the weights."), func(d measured) []float64 {
			return one(d.m/(d.s*d.s) + floats.Sum(d.x)/(d.sigma*d.sigma))
		}),
		like(lang.T("That is the posterior's standard deviation. The mean is asked for."), func(d measured) []float64 {
			return one(1 / math.Sqrt(1/(d.s*d.s)+n(d)/(d.sigma*d.sigma)))
		}),
		like(lang.T("m counts as one more datum. It weighs as much as its precision says, 1/s²."), func(d measured) []float64 {
			return one((d.m + floats.Sum(d.x)) / (n(d) + 1))
		}),
	}
	return p.grade(func(d measured) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(d.m, d.s, d.sigma, slices.Clone(d.x)))
	})
}
