package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// tally is an input of exercise 5.1: how often each value was seen, and the count imagined for each.
type tally struct {
	n     []float64
	alpha float64
}

// shares is (n + add) / total, value by value.
func (c tally) shares(add func(n float64) float64, total float64) []float64 {
	p := make([]float64, len(c.n))
	for v, n := range c.n {
		p[v] = add(n) / total
	}
	return p
}

// smoothed asks package prob, which counts data: every value as often as it was seen.
func (c tally) smoothed() []float64 {
	var data []float64
	for v, n := range c.n {
		data = append(data, slices.Repeat([]float64{float64(v)}, int(n))...)
	}
	d, err := prob.FitCategorical(data, len(c.n), c.alpha)
	if err != nil {
		return nil
	}
	return d.P
}

// CheckSmoothed grades exercise 5.1: probabilities from counts n [V] with a count alpha imagined for every value.
//
//	p_v = (n_v + alpha) / (N + V alpha)        N = Σ_v n_v
func CheckSmoothed(f func(n []float64, alpha float64) []float64) { report(gradeSmoothed(f)) }

func gradeSmoothed(f func(n []float64, alpha float64) []float64) result {
	p := problem[tally]{
		title:  lang.T("Smoothing"),
		why:    lang.T("Every value gets alpha more, so the total grows by alpha for each of the V values; nothing is impossible, and all sums to 1."),
		inputs: []tally{{[]float64{3, 1}, 1}, {[]float64{5, 0, 2}, 0.5}, {[]float64{10, 20, 0, 30}, 2}, {[]float64{0, 4, 4, 1, 0}, 0.1}},
		show:   func(c tally) string { return named("n", c.n) + fmt.Sprintf(", alpha = %g", c.alpha) },
		right:  tally.smoothed,
		tol:    1e-9,
	}
	total := func(c tally) float64 { return floats.Sum(c.n) }
	values := func(c tally) float64 { return float64(len(c.n)) }
	plus := func(c tally) func(n float64) float64 { return func(n float64) float64 { return n + c.alpha } }
	p.mistakes = []mistake[tally]{
		like(lang.T("That is the share that was seen; alpha is not used. A value never seen keeps probability 0."),
			func(c tally) []float64 { return c.shares(func(n float64) float64 { return n }, total(c)) }),
		like(lang.T("They sum to more than 1: what is added to the counts has to be added to the total as well."),
			func(c tally) []float64 { return c.shares(plus(c), total(c)) }),
		like(lang.T("The total grows by alpha for each of the V values, not by one alpha."),
			func(c tally) []float64 { return c.shares(plus(c), total(c)+c.alpha) }),
		like(lang.T("That is right for two values, yes and no. Here there are len(n) of them."),
			func(c tally) []float64 { return c.shares(plus(c), total(c)+2*c.alpha) }),
		like(lang.T("You add 1, whatever alpha is."),
			func(c tally) []float64 {
				return c.shares(func(n float64) float64 { return n + 1 }, total(c)+values(c))
			}),
		like(lang.T("Those are counts. Divide them by their sum."), func(c tally) []float64 { return c.shares(plus(c), 1) }),
		like(lang.T("That is the posterior's highest point. Formula (5.6) is its mean: alpha, not alpha − 1."),
			func(c tally) []float64 {
				return c.shares(func(n float64) float64 { return n + c.alpha - 1 }, total(c)+values(c)*(c.alpha-1))
			}),
		like(lang.T("You add alpha only where nothing was seen. Every value gets it, or those seen once are treated worse than those never seen."),
			func(c tally) []float64 {
				zeros := func(n float64) bool { return n == 0 }
				return c.shares(func(n float64) float64 {
					if n == 0 {
						return c.alpha
					}
					return n
				}, total(c)+c.alpha*float64(floats.Count(zeros, c.n)))
			}),
	}
	return p.grade(func(c tally) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(c.n), c.alpha)
	})
}

// ballot is an input of exercise 5.3: a row of zeros, ones and gaps, and the model that is asked about it.
type ballot struct {
	logPrior []float64
	p        [][]float64
	x        []float64
}

// joint adds a term for each feature to something of each class.
func (b ballot) joint(start func(k int) float64, term func(p, x float64) float64) []float64 {
	a := make([]float64, len(b.p))
	for k, row := range b.p {
		a[k] = start(k)
		for j, x := range b.x {
			a[k] += term(row[j], x)
		}
	}
	return a
}

// vote is the log-probability of one answer; gap is what a missing one adds.
func vote(gap func(p float64) float64) func(p, x float64) float64 {
	return func(p, x float64) float64 {
		if math.IsNaN(x) {
			return gap(p)
		}
		return distuv.Bernoulli{P: p}.LogProb(x)
	}
}

