package exercise

import "math"

func init() {
	type pathFunc = func(df func(z float64) float64, mu, sigma float64, eps []float64) []float64
	// mean averages two terms of the slope at z, sigma and eps; at says where the slope is taken.
	mean := func(at func(mu, sigma, e float64) float64, byMu, bySigma func(slope, sigma, e float64) float64) pathFunc {
		return func(df func(z float64) float64, mu, sigma float64, eps []float64) []float64 {
			g := make([]float64, 2)
			for _, e := range eps {
				s := df(at(mu, sigma, e))
				g[0] += byMu(s, sigma, e) / float64(len(eps))
				g[1] += bySigma(s, sigma, e) / float64(len(eps))
			}
			return g
		}
	}
	z := func(mu, sigma, e float64) float64 { return mu + sigma*e }
	plain := func(s, _, _ float64) float64 { return s }
	timesEps := func(s, _, e float64) float64 { return s * e }
	good := mean(z, plain, timesEps)
	add("path", gradePathGradient,
		[]pathFunc{nil, func(func(float64) float64, float64, float64, []float64) []float64 { return nil }},
		[]pathFunc{good},
		"z moves by 1 when mu does, and by eps when sigma does: the chain rule, draw by draw, then the mean.",
		map[string]pathFunc{
			"The slope by mu is right. By sigma, z moves by eps: multiply the slope by eps.":           mean(z, plain, plain),
			"The slope by mu is right. By sigma, multiply by eps alone: sigma itself is already in z.": mean(z, plain, func(s, sigma, e float64) float64 { return s * sigma * e }),
			"The slope is taken at mu. Take it at z = mu + sigma eps, for every draw.":                 mean(func(mu, _, _ float64) float64 { return mu }, plain, timesEps),
			"The slope is taken at eps. Move the draw first: z = mu + sigma eps.":                      mean(func(_, _, e float64) float64 { return e }, plain, timesEps),
			"Those are sums over the draws. Divide by their number.": func(df func(z float64) float64, mu, sigma float64, eps []float64) []float64 {
				g := good(df, mu, sigma, eps)
				return []float64{g[0] * float64(len(eps)), g[1] * float64(len(eps))}
			},
			"The two have changed places: first the slope by mu, then by sigma.": mean(z, timesEps, plain),
		})
}

func init() {
	type scoreFunc = func(f func(z float64) float64, c, mu, sigma float64, eps []float64) float64
	mean := func(term func(f func(z float64) float64, c, mu, sigma, e float64) float64) scoreFunc {
		return func(f func(z float64) float64, c, mu, sigma float64, eps []float64) float64 {
			total := 0.0
			for _, e := range eps {
				total += term(f, c, mu, sigma, e)
			}
			return total / float64(len(eps))
		}
	}
	type fun = func(z float64) float64
	good := mean(func(f fun, c, mu, sigma, e float64) float64 { return (f(mu+sigma*e) - c) * e / sigma })
	add("score", gradeScoreGradient,
		[]scoreFunc{nil, func(fun, float64, float64, float64, []float64) float64 { return math.NaN() }},
		[]scoreFunc{good, mean(func(f fun, c, mu, sigma, e float64) float64 {
			z := mu + sigma*e
			return (f(z) - c) * (z - mu) / (sigma * sigma)
		})},
		"(z − mu)/sigma² is eps/sigma, the slope of log q by mu; f is only called, and c changes the noise, not the mean.",
		map[string]scoreFunc{
			"The baseline is missing: subtract c from f(z).":                                                 mean(func(f fun, _, mu, sigma, e float64) float64 { return f(mu+sigma*e) * e / sigma }),
			"The baseline is added. It has to be subtracted.":                                                mean(func(f fun, c, mu, sigma, e float64) float64 { return (f(mu+sigma*e) + c) * e / sigma }),
			"The score of mu is (z − mu)/sigma², which is eps/sigma: divide by sigma.":                       mean(func(f fun, c, mu, sigma, e float64) float64 { return (f(mu+sigma*e) - c) * e }),
			"You divide eps by sigma². eps is already (z − mu)/sigma: divide by sigma once more, not twice.": mean(func(f fun, c, mu, sigma, e float64) float64 { return (f(mu+sigma*e) - c) * e / (sigma * sigma) }),
			"The distance z − mu is not divided by sigma²: the score is (z − mu)/sigma².":                    mean(func(f fun, c, mu, sigma, e float64) float64 { return (f(mu+sigma*e) - c) * sigma * e }),
			"f is evaluated at eps. Move the draw first: z = mu + sigma eps.":                                mean(func(f fun, c, _, sigma, e float64) float64 { return (f(e) - c) * e / sigma }),
			"The score is missing: f(z) − c alone says nothing about mu.":                                    mean(func(f fun, c, mu, sigma, e float64) float64 { return f(mu+sigma*e) - c }),
			"That is a sum over the draws. Divide by their number.": func(f fun, c, mu, sigma float64, eps []float64) float64 {
				return good(f, c, mu, sigma, eps) * float64(len(eps))
			},
		})
}

func init() {
	type varFunc = func(a, b, d float64) []float64
	add("best variances", gradeBestVariances,
		[]varFunc{nil, func(_, _, _ float64) []float64 { return nil }, func(_, _, _ float64) []float64 { return []float64{0, 0} }},
		[]varFunc{func(a, b, d float64) []float64 { return []float64{a - b*b/d, d - b*b/a} }},
		"One over the diagonal of the precision matrix: the variance of one component while the other is held fixed, at most its own.",
		map[string]varFunc{
			"Those are the posterior's own variances. The ELBO's KL wants narrower ones where b is not 0.":          func(a, _, d float64) []float64 { return []float64{a, d} },
			"That is the precision's diagonal. The variances are one over it.":                                      func(a, b, d float64) []float64 { return []float64{1 / (a - b*b/d), 1 / (d - b*b/a)} },
			"The two have changed places: Λ₁₁ is d over the determinant.":                                           func(a, b, d float64) []float64 { return []float64{d - b*b/a, a - b*b/d} },
			"Those are standard deviations. Variances are asked for.":                                               func(a, b, d float64) []float64 { return []float64{math.Sqrt(a - b*b/d), math.Sqrt(d - b*b/a)} },
			"That is one over the covariance's diagonal. Invert the matrix first, then take one over its diagonal.": func(a, _, d float64) []float64 { return []float64{1 / a, 1 / d} },
			"The determinant is a d − b²: the minus was lost.":                                                      func(a, b, d float64) []float64 { return []float64{a + b*b/d, d + b*b/a} },
		})
}
