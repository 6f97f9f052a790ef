package exercise

import "math"

func rightKL(mu, logVar []float64) float64 {
	kl := 0.0
	for j := range mu {
		kl -= 0.5 * (1 + logVar[j] - mu[j]*mu[j] - math.Exp(logVar[j]))
	}
	return kl
}

func rightReparameterize(mu, logVar, eps []float64) []float64 {
	z := make([]float64, len(mu))
	for j := range z {
		z[j] = mu[j] + math.Exp(logVar[j]/2)*eps[j]
	}
	return z
}

func rightLogBernoulli(x, logits []float64) float64 {
	logP := 0.0
	for d, l := range logits {
		logP += x[d]*l - math.Max(l, 0) - math.Log1p(math.Exp(-math.Abs(l)))
	}
	return logP
}

func rightLogMeanExp(logW []float64) float64 {
	top := math.Inf(-1)
	for _, w := range logW {
		top = math.Max(top, w)
	}
	sum := 0.0
	for _, w := range logW {
		sum += math.Exp(w - top)
	}
	return top + math.Log(sum/float64(len(logW)))
}

func init() {
	type klFunc = func(mu, logVar []float64) float64
	kl := func(term func(mu, lv float64) float64) klFunc {
		return func(mu, logVar []float64) float64 {
			total := 0.0
			for j := range mu {
				total += term(mu[j], logVar[j])
			}
			return total
		}
	}
	add("KL", gradeKL,
		[]klFunc{nil, kl(func(_, _ float64) float64 { return 0 }), kl(func(_, _ float64) float64 { return math.NaN() })},
		[]klFunc{rightKL}, "It is 0 only where q is the prior itself; each dimension adds its own part, in nats.",
		map[string]klFunc{
			"The sign is wrong: a KL divergence is never below 0.": func(mu, lv []float64) float64 { return -rightKL(mu, lv) },
			"It is twice too big: the factor ½ is missing.":        func(mu, lv []float64) float64 { return 2 * rightKL(mu, lv) },
			"That is the mean over the dimensions. The divergence is their sum, as log p(x|z) is a sum over pixels.": func(mu, lv []float64) float64 {
				return rightKL(mu, lv) / float64(len(mu))
			},
			"You take logVar for the logarithm of the standard deviation. It is that of the variance: sigma² = exp(logVar).": kl(func(mu, logSigma float64) float64 {
				sigma := math.Exp(logSigma)
				return (mu*mu+sigma*sigma-1)/2 - logSigma
			}),
			"You take exp(logVar/2), the standard deviation, where the variance sigma² = exp(logVar) belongs.": kl(func(mu, lv float64) float64 { return -0.5 * (1 + lv - mu*mu - math.Exp(0.5*lv)) }),
			"The variance is used as it comes: logVar has to go through math.Exp first.":                       kl(func(mu, lv float64) float64 { return -0.5 * (1 + lv - mu*mu - lv) }),
			"The 1 is missing: without it q = p does not give 0.":                                              kl(func(mu, lv float64) float64 { return -0.5 * (lv - mu*mu - math.Exp(lv)) }),
			"mu enters by its square.": kl(func(mu, lv float64) float64 { return -0.5 * (1 + lv - mu - math.Exp(lv)) }),
			"That is the divergence the other way round, KL(p‖q). It is not symmetric.": kl(func(mu, lv float64) float64 {
				return lv/2 + (1+mu*mu)/(2*math.Exp(lv)) - 0.5
			}),
		})
}

func init() {
	type drawFunc = func(mu, logVar, eps []float64) []float64
	draw := func(term func(mu, lv, eps float64) float64) drawFunc {
		return func(mu, logVar, eps []float64) []float64 {
			for j := range mu {
				mu[j] = term(mu[j], logVar[j], eps[j])
			}
			return mu
		}
	}
	add("sample", gradeReparameterize,
		[]drawFunc{nil, func(_, _, _ []float64) []float64 { return nil }, func(mu, _, _ []float64) []float64 { return make([]float64, len(mu)) }},
		[]drawFunc{rightReparameterize, draw(func(mu, lv, eps float64) float64 { return mu + math.Sqrt(math.Exp(lv))*eps })},
		"The noise is drawn outside, so z is a smooth function of mu and logVar, and gradients pass through it.",
		map[string]drawFunc{
			"You multiply by exp(logVar), the variance. The standard deviation is its square root, exp(logVar/2).": draw(func(mu, lv, eps float64) float64 { return mu + math.Exp(lv)*eps }),
			"You multiply by logVar itself. The standard deviation is exp(logVar/2).":                              draw(func(mu, lv, eps float64) float64 { return mu + lv*eps }),
			"logVar is not used: multiply eps by the standard deviation, exp(logVar/2).":                           draw(func(mu, lv, eps float64) float64 { return mu + eps }),
			"That is the mean alone. Without the noise nothing is sampled.":                                        func(mu, _, _ []float64) []float64 { return mu },
			"mu is missing: the draw has to be moved to its mean.":                                                 draw(func(mu, lv, eps float64) float64 { return math.Exp(lv/2) * eps }),
			"eps has to multiply sigma only, not mu.":                                                              draw(func(mu, lv, eps float64) float64 { return (mu + math.Exp(lv/2)) * eps }),
			"sigma is added. It has to multiply eps.":                                                              draw(func(mu, lv, eps float64) float64 { return mu + math.Exp(lv/2) + eps }),
			"The noise is subtracted. That has the same law, but the formula, and the check, add it.":              draw(func(mu, lv, eps float64) float64 { return mu - math.Exp(lv/2)*eps }),
		})
}

func init() {
	add("bound", gradeLogMeanExp,
		[]listFunc{nil, func([]float64) float64 { return 0 }, func([]float64) float64 { return math.NaN() }},
		[]listFunc{rightLogMeanExp},
		"The largest weight is taken out first, so that the rest neither overflows nor vanishes; the mean is taken of the weights, not of their logarithms.",
		map[string]listFunc{
			"That is the mean of the log weights, the ELBO. Here the mean is taken before the logarithm.": rightMean,
			"That is the logarithm of the sum. Divide by K, that is, subtract log K.":                     func(w []float64) float64 { return rightLogMeanExp(w) + math.Log(float64(len(w))) },
			"That is the largest log weight alone. The others count too.": func(w []float64) float64 {
				top := w[0]
				for _, v := range w {
					top = math.Max(top, v)
				}
				return top
			},
			"The largest log weight was taken out, but not added back at the end.": func(w []float64) float64 {
				top, sum := w[0], 0.0
				for _, v := range w {
					top = math.Max(top, v)
				}
				for _, v := range w {
					sum += math.Exp(v - top)
				}
				return math.Log(sum / float64(len(w)))
			},
			"log K is added. It has to be subtracted, for the mean divides by K.": func(w []float64) float64 { return rightLogMeanExp(w) + 2*math.Log(float64(len(w))) },
			"That is the mean of the weights. Its logarithm is asked for.":        func(w []float64) float64 { return naiveMean(w) },
			"Small weights work, but exp(−1000) is 0 and exp(900) is +Inf in a float64. Take the largest log weight out before the exponential, and add it back at the end.": func(w []float64) float64 {
				return math.Log(naiveMean(w))
			},
		})
}

// naiveMean is the mean of the weights, formed as they are.
func naiveMean(logW []float64) float64 {
	sum := 0.0
	for _, w := range logW {
		sum += math.Exp(w)
	}
	return sum / float64(len(logW))
}
