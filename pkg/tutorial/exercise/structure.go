package exercise

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

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
		per(lang.T("Those are normal bumps, the KDE of (D1.8). Here every point inside counts alike, and one outside not at all."),
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
