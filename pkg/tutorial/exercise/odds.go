package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// CheckLogSumExp grades exercise 5.2: log Σ_k exp(a_k), however large or small the a_k are.
//
//	log Σ_k exp(a_k) = a* + log Σ_k exp(a_k − a*)        a* = max_k a_k
func CheckLogSumExp(f func(a []float64) float64) { report(gradeLogSumExp(f)) }

func gradeLogSumExp(f func(a []float64) float64) result {
	p := problem[[]float64]{
		title: lang.T("Log-sum-exp"),
		why:   lang.T("With the largest taken out first, its term is exp(0) = 1: the sum can neither vanish nor overflow."),
		inputs: [][]float64{
			{-1, -2, -4}, {0.5}, {-2, 1, 0.5, -3}, {-1000, -1001, -1003}, {-2, math.Inf(-1), -3}, {2000, 1999}, {-2000, math.Inf(-1)},
		},
		show:  func(a []float64) string { return named("a", a) },
		right: func(a []float64) []float64 { return one(floats.LogSumExp(a)) },
		tol:   1e-9,
	}
	extreme := func(a []float64) bool { return math.Abs(a[0]) > 700 }
	p.mistakes = []mistake[[]float64]{
		{lang.T("Your largest begins at 0, so that numbers below 0 never become it. Begin with a[0], or with math.Inf(-1)."), func(a []float64, got []float64) bool {
			if floats.Max(a) < -700 {
				return math.IsInf(got[0], -1)
			}
			return equal(got, p.right(a), 1e-6)
		}},
		{lang.T("Small numbers work, but exp(−1000) is 0 and exp(2000) is +Inf in a float64. Take the largest out before the exponential, and add it back at the end."), func(a []float64, got []float64) bool {
			if extreme(a) {
				return math.IsInf(got[0], 0) || math.IsNaN(got[0])
			}
			return equal(got, p.right(a), 1e-6)
		}},
		like(lang.T("That is the largest alone. The others count too."), func(a []float64) []float64 { return one(floats.Max(a)) }),
		like(lang.T("The largest was taken out, but not added back at the end."), func(a []float64) []float64 { return one(p.right(a)[0] - floats.Max(a)) }),
		like(lang.T("That is the sum of the exponentials. Its logarithm is asked for."), func(a []float64) []float64 { return one(sumOf(math.Exp, a)) }),
		like(lang.T("You divide by how many there are. That would be the mean; the sum is asked for."),
			func(a []float64) []float64 { return one(p.right(a)[0] - math.Log(float64(len(a)))) }),
		like(lang.T("That is the sum of the logarithms, the log of the product. Here the probabilities themselves are added."),
			func(a []float64) []float64 { return one(floats.Sum(a)) }),
	}
	return p.grade(scalar(f))
}

// repeated is an input of exercise 5.4: log-odds heard from k copies of every feature, and the prior's.
type repeated struct {
	logit, prior float64
	k            int
}

// inverseLogit is σ(a).
func inverseLogit(a float64) float64 { return distuv.Logistic{S: 1}.CDF(a) }

// CheckOnce grades exercise 5.4: p(y = 1|x) without the copies, from the log-odds with k copies of every feature and those
// of the prior.
//
//	p(y = 1|x) = σ( prior + (logit − prior)/k )
func CheckOnce(f func(logit, prior float64, k int) float64) { report(gradeOnce(f)) }

func gradeOnce(f func(logit, prior float64, k int) float64) result {
	evidence := func(r repeated) float64 { return (r.logit - r.prior) / float64(r.k) }
	p := problem[repeated]{
		title:  lang.T("Each witness once"),
		why:    lang.T("Only the evidence was multiplied by k, not the prior: take the prior off, divide, and put it back."),
		inputs: []repeated{{-10.5, -0.4, 3}, {6, 0.5, 2}, {-4, 1, 5}, {20, -1, 10}},
		show:   func(r repeated) string { return fmt.Sprintf("logit = %g, prior = %g, k = %d", r.logit, r.prior, r.k) },
		right:  func(r repeated) []float64 { return one(inverseLogit(r.prior + evidence(r))) },
		tol:    1e-9,
	}
	per := func(say string, formula func(r repeated) float64) mistake[repeated] {
		return like(say, func(r repeated) []float64 { return one(formula(r)) })
	}
	p.mistakes = []mistake[repeated]{
		per(lang.T("You divide the prior by k as well. It was counted once; only the evidence was copied."),
			func(r repeated) float64 { return inverseLogit(r.logit / float64(r.k)) }),
		per(lang.T("The prior was taken off, but not put back."), func(r repeated) float64 { return inverseLogit(evidence(r)) }),
		per(lang.T("Those are log-odds. A probability is asked for: σ of them."), func(r repeated) float64 { return r.prior + evidence(r) }),
		per(lang.T("That is the probability with all copies. Divide the evidence by k."), func(r repeated) float64 { return inverseLogit(r.logit) }),
		per(lang.T("You multiply the evidence by k. It has been multiplied already: divide."),
			func(r repeated) float64 { return inverseLogit(r.prior + float64(r.k)*(r.logit-r.prior)) }),
		per(lang.T("That is p(y = 0|x). The probability of class 1 is asked for."), func(r repeated) float64 { return 1 - p.right(r)[0] }),
		per(lang.T("Those are odds. A probability is odds/(1 + odds)."), func(r repeated) float64 { return math.Exp(r.prior + evidence(r)) }),
		per(lang.T("You take the k-th root of the probability. It is the log-odds of the evidence that k multiplies."),
			func(r repeated) float64 { return math.Pow(inverseLogit(r.logit), 1/float64(r.k)) }),
	}
	return p.grade(func(r repeated) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(r.logit, r.prior, r.k))
	})
}

