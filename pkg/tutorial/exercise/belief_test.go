package exercise

import "math"

func init() {
	type updateFunc = func(alpha, beta float64, x []int) (a, b float64)
	// count updates with what a one and a zero among n add to each parameter.
	count := func(one, zero func(n float64) (a, b float64)) updateFunc {
		return func(alpha, beta float64, x []int) (float64, float64) {
			for _, v := range x {
				add := zero
				if v == 1 {
					add = one
				}
				a, b := add(float64(len(x)))
				alpha, beta = alpha+a, beta+b
			}
			return alpha, beta
		}
	}
	first, second := func(float64) (float64, float64) { return 1, 0 }, func(float64) (float64, float64) { return 0, 1 }
	none := func(float64) (float64, float64) { return 0, 0 }
	good := count(first, second)
	add("update", gradeUpdate,
		[]updateFunc{nil, func(_, _ float64, _ []int) (float64, float64) { return 0, 0 }},
		[]updateFunc{good},
		"A 1 adds to alpha, a 0 to beta: the prior is worth as many data as its parameters say, and counting does the rest.",
		map[string]updateFunc{
			"Ones and zeros have changed places: alpha grows with the ones.": count(second, first),
			"beta grows by n. It should grow by the zeros only, n minus the ones.": count(
				func(float64) (float64, float64) { return 1, 1 }, second),
			"Those are the counts alone. The prior's alpha and beta count too.":   func(_, _ float64, x []int) (float64, float64) { return good(0, 0, x) },
			"Only the ones are counted. A zero is evidence too: it adds to beta.": count(first, none),
			"The counts are divided by n. Shares forget how many data there were; add the counts.": count(
				func(n float64) (float64, float64) { return 1 / n, 0 }, func(n float64) (float64, float64) { return 0, 1 / n }),
			"The prior's −1 is taken away once more. In (D4.1) it stands in the exponent, and stays there.": func(a, b float64, x []int) (float64, float64) {
				return good(a-1, b-1, x)
			},
			"That is the prior, as if nothing had been seen.": count(none, none),
		})
}

func init() {
	type meanFunc = func(m, s, sigma float64, x []float64) float64
	// weigh adds the prior's mean and the data with a weight for the prior and one for each datum.
	weigh := func(prior, datum func(s, sigma, n float64) float64) meanFunc {
		return func(m, s, sigma float64, x []float64) float64 {
			w := prior(s, sigma, float64(len(x)))
			sum, total := w*m, w
			for _, v := range x {
				d := datum(s, sigma, float64(len(x)))
				sum, total = sum+d*v, total+d
			}
			return sum / total
		}
	}
	priorPrecision := func(s, _, _ float64) float64 { return math.Pow(s, -2) }
	unit, zero := func(_, _, _ float64) float64 { return 1 }, func(_, _, _ float64) float64 { return 0 }
	share := func(_, _, n float64) float64 { return 1 / n }
	good := weigh(priorPrecision, func(_, sigma, _ float64) float64 { return math.Pow(sigma, -2) })
	add("posterior mean", gradePosteriorMean,
		[]meanFunc{nil, func(_, _, _ float64, _ []float64) float64 { return math.NaN() }, func(_, _, _ float64, _ []float64) float64 { return 0 }},
		[]meanFunc{good},
		"Each source is weighted by its precision, one over the variance; n data of variance sigma² have precision n/sigma².",
		map[string]meanFunc{
			"That is the mean of the data. The prior has a say too.": weigh(zero, unit),
			"The weights are the variances. A source that is more sure weighs more: take one over the variance.": weigh(
				func(s, _, _ float64) float64 { return s * s }, func(_, sigma, n float64) float64 { return sigma * sigma / n / n }),
			"The data count as one only: n of them have precision n/sigma².": weigh(priorPrecision,
				func(_, sigma, n float64) float64 { return 1 / (sigma * sigma * n) }),
			"s and sigma are standard deviations: square them, a precision is one over a variance.": weigh(
				func(s, _, _ float64) float64 { return 1 / s }, func(_, sigma, _ float64) float64 { return 1 / sigma }),
			"That is the plain mean of the prior's mean and the data's. Weight each by its precision.": weigh(unit, share),
			"Prior and data are added, but not divided by the sum of the weights.": func(m, s, sigma float64, x []float64) float64 {
				return good(m, s, sigma, x) * (1/(s*s) + float64(len(x))/(sigma*sigma))
			},
			"That is the posterior's standard deviation. The mean is asked for.": func(_, s, sigma float64, x []float64) float64 {
				return math.Pow(1/(s*s)+float64(len(x))/(sigma*sigma), -0.5)
			},
			"m counts as one more datum. It weighs as much as its precision says, 1/s².": weigh(unit, unit),
		})
}
