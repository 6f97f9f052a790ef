package exercise

import "math"

func init() {
	type logPFunc = func(x, logits []float64) float64
	sigmoid := func(l float64) float64 { return 1 / (1 + math.Exp(-l)) }
	sum := func(term func(x, l float64) float64) logPFunc {
		return func(x, logits []float64) float64 {
			total := 0.0
			for d := range x {
				total += term(x[d], logits[d])
			}
			return total
		}
	}
	bySigmoid := func(x, l float64) float64 { return x*math.Log(sigmoid(l)) + (1-x)*math.Log(1-sigmoid(l)) }
	const (
		sign     = "The sign is wrong: a log-probability is never above 0. The reconstruction loss is its negative."
		average  = "That is the mean over the pixels. log p(x|z) is their sum; with a mean, KL would outweigh it by far."
		asP      = "You use the logits as probabilities. A logit can be any number; the probability is σ(l)."
		ones     = "The pixels that are 0 are missing: they add log(1 − σ(l))."
		overflow = "Small logits work, but σ(−1000) is 0 in a float64, and log 0 is −Inf; e^1000 is +Inf. Use x·l − softplus(l), with softplus(l) = max(l, 0) + log(1 + e^−|l|)."
		clipped  = "Probabilities are clipped: a confident and wrong pixel must cost |l| nats, however large that is. Use x·l − softplus(l)."
	)
	clip := func(p float64) float64 { return math.Max(1e-7, math.Min(1-1e-7, p)) }
	add("Bernoulli", gradeLogBernoulli,
		[]logPFunc{nil, sum(func(_, _ float64) float64 { return 0 }), sum(func(_, _ float64) float64 { return math.NaN() })},
		[]logPFunc{rightLogBernoulli, sum(func(x, l float64) float64 {
			if x == 0 {
				l = -l
			}
			return math.Min(l, 0) - math.Log1p(math.Exp(-math.Abs(l)))
		})},
		"Written with softplus, no probability is ever rounded to 0 or 1, and each pixel costs its own nats.",
		map[string]logPFunc{
			sign:    func(x, l []float64) float64 { return -rightLogBernoulli(x, l) },
			average: func(x, l []float64) float64 { return rightLogBernoulli(x, l) / float64(len(x)) },
			asP:     sum(func(x, p float64) float64 { return x*math.Log(p) + (1-x)*math.Log(1-p) }),
			ones:    sum(func(x, l float64) float64 { return x * math.Log(sigmoid(l)) }),
			"That is the probability of a pixel being 1, whatever x is. Where x is 0 it is log(1 − σ(l)).": sum(func(x, l float64) float64 { return math.Log(sigmoid(l)) }),
			"x and 1 − x have changed places.":                              sum(func(x, l float64) float64 { return bySigmoid(1-x, l) }),
			"Softplus is missing: Σ x·l alone is no log-probability.":       sum(func(x, l float64) float64 { return x * l }),
			"That adds up probabilities. Take the logarithm of each first.": sum(func(x, l float64) float64 { return x*sigmoid(l) + (1-x)*(1-sigmoid(l)) }),
			overflow: sum(bySigmoid),
			clipped:  sum(func(x, l float64) float64 { return x*math.Log(clip(sigmoid(l))) + (1-x)*math.Log(clip(1-sigmoid(l))) }),
		})
	// the same mistakes, written otherwise
	for say, f := range map[string]logPFunc{
		sign:     func(x, l []float64) float64 { return -sum(bySigmoid)(x, l) },
		average:  func(x, l []float64) float64 { return sum(bySigmoid)(x, l) / float64(len(x)) },
		overflow: sum(func(x, l float64) float64 { return x*l - math.Log(1+math.Exp(l)) }),
		clipped: sum(func(x, l float64) float64 {
			const tiny = 1e-8
			return x*math.Log(sigmoid(l)+tiny) + (1-x)*math.Log(1-sigmoid(l)+tiny)
		}),
	} {
		trials = append(trials, trial{"Bernoulli/otherwise/" + say, func() result { return gradeLogBernoulli(f) }, wrong, say})
	}
}