// coins is an input of exercise 5.6: the probability of a 1 in each feature, in both classes, and of class 1.
type coins struct {
	p0, p1 []float64
	prior  float64
}

// logOdds is log p(1|x)/p(0|x), feature by feature.
func (c coins) logOdds(x []float64) float64 {
	total := distuv.Bernoulli{P: c.prior}.LogProb(1) - distuv.Bernoulli{P: c.prior}.LogProb(0)
	for j, xj := range x {
		total += distuv.Bernoulli{P: c.p1[j]}.LogProb(xj) - distuv.Bernoulli{P: c.p0[j]}.LogProb(xj)
	}
	return total
}

// line is the weights, then the intercept: found by asking for the log-odds of no feature and of each alone.
func (c coins) line() []float64 {
	b := c.logOdds(make([]float64, len(c.p0)))
	out := make([]float64, len(c.p0), len(c.p0)+1)
	for j := range out {
		x := make([]float64, len(c.p0))
		x[j] = 1
		out[j] = c.logOdds(x) - b
	}
	return append(out, b)
}

// bent is the line with another weight and another intercept.
func (c coins) bent(weight func(p0, p1 float64) float64, b float64) []float64 {
	var out []float64
	for j := range c.p0 {
		out = append(out, weight(c.p0[j], c.p1[j]))
	}
	return append(out, b)
}

// CheckWeights grades exercise 5.6: naive Bayes with features of 0 and 1 as a logistic regression, from p0[j] = p(x_j = 1|0),
// p1[j] = p(x_j = 1|1) and prior = p(1).
//
//	w_j = log p1_j (1 − p0_j) / (p0_j (1 − p1_j)),    b = log prior/(1 − prior) + Σ_j log (1 − p1_j)/(1 − p0_j)
func CheckWeights(f func(p0, p1 []float64, prior float64) (w []float64, b float64)) {
	report(gradeWeights(f))
}

func gradeWeights(f func(p0, p1 []float64, prior float64) (w []float64, b float64)) result {
	p := problem[coins]{
		title: lang.T("The line behind it"),
		why:   lang.T("A weight is the difference of two logits, the intercept the log-odds where every feature is 0: naive Bayes on yes-or-no features is a logistic regression whose weights are counted."),
		inputs: []coins{
			{[]float64{0.2}, []float64{0.7}, 0.5}, {[]float64{0.1, 0.6}, []float64{0.4, 0.3}, 0.25}, {[]float64{0.05, 0.5, 0.8}, []float64{0.5, 0.5, 0.9}, 0.7},
		},
		show: func(c coins) string {
			return named("p0", c.p0) + ", " + named("p1", c.p1) + fmt.Sprintf(", prior = %g", c.prior)
		},
		right: coins.line,
		tol:   1e-9,
	}
	p.mistakes = weightMistakes()
	return p.grade(func(c coins) []float64 {
		if f == nil {
			panic(NotYet)
		}
		w, b := f(slices.Clone(c.p0), slices.Clone(c.p1), c.prior)
		return append(slices.Clone(w), b)
	})
}

// weightMistakes are the known wrong answers of exercise 5.6.
func weightMistakes() []mistake[coins] {
	logit := func(p float64) float64 { return distuv.Logistic{S: 1}.Quantile(p) }
	right := func(p0, p1 float64) float64 { return logit(p1) - logit(p0) }
	b := func(c coins) float64 { return c.line()[len(c.p0)] }
	absent := func(c coins) float64 { return b(c) - logit(c.prior) }
	return []mistake[coins]{
		like(lang.T("The classes have changed places: class 1 stands above the fraction line."), func(c coins) []float64 { return scaled(-1, c.line()) }),
		like(lang.T("That is log p1/p0, the weight of a yes alone. A no tells something too, and the weight is the difference of the two."),
			func(c coins) []float64 {
				return c.bent(func(p0, p1 float64) float64 { return math.Log(p1 / p0) }, b(c))
			}),
		like(lang.T("The weights are right; the prior is missing from b."), func(c coins) []float64 { return c.bent(right, absent(c)) }),
		like(lang.T("The weights are right; b is more than the prior: where all features are 0, each of these zeros tells something."),
			func(c coins) []float64 { return c.bent(right, logit(c.prior)) }),
		like(lang.T("The weights are right; in b you take log p(1). Take the log-odds, log p(1)/p(0)."),
			func(c coins) []float64 { return c.bent(right, absent(c)+math.Log(c.prior)) }),
		like(lang.T("The weights are right; the sum in b has the wrong sign: 1 − p1 stands above 1 − p0."),
			func(c coins) []float64 { return c.bent(right, logit(c.prior)-absent(c)) }),
		like(lang.T("Those are ratios. Weights are their logarithms."), func(c coins) []float64 {
			return c.bent(func(p0, p1 float64) float64 { return math.Exp(right(p0, p1)) }, b(c))
		}),
	}
}
