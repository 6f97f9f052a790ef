package exercise

import (
	"math"
)

func init() {
	type sumFunc = func(a []float64) float64
	// shifted takes top out, and adds it back.
	shifted := func(top func(a []float64) float64) sumFunc {
		return func(a []float64) float64 {
			t, sum := top(a), 0.0
			for _, v := range a {
				sum += math.Exp(v - t)
			}
			return t + math.Log(sum)
		}
	}
	largest := func(from float64) func(a []float64) float64 {
		return func(a []float64) float64 {
			top := from
			for _, v := range a {
				top = math.Max(top, v)
			}
			return top
		}
	}
	good := shifted(largest(math.Inf(-1)))
	add("log-sum-exp", gradeLogSumExp,
		[]sumFunc{nil, func([]float64) float64 { return math.NaN() }, func([]float64) float64 { return 0 }},
		[]sumFunc{good},
		"With the largest taken out first, its term is exp(0) = 1: the sum can neither vanish nor overflow.",
		map[string]sumFunc{
			"Your largest begins at 0, so that numbers below 0 never become it. Begin with a[0], or with math.Inf(-1).":                                            shifted(largest(0)),
			"Small numbers work, but exp(−1000) is 0 and exp(2000) is +Inf in a float64. Take the largest out before the exponential, and add it back at the end.": shifted(func([]float64) float64 { return 0 }),
			"That is the largest alone. The others count too.":                                largest(math.Inf(-1)),
			"The largest was taken out, but not added back at the end.":                       func(a []float64) float64 { return good(a) - largest(math.Inf(-1))(a) },
			"That is the sum of the exponentials. Its logarithm is asked for.":                func(a []float64) float64 { return math.Exp(good(a)) },
			"You divide by how many there are. That would be the mean; the sum is asked for.": func(a []float64) float64 { return good(a) - math.Log(float64(len(a))) },
			"That is the sum of the logarithms, the log of the product. Here the probabilities themselves are added.": func(a []float64) float64 {
				sum := 0.0
				for _, v := range a {
					sum += v
				}
				return sum
			},
		})
}

func init() {
	type onceFunc = func(logit, prior float64, k int) float64
	sigma := func(a float64) float64 { return 1 / (1 + math.Exp(-a)) }
	odds := func(logit, prior float64, k int) float64 { return prior + (logit-prior)/float64(k) }
	add("once", gradeOnce,
		[]onceFunc{nil, func(_, _ float64, _ int) float64 { return math.NaN() }, func(_, _ float64, _ int) float64 { return 0 }},
		[]onceFunc{func(logit, prior float64, k int) float64 { return sigma(odds(logit, prior, k)) }},
		"Only the evidence was multiplied by k, not the prior: take the prior off, divide, and put it back.",
		map[string]onceFunc{
			"You divide the prior by k as well. It was counted once; only the evidence was copied.": func(logit, _ float64, k int) float64 { return sigma(logit / float64(k)) },
			"The prior was taken off, but not put back.":                                            func(logit, prior float64, k int) float64 { return sigma((logit - prior) / float64(k)) },
			"Those are log-odds. A probability is asked for: σ of them.":                            odds,
			"That is the probability with all copies. Divide the evidence by k.":                    func(logit, _ float64, _ int) float64 { return sigma(logit) },
			"You multiply the evidence by k. It has been multiplied already: divide.":               func(logit, prior float64, k int) float64 { return sigma(prior + (logit-prior)*float64(k)) },
			"That is p(y = 0|x). The probability of class 1 is asked for.":                          func(logit, prior float64, k int) float64 { return sigma(-odds(logit, prior, k)) },
			"Those are odds. A probability is odds/(1 + odds).":                                     func(logit, prior float64, k int) float64 { return math.Exp(odds(logit, prior, k)) },
			"You take the k-th root of the probability. It is the log-odds of the evidence that k multiplies.": func(logit, _ float64, k int) float64 {
				return math.Pow(sigma(logit), 1/float64(k))
			},
		})
}

func init() {
	type lineFunc = func(p0, p1 []float64, prior float64) ([]float64, float64)
	// line is made of a weight for each feature, what its absence adds to b, and what the prior does.
	line := func(weight, absent func(p0, p1 float64) float64, begin func(prior float64) float64) lineFunc {
		return func(p0, p1 []float64, prior float64) ([]float64, float64) {
			w, b := make([]float64, len(p0)), begin(prior)
			for j := range p0 {
				w[j] = weight(p0[j], p1[j])
				b += absent(p0[j], p1[j])
			}
			return w, b
		}
	}
	weight := func(p0, p1 float64) float64 { return math.Log(p1 * (1 - p0) / (p0 * (1 - p1))) }
	absent := func(p0, p1 float64) float64 { return math.Log((1 - p1) / (1 - p0)) }
	begin := func(prior float64) float64 { return math.Log(prior / (1 - prior)) }
	nothing := func(_, _ float64) float64 { return 0 }
	good := line(weight, absent, begin)
	add("weights", gradeWeights,
		[]lineFunc{nil, func(_, _ []float64, _ float64) ([]float64, float64) { return nil, math.NaN() }, func(p0, _ []float64, _ float64) ([]float64, float64) { return make([]float64, len(p0)), 0 }},
		[]lineFunc{good},
		"A weight is the difference of two logits, the intercept the log-odds where every feature is 0: naive Bayes on yes-or-no features is a logistic regression whose weights are counted.",
		map[string]lineFunc{
			"The classes have changed places: class 1 stands above the fraction line.":                                             func(p0, p1 []float64, prior float64) ([]float64, float64) { return good(p1, p0, 1-prior) },
			"That is log p1/p0, the weight of a yes alone. A no tells something too, and the weight is the difference of the two.": line(func(p0, p1 float64) float64 { return math.Log(p1 / p0) }, absent, begin),
			"The weights are right; the prior is missing from b.":                                                                  line(weight, absent, func(float64) float64 { return 0 }),
			"The weights are right; b is more than the prior: where all features are 0, each of these zeros tells something.":      line(weight, nothing, begin),
			"The weights are right; in b you take log p(1). Take the log-odds, log p(1)/p(0).":                                     line(weight, absent, math.Log),
			"The weights are right; the sum in b has the wrong sign: 1 − p1 stands above 1 − p0.":                                  line(weight, func(p0, p1 float64) float64 { return -absent(p0, p1) }, begin),
			"Those are ratios. Weights are their logarithms.":                                                                      line(func(p0, p1 float64) float64 { return math.Exp(weight(p0, p1)) }, absent, begin),
		})
}
