package exercise

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// lesson is an input of exercise 1.1: rows with their answers, the weights so far, and the rate.
type lesson struct {
	w   []float64
	b   float64
	x   [][]float64
	y   []float64
	eta float64
}

// table is rows as a matrix.
func table(rows [][]float64) *mat.Dense {
	x := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		x.SetRow(i, row)
	}
	return x
}

// deep is a copy of rows.
func deep(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
	}
	return out
}

// grid prints rows with their name before them.
func grid(name string, rows [][]float64) string {
	s := name + " ="
	for _, row := range rows {
		s += " " + list(row, 6)
	}
	return s
}

// guess is p(y = 1|x) of row i.
func (l lesson) guess(i int) float64 {
	m := &supervised.Logistic{W: mat.NewDense(1, len(l.w), slices.Clone(l.w)), B: []float64{l.b}}
	return math.Exp(m.LogProb(l.x[i], 1))
}

// moved is w and b after a step of rate·miss(i) x_i added up over the rows.
func (l lesson) moved(rate float64, miss func(i int) float64) []float64 {
	w, b := slices.Clone(l.w), l.b
	for i, row := range l.x {
		floats.AddScaled(w, rate*miss(i), row)
		b += rate * miss(i)
	}
	return append(w, b)
}

// CheckStep grades one step of gradient descent of logistic regression on rows x (n×D) with answers y [n], 0 or 1.
//
//	w ← w + eta 1/n Σ_i (y_i − σ(wᵀx_i + b)) x_i,    b ← b + eta 1/n Σ_i (y_i − σ(wᵀx_i + b))
func CheckStep(f func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64)) {
	report(gradeStep(f))
}

