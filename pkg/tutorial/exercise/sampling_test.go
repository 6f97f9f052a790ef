package exercise

import "math"

func init() {
	type acceptFunc = func(now, next float64) float64
	good := func(now, next float64) float64 { return math.Min(1, math.Exp(next-now)) }
	add("accept", gradeAccept,
		[]acceptFunc{nil, func(_, _ float64) float64 { return math.NaN() }, func(_, _ float64) float64 { return 0 }},
		[]acceptFunc{good, func(now, next float64) float64 {
			if next >= now {
				return 1
			}
			return math.Exp(next - now)
		}},
		"A ratio of two heights is the exponential of a difference of logs; the unknown evidence has cancelled, and nothing underflows.",
		map[string]acceptFunc{
			"Near 0 it works, but exp(−1000) is 0 in a float64, and 0/0 is no number. Subtract the logs first, then take one exponential.": func(now, next float64) float64 {
				return math.Min(1, math.Exp(next)/math.Exp(now))
			},
			"A probability never exceeds 1: where the new place is higher, the answer is 1.":              func(now, next float64) float64 { return math.Exp(next - now) },
			"The ratio is upside down: the new place stands above, the old one below.":                    func(now, next float64) float64 { return good(next, now) },
			"The ratio of the logs is not the log of the ratio. Subtract them, and take the exponential.": func(now, next float64) float64 { return math.Min(1, next/now) },
			"That is the logarithm of the answer. Take the exponential.":                                  func(now, next float64) float64 { return math.Min(0, next-now) },
			"That only ever climbs, and ends on the peak. Downhill must be accepted at times.":            func(now, next float64) float64 { return math.Floor(good(now, next)) },
			"That is another rule, p'/(p + p') (Barker 1965). It is valid, but accepts less often than min(1, p'/p).": func(now, next float64) float64 {
				return math.Exp(next-now) / (math.Exp(next-now) + 1)
			},
		})
	add("accept branch", gradeAccept, nil, nil, "", map[string]acceptFunc{
		"Near 0 it works, but exp(−1000) is 0 in a float64, and 0/0 is no number. Subtract the logs first, then take one exponential.": func(now, next float64) float64 {
			if math.Exp(next) >= math.Exp(now) { // 0 ≥ 0
				return 1
			}
			return math.Exp(next - now)
		},
	})
}

func init() {
	type lossFunc = func(a, b []float64) float64
	sum := func(f func(d float64) float64) lossFunc {
		return func(a, b []float64) float64 {
			total := 0.0
			for i := range a {
				total += f(b[i] - a[i])
			}
			return total
		}
	}
	mean := func(f func(d float64) float64) lossFunc {
		return func(a, b []float64) float64 { return sum(f)(a, b) / float64(len(a)) }
	}
	lost := func(d float64) float64 { return math.Max(d, 0) }
	worse := func(d float64) float64 {
		if d > 0 {
			return 1
		}
		return 0
	}
	same := func(d float64) float64 { return d }
	add("loss", gradeLoss,
		[]lossFunc{nil, func(_, _ []float64) float64 { return math.NaN() }, func(_, _ []float64) float64 { return 0 }},
		[]lossFunc{mean(lost)},
		"Any question about the posterior is a mean over its draws: ask it of each draw, then average.",
		map[string]lossFunc{
			"That is the loss of choosing B: you chose A, and lose where b is larger.":                     func(a, b []float64) float64 { return mean(lost)(b, a) },
			"That is the probability that B is better. How much better counts too.":                        mean(worse),
			"Gains are set off against losses: where A is better, the loss is 0, not negative.":            mean(same),
			"You average first and take the maximum afterwards. Ask each draw for its loss, then average.": func(a, b []float64) float64 { return lost(mean(same)(a, b)) },
			"That is the mean distance. Where A is better, nothing is lost.":                               mean(math.Abs),
			"That is the sum over the draws. Divide by how many there are.":                                sum(lost),
			"You divide by the draws with a loss only. Those without count, as 0.": func(a, b []float64) float64 {
				return sum(lost)(a, b) / math.Max(1, sum(worse)(a, b))
			},
		})
}
