package exercise

import "math"

type listFunc = func([]float64) float64

func rightMean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

func rightLogProduct(ps []float64) float64 {
	sum := 0.0
	for _, p := range ps {
		sum += math.Log(p)
	}
	return sum
}

func rightDerivative(f func(float64) float64, x float64) float64 {
	return (f(x+1e-5) - f(x-1e-5)) / 2e-5
}

func rightLearnCoin(heads, tails float64) float64 {
	w := 0.0
	for range 2000 {
		w -= 1/(1+math.Exp(-w)) - heads/(heads+tails)
	}
	return 1 / (1 + math.Exp(-w))
}

func rightHalvings() int {
	n := 0
	for x := 1.0; x > 0; x /= 2 {
		n++
	}
	return n
}

// coin is a descent on the coin's loss that can go wrong in several ways.
func coin(rate float64, steps int, slope func(p, heads, tails float64) float64, answer func(w, p float64) float64) func(h, t float64) float64 {
	return func(heads, tails float64) float64 {
		w := 0.0
		for range steps {
			w -= rate * slope(1/(1+math.Exp(-w)), heads, tails)
		}
		return answer(w, 1/(1+math.Exp(-w)))
	}
}

func init() {
	add("mean", gradeMean,
		[]listFunc{nil, func([]float64) float64 { return 0 }, func([]float64) float64 { return math.NaN() }},
		[]listFunc{rightMean, func(xs []float64) float64 {
			m := 0.0
			for i, x := range xs {
				m += (x - m) / float64(i+1)
			}
			return m
		}}, "The sum of the values, divided by how many there are.",
		map[string]listFunc{
			"That is the sum. Divide it by the number of values, len(xs).": func(xs []float64) float64 { return rightMean(xs) * float64(len(xs)) },
			"You divide by one less than the number of values. That belongs to the variance of a sample; the mean divides by len(xs).": func(xs []float64) float64 {
				return rightMean(xs) * float64(len(xs)) / float64(len(xs)-1)
			},
			"The first value is left out of the sum: indices begin at 0.": func(xs []float64) float64 {
				sum := 0.0
				for i := 1; i < len(xs); i++ {
					sum += xs[i]
				}
				return sum / float64(len(xs))
			},
			"The last value is left out of the sum: it has index len(xs)-1.": func(xs []float64) float64 {
				sum := 0.0
				for i := 0; i < len(xs)-1; i++ {
					sum += xs[i]
				}
				return sum / float64(len(xs))
			},
			"That is a whole number: it was rounded on the way. Divide by float64(len(xs)).": func(xs []float64) float64 {
				return float64(int(rightMean(xs)*float64(len(xs))) / len(xs))
			},
		})
}

func init() {
	product := func(ps []float64) float64 {
		prod := 1.0
		for _, p := range ps {
			prod *= p
		}
		return prod
	}
	add("log product", gradeLogProduct,
		[]listFunc{nil, func([]float64) float64 { return 0 }}, []listFunc{rightLogProduct},
		"A sum of logarithms stays a number of ordinary size where the product itself has long been rounded to 0.",
		map[string]listFunc{
			"The product has been rounded to 0 before its logarithm is taken. Take the logarithm of each factor, then add.": func(ps []float64) float64 { return math.Log(product(ps)) },
			"That is the product itself. Its logarithm is asked for.":                                                       product,
			"That is the logarithm of the sum. Take the logarithm of each factor first, then add.": func(ps []float64) float64 {
				return math.Log(rightMean(ps) * float64(len(ps)))
			},
			"That is the mean of the logarithms. Their sum is asked for.":                func(ps []float64) float64 { return rightLogProduct(ps) / float64(len(ps)) },
			"The sign is wrong: the logarithm of a probability is never above 0.":        func(ps []float64) float64 { return -rightLogProduct(ps) },
			"That is the logarithm to base 10. The book uses the natural one, math.Log.": func(ps []float64) float64 { return rightLogProduct(ps) / math.Ln10 },
			"That is the logarithm to base 2. The book uses the natural one, math.Log.":  func(ps []float64) float64 { return rightLogProduct(ps) / math.Ln2 },
			"A factor 0 has been skipped. It makes the product 0, whose logarithm is −∞; math.Log(0) gives just that.": func(ps []float64) float64 {
				sum := 0.0
				for _, p := range ps {
					if p > 0 {
						sum += math.Log(p)
					}
				}
				return sum
			},
		})
}