func gradeStep(f func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64)) result {
	n := func(l lesson) float64 { return float64(len(l.x)) }
	miss := func(l lesson) func(int) float64 { return func(i int) float64 { return l.y[i] - l.guess(i) } }
	p := problem[lesson]{
		title: lang.T("One step of gradient descent"),
		why:   lang.T("Each row pulls by answer minus guess, times what was seen; the mean of the pulls does not depend on how many rows there are."),
		inputs: []lesson{
			{[]float64{0, 0}, 0, [][]float64{{1, 2}, {-1, 0.5}}, []float64{1, 0}, 0.5},
			{[]float64{0.5, -0.2}, 0.3, [][]float64{{1.5, -1}, {0.2, 0.7}, {-2, 1}}, []float64{1, 0, 1}, 0.1},
			{[]float64{2}, -1, [][]float64{{3}, {0.4}}, []float64{0, 1}, 2},
		},
		show: func(l lesson) string {
			return named("w", l.w) + fmt.Sprintf(", b = %g, ", l.b) + grid("x", l.x) + ", " + named("y", l.y) + fmt.Sprintf(", eta = %g", l.eta)
		},
		right: func(l lesson) []float64 { return l.moved(l.eta/n(l), miss(l)) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[lesson]{
		like(lang.T("It goes the wrong way: the log-likelihood is to rise, so add answer minus guess, y − σ(wᵀx + b)."),
			func(l lesson) []float64 { return l.moved(-l.eta/n(l), miss(l)) }),
		like(lang.T("That is the sum of the corrections. Their mean is asked for: divide by the number of rows."),
			func(l lesson) []float64 { return l.moved(l.eta, miss(l)) }),
		like(lang.T("w moves, b does not. Think of b as the weight of a column that is always 1."),
			func(l lesson) []float64 {
				moved := l.moved(l.eta/n(l), miss(l))
				moved[len(moved)-1] = l.b
				return moved
			}),
		like(lang.T("eta is not used: it says how long the step is."),
			func(l lesson) []float64 { return l.moved(1/n(l), miss(l)) }),
		like(lang.T("The sigmoid is missing: the guess is σ(wᵀx + b), not wᵀx + b itself."),
			func(l lesson) []float64 {
				return l.moved(l.eta/n(l), func(i int) float64 { return l.y[i] - floats.Dot(l.w, l.x[i]) - l.b })
			}),
		like(lang.T("The guess leaves b out: it is σ(wᵀx + b)."),
			func(l lesson) []float64 {
				without := l
				without.b = 0
				return l.moved(l.eta/n(l), miss(without))
			}),
		like(lang.T("That is the change. The moved weights are asked for: add it to w and b."),
			func(l lesson) []float64 {
				moved := l.moved(l.eta/n(l), miss(l))
				floats.Sub(moved, append(slices.Clone(l.w), l.b))
				return moved
			}),
		like(lang.T("You move after each row, so that the later rows meet other weights. Take all guesses first, with the weights as they were."),
			func(l lesson) []float64 {
				for i := range l.x {
					step := l
					step.x, step.y = l.x[i:i+1], l.y[i:i+1]
					moved := step.moved(l.eta/n(l), miss(step))
					l.w, l.b = moved[:len(l.w)], moved[len(l.w)]
				}
				return append(slices.Clone(l.w), l.b)
			}),
	}
	return p.grade(func(l lesson) []float64 {
		if f == nil {
			panic(NotYet)
		}
		w, b := f(slices.Clone(l.w), l.b, deep(l.x), slices.Clone(l.y), l.eta)
		return append(w, b)
	})
}

// grouping is an input of exercise 1.2.
type grouping struct{ x, centres [][]float64 }

// sum adds up, over the rows, what is made of a row's distances to the centres.
func (g grouping) sum(term func(distances []float64) float64) float64 {
	total := 0.0
	for _, row := range g.x {
		distances := make([]float64, len(g.centres))
		for k, c := range g.centres {
			distances[k] = floats.Distance(row, c, 2)
		}
		total += term(distances)
	}
	return total
}

// CheckInertia grades the inertia of rows x (n×D) around centres (K×D).
//
//	Σ_i min_k ‖x_i − c_k‖²
func CheckInertia(f func(x, centres [][]float64) float64) { report(gradeInertia(f)) }

func gradeInertia(f func(x, centres [][]float64) float64) result {
	square := func(v float64) float64 { return v * v }
	p := problem[grouping]{
		title: lang.T("Inertia"),
		why:   lang.T("Only the nearest centre counts for a point, and by the square of its distance: that is what makes the mean the best centre."),
		inputs: []grouping{
			{[][]float64{{0, 0}, {3, 4}}, [][]float64{{0, 0}}},
			{[][]float64{{0, 0}, {1, 0}, {5, 5}, {6, 5}}, [][]float64{{0.5, 0}, {5.5, 5.5}}},
			{[][]float64{{1}, {2}, {10}}, [][]float64{{9}, {0}, {2.5}}},
		},
		show: func(g grouping) string { return grid("x", g.x) + ", " + grid("centres", g.centres) },
		right: func(g grouping) []float64 {
			labels, err := (&cluster.KMeans{Centres: table(g.centres)}).Predict(table(g.x))
			if err != nil {
				return nil
			}
			total := 0.0
			for i, k := range labels {
				total += square(floats.Distance(g.x[i], g.centres[k], 2))
			}
			return one(total)
		},
		tol: 1e-9,
	}
	per := func(say string, term func(distances []float64) float64) mistake[grouping] {
		return like(say, func(g grouping) []float64 { return one(g.sum(term)) })
	}
	p.mistakes = []mistake[grouping]{
		per(lang.T("The distances are added as they are. Square them: Σ (x_j − c_j)² has no root in it."), floats.Min),
		like(lang.T("That is the mean over the points. The inertia is their sum."),
			func(g grouping) []float64 { return one(p.right(g)[0] / float64(len(g.x))) }),
		like(lang.T("That is the root of the inertia. The squares are added, and no root is taken."),
			func(g grouping) []float64 { return one(math.Sqrt(p.right(g)[0])) }),
		per(lang.T("That adds up the distances to all centres. A point belongs to the nearest one only."),
			func(d []float64) float64 { return sumOf(square, d) }),
		per(lang.T("That is the farthest centre of each point. The nearest one counts."),
			func(d []float64) float64 { return square(floats.Max(d)) }),
		per(lang.T("Every point is counted towards the first centre. Look for the nearest one."),
			func(d []float64) float64 { return square(d[0]) }),
	}
	return p.grade(func(g grouping) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(deep(g.x), deep(g.centres)))
	})
}

