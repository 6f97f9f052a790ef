package exercise

import "math"

type compareFunc = func(p, q []float64) float64

// summed adds a term for each x; where skip holds it is left out.
func summed(term func(p, q float64) float64, skip func(p, q float64) bool) compareFunc {
	return func(p, q []float64) float64 {
		total := 0.0
		for x := range p {
			if skip == nil || !skip(p[x], q[x]) {
				total += term(p[x], q[x])
			}
		}
		return total
	}
}

func never(p, _ float64) bool { return p == 0 }

func times(c float64, f compareFunc) compareFunc {
	return func(p, q []float64) float64 { return c * f(p, q) }
}

func init() {
	term := func(p, q float64) float64 { return -p * math.Log(q) }
	good := summed(term, never)
	add("cross-entropy", gradeCrossEntropy,
		[]compareFunc{nil, func(_, _ []float64) float64 { return math.NaN() }, func(_, _ []float64) float64 { return 0 }},
		[]compareFunc{good},
		"An average over p, of what q has to say: p chooses the examples, q is asked about them.",
		map[string]compareFunc{
			"Right, until p(x) = 0: there 0 · log 0 is no number in Go. Leave out the x that p never draws.":                      summed(term, nil),
			"The sign is wrong: logarithms of probabilities are not positive, and the cross-entropy carries a minus before them.": times(-1, good),
			"That is the divergence: the entropy of p has been taken off already.":                                                summed(func(p, q float64) float64 { return p * math.Log(p/q) }, never),
			"That is the entropy of p. The model q is not asked.":                                                                 summed(func(p, _ float64) float64 { return -p * math.Log(p) }, never),
			"That is the entropy of q. The average is over p.":                                                                    summed(func(_, q float64) float64 { return -q * math.Log(q) }, func(_, q float64) bool { return q == 0 }),
			"That is in bits: math.Log2 in the place of math.Log. The book counts in nats.":                                       summed(func(p, q float64) float64 { return -p * math.Log2(q) }, never),
			"p and q have changed places: the average is over p, the logarithm is of q.":                                          summed(func(p, q float64) float64 { return -q * math.Log(p) }, nil),
			"Divided by how many x there are: the weights p(x) make it an average already.": func(p, q []float64) float64 {
				return good(p, q) / float64(len(p))
			},
		})
}

func init() {
	kl := summed(func(p, q float64) float64 { return p * math.Log(p/q) }, never)
	// halves compares p and q with the midpoint times c, by a divergence, and adds a part of each.
	halves := func(d func(a, m []float64) float64, c, a, b float64) compareFunc {
		return func(p, q []float64) float64 {
			m := make([]float64, len(p))
			for x := range m {
				m[x] = c * (p[x] + q[x])
			}
			return a*d(p, m) + b*d(q, m)
		}
	}
	good := halves(kl, 0.5, 0.5, 0.5)
	add("jensen-shannon", gradeJensenShannon,
		[]compareFunc{nil, func(_, _ []float64) float64 { return math.NaN() }, func(_, _ []float64) float64 { return 0 }},
		[]compareFunc{good},
		"The midpoint is never 0 where one of the two is not, so it stays finite: log 2 = 0.693 nats at most, for two that share nothing.",
		map[string]compareFunc{
			"Right, until a probability is 0: there 0 · log 0 is no number in Go. Leave out the terms with probability 0.": halves(summed(func(p, q float64) float64 { return p * math.Log(p/q) }, nil), 0.5, 0.5, 0.5),
			"The factor ½ before each divergence is missing.":                                                              halves(kl, 0.5, 1, 1),
			"That is one half only: q is to be compared with the midpoint too.":                                            halves(kl, 0.5, 0.5, 0),
			"That is the root of it. The divergence itself is asked for.":                                                  func(p, q []float64) float64 { return math.Sqrt(good(p, q)) },
			"That is in bits: math.Log2 in the place of math.Log. The book counts in nats.":                                times(1/math.Ln2, good),
			"You compare p and q with each other. Compare each of them with m = ½ (p + q).":                                func(p, q []float64) float64 { return 0.5*kl(p, q) + 0.5*kl(q, p) },
			"The midpoint comes second: D(p‖m), not D(m‖p).":                                                               halves(func(a, m []float64) float64 { return kl(m, a) }, 0.5, 0.5, 0.5),
			"m is p + q in your sum; it must be half of that, so that it sums to 1.":                                       halves(kl, 1, 0.5, 0.5),
		})
}

