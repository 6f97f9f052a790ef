package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// two is an input of the exercises that compare distributions.
type two struct{ p, q []float64 }

func (t two) show() string { return named("p", t.p) + ", " + named("q", t.q) }

// middle is ½ (p + q).
func (t two) middle() []float64 {
	return scaled(0.5, floats.AddTo(make([]float64, len(t.p)), t.p, t.q))
}

func bothWays(f func(p, q []float64) float64) func(t two) []float64 {
	return func(t two) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(t.p), slices.Clone(t.q)))
	}
}

// CheckCrossEntropy grades exercise 2.1: the cross-entropy of two discrete distributions, nats.
//
//	−Σ_x p(x) log q(x)          over p(x) > 0
func CheckCrossEntropy(f func(p, q []float64) float64) { report(gradeCrossEntropy(f)) }

func gradeCrossEntropy(f func(p, q []float64) float64) result {
	p := problem[two]{
		title: lang.T("Cross-entropy"),
		why:   lang.T("An average over p, of what q has to say: p chooses the examples, q is asked about them."),
		inputs: []two{
			{[]float64{0.5, 0.5}, []float64{0.25, 0.75}}, {[]float64{0.2, 0.3, 0.5}, []float64{0.6, 0.3, 0.1}},
			{[]float64{0, 0.4, 0.6}, []float64{0, 0.5, 0.5}}, {[]float64{0.7, 0, 0.3}, []float64{0.2, 0.3, 0.5}},
		},
		show:  two.show,
		right: func(t two) []float64 { return one(crossEntropy(t.p, t.q)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[two]{
		{lang.T("Right, until p(x) = 0: there 0 · log 0 is no number in Go. Leave out the x that p never draws."), func(t two, got []float64) bool {
			if impossible := slices.Contains(t.q, 0); impossible {
				return len(got) == 1 && math.IsNaN(got[0])
			}
			return equal(got, p.right(t), 1e-6)
		}},
		like(lang.T("The sign is wrong: logarithms of probabilities are not positive, and the cross-entropy carries a minus before them."),
			func(t two) []float64 { return one(-crossEntropy(t.p, t.q)) }),
		like(lang.T("That is the divergence: the entropy of p has been taken off already."),
			func(t two) []float64 { return one(stat.KullbackLeibler(t.p, t.q)) }),
		like(lang.T("That is the entropy of p. The model q is not asked."), func(t two) []float64 { return one(stat.Entropy(t.p)) }),
		like(lang.T("That is the entropy of q. The average is over p."), func(t two) []float64 { return one(stat.Entropy(t.q)) }),
		like(lang.T("That is in bits: math.Log2 in the place of math.Log. The book counts in nats."),
			func(t two) []float64 { return one(crossEntropy(t.p, t.q) / math.Ln2) }),
		like(lang.T("Divided by how many x there are: the weights p(x) make it an average already."),
			func(t two) []float64 { return one(crossEntropy(t.p, t.q) / float64(len(t.p))) }),
		{lang.T("p and q have changed places: the average is over p, the logarithm is of q."), func(t two, got []float64) bool {
			return slices.Contains(t.p, 0) || equal(got, one(crossEntropy(t.q, t.p)), 1e-6)
		}},
	}
	return p.grade(bothWays(f))
}

// crossEntropy is entropy and divergence together.
func crossEntropy(p, q []float64) float64 { return stat.Entropy(p) + stat.KullbackLeibler(p, q) }

// CheckJensenShannon grades exercise 2.5: the Jensen–Shannon divergence of two discrete distributions, nats.
//
//	½ KL(p ‖ m) + ½ KL(q ‖ m)          m = ½ (p + q)
func CheckJensenShannon(f func(p, q []float64) float64) { report(gradeJensenShannon(f)) }

func gradeJensenShannon(f func(p, q []float64) float64) result {
	p := problem[two]{
		title: lang.T("Jensen–Shannon divergence"),
		why:   lang.T("The midpoint is never 0 where one of the two is not, so it stays finite: log 2 = 0.693 nats at most, for two that share nothing."),
		inputs: []two{
			{[]float64{0.5, 0.5}, []float64{0.25, 0.75}}, {[]float64{0.2, 0.3, 0.5}, []float64{0.6, 0.3, 0.1}},
			{[]float64{0.5, 0.5, 0}, []float64{0, 0.2, 0.8}}, {[]float64{1, 0}, []float64{0, 1}},
		},
		show:  two.show,
		right: func(t two) []float64 { return one(stat.JensenShannon(t.p, t.q)) },
		tol:   1e-9,
	}
	zeros := func(t two) bool { return slices.Contains(t.p, 0) || slices.Contains(t.q, 0) }
	usual := func(say string, g func(t two) float64) mistake[two] {
		return mistake[two]{say, func(t two, got []float64) bool { return zeros(t) || equal(got, one(g(t)), 1e-6) }}
	}
	p.mistakes = []mistake[two]{
		{lang.T("Right, until a probability is 0: there 0 · log 0 is no number in Go. Leave out the terms with probability 0."), func(t two, got []float64) bool {
			return equal(got, p.right(t), 1e-6) != (zeros(t) && len(got) == 1 && math.IsNaN(got[0]))
		}},
		like(lang.T("The factor ½ before each divergence is missing."), func(t two) []float64 { return one(2 * stat.JensenShannon(t.p, t.q)) }),
		like(lang.T("That is one half only: q is to be compared with the midpoint too."),
			func(t two) []float64 { return one(stat.KullbackLeibler(t.p, t.middle()) / 2) }),
		like(lang.T("That is the root of it. The divergence itself is asked for."), func(t two) []float64 { return one(math.Sqrt(stat.JensenShannon(t.p, t.q))) }),
		like(lang.T("That is in bits: math.Log2 in the place of math.Log. The book counts in nats."),
			func(t two) []float64 { return one(stat.JensenShannon(t.p, t.q) / math.Ln2) }),
		usual(lang.T("You compare p and q with each other. Compare each of them with m = ½ (p + q)."), func(t two) float64 {
			return (stat.KullbackLeibler(t.p, t.q) + stat.KullbackLeibler(t.q, t.p)) / 2
		}),
		usual(lang.T("The midpoint comes second: D(p‖m), not D(m‖p)."), func(t two) float64 {
			return (stat.KullbackLeibler(t.middle(), t.p) + stat.KullbackLeibler(t.middle(), t.q)) / 2
		}),
		usual(lang.T("m is p + q in your sum; it must be half of that, so that it sums to 1."), func(t two) float64 {
			return stat.JensenShannon(t.p, t.q) - math.Ln2
		}),
	}
	return p.grade(bothWays(f))
}

// text is an input of the exercise on the chain rule.
type text struct {
	first []float64
	next  [][]float64
	x     []int
}

func (t text) terms() (first float64, rest []float64) {
	for d := 1; d < len(t.x); d++ {
		rest = append(rest, math.Log(t.next[t.x[d-1]][t.x[d]]))
	}
	return math.Log(t.first[t.x[0]]), rest
}

// CheckSequence grades exercise 2.2: log p of a sequence of letters of which each depends on the one before, nats.
//
//	log p(x) = log first[x_1] + Σ_{d>1} log next[x_{d−1}][x_d]
func CheckSequence(f func(first []float64, next [][]float64, x []int) float64) {
	report(gradeSequence(f))
}

func gradeSequence(f func(first []float64, next [][]float64, x []int) float64) result {
	first, next := []float64{0.5, 0.3, 0.2}, [][]float64{{0.1, 0.6, 0.3}, {0.4, 0.4, 0.2}, {0.7, 0.05, 0.25}}
	p := problem[text]{
		title:  lang.T("Chain rule on letters"),
		why:    lang.T("One conditional a letter, the first one without a condition; in logarithms the product becomes a sum, and a book of letters does not underflow."),
		inputs: []text{{first, next, []int{0, 1, 2}}, {first, next, []int{2, 0, 0, 1}}, {first, next, []int{1}}, {first, next, []int{1, 0, 2, 2, 1}}},
		show: func(t text) string {
			rows := make([]string, len(t.next))
			for i, row := range t.next {
				rows[i] = list(row, 6)
			}
			return named("first", t.first) + fmt.Sprintf(", next = %v, x = %v", rows, t.x)
		},
		right: func(t text) []float64 { a, rest := t.terms(); return one(a + floats.Sum(rest)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[text]{
		like(lang.T("The first letter is missing: it has a probability too."), func(t text) []float64 { _, rest := t.terms(); return one(floats.Sum(rest)) }),
		like(lang.T("That is the first letter alone."), func(t text) []float64 { a, _ := t.terms(); return one(a) }),
		like(lang.T("That is the probability itself. Its logarithm is asked for."), func(t text) []float64 { return one(math.Exp(p.right(t)[0])) }),
		like(lang.T("The sign is wrong: log p(x) of a text is never above 0."), func(t text) []float64 { return one(-p.right(t)[0]) }),
		like(lang.T("That is the mean over the letters. The chain rule multiplies, so the logarithms add up."),
			func(t text) []float64 { return one(p.right(t)[0] / float64(len(t.x))) }),
		like(lang.T("Rows and columns of next are swapped: next[a][b] is b after a, so the earlier letter comes first."), func(t text) []float64 {
			a, _ := t.terms()
			for d := 1; d < len(t.x); d++ {
				a += math.Log(t.next[t.x[d]][t.x[d-1]])
			}
			return one(a)
		}),
		like(lang.T("Each letter is taken from first, as if none knew of the one before it."), func(t text) []float64 {
			total := 0.0
			for _, x := range t.x {
				total += math.Log(t.first[x])
			}
			return one(total)
		}),
		like(lang.T("The probabilities are added. The chain rule multiplies them: add their logarithms."), func(t text) []float64 {
			total := t.first[t.x[0]]
			for d := 1; d < len(t.x); d++ {
				total += t.next[t.x[d-1]][t.x[d]]
			}
			return one(total)
		}),
	}
	return p.grade(func(t text) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(t.first), joint{p: t.next}.copyOf(), slices.Clone(t.x)))
	})
}

// sample is an input of the exercise on nearest neighbours.
type sample struct {
	x     []float64
	train [][]float64
}

// each is a function of the distances to all rows, the l-norm of the differences.
func (s sample) each(l float64, f func(d []float64) float64) []float64 {
	d := make([]float64, len(s.train))
	for i, row := range s.train {
		d[i] = floats.Distance(s.x, row, l)
	}
	return one(f(d))
}

// CheckNearest grades exercise 2.3: the Euclidean distance from x to the nearest row of train.
func CheckNearest(f func(x []float64, train [][]float64) float64) { report(gradeNearest(f)) }

func gradeNearest(f func(x []float64, train [][]float64) float64) result {
	rows := [][]float64{{3, 0}, {1, 2}, {-4, 1.5}}
	p := problem[sample]{
		title:  lang.T("Distance to the nearest training point"),
		why:    lang.T("A copy has distance 0. Whether a distance is suspiciously small, only fresh data can tell."),
		inputs: []sample{{[]float64{0, 0}, rows}, {[]float64{2.5, 0.5}, rows}, {[]float64{1, 2}, rows}, {[]float64{0, 1, 2}, [][]float64{{5, 5, 5}, {0, 1, 4.5}}}},
		show: func(s sample) string {
			return named("x", s.x) + ", " + fmt.Sprintf("train = %v", s.train)
		},
		right: func(s sample) []float64 {
			d, err := kde.NearestDistances(mat.NewDense(1, len(s.x), slices.Clone(s.x)), joint{p: s.train}.dense())
			if err != nil {
				return nil
			}
			return d
		},
		tol: 1e-9,
	}
	p.mistakes = []mistake[sample]{
		like(lang.T("That is the squared distance. Take the root at the end."), func(s sample) []float64 { d := s.each(2, floats.Min); return one(d[0] * d[0]) }),
		like(lang.T("That is the distance to the farthest row. Copies are near."), func(s sample) []float64 { return s.each(2, floats.Max) }),
		like(lang.T("That is the mean distance to all rows. One copied row is enough to be a copy."),
			func(s sample) []float64 { return s.each(2, func(d []float64) float64 { return stat.Mean(d, nil) }) }),
		like(lang.T("That is the distance to the first row. Try them all and keep the smallest."), func(s sample) []float64 { return s.each(2, func(d []float64) float64 { return d[0] }) }),
		like(lang.T("That is the distance to the last row: keep the smallest, not the latest."),
			func(s sample) []float64 { return s.each(2, func(d []float64) float64 { return d[len(d)-1] }) }),
		like(lang.T("Absolute differences are added up. The Euclidean distance is the root of the sum of squares."), func(s sample) []float64 { return s.each(1, floats.Min) }),
		{lang.T("It stays infinite: compare with the smallest so far, and replace it where the new distance is smaller."), func(_ sample, got []float64) bool {
			return len(got) == 1 && math.IsInf(got[0], 1)
		}},
	}
	return p.grade(func(s sample) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(s.x), joint{p: s.train}.copyOf()))
	})
}

