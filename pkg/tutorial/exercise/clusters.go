package exercise

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

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