// line is an input of exercise 1.3: points and centres on a line.
type line struct{ x, centres []float64 }

// turn moves each centre to what is made of its points; an empty one to what is made of none.
func (l line) turn(place func(points []float64, centre float64) float64) []float64 {
	column := func(v []float64) *mat.Dense { return mat.NewDense(len(v), 1, slices.Clone(v)) }
	labels, err := (&cluster.KMeans{Centres: column(l.centres)}).Predict(column(l.x))
	if err != nil {
		return nil
	}
	out := make([]float64, len(l.centres))
	for k, c := range l.centres {
		var points []float64
		for i, label := range labels {
			if label == k {
				points = append(points, l.x[i])
			}
		}
		out[k] = place(points, c)
	}
	return out
}

// CheckTurn grades one iteration of k-means on a line: points x [n], centres [K] → centres [K]. A centre without points
// stays where it is.
func CheckTurn(f func(x, centres []float64) []float64) { report(gradeTurn(f)) }

func gradeTurn(f func(x, centres []float64) []float64) result {
	right := func(l line) []float64 {
		return l.turn(func(points []float64, c float64) float64 {
			if len(points) == 0 {
				return c
			}
			return stat.Mean(points, nil)
		})
	}
	p := problem[line]{
		title: lang.T("One turn of k-means"),
		why:   lang.T("Assign, then move to the mean; a centre that nobody chose has no mean, and waits where it is."),
		inputs: []line{
			{[]float64{1, 2, 9, 10}, []float64{0, 8}}, {[]float64{1, 2, 6, 10, 11, 15}, []float64{1, 3}},
			{[]float64{1, 2, 4}, []float64{2, 50, 100}},
		},
		show:  func(l line) string { return named("x", l.x) + ", " + named("centres", l.centres) },
		right: right,
		tol:   1e-9,
	}
	// per is a mistake of where a centre goes, given its points; without points it stays.
	per := func(say string, place func(points []float64, c float64, l line) float64) mistake[line] {
		return like(say, func(l line) []float64 {
			return l.turn(func(points []float64, c float64) float64 {
				if len(points) == 0 {
					return c
				}
				return place(points, c, l)
			})
		})
	}
	p.mistakes = []mistake[line]{
		like(lang.T("A centre without points came out as NaN: 0 divided by 0. Let it stay where it is."),
			func(l line) []float64 {
				return l.turn(func(points []float64, _ float64) float64 { return floats.Sum(points) / float64(len(points)) })
			}),
		like(lang.T("A centre without points went to 0. Nobody is there: let it stay where it is."),
			func(l line) []float64 {
				return l.turn(func(points []float64, _ float64) float64 {
					return floats.Sum(points) / math.Max(1, float64(len(points)))
				})
			}),
		like(lang.T("Those are the numbers of the nearest centres. Now move each centre to the mean of its points."),
			func(l line) []float64 {
				out := make([]float64, len(l.x))
				for i, x := range l.x {
					for k, c := range l.centres {
						if math.Abs(x-c) < math.Abs(x-l.centres[int(out[i])]) {
							out[i] = float64(k)
						}
					}
				}
				return out
			}),
		like(lang.T("The centres have not moved."), func(l line) []float64 { return l.centres }),
		per(lang.T("That is the sum of a centre's points. Divide by how many they are."),
			func(points []float64, _ float64, _ line) float64 { return floats.Sum(points) }),
		per(lang.T("You divide by the number of all points. Divide by the number of the centre's own."),
			func(points []float64, _ float64, l line) float64 { return floats.Sum(points) / float64(len(l.x)) }),
		per(lang.T("The old centre is counted among the points. The mean is of the points alone."),
			func(points []float64, c float64, _ line) float64 {
				return stat.Mean(append(slices.Clone(points), c), nil)
			}),
		like(lang.T("That is where k-means ends. One turn is asked for: assign once, move once."),
			func(l line) []float64 {
				for range 100 {
					l.centres = right(l)
				}
				return l.centres
			}),
	}
	return p.grade(func(l line) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(l.x), slices.Clone(l.centres))
	})
}

