package exercise

import (
	"math"
)

// columns adds up a table's columns by hand.
func columns(joint [][]float64) []float64 {
	p := make([]float64, len(joint[0]))
	for _, row := range joint {
		for y, v := range row {
			p[y] += v
		}
	}
	return p
}

func init() {
	type tableFunc = func(joint [][]float64) []float64
	add("marginal", gradeMarginal,
		[]tableFunc{nil, func([][]float64) []float64 { return nil }, func(j [][]float64) []float64 { return make([]float64, len(j[0])) }},
		[]tableFunc{columns},
		"Each column of the table is added up: whatever x may be, it is summed out, and what is left sums to 1.",
		map[string]tableFunc{
			"That is p(x): you add along the rows. Keep y and add over all x.": func(j [][]float64) []float64 {
				p := make([]float64, len(j))
				for x, row := range j {
					for _, v := range row {
						p[x] += v
					}
				}
				return p
			},
			"That is the mean over x. The sum rule adds, it does not divide.": func(j [][]float64) []float64 {
				p := columns(j)
				for y := range p {
					p[y] /= float64(len(j))
				}
				return p
			},
			"That is the first row alone. Every x counts.": func(j [][]float64) []float64 { return j[0] },
			"That is the last row alone: += adds, = overwrites.": func(j [][]float64) []float64 {
				p := make([]float64, len(j[0]))
				for _, row := range j {
					copy(p, row)
				}
				return p
			},
			"That is the largest entry of each column. Probabilities of exclusive events add up.": func(j [][]float64) []float64 {
				p := make([]float64, len(j[0]))
				for _, row := range j {
					for y, v := range row {
						p[y] = max(p[y], v)
					}
				}
				return p
			},
			"The answer should hold %d numbers, yours holds %d.": func(j [][]float64) []float64 { return append(columns(j), 0.5) },
		})
}

// row divides the row of x by a sum; zero says what happens where that sum is 0.
func row(zero func(n int) []float64) func(joint [][]float64, x int) []float64 {
	return func(joint [][]float64, x int) []float64 {
		sum := 0.0
		for _, v := range joint[x] {
			sum += v
		}
		if sum == 0 {
			return zero(len(joint[x]))
		}
		p := make([]float64, len(joint[x]))
		for y, v := range joint[x] {
			p[y] = v / sum
		}
		return p
	}
}

func init() {
	type rowFunc = func(joint [][]float64, x int) []float64
	none := func(int) []float64 { return nil }
	add("conditional", gradeConditional,
		[]rowFunc{nil, func([][]float64, int) []float64 { return nil }},
		[]rowFunc{row(none), row(func(int) []float64 { return []float64{} })},
		"The row of x is kept and made to sum to 1; where p(x) = 0 there is nothing to divide, and no answer is the right answer.",
		map[string]rowFunc{
			"Right, until p(x) = 0: there 0/0 is no number. Return nil before dividing.": row(func(n int) []float64 {
				p := make([]float64, n)
				for y := range p {
					p[y] = math.NaN()
				}
				return p
			}),
			"Right, until p(x) = 0: zeros or equal shares are made up. Return nil, for there is no conditional distribution.": row(func(n int) []float64 {
				p := make([]float64, n)
				for y := range p {
					p[y] = 1 / float64(n)
				}
				return p
			}),
			"That is p(x, y), the row as it stands. Divide it by p(x), so that it sums to 1.": func(j [][]float64, x int) []float64 { return j[x] },
			"That is p(x|y): you divide by p(y). Here x is known, so divide by p(x).": func(j [][]float64, x int) []float64 {
				p := make([]float64, len(j[x]))
				for y, sum := range columns(j) {
					p[y] = j[x][y] / sum
				}
				return p
			},
			"That is p(y), as if x were not known.": func(j [][]float64, _ int) []float64 { return columns(j) },
		})
	add("conditional zeros", gradeConditional, nil, nil, "", map[string]rowFunc{
		"Right, until p(x) = 0: zeros or equal shares are made up. Return nil, for there is no conditional distribution.": row(func(n int) []float64 { return make([]float64, n) }),
	})
}

