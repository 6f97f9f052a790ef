package exercise

import "math"

// logMean is the log of the mean of exp(w), or of the sum, with the largest taken out.
func logMean(w []float64, n float64) float64 {
	top, sum := math.Inf(-1), 0.0
	for _, v := range w {
		top = max(top, v)
	}
	for _, v := range w {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum/n)
}

func init() {
	type estimateFunc = func(logPxz, logPrior, logQ []float64) float64
	// with weighs the three terms and hands the log weights on.
	with := func(a, b, c float64, then func(w []float64) float64) estimateFunc {
		return func(logPxz, logPrior, logQ []float64) float64 {
			w := make([]float64, len(logQ))
			for i := range w {
				w[i] = a*logPxz[i] + b*logPrior[i] + c*logQ[i]
			}
			return then(w)
		}
	}
	mean := func(w []float64) float64 { return logMean(w, float64(len(w))) }
	add("importance", gradeImportance,
		[]estimateFunc{nil, func(_, _, _ []float64) float64 { return math.NaN() }, func(_, _, _ []float64) float64 { return 0 }},
		[]estimateFunc{with(1, 1, -1, mean)},
		"Each draw counts p(x|z)p(z)/q(z), which takes back that q chose it; the mean is taken of the weights, and only then the log.",
		map[string]estimateFunc{
			"Right, until the logs are low: exp(−1000) is 0. Take the largest log weight out before exp, and add it back.": with(1, 1, -1, func(w []float64) float64 {
				sum := 0.0
				for _, v := range w {
					sum += math.Exp(v)
				}
				return math.Log(sum / float64(len(w)))
			}),
			"log q is missing. The draws come from q, so each weight is divided by q(z).":             with(1, 1, 0, mean),
			"That is the naive estimate, as if z had been drawn from the prior. It was drawn from q.": with(1, 0, 0, mean),
			"The prior p(z) is missing from the weight.":                                              with(1, 0, -1, mean),
			"q is multiplied in. Subtract log q: what q draws too often counts less.":                 with(1, 1, 1, mean),
			"That is the mean of the logs, a lower bound (chapter 07 lives on it). Here the log of the mean is asked for.": with(1, 1, -1, func(w []float64) float64 {
				sum := 0.0
				for _, v := range w {
					sum += v
				}
				return sum / float64(len(w))
			}),
			"That is the log of the sum. Divide by the number of draws: subtract log n.": with(1, 1, -1, func(w []float64) float64 { return logMean(w, 1) }),
		})
}

func init() {
	type essFunc = func(logW []float64) float64
	// sums are Σ w and Σ w², of weights as they stand or relative to the largest.
	sums := func(logW []float64, relative bool) (s, s2 float64) {
		top := math.Inf(-1)
		for _, l := range logW {
			top = max(top, l)
		}
		if !relative {
			top = 0
		}
		for _, l := range logW {
			w := math.Exp(l - top)
			s += w
			s2 += w * w
		}
		return s, s2
	}
	good := func(logW []float64) float64 { s, s2 := sums(logW, true); return s * s / s2 }
	add("effective sample size", gradeESS,
		[]essFunc{nil, func([]float64) float64 { return math.NaN() }, func([]float64) float64 { return 0 }},
		[]essFunc{good},
		"n where all weights are equal, 1 where one decides everything; a common factor of the weights cancels, so the largest may be taken out.",
		map[string]essFunc{
			"Right, until the weights are tiny or huge: their squares leave float64. Subtract the largest log weight from all of them first.": func(logW []float64) float64 {
				s, s2 := sums(logW, false)
				return s * s / s2
			},
			"That is the number of weights, as if all were equal.":                          func(logW []float64) float64 { return float64(len(logW)) },
			"That is turned upside down: the squared sum belongs above.":                    func(logW []float64) float64 { return 1 / good(logW) },
			"That is one over the largest share. Near, but the formula counts all weights.": func(logW []float64) float64 { s, _ := sums(logW, true); return s },
			"The sum is not squared.":                  func(logW []float64) float64 { s, s2 := sums(logW, true); return s / s2 },
			"That is ESS/n, the share. Multiply by n.": func(logW []float64) float64 { return good(logW) / float64(len(logW)) },
		})
	add("effective sample size, as it stands", gradeESS, nil, nil, "", map[string]essFunc{
		"The sum is not squared.": func(logW []float64) float64 { s, s2 := sums(logW, false); return s / s2 },
	})
}

func init() {
	type proposalsFunc = func(n, d int, sigma, sigmaQ float64) float64
	good := func(n, d int, sigma, sigmaQ float64) float64 {
		return float64(n) * math.Pow(sigmaQ/sigma, float64(d))
	}
	add("proposals", gradeProposals,
		[]proposalsFunc{nil, func(_, _ int, _, _ float64) float64 { return math.NaN() }, func(_, _ int, _, _ float64) float64 { return 0 }},
		[]proposalsFunc{good, func(n, d int, sigma, sigmaQ float64) float64 {
			return float64(n) * math.Exp(float64(d)*(math.Log(sigmaQ)-math.Log(sigma)))
		}},
		"Each dimension multiplies: a q that is a little too wide everywhere is hopelessly too wide altogether.",
		map[string]proposalsFunc{
			"That is the acceptance, a share. So many proposals are needed that this share of them is n: divide.": func(_, d int, sigma, sigmaQ float64) float64 {
				return math.Pow(sigma/sigmaQ, float64(d))
			},
			"That is how many of n proposals are kept. Asked is how many proposals n draws take: divide by the acceptance.": func(n, d int, sigma, sigmaQ float64) float64 {
				return float64(n) * math.Pow(sigma/sigmaQ, float64(d))
			},
			"The ratio stands for one dimension. In d of them it is raised to the power d.": func(n, _ int, sigma, sigmaQ float64) float64 {
				return float64(n) * sigmaQ / sigma
			},
			"The dimension multiplies the ratio in your answer. Volumes are powers: raise it to the power d.": func(n, d int, sigma, sigmaQ float64) float64 {
				return float64(n) * float64(d) * sigmaQ / sigma
			},
			"That is for one draw. Multiply by n.": func(_, d int, sigma, sigmaQ float64) float64 { return good(1, d, sigma, sigmaQ) },
			"The ratio of the variances counts twice: use the deviations, as they stand.": func(n, d int, sigma, sigmaQ float64) float64 {
				return float64(n) * math.Pow(sigmaQ*sigmaQ/(sigma*sigma), float64(d))
			},
		})
}