// spread is an input of the exercise on modes.
type spread struct{ x, centres [][]float64 }

// counts is how many samples are nearest to each centre, by a norm.
func (s spread) counts(l float64) []float64 {
	n := make([]float64, len(s.centres))
	for _, x := range s.x {
		n[floats.MinIdx(s.distances(x, l))]++
	}
	return n
}

func (s spread) distances(x []float64, l float64) []float64 {
	d := make([]float64, len(s.centres))
	for k, c := range s.centres {
		d[k] = floats.Distance(x, c, l)
	}
	return d
}

// CheckModes grades exercise 2.4: the share of samples that lie nearest to each of the centres.
func CheckModes(f func(x, centres [][]float64) []float64) { report(gradeModes(f)) }

func gradeModes(f func(x, centres [][]float64) []float64) result {
	four := [][]float64{{2, 0}, {0, 2}, {-2, 0}, {0, -2}}
	p := problem[spread]{
		title: lang.T("Share of each mode"),
		why:   lang.T("The shares sum to 1, and a share of 0 is a mode that the generator has forgotten."),
		inputs: []spread{
			{[][]float64{{1.9, 0.2}, {2.2, -0.1}, {0.3, 1.7}, {-1.5, 0.4}, {1.8, 0.1}}, four}, {[][]float64{{2, 0.1}, {1.5, -0.4}, {2.4, 0.3}}, four},
			{[][]float64{{0.5, 0.6}, {3, 3}, {0.1, 0.4}, {0.9, 1.2}}, [][]float64{{0, 0}, {1, 1}}},
		},
		show:  func(s spread) string { return fmt.Sprintf("x = %v, centres = %v", s.x, s.centres) },
		right: func(s spread) []float64 { return scaled(1/float64(len(s.x)), s.counts(2)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[spread]{
		like(lang.T("Those are counts. Divide by the number of samples, so that they sum to 1."), func(s spread) []float64 { return s.counts(2) }),
		like(lang.T("Divided by the number of centres: divide by the number of samples."), func(s spread) []float64 { return scaled(1/float64(len(s.centres)), s.counts(2)) }),
		like(lang.T("Each sample goes to the farthest centre: the comparison is the wrong way round."), func(s spread) []float64 {
			n := make([]float64, len(s.centres))
			for _, x := range s.x {
				n[floats.MaxIdx(s.distances(x, 2))] += 1 / float64(len(s.x))
			}
			return n
		}),
		{lang.T("Every sample goes to the first centre: the smallest distance so far must begin with math.Inf(1)."), func(s spread, got []float64) bool {
			return len(got) == len(s.centres) && got[0] == 1
		}},
		like(lang.T("Those are percent. A share of all is 1."), func(s spread) []float64 { return scaled(100/float64(len(s.x)), s.counts(2)) }),
	}
	return p.grade(func(s spread) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(joint{p: s.x}.copyOf(), joint{p: s.centres}.copyOf())
	})
}