func init() {
	type lineFunc = func(x, y []float64, w, b, sigma2 float64) float64
	// line adds head(sigma2) for each pair and takes the squares, divided by a number times sigma2.
	line := func(head func(sigma2 float64) float64, square func(r, sigma2 float64) float64) lineFunc {
		return func(x, y []float64, w, b, sigma2 float64) float64 {
			total := 0.0
			for i := range x {
				total += head(sigma2) - square(y[i]-w*x[i]-b, sigma2)
			}
			return total
		}
	}
	whole := func(sigma2 float64) float64 { return -0.5 * math.Log(2*math.Pi*sigma2) }
	half := func(r, sigma2 float64) float64 { return r * r / (2 * sigma2) }
	good := line(whole, half)
	add("line", gradeLine,
		[]lineFunc{nil, func(_, _ []float64, _, _, _ float64) float64 { return math.NaN() }, func(_, _ []float64, _, _, _ float64) float64 { return 0 }},
		[]lineFunc{good, func(x, y []float64, w, b, sigma2 float64) float64 {
			squares := 0.0
			for i := range x {
				squares += math.Pow(y[i]-(w*x[i]+b), 2)
			}
			return -float64(len(x))/2*math.Log(2*math.Pi*sigma2) - squares/2/sigma2
		}},
		"Only the sum of squares holds w and b, with a minus before it: where it is smallest, the likelihood is largest.",
		map[string]lineFunc{
			"The sign is wrong: this is the negative log-likelihood. The squares pull it down, so they get the minus.": func(x, y []float64, w, b, s float64) float64 { return -good(x, y, w, b, s) },
			"That is the mean over the pairs. Independent pairs multiply, so their logarithms add up.":                 func(x, y []float64, w, b, s float64) float64 { return good(x, y, w, b, s) / float64(len(x)) },
			"sigma2 is taken for the standard deviation. It is the variance, the deviation squared.":                   func(x, y []float64, w, b, s float64) float64 { return good(x, y, w, b, s*s) },
			"That is the likelihood itself. Its logarithm is asked for.":                                               func(x, y []float64, w, b, s float64) float64 { return math.Exp(good(x, y, w, b, s)) },
			"The first part is missing: −n/2 log(2π sigma2) keeps a wide curve from being free.":                       line(func(float64) float64 { return 0 }, half),
			"2π is missing from the logarithm. Without it the density does not integrate to 1.":                        line(func(s float64) float64 { return -0.5 * math.Log(s) }, half),
			"The factor ½ of the squares is missing: divide by 2*sigma2.":                                              line(whole, func(r, s float64) float64 { return r * r / s }),
			"b is missing: the line is w x + b.":                                                                       func(x, y []float64, w, _, s float64) float64 { return good(x, y, w, 0, s) },
			"The residual is not squared.":                                                                             line(whole, func(r, s float64) float64 { return r / (2 * s) }),
			"The first part is there once, not for each of the n pairs.": func(x, y []float64, w, b, s float64) float64 {
				return whole(s) + line(func(float64) float64 { return 0 }, half)(x, y, w, b, s)
			},
		})
}