// spectrum is an input of exercise 1.4.
type spectrum struct {
	values []float64
	k      int
}

// CheckKept grades the share of the variance that the best k components keep, from eigenvalues in any order.
//
//	Σ_{j ≤ k} λ_(j) / Σ_j λ_j        λ_(1) ≥ λ_(2) ≥ …
func CheckKept(f func(eigenvalues []float64, k int) float64) { report(gradeKept(f)) }

func gradeKept(f func(eigenvalues []float64, k int) float64) result {
	falling := func(values []float64) []float64 {
		sorted := slices.Clone(values)
		sort.Sort(sort.Reverse(sort.Float64Slice(sorted)))
		return sorted
	}
	share := func(s spectrum, of func(v float64) float64) float64 {
		sorted := falling(s.values)
		return sumOf(of, sorted[:s.k]) / sumOf(of, sorted)
	}
	same := func(v float64) float64 { return v }
	p := problem[spectrum]{
		title: lang.T("What k components keep"),
		why:   lang.T("Eigenvalues are variances, and add up to the whole; the largest k are the best, in whatever order they come."),
		inputs: []spectrum{
			{[]float64{0.5, 1.5, 6}, 1}, {[]float64{4, 2, 1, 1}, 2}, {[]float64{1, 3, 0.5, 2.5, 1}, 3},
			{[]float64{2, 1}, 2},
		},
		show:  func(s spectrum) string { return named("eigenvalues", s.values) + fmt.Sprintf(", k = %d", s.k) },
		right: func(s spectrum) []float64 { return one(share(s, same)) },
		tol:   1e-9,
	}
	per := func(say string, formula func(s spectrum) float64) mistake[spectrum] {
		return like(say, func(s spectrum) []float64 { return one(formula(s)) })
	}
	p.mistakes = []mistake[spectrum]{
		per(lang.T("You take the first k as they come. They come in any order: sort them first, the largest in front."),
			func(s spectrum) float64 { return floats.Sum(s.values[:s.k]) / floats.Sum(s.values) }),
		per(lang.T("You take the last k as they come. They come in any order: sort them first."),
			func(s spectrum) float64 { return floats.Sum(s.values[len(s.values)-s.k:]) / floats.Sum(s.values) }),
		per(lang.T("You take the k smallest. The best components are those of the largest variance."),
			func(s spectrum) float64 {
				return floats.Sum(falling(s.values)[len(s.values)-s.k:]) / floats.Sum(s.values)
			}),
		per(lang.T("That is the share that is lost. The share that is kept is asked for."),
			func(s spectrum) float64 { return 1 - share(s, same) }),
		per(lang.T("That is the share of component k alone. Add up the first k."),
			func(s spectrum) float64 { return falling(s.values)[s.k-1] / floats.Sum(s.values) }),
		per(lang.T("That is the variance kept. Divide it by the sum of all eigenvalues."),
			func(s spectrum) float64 { return floats.Sum(falling(s.values)[:s.k]) }),
		per(lang.T("You count components. They do not weigh alike: add up their eigenvalues."),
			func(s spectrum) float64 { return float64(s.k) / float64(len(s.values)) }),
		per(lang.T("That is in per cent. A share between 0 and 1 is asked for."),
			func(s spectrum) float64 { return 100 * share(s, same) }),
		per(lang.T("You square the eigenvalues. They are variances already; it is singular values that have to be squared."),
			func(s spectrum) float64 { return share(s, func(v float64) float64 { return v * v }) }),
		per(lang.T("You take the roots. Standard deviations do not add up; variances do."),
			func(s spectrum) float64 { return share(s, math.Sqrt) }),
	}
	return p.grade(func(s spectrum) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(s.values), s.k))
	})
}

// window is an input of exercise 1.5.
type window struct {
	xs   []float64
	h, x float64
}

