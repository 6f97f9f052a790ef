package exercise

import (
	"math"
)

func init() {
	type smoothFunc = func(n []float64, alpha float64) []float64
	// smooth divides counts, changed one by one, by a total.
	smooth := func(add func(n, alpha float64) float64, total func(sum, values, alpha float64) float64) smoothFunc {
		return func(n []float64, alpha float64) []float64 {
			sum, p := 0.0, make([]float64, len(n))
			for _, v := range n {
				sum += v
			}
			for i, v := range n {
				p[i] = add(v, alpha) / total(sum, float64(len(n)), alpha)
			}
			return p
		}
	}
	plus := func(n, alpha float64) float64 { return n + alpha }
	all := func(sum, values, alpha float64) float64 { return sum + values*alpha }
	add("smoothed", gradeSmoothed,
		[]smoothFunc{nil, func([]float64, float64) []float64 { return nil }, func(n []float64, _ float64) []float64 { return make([]float64, len(n)) }},
		[]smoothFunc{smooth(plus, all), func(n []float64, alpha float64) []float64 {
			sum := 0.0
			for v := range n {
				n[v] += alpha
				sum += n[v]
			}
			for v := range n {
				n[v] /= sum
			}
			return n
		}},
		"Every value gets alpha more, so the total grows by alpha for each of the V values; nothing is impossible, and all sums to 1.",
		map[string]smoothFunc{
			"That is the share that was seen; alpha is not used. A value never seen keeps probability 0.": smooth(func(n, _ float64) float64 { return n }, func(sum, _, _ float64) float64 { return sum }),
			"They sum to more than 1: what is added to the counts has to be added to the total as well.":  smooth(plus, func(sum, _, _ float64) float64 { return sum }),
			"The total grows by alpha for each of the V values, not by one alpha.":                        smooth(plus, func(sum, _, alpha float64) float64 { return sum + alpha }),
			"That is right for two values, yes and no. Here there are len(n) of them.":                    smooth(plus, func(sum, _, alpha float64) float64 { return sum + 2*alpha }),
			"You add 1, whatever alpha is.":                                                           smooth(func(n, _ float64) float64 { return n + 1 }, func(sum, values, _ float64) float64 { return sum + values }),
			"Those are counts. Divide them by their sum.":                                             smooth(plus, func(_, _, _ float64) float64 { return 1 }),
			"That is the posterior's highest point. Formula (5.6) is its mean: alpha, not alpha − 1.": smooth(func(n, alpha float64) float64 { return n + alpha - 1 }, func(sum, values, alpha float64) float64 { return sum + values*(alpha-1) }),
			"You add alpha only where nothing was seen. Every value gets it, or those seen once are treated worse than those never seen.": func(n []float64, alpha float64) []float64 {
				sum := 0.0
				for v := range n {
					if n[v] == 0 {
						n[v] = alpha
					}
					sum += n[v]
				}
				for v := range n {
					n[v] /= sum
				}
				return n
			},
		})
}

func init() {
	type jointFunc = func(logPrior []float64, p [][]float64, x []float64) []float64
	// joint adds up what a yes, a no and a gap are worth.
	joint := func(yes, no, gap func(p float64) float64) jointFunc {
		return func(logPrior []float64, p [][]float64, x []float64) []float64 {
			for k := range logPrior {
				for j, xj := range x {
					switch xj {
					case 1:
						logPrior[k] += yes(p[k][j])
					case 0:
						logPrior[k] += no(p[k][j])
					default:
						logPrior[k] += gap(p[k][j])
					}
				}
			}
			return logPrior
		}
	}
	one := math.Log
	zero := func(p float64) float64 { return math.Log(1 - p) }
	nothing := func(float64) float64 { return 0 }
	good := joint(one, zero, nothing)
	add("log joint", gradeLogJoint,
		[]jointFunc{nil, func([]float64, [][]float64, []float64) []float64 { return nil }, func(a []float64, _ [][]float64, _ []float64) []float64 { return make([]float64, len(a)) }},
		[]jointFunc{good},
		"Logarithms add up, a no counts as well as a yes, and a missing answer leaves its factor out, since it sums to 1.",
		map[string]jointFunc{
			"Right where all is known, but a NaN in a sum makes it NaN. Skip the features for which math.IsNaN(x[j]).": func(a []float64, p [][]float64, x []float64) []float64 {
				for k := range a {
					for j, xj := range x {
						a[k] += xj*math.Log(p[k][j]) + (1-xj)*math.Log(1-p[k][j])
					}
				}
				return a
			},
			"You count a missing answer as a no. Leave its factor out.":                                              joint(one, zero, zero),
			"You count a missing answer as a yes. Leave its factor out.":                                             joint(one, zero, one),
			"A missing answer gets the factor ½. Its two possible values sum to 1, so the factor is 1: add nothing.": joint(one, zero, func(float64) float64 { return math.Log(0.5) }),
			"You stop at the first gap. The answers after it count: continue, not break.": func(a []float64, p [][]float64, x []float64) []float64 {
				for j, xj := range x {
					if xj != xj {
						return good(a, p, x[:j])
					}
				}
				return good(a, p, x)
			},
			"The prior is missing. Begin with logPrior[k].":                                    func(a []float64, p [][]float64, x []float64) []float64 { return good(make([]float64, len(a)), p, x) },
			"Only the ones are counted. A zero tells something too: its probability is 1 − p.": joint(one, nothing, nothing),
			"Zeros and ones have changed places: p is the probability of a 1.":                 joint(zero, one, nothing),
			"That is p(x, y). Its logarithm is asked for: add logarithms.": func(a []float64, p [][]float64, x []float64) []float64 {
				for k, v := range good(a, p, x) {
					a[k] = math.Exp(v)
				}
				return a
			},
			"That is log p(y|x). The joint is asked for, before it is made to sum to 1.": func(a []float64, p [][]float64, x []float64) []float64 {
				sum := 0.0
				for _, v := range good(a, p, x) {
					sum += math.Exp(v)
				}
				for k := range a {
					a[k] -= math.Log(sum)
				}
				return a
			},
		})
}