func init() {
	type textFunc = func(first []float64, next [][]float64, x []int) float64
	rest := func(next [][]float64, x []int, f func(p float64) float64) float64 {
		total := 0.0
		for d := 1; d < len(x); d++ {
			total += f(next[x[d-1]][x[d]])
		}
		return total
	}
	good := func(first []float64, next [][]float64, x []int) float64 {
		return math.Log(first[x[0]]) + rest(next, x, math.Log)
	}
	add("sequence", gradeSequence,
		[]textFunc{nil, func([]float64, [][]float64, []int) float64 { return math.NaN() }, func([]float64, [][]float64, []int) float64 { return 0 }},
		[]textFunc{good, func(first []float64, next [][]float64, x []int) float64 {
			p := first[x[0]]
			for d := 1; d < len(x); d++ {
				p *= next[x[d-1]][x[d]]
			}
			return math.Log(p)
		}},
		"One conditional a letter, the first one without a condition; in logarithms the product becomes a sum, and a book of letters does not underflow.",
		map[string]textFunc{
			"The first letter is missing: it has a probability too.":                                  func(_ []float64, n [][]float64, x []int) float64 { return rest(n, x, math.Log) },
			"That is the first letter alone.":                                                         func(f []float64, _ [][]float64, x []int) float64 { return math.Log(f[x[0]]) },
			"That is the probability itself. Its logarithm is asked for.":                             func(f []float64, n [][]float64, x []int) float64 { return math.Exp(good(f, n, x)) },
			"The sign is wrong: log p(x) of a text is never above 0.":                                 func(f []float64, n [][]float64, x []int) float64 { return -good(f, n, x) },
			"That is the mean over the letters. The chain rule multiplies, so the logarithms add up.": func(f []float64, n [][]float64, x []int) float64 { return good(f, n, x) / float64(len(x)) },
			"Rows and columns of next are swapped: next[a][b] is b after a, so the earlier letter comes first.": func(f []float64, n [][]float64, x []int) float64 {
				total := math.Log(f[x[0]])
				for d := 1; d < len(x); d++ {
					total += math.Log(n[x[d]][x[d-1]])
				}
				return total
			},
			"Each letter is taken from first, as if none knew of the one before it.": func(f []float64, _ [][]float64, x []int) float64 {
				total := 0.0
				for _, letter := range x {
					total += math.Log(f[letter])
				}
				return total
			},
			"The probabilities are added. The chain rule multiplies them: add their logarithms.": func(f []float64, n [][]float64, x []int) float64 {
				return f[x[0]] + rest(n, x, func(p float64) float64 { return p })
			},
		})
}

func init() {
	type nearFunc = func(x []float64, train [][]float64) float64
	// by keeps a distance of the squares and of the absolute differences.
	by := func(start float64, keep func(best, d float64) float64, square bool) nearFunc {
		return func(x []float64, train [][]float64) float64 {
			best := start
			for _, row := range train {
				d := 0.0
				for j := range x {
					if square {
						d += (x[j] - row[j]) * (x[j] - row[j])
					} else {
						d += math.Abs(x[j] - row[j])
					}
				}
				if square {
					d = math.Sqrt(d)
				}
				best = keep(best, d)
			}
			return best
		}
	}
	smaller := func(best, d float64) float64 { return min(best, d) }
	good := by(math.Inf(1), smaller, true)
	add("nearest", gradeNearest,
		[]nearFunc{nil, func([]float64, [][]float64) float64 { return math.NaN() }, func([]float64, [][]float64) float64 { return 0 }},
		[]nearFunc{good},
		"A copy has distance 0. Whether a distance is suspiciously small, only fresh data can tell.",
		map[string]nearFunc{
			"That is the squared distance. Take the root at the end.":    func(x []float64, t [][]float64) float64 { return math.Pow(good(x, t), 2) },
			"That is the distance to the farthest row. Copies are near.": by(0, func(best, d float64) float64 { return max(best, d) }, true),
			"That is the mean distance to all rows. One copied row is enough to be a copy.": func(x []float64, t [][]float64) float64 {
				return by(0, func(sum, d float64) float64 { return sum + d }, true)(x, t) / float64(len(t))
			},
			"That is the distance to the first row. Try them all and keep the smallest.":                             func(x []float64, t [][]float64) float64 { return good(x, t[:1]) },
			"That is the distance to the last row: keep the smallest, not the latest.":                               by(0, func(_, d float64) float64 { return d }, true),
			"Absolute differences are added up. The Euclidean distance is the root of the sum of squares.":           by(math.Inf(1), smaller, false),
			"It stays infinite: compare with the smallest so far, and replace it where the new distance is smaller.": by(math.Inf(1), func(best, d float64) float64 { return max(best, d) }, true),
		})
}

func init() {
	type modeFunc = func(x, centres [][]float64) []float64
	// by gives each sample to a centre and then divides.
	by := func(start float64, better func(d, best float64) bool, part func(x, centres int) float64) modeFunc {
		return func(x, centres [][]float64) []float64 {
			share := make([]float64, len(centres))
			for _, row := range x {
				at, best := 0, start
				for k, c := range centres {
					if d := math.Hypot(row[0]-c[0], row[1]-c[1]); better(d, best) {
						at, best = k, d
					}
				}
				share[at] += part(len(x), len(centres))
			}
			return share
		}
	}
	less, more := func(d, best float64) bool { return d < best }, func(d, best float64) bool { return d > best }
	all := func(x, _ int) float64 { return 1 / float64(x) }
	add("modes", gradeModes,
		[]modeFunc{nil, func(_, _ [][]float64) []float64 { return nil }, func(_, c [][]float64) []float64 { return make([]float64, len(c)) }},
		[]modeFunc{by(math.Inf(1), less, all)},
		"The shares sum to 1, and a share of 0 is a mode that the generator has forgotten.",
		map[string]modeFunc{
			"Those are counts. Divide by the number of samples, so that they sum to 1.":                        by(math.Inf(1), less, func(_, _ int) float64 { return 1 }),
			"Divided by the number of centres: divide by the number of samples.":                               by(math.Inf(1), less, func(_, c int) float64 { return 1 / float64(c) }),
			"Each sample goes to the farthest centre: the comparison is the wrong way round.":                  by(0, more, all),
			"Every sample goes to the first centre: the smallest distance so far must begin with math.Inf(1).": by(0, less, all),
			"Those are percent. A share of all is 1.":                                                          by(math.Inf(1), less, func(x, _ int) float64 { return 100 / float64(x) }),
		})
}