// count is how many points lie where inside says, of their distance x_i − x.
func (w window) count(inside func(off float64) bool) float64 {
	return float64(floats.Count(func(xi float64) bool { return inside(xi - w.x) }, w.xs))
}

// CheckDensity grades the density at x by a bin of width h whose middle is x (Rosenblatt 1956).
//
//	1/(n h) · number of x_i with |x_i − x| < h/2
func CheckDensity(f func(xs []float64, h, x float64) float64) { report(gradeDensity(f)) }

func gradeDensity(f func(xs []float64, h, x float64) float64) result {
	xs := []float64{1, 2, 2.5, 3, 4.2, 7}
	p := problem[window]{
		title: lang.T("A bin that travels"),
		why:   lang.T("A share divided by a width is a density. It is the KDE with a box for a bump, and jumps wherever a point enters or leaves."),
		inputs: []window{
			{xs, 2, 2.3}, {xs, 0.5, 4.1}, {xs, 3, 5.9}, {xs, 1, 5.6}, {xs, 1.2, 2.8}, {[]float64{-1.2, 0.1, 0.3}, 0.8, 0.05},
		},
		show: func(w window) string { return named("xs", w.xs) + fmt.Sprintf(", h = %g, x = %g", w.h, w.x) },
		right: func(w window) []float64 {
			k, err := kde.New(mat.NewDense(len(w.xs), 1, slices.Clone(w.xs)), kde.Tophat, w.h/2)
			if err != nil {
				return nil
			}
			return one(math.Exp(k.LogProb([]float64{w.x})))
		},
		tol: 1e-9,
	}
	n := func(w window) float64 { return float64(len(w.xs)) }
	middle := func(w window) float64 { return w.count(func(off float64) bool { return math.Abs(off) < w.h/2 }) }
	per := func(say string, formula func(w window) float64) mistake[window] {
		return like(say, func(w window) []float64 { return one(formula(w)) })
	}
	p.mistakes = []mistake[window]{
		per(lang.T("That is a share, a probability. Divide it by the width h to make a density of it."),
			func(w window) float64 { return middle(w) / n(w) }),
		per(lang.T("You divide by h, but not by how many points there are. The area under it would be n, not 1."),
			func(w window) float64 { return middle(w) / w.h }),
		per(lang.T("That is a count. Divide it by n and by h."), middle),
		per(lang.T("Your bin reaches h to either side, so it is 2h wide. It should reach h/2."),
			func(w window) float64 {
				return w.count(func(off float64) bool { return math.Abs(off) < w.h }) / (n(w) * w.h)
			}),
		per(lang.T("Your bin is 2h wide, and you divide by 2h: right, but for another width. It should reach h/2 to either side."),
			func(w window) float64 {
				return w.count(func(off float64) bool { return math.Abs(off) < w.h }) / (n(w) * 2 * w.h)
			}),
		per(lang.T("Your bin begins at x. Its middle should be there: from x − h/2 to x + h/2."),
			func(w window) float64 {
				return w.count(func(off float64) bool { return off >= 0 && off < w.h }) / (n(w) * w.h)
			}),
		per(lang.T("All points far to the left are counted too: take the absolute value of the distance, math.Abs."),
			func(w window) float64 { return w.count(func(off float64) bool { return off < w.h/2 }) / (n(w) * w.h) }),
		per(lang.T("That is a histogram: its edges stand still. Here the bin moves with x."),
			func(w window) float64 {
				bin := func(v float64) float64 { return math.Floor(v / w.h) }
				return w.count(func(off float64) bool { return bin(w.x+off) == bin(w.x) }) / (n(w) * w.h)
			}),
		per(lang.T("Those are normal bumps, the KDE of (D1.7). Here every point inside counts alike, and one outside not at all."),
			func(w window) float64 {
				return sumOf(func(xi float64) float64 { return distuv.Normal{Mu: w.x, Sigma: w.h}.Prob(xi) }, w.xs) / n(w)
			}),
	}
	return p.grade(func(w window) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(w.xs), w.h, w.x))
	})
}
