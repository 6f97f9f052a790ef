package exercise

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// bus is an input of the exercise on decisions: waits and their probabilities, and what a minute early or late costs.
type bus struct {
	y, p        []float64
	early, late float64
}

// cost is the expected cost of coming at a, with a function of how far early or late.
func (b bus) cost(a float64, of func(minutes float64) float64) float64 {
	cost := make([]float64, len(b.y))
	for i, y := range b.y {
		if cost[i] = b.early * of(y-a); a > y {
			cost[i] = b.late * of(a-y)
		}
	}
	return floats.Dot(b.p, cost)
}

// cheapest is the time among the waits that costs least.
func (b bus) cheapest(cost func(a float64) float64) float64 {
	costs := make([]float64, len(b.y))
	for i, a := range b.y {
		costs[i] = cost(a)
	}
	return b.y[floats.MinIdx(costs)]
}

// quantile is the least wait up to which at least that probability lies.
func (b bus) quantile(u float64) float64 { return stat.Quantile(u, stat.Empirical, b.y, b.p) }

// CheckBestTime grades exercise 3.5: the time among the waits y, which have the probabilities p, at which the expected
// cost of coming early or late is lowest.
//
//	early E[max(y − a, 0)] + late E[max(a − y, 0)]
func CheckBestTime(f func(y, p []float64, early, late float64) float64) { report(gradeBestTime(f)) }

func gradeBestTime(f func(y, p []float64, early, late float64) float64) result {
	minutes := func(m float64) float64 { return m }
	waits, chances := []float64{50, 55, 60, 75, 80, 85, 95}, []float64{0.08, 0.12, 0.15, 0.2, 0.25, 0.15, 0.05}
	p := problem[bus]{
		title: lang.T("Best time to be back"),
		why:   lang.T("It is the least time by which the probability reaches early/(early+late): a quantile, whatever the shape of the distribution."),
		inputs: []bus{
			{waits, chances, 1, 9}, {waits, chances, 3, 1}, {waits, chances, 1, 24}, {[]float64{1, 2, 3, 10}, []float64{0.1, 0.25, 0.6, 0.05}, 1, 2},
		},
		show: func(b bus) string {
			return named("y", b.y) + ", " + named("p", b.p) + fmt.Sprintf(", early = %g, late = %g", b.early, b.late)
		},
		right: func(b bus) []float64 {
			return one(b.cheapest(func(a float64) float64 { return b.cost(a, minutes) }))
		},
		tol: 1e-9,
	}
	p.mistakes = []mistake[bus]{
		like(lang.T("That is the mean wait. The costs are not used, and they differ."), func(b bus) []float64 { return one(floats.Dot(b.p, b.y)) }),
		like(lang.T("That is the median, right only where early and late cost the same."), func(b bus) []float64 { return one(b.quantile(0.5)) }),
		like(lang.T("early and late have changed places: the dearer being late is, the sooner one comes."),
			func(b bus) []float64 { return one(b.quantile(b.late / (b.early + b.late))) }),
		like(lang.T("That is the most probable wait. What the others would cost counts too."), func(b bus) []float64 { return one(b.y[floats.MaxIdx(b.p)]) }),
		like(lang.T("That is the lowest cost. The time at which it is reached is asked for."), func(b bus) []float64 {
			return one(b.cost(p.right(b)[0], minutes))
		}),
		like(lang.T("Every late arrival costs the same in your sum. Here each minute costs: multiply by how late."), func(b bus) []float64 {
			return one(b.cheapest(func(a float64) float64 {
				total := 0.0
				for i, y := range b.y {
					if total += b.p[i] * b.early * max(y-a, 0); a > y {
						total += b.p[i] * b.late
					}
				}
				return total
			}))
		}),
		like(lang.T("That is never late: the first possible wait. Waiting has its cost too."), func(b bus) []float64 { return one(b.y[0]) }),
	}
	return p.grade(func(b bus) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(b.y), slices.Clone(b.p), b.early, b.late))
	})
}
