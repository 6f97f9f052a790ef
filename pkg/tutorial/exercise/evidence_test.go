package exercise

import "math"

// logGamma is log Γ(v).
func logGamma(v float64) float64 {
	l, _ := math.Lgamma(v)
	return l
}

func init() {
	type evidenceFunc = func(alpha, beta float64, s, f int) float64
	logBeta := func(a, b float64) float64 { return logGamma(a) + logGamma(b) - logGamma(a+b) }
	good := func(a, b float64, s, f int) float64 { return logBeta(a+float64(s), b+float64(f)) - logBeta(a, b) }
	// steps multiplies one-step predictions and takes the log of the product.
	steps := func(a, b float64, s, f int) float64 {
		p := 1.0
		for i := range s {
			p *= (a + float64(i)) / (a + b + float64(i))
		}
		for i := range f {
			p *= (b + float64(i)) / (a + b + float64(s+i))
		}
		return math.Log(p)
	}
	add("log evidence", gradeLogEvidence,
		[]evidenceFunc{nil, func(_, _ float64, _, _ int) float64 { return math.NaN() }, func(_, _ float64, _, _ int) float64 { return 0 }},
		[]evidenceFunc{good, func(a, b float64, s, f int) float64 {
			sum := 0.0
			for i := range s {
				sum += math.Log((a + float64(i)) / (a + b + float64(i)))
			}
			for i := range f {
				sum += math.Log((b + float64(i)) / (a + b + float64(s+i)))
			}
			return sum
		}},
		"A ratio of beta functions becomes a difference of logarithms: 6 calls of Lgamma, and nothing can underflow.",
		map[string]evidenceFunc{
			"Right, until the data are many: the gamma function overflows or the product underflows. Stay with logarithms all the way.": steps,
			"log B(alpha, beta) of the prior is missing: it makes the prior integrate to 1.": func(a, b float64, s, f int) float64 {
				return logBeta(a+float64(s), b+float64(f))
			},
			"That is prior over posterior: the sign is turned round.": func(a, b float64, s, f int) float64 { return -good(a, b, s, f) },
			"The two logarithms are divided. The log of a ratio is a difference.": func(a, b float64, s, f int) float64 {
				return logBeta(a+float64(s), b+float64(f)) / logBeta(a, b)
			},
			"That is the probability of the counts in any order. Here the sequence is given: leave the binomial coefficient out.": func(a, b float64, s, f int) float64 {
				return good(a, b, s, f) + logGamma(float64(s+f+1)) - logGamma(float64(s+1)) - logGamma(float64(f+1))
			},
			"Γ(a + b) is missing from the beta function.": func(a, b float64, s, f int) float64 {
				return logGamma(a+float64(s)) + logGamma(b+float64(f)) - logGamma(a) - logGamma(b)
			},
			"That is the log-likelihood at its highest point. The evidence averages over all θ.": func(_, _ float64, s, f int) float64 {
				sum, n := 0.0, float64(s+f)
				if s > 0 {
					sum += float64(s) * math.Log(float64(s)/n)
				}
				if f > 0 {
					sum += float64(f) * math.Log(float64(f)/n)
				}
				return sum
			},
		})
}

func init() {
	type runFunc = func(alpha, beta float64, k int) float64
	// chain multiplies k one-step predictions, of which top and bottom say how the counts grow.
	chain := func(top, bottom float64) runFunc {
		return func(a, b float64, k int) float64 {
			p, sum := 1.0, a+b
			for range k {
				p *= a / sum
				a, sum = a+top, sum+bottom
			}
			return p
		}
	}
	good := chain(1, 1)
	add("run", gradeRun,
		[]runFunc{nil, func(_, _ float64, _ int) float64 { return math.NaN() }, func(_, _ float64, _ int) float64 { return 0 }},
		[]runFunc{good, func(a, b float64, k int) float64 {
			return math.Exp(logGamma(a+float64(k)) + logGamma(a+b) - logGamma(a) - logGamma(a+b+float64(k)))
		}},
		"Each short eruption makes the next more probable, for it tells of θ: the factors grow, and the run is likelier than the mean alone would say.",
		map[string]runFunc{
			"That plugs in the posterior mean, as if θ were known. All k depend on the same unknown θ: average θ^k.": chain(0, 0),
			"That is one eruption only. The next k are asked for.":                                                   func(a, b float64, _ int) float64 { return a / (a + b) },
			"alpha grows with each short eruption, and so does the sum alpha + beta below.":                          chain(1, 0),
			"The count below grows, but alpha does not: a short eruption adds one to alpha.":                         chain(0, 1),
			"That is the probability that all are long: alpha and beta have changed places.":                         func(a, b float64, k int) float64 { return good(b, a, k) },
			"That is the logarithm of the answer. Take the exponential.":                                             func(a, b float64, k int) float64 { return math.Log(good(a, b, k)) },
			"One factor too many: the first is (alpha + 0)/(alpha + beta + 0), the last has k − 1.":                  func(a, b float64, k int) float64 { return good(a, b, k+1) },
		})
}
