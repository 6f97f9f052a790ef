package exercise

import "math"

func init() {
	type elboFunc = func(prior, likelihood, q []float64) float64
	// sum adds term over all states, those with q = 0 left out.
	sum := func(term func(p, l, q float64) float64) elboFunc {
		return func(prior, likelihood, q []float64) float64 {
			total := 0.0
			for k := range q {
				if q[k] != 0 {
					total += term(prior[k], likelihood[k], q[k])
				}
			}
			return total
		}
	}
	log := math.Log
	good := sum(func(p, l, q float64) float64 { return q * (log(p) + log(l) - log(q)) })
	add("elbo of states", gradeELBO,
		[]elboFunc{nil, func(_, _, _ []float64) float64 { return math.NaN() }, func(_, _, _ []float64) float64 { return 0 }},
		[]elboFunc{good, sum(func(p, l, q float64) float64 { return q*log(l) - q*log(q/p) })},
		"Three logarithms, averaged under q: the joint pulls q to where it is high, −log q keeps it from shrinking to one state.",
		map[string]elboFunc{
			"Right, until q = 0: 0 · log 0 is NaN in a float64. Leave such a state out.": func(prior, likelihood, q []float64) float64 {
				total := 0.0
				for k := range q {
					total += q[k] * (log(prior[k]*likelihood[k]) - log(q[k]))
				}
				return total
			},
			"That is log p(x). It is what the ELBO stays below; there is no q in it.": func(prior, likelihood, _ []float64) float64 {
				total := 0.0
				for k := range prior {
					total += prior[k] * likelihood[k]
				}
				return log(total)
			},
			"The entropy is missing: subtract q log q as well.":                         sum(func(p, l, q float64) float64 { return q * log(p*l) }),
			"log q is added. It has to be subtracted.":                                  sum(func(p, l, q float64) float64 { return q * log(p*l*q) }),
			"The prior is missing: p(x, z) is prior times likelihood.":                  sum(func(_, l, q float64) float64 { return q * log(l/q) }),
			"The likelihood is missing: p(x, z) is prior times likelihood.":             sum(func(p, _, q float64) float64 { return q * log(p/q) }),
			"The average is taken under the prior. The ELBO averages under q.":          sum(func(p, l, q float64) float64 { return p * log(p*l/q) }),
			"The KL to the prior is added. It has to be subtracted.":                    sum(func(p, l, q float64) float64 { return q*log(l) + q*log(q/p) }),
			"The terms are added without their weights q: it is an average, not a sum.": sum(func(p, l, q float64) float64 { return log(p * l / q) }),
			"That is the negative of the ELBO, the loss that programs minimise.":        func(p, l, q []float64) float64 { return -good(p, l, q) },
		})
}

func init() {
	type bestFunc = func(prior, likelihood []float64) []float64
	joint := func(prior, likelihood []float64) (p []float64, total float64) {
		for k := range prior {
			p = append(p, prior[k]*likelihood[k])
			total += p[k]
		}
		return p, total
	}
	divided := func(v []float64, by float64) []float64 {
		for k := range v {
			v[k] /= by
		}
		return v
	}
	sum := func(v []float64) (total float64) {
		for _, a := range v {
			total += a
		}
		return total
	}
	add("best q", gradeBestQ,
		[]bestFunc{nil, func(_, _ []float64) []float64 { return nil }, func(p, _ []float64) []float64 { return make([]float64, len(p)) }},
		[]bestFunc{func(p, l []float64) []float64 { return divided(joint(p, l)) }},
		"It is the posterior, by Bayes' theorem: there the gap is 0, and the ELBO is log p(x).",
		map[string]bestFunc{
			"That is p(x, z), which does not sum to 1. Divide by its sum, p(x).":            func(p, l []float64) []float64 { j, _ := joint(p, l); return j },
			"That is the prior: with it the KL to the prior is 0, but q has forgotten x.":   func(p, _ []float64) []float64 { return p },
			"That is the likelihood, made to sum to 1. The prior counts too.":               func(_, l []float64) []float64 { return divided(l, sum(l)) },
			"That is the likelihood as it stands. A q sums to 1, and the prior counts too.": func(_, l []float64) []float64 { return l },
			"That puts all on the likeliest state. It leaves out the entropy: a posterior keeps its doubt.": func(p, l []float64) []float64 {
				j, _ := joint(p, l)
				best := 0
				for k := range j {
					if j[k] > j[best] {
						best = k
					}
				}
				q := make([]float64, len(p))
				q[best] = 1
				return q
			},
		})
}
