package exercise

import "math"

func init() {
	type densityFunc = func(x, mu, sigma float64) float64
	// height is the normal's at z, times a factor, where x is positive.
	height := func(factor func(x, sigma float64) float64) densityFunc {
		return func(x, mu, sigma float64) float64 {
			if x <= 0 {
				return 0
			}
			z := (math.Log(x) - mu) / sigma
			return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * factor(x, sigma)
		}
	}
	good := height(func(x, sigma float64) float64 { return 1 / (sigma * x) })
	add("transformed", gradeTransformed,
		[]densityFunc{nil, func(_, _, _ float64) float64 { return math.NaN() }, func(_, _, _ float64) float64 { return 0 }},
		[]densityFunc{good},
		"The normal's height at z, times how much the map stretches there. Where the map is steep, mass comes from far around and the density is high.",
		map[string]densityFunc{
			"Right for x > 0. Where x is 0 or less no z leads there: the density is 0, not NaN.": func(x, mu, sigma float64) float64 {
				z := (math.Log(x) - mu) / sigma
				return math.Exp(-z*z/2) / (math.Sqrt(2*math.Pi) * sigma * x)
			},
			"The factor |dz/dx| is missing: that is the height at z, and its area over x is not 1.": height(func(_, _ float64) float64 { return 1 }),
			"That multiplies by |dx/dz| = sigma x. The factor is its inverse, |dz/dx|.":             height(func(x, sigma float64) float64 { return sigma * x }),
			"dz/dx is 1/(sigma x): sigma is missing.":                                               height(func(x, _ float64) float64 { return 1 / x }),
			"dz/dx is 1/(sigma x): x is missing. The logarithm stretches, too.":                     height(func(_, sigma float64) float64 { return 1 / sigma }),
			"That is the logarithm of the density. Return p(x) itself.": func(x, mu, sigma float64) float64 {
				return math.Log(good(x, mu, sigma))
			},
		})
}

func init() {
	type detFunc = func(a [2][2]float64) float64
	det := func(a [2][2]float64) float64 { return a[0][0]*a[1][1] - a[0][1]*a[1][0] }
	add("log-determinant", gradeLogDet,
		[]detFunc{nil, func([2][2]float64) float64 { return math.NaN() }, func([2][2]float64) float64 { return 0 }},
		[]detFunc{func(a [2][2]float64) float64 { return math.Log(math.Abs(det(a))) }, func(a [2][2]float64) float64 { return math.Log(det(a)*det(a)) / 2 }},
		"How many times larger an area becomes, as a logarithm, so that the stretches of layers add up. A mirror image changes the sign of the determinant and no area.",
		map[string]detFunc{
			"Right, until the determinant is negative: a map may mirror. Take the absolute value before the logarithm.": func(a [2][2]float64) float64 { return math.Log(det(a)) },
			"That is |det A|, not its logarithm.":             func(a [2][2]float64) float64 { return math.Abs(det(a)) },
			"That is log|det A⁻¹|: the sign is turned round.": func(a [2][2]float64) float64 { return -math.Log(math.Abs(det(a))) },
			"The products are added. The determinant subtracts the second.": func(a [2][2]float64) float64 {
				return math.Log(math.Abs(a[0][0]*a[1][1] + a[0][1]*a[1][0]))
			},
			"That is the diagonal alone, which is enough only where one corner is 0, as in a coupling layer.": func(a [2][2]float64) float64 {
				return math.Log(math.Abs(a[0][0] * a[1][1]))
			},
		})
}
