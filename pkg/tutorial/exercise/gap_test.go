package exercise

import "math"

func init() {
	type pairFunc = func(a, b float64) float64
	good := func(a, b float64) float64 { return math.Log((a+b)/2) - 0.5*math.Log(a*b) }
	add("jensen", gradeJensen,
		[]pairFunc{nil, func(_, _ float64) float64 { return math.NaN() }, func(_, _ float64) float64 { return 0 }},
		[]pairFunc{good, func(a, b float64) float64 { return math.Log((a + b) / 2 / math.Sqrt(a*b)) }},
		"The logarithm of the mean comes first and is never smaller; with a = b nothing varies, and the difference is 0.",
		map[string]pairFunc{
			"The sign is turned round: the logarithm of the mean is the larger one.":                     func(a, b float64) float64 { return -good(a, b) },
			"The logarithms are added, not averaged: divide their sum by 2.":                             func(a, b float64) float64 { return math.Log((a+b)/2) - math.Log(a*b) },
			"That is the logarithm of the sum. The mean is half of it.":                                  func(a, b float64) float64 { return math.Log(a+b) - math.Log(a*b)/2 },
			"That is the logarithm of the mean alone.":                                                   func(a, b float64) float64 { return math.Log(a/2 + b/2) },
			"That is the mean of the logarithms alone.":                                                  func(a, b float64) float64 { return math.Log(a)/2 + math.Log(b)/2 },
			"That is the mean less the geometric mean. The difference of their logarithms is asked for.": func(a, b float64) float64 { return (a+b)/2 - math.Sqrt(a*b) },
			"Compare with the formula, term by term.":                                                    func(a, b float64) float64 { return good(a, b) + 1 },
		})
}

func init() {
	type klFunc = func(mu1, s1, mu2, s2 float64) float64
	// kl has the formula's parts; one of them is replaced in each mutant.
	kl := func(log, square, half func(mu1, s1, mu2, s2 float64) float64) klFunc {
		return func(mu1, s1, mu2, s2 float64) float64 {
			return log(mu1, s1, mu2, s2) + square(mu1, s1, mu2, s2) - half(mu1, s1, mu2, s2)
		}
	}
	log := func(_, s1, _, s2 float64) float64 { return math.Log(s2) - math.Log(s1) }
	square := func(mu1, s1, mu2, s2 float64) float64 { return (s1*s1 + math.Pow(mu1-mu2, 2)) / (2 * s2 * s2) }
	half := func(_, _, _, _ float64) float64 { return 0.5 }
	zero := func(_, _, _, _ float64) float64 { return 0 }
	good := kl(log, square, half)
	add("kl of normals", gradeKLNormal,
		[]klFunc{nil, func(_, _, _, _ float64) float64 { return math.NaN() }, zero},
		[]klFunc{good, func(mu1, s1, mu2, s2 float64) float64 {
			r := s1 * s1 / s2 / s2
			return 0.5 * (r - 1 - math.Log(r) + (mu1-mu2)*(mu1-mu2)/s2/s2)
		}},
		"It is 0 only where both means and both deviations agree, and it is measured in units of the second one's deviation.",
		map[string]klFunc{
			"The two have changed places: that is KL of the second from the first, and KL is not symmetric.": func(mu1, s1, mu2, s2 float64) float64 { return good(mu2, s2, mu1, s1) },
			"The ½ at the end is missing: two equal normals must give 0.":                                    kl(log, square, zero),
			"The logarithm is turned round: log(s2/s1), the second over the first.":                          kl(func(_, s1, _, s2 float64) float64 { return math.Log(s1 / s2) }, square, half),
			"log(s2/s1) is missing.":                             kl(zero, square, half),
			"The distance of the means is not squared.":          kl(log, func(mu1, s1, mu2, s2 float64) float64 { return (s1*s1 + mu1 - mu2) / (2 * s2 * s2) }, half),
			"s1 is not squared: the formula holds its variance.": kl(log, func(mu1, s1, mu2, s2 float64) float64 { return (s1 + math.Pow(mu1-mu2, 2)) / (2 * s2 * s2) }, half),
			"The factor 2 before s2² is missing.":                kl(log, func(mu1, s1, mu2, s2 float64) float64 { return 2 * square(mu1, s1, mu2, s2) }, half),
		})
}