// CheckLogJoint grades exercise 5.3: log p(x, y = k) of a row x [D] of zeros, ones and NaN (missing) for every class k, from
// logPrior [K] and p[k][j] = p(x_j = 1|y = k).
//
//	log p(x, y = k) = logPrior_k + Σ_{j observed} log p(x_j|y = k)
func CheckLogJoint(f func(logPrior []float64, p [][]float64, x []float64) []float64) {
	report(gradeLogJoint(f))
}

func gradeLogJoint(f func(logPrior []float64, p [][]float64, x []float64) []float64) result {
	none, half := math.NaN(), math.Log(0.5)
	tables := [][]float64{{0.2, 0.9, 0.4, 0.25}, {0.7, 0.3, 0.1, 0.8}}
	p := problem[ballot]{
		title: lang.T("Joint probability, with gaps"),
		why:   lang.T("Logarithms add up, a no counts as well as a yes, and a missing answer leaves its factor out, since it sums to 1."),
		inputs: []ballot{
			{[]float64{half, half}, tables, []float64{1, 0, 0, 1}}, {[]float64{math.Log(0.3), math.Log(0.7)}, tables, []float64{0, none, 1, 0}},
			{[]float64{math.Log(0.6), math.Log(0.4)}, tables, []float64{none, 1, 1, 0}},
			{[]float64{math.Log(0.1), math.Log(0.9)}, tables, []float64{none, none, none, none}},
			{[]float64{math.Log(0.2), math.Log(0.3), half}, [][]float64{{0.5, 0.6}, {0.1, 0.2}, {0.9, 0.35}}, []float64{1, 1}},
		},
		show: func(b ballot) string {
			return named("logPrior", b.logPrior) + ", " + grid("p", b.p) + ", " + named("x", b.x)
		},
		tol: 1e-9,
	}
	zero := func(float64) float64 { return 0 }
	prior := func(b ballot) func(k int) float64 { return func(k int) float64 { return b.logPrior[k] } }
	p.right = func(b ballot) []float64 { return b.joint(prior(b), vote(zero)) }
	p.mistakes = jointMistakes(p.right, prior, zero)
	return p.grade(func(b ballot) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(b.logPrior), deep(b.p), slices.Clone(b.x))
	})
}

// jointMistakes are the known wrong answers of exercise 5.3.
func jointMistakes(right func(b ballot) []float64, prior func(b ballot) func(k int) float64, zero func(float64) float64) []mistake[ballot] {
	with := func(gap func(p float64) float64) func(b ballot) []float64 {
		return func(b ballot) []float64 { return b.joint(prior(b), vote(gap)) }
	}
	return []mistake[ballot]{
		{lang.T("Right where all is known, but a NaN in a sum makes it NaN. Skip the features for which math.IsNaN(x[j])."), func(b ballot, got []float64) bool {
			if !floats.HasNaN(b.x) {
				return equal(got, right(b), 1e-6)
			}
			return floats.HasNaN(got)
		}},
		like(lang.T("You count a missing answer as a no. Leave its factor out."), with(func(p float64) float64 { return math.Log1p(-p) })),
		like(lang.T("You count a missing answer as a yes. Leave its factor out."), with(math.Log)),
		like(lang.T("A missing answer gets the factor ½. Its two possible values sum to 1, so the factor is 1: add nothing."), with(func(float64) float64 { return math.Log(0.5) })),
		like(lang.T("You stop at the first gap. The answers after it count: continue, not break."), func(b ballot) []float64 {
			if i := slices.IndexFunc(b.x, math.IsNaN); i >= 0 {
				b.x = b.x[:i]
			}
			return b.joint(prior(b), vote(zero))
		}),
		like(lang.T("The prior is missing. Begin with logPrior[k]."), func(b ballot) []float64 { return b.joint(func(int) float64 { return 0 }, vote(zero)) }),
		like(lang.T("Only the ones are counted. A zero tells something too: its probability is 1 − p."), func(b ballot) []float64 {
			return b.joint(prior(b), func(p, x float64) float64 {
				if x == 1 {
					return math.Log(p)
				}
				return 0
			})
		}),
		like(lang.T("Zeros and ones have changed places: p is the probability of a 1."), func(b ballot) []float64 {
			return b.joint(prior(b), func(p, x float64) float64 { return vote(zero)(p, 1-x) })
		}),
		like(lang.T("That is p(x, y). Its logarithm is asked for: add logarithms."), func(b ballot) []float64 {
			a := right(b)
			for k := range a {
				a[k] = math.Exp(a[k])
			}
			return a
		}),
		like(lang.T("That is log p(y|x). The joint is asked for, before it is made to sum to 1."), func(b ballot) []float64 {
			a := right(b)
			floats.AddConst(-floats.LogSumExp(a), a)
			return a
		}),
	}
}