func init() {
	type shareFunc = func(w, logP []float64) []float64
	naive := func(term func(w, l float64) float64) shareFunc {
		return func(w, logP []float64) []float64 {
			out, total := make([]float64, len(w)), 0.0
			for k := range w {
				out[k] = term(w[k], logP[k])
				total += out[k]
			}
			for k := range out {
				out[k] /= total
			}
			return out
		}
	}
	good := func(w, logP []float64) []float64 {
		top := math.Inf(-1)
		for k := range w {
			top = math.Max(top, logP[k])
		}
		return naive(func(w, l float64) float64 { return w * math.Exp(l-top) })(w, logP)
	}
	add("responsibilities", gradeResponsibilities,
		[]shareFunc{nil, func(_, _ []float64) []float64 { return nil }, func(w, _ []float64) []float64 { return make([]float64, len(w)) }},
		[]shareFunc{good},
		"Each component's share of p(x), by the product rule; with the largest logarithm taken out first, even an image far from all of them is shared.",
		map[string]shareFunc{
			"Near the components it works, but exp(−1000) is 0 in a float64, and 0/0 is no number. Take the largest logarithm out before the exponential.": naive(func(w, l float64) float64 { return w * math.Exp(l) }),
			"The weights are missing: a frequent component explains more. Multiply by w, or add log w.":                                                    naive(func(_, l float64) float64 { return math.Exp(l) }),
			"They do not sum to 1: divide by their sum, which is p(x).": func(w, logP []float64) []float64 {
				for k := range w {
					w[k] *= math.Exp(logP[k])
				}
				return w
			},
			"That is log p(z=k|x). Take the exponential.": func(w, logP []float64) []float64 {
				out := good(w, logP)
				for k := range out {
					out[k] = math.Log(out[k])
				}
				return out
			},
			"The logarithms are used as if they were probabilities: take math.Exp of logP first.": naive(func(w, l float64) float64 { return w * l }),
			"That gives all to the winner, as k-means does. Responsibilities are shares.": func(w, logP []float64) []float64 {
				best := 0
				for k := range w {
					if math.Log(w[k])+logP[k] > math.Log(w[best])+logP[best] {
						best = k
					}
				}
				out := make([]float64, len(w))
				out[best] = 1
				return out
			},
			"That is the weights alone. Which component it came from depends on x.": func(w, _ []float64) []float64 { return w },
		})
}

func init() {
	type busFunc = func(y, p []float64, early, late float64) float64
	quantile := func(u func(early, late float64) float64) busFunc {
		return func(y, p []float64, early, late float64) float64 {
			sum := 0.0
			for i := range y {
				if sum += p[i]; sum >= u(early, late) {
					return y[i]
				}
			}
			return y[len(y)-1]
		}
	}
	cost := func(late func(minutes float64) float64) func(y, p []float64, c, d float64) (best, lowest float64) {
		return func(y, p []float64, c, d float64) (best, lowest float64) {
			lowest = math.Inf(1)
			for _, a := range y {
				total := 0.0
				for i := range y {
					if y[i] >= a {
						total += p[i] * c * (y[i] - a)
					} else {
						total += p[i] * d * late(a-y[i])
					}
				}
				if total < lowest {
					best, lowest = a, total
				}
			}
			return best, lowest
		}
	}
	minutes := func(m float64) float64 { return m }
	add("bus", gradeBestTime,
		[]busFunc{nil, func(_, _ []float64, _, _ float64) float64 { return math.NaN() }, func(_, _ []float64, _, _ float64) float64 { return 0 }},
		[]busFunc{quantile(func(c, d float64) float64 { return c / (c + d) }), func(y, p []float64, c, d float64) float64 { a, _ := cost(minutes)(y, p, c, d); return a }},
		"It is the least time by which the probability reaches early/(early+late): a quantile, whatever the shape of the distribution.",
		map[string]busFunc{
			"That is the mean wait. The costs are not used, and they differ.": func(y, p []float64, _, _ float64) float64 {
				mean := 0.0
				for i := range y {
					mean += p[i] * y[i]
				}
				return mean
			},
			"That is the median, right only where early and late cost the same.":                  quantile(func(_, _ float64) float64 { return 0.5 }),
			"early and late have changed places: the dearer being late is, the sooner one comes.": quantile(func(c, d float64) float64 { return d / (c + d) }),
			"That is the most probable wait. What the others would cost counts too.": func(y, p []float64, _, _ float64) float64 {
				best := 0
				for i := range p {
					if p[i] > p[best] {
						best = i
					}
				}
				return y[best]
			},
			"That is the lowest cost. The time at which it is reached is asked for.": func(y, p []float64, c, d float64) float64 { _, l := cost(minutes)(y, p, c, d); return l },
			"Every late arrival costs the same in your sum. Here each minute costs: multiply by how late.": func(y, p []float64, c, d float64) float64 {
				a, _ := cost(func(float64) float64 { return 1 })(y, p, c, d)
				return a
			},
			"That is never late: the first possible wait. Waiting has its cost too.": func(y, _ []float64, _, _ float64) float64 { return y[0] },
		})
}