func init() {
	type slopeFunc = func(f func(float64) float64, x float64) float64
	add("derivative", gradeDerivative,
		[]slopeFunc{nil, func(func(float64) float64, float64) float64 { return 0 }},
		[]slopeFunc{rightDerivative, func(f func(float64) float64, x float64) float64 { return (f(x+1e-7) - f(x)) / 1e-7 }},
		"A small step up and one down: what f gains between them, divided by how far they are apart.",
		map[string]slopeFunc{
			"f(x+h) and f(x−h) come out as the same float64: h is far too small. Try h = 1e-5.": func(f func(float64) float64, x float64) float64 {
				const h = 1e-30
				return (f(x+h) - f(x-h)) / (2 * h)
			},
			"That is the value of f at x. How much does f change when x moves by a small h?": func(f func(float64) float64, x float64) float64 { return f(x) },
			"It is twice too big: x−h and x+h lie 2h apart, so divide by 2*h.": func(f func(float64) float64, x float64) float64 {
				return 2 * rightDerivative(f, x)
			},
			"It is half of what it should be: a step from x to x+h is h long, not 2h.": func(f func(float64) float64, x float64) float64 {
				const h = 1e-6
				return (f(x+h) - f(x)) / (2 * h)
			},
			"The sign is wrong: take f(x+h) − f(x−h), the later value first.": func(f func(float64) float64, x float64) float64 { return -rightDerivative(f, x) },
			"The difference is tiny: divide it by the distance between the two points. In Go, a/2*h is (a/2)*h; write a/(2*h).": func(f func(float64) float64, x float64) float64 {
				const h = 1e-4
				return (f(x+h) - f(x-h)) / 2 * h
			},
			"It is near, but not near enough: h is too big, or so small that only rounding is left. Try h = 1e-5.": func(f func(float64) float64, x float64) float64 {
				const h = 0.1
				return (f(x+h) - f(x)) / h
			},
		})
}

func init() {
	type coinFunc = func(heads, tails float64) float64
	mean := func(p, h, t float64) float64 { return p - h/(h+t) }
	sum := func(p, h, t float64) float64 { return (h+t)*p - h }
	asP := func(_, p float64) float64 { return p }
	add("coin", gradeLearnCoin,
		[]coinFunc{nil, func(_, _ float64) float64 { return 0 }},
		[]coinFunc{rightLearnCoin, coin(0.001, 20000, sum, asP), func(h, t float64) float64 { return h / (h + t) }},
		"The slope is zero where p is the share of heads, and there the descent comes to rest.",
		map[string]coinFunc{
			"It answers 0.7 to everything: put heads and tails in place of 7 and 3.": func(_, _ float64) float64 { return rightLearnCoin(7, 3) },
			"That is w. The answer is p = σ(w).":                                     coin(1, 2000, mean, func(w, _ float64) float64 { return w }),
			"That is the probability of tails.":                                      func(h, t float64) float64 { return rightLearnCoin(t, h) },
			"It runs uphill: step against the slope, w -= rate*slope.":               coin(-1, 2000, mean, asP),
			"Ten tosses work, a thousand do not: the slope of a sum grows with the number of tosses. Divide it by heads+tails, or take a smaller rate.": coin(0.1, 2000, sum, asP),
			"The descent stops too early: take more steps, or bigger ones.":                                                                             coin(0.01, 50, mean, asP),
		})
}

func init() {
	type countFunc = func() int
	number := func(n int) countFunc { return func() int { return n } }
	add("halvings", func(f countFunc) result { return gradeHalvings(1000, f) },
		[]countFunc{nil, number(0)}, []countFunc{rightHalvings},
		"The smallest number above 0 is 2⁻¹⁰⁷⁴, and half of it is rounded to 0. You had guessed %d.",
		map[string]countFunc{
			"One too few: the last halving, which makes it 0, counts too.": func() int {
				n := 0
				for x := 1.0; x/2 > 0; x /= 2 {
					n++
				}
				return n
			},
			"One too many: stop as soon as the number is 0.": func() int { return rightHalvings() + 1 },
			"That is where a float32 becomes 0. Count with a float64.": func() int {
				n := 0
				for x := float32(1); x > 0; x /= 2 {
					n++
				}
				return n
			},
			"Below 2⁻¹⁰²² a float64 loses digits, but it is not 0 yet. Go on until it is.": func() int {
				n := 0
				for x := 1.0; x > 0x1p-1022; x /= 2 {
					n++
				}
				return n
			},
		})
	trials = append(trials, trial{"halvings/panic", func() result { return gradeHalvings(1000, func() int { panic("oh") }) }, wrong,
		"Your function stopped with an error: %s."})
	trials = append(trials, trial{"halvings/no guess", func() result { return gradeHalvings(0, rightHalvings) }, unfilled,
		"… %s: count works. Put your guess into guess, then run the cell again."})
}
