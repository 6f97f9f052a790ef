package exercise

import (
	"math"
	"slices"
	"testing"
)

type (
	stepFunc    = func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64)
	inertiaFunc = func(x, centres [][]float64) float64
	turnFunc    = func(x, centres []float64) []float64
	keptFunc    = func(eigenvalues []float64, k int) float64
	densityFunc = func(xs []float64, h, x float64) float64
)

// descend is a step with what is off given: a factor of the rate, the guess, and what is done with w and b.
func descend(factor func(n int, eta float64) float64, guess func(a, b float64) float64) stepFunc {
	return func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64) {
		out, bOut := slices.Clone(w), b
		for i, row := range x {
			a := 0.0
			for j := range row {
				a += w[j] * row[j]
			}
			miss := y[i] - guess(a, b)
			for j := range row {
				out[j] += factor(len(x), eta) * miss * row[j]
			}
			bOut += factor(len(x), eta) * miss
		}
		return out, bOut
	}
}

func sigmoid(a float64) float64 { return 1 / (1 + math.Exp(-a)) }

func logistic(a, b float64) float64 { return sigmoid(a + b) }

func meanRate(n int, eta float64) float64 { return eta / float64(n) }

var rightStep = descend(meanRate, logistic)

func init() {
	add("step", gradeStep,
		[]stepFunc{nil, func([]float64, float64, [][]float64, []float64, float64) ([]float64, float64) { return nil, 0 }},
		[]stepFunc{rightStep}, "Each row pulls by answer minus guess, times what was seen; the mean of the pulls does not depend on how many rows there are.",
		map[string]stepFunc{
			"It goes the wrong way: the log-likelihood is to rise, so add answer minus guess, y − σ(wᵀx + b).": descend(func(n int, eta float64) float64 { return -eta / float64(n) }, logistic),
			"That is the sum of the corrections. Their mean is asked for: divide by the number of rows.":       descend(func(_ int, eta float64) float64 { return eta }, logistic),
			"eta is not used: it says how long the step is.":                                                   descend(func(n int, _ float64) float64 { return 1 / float64(n) }, logistic),
			"The sigmoid is missing: the guess is σ(wᵀx + b), not wᵀx + b itself.":                             descend(meanRate, func(a, b float64) float64 { return a + b }),
			"The guess leaves b out: it is σ(wᵀx + b).":                                                        descend(meanRate, func(a, _ float64) float64 { return sigmoid(a) }),
			"w moves, b does not. Think of b as the weight of a column that is always 1.": func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64) {
				out, _ := rightStep(w, b, x, y, eta)
				return out, b
			},
			"That is the change. The moved weights are asked for: add it to w and b.": func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64) {
				out, bOut := rightStep(w, b, x, y, eta)
				for j := range out {
					out[j] -= w[j]
				}
				return out, bOut - b
			},
			"You move after each row, so that the later rows meet other weights. Take all guesses first, with the weights as they were.": func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64) {
				for i := range x {
					w, b = rightStep(w, b, x[i:i+1], y[i:i+1], eta/float64(len(x)))
				}
				return w, b
			},
		})
}

// inertia adds up what is made of the squared distances of each point.
func inertia(of func(squares []float64) float64) inertiaFunc {
	return func(x, centres [][]float64) float64 {
		total := 0.0
		for _, row := range x {
			var squares []float64
			for _, c := range centres {
				sum := 0.0
				for j := range row {
					sum += (row[j] - c[j]) * (row[j] - c[j])
				}
				squares = append(squares, sum)
			}
			total += of(squares)
		}
		return total
	}
}

var rightInertia = inertia(func(squares []float64) float64 { return slices.Min(squares) })

func init() {
	add("inertia", gradeInertia,
		[]inertiaFunc{nil, func(_, _ [][]float64) float64 { return math.NaN() }}, []inertiaFunc{rightInertia},
		"Only the nearest centre counts for a point, and by the square of its distance: that is what makes the mean the best centre.",
		map[string]inertiaFunc{
			"The distances are added as they are. Square them: Σ (x_j − c_j)² has no root in it.": inertia(func(squares []float64) float64 { return math.Sqrt(slices.Min(squares)) }),
			"That is the mean over the points. The inertia is their sum.":                         func(x, c [][]float64) float64 { return rightInertia(x, c) / float64(len(x)) },
			"That is the root of the inertia. The squares are added, and no root is taken.":       func(x, c [][]float64) float64 { return math.Sqrt(rightInertia(x, c)) },
			"That adds up the distances to all centres. A point belongs to the nearest one only.": inertia(func(squares []float64) float64 {
				sum := 0.0
				for _, s := range squares {
					sum += s
				}
				return sum
			}),
			"That is the farthest centre of each point. The nearest one counts.":         inertia(func(squares []float64) float64 { return slices.Max(squares) }),
			"Every point is counted towards the first centre. Look for the nearest one.": inertia(func(squares []float64) float64 { return squares[0] }),
		})
}

// turn is one iteration; place says where a centre with that sum, number and old place goes.
func turn(place func(sum float64, count, n int, old float64) float64) turnFunc {
	return func(x, centres []float64) []float64 {
		sums, counts := make([]float64, len(centres)), make([]int, len(centres))
		for _, v := range x {
			best := 0
			for k, c := range centres {
				if math.Abs(v-c) < math.Abs(v-centres[best]) {
					best = k
				}
			}
			sums[best] += v
			counts[best]++
		}
		out := make([]float64, len(centres))
		for k, old := range centres {
			out[k] = place(sums[k], counts[k], len(x), old)
		}
		return out
	}
}

// staying is place, but where there is no point.
func staying(place func(sum float64, count, n int, old float64) float64) turnFunc {
	return turn(func(sum float64, count, n int, old float64) float64 {
		if count == 0 {
			return old
		}
		return place(sum, count, n, old)
	})
}

var rightTurn = staying(func(sum float64, count, _ int, _ float64) float64 { return sum / float64(count) })

func init() {
	add("turn", gradeTurn, []turnFunc{nil, func(_, _ []float64) []float64 { return nil }}, []turnFunc{rightTurn},
		"Assign, then move to the mean; a centre that nobody chose has no mean, and waits where it is.",
		map[string]turnFunc{
			"A centre without points came out as NaN: 0 divided by 0. Let it stay where it is.": turn(func(sum float64, count, _ int, _ float64) float64 { return sum / float64(count) }),
			"A centre without points went to 0. Nobody is there: let it stay where it is.": turn(func(sum float64, count, _ int, _ float64) float64 {
				if count == 0 {
					return 0
				}
				return sum / float64(count)
			}),
			"Those are the numbers of the nearest centres. Now move each centre to the mean of its points.": func(x, centres []float64) []float64 {
				var out []float64
				for _, v := range x {
					best := 0
					for k, c := range centres {
						if math.Abs(v-c) < math.Abs(v-centres[best]) {
							best = k
						}
					}
					out = append(out, float64(best))
				}
				return out
			},
			"The centres have not moved.":                                                       func(_, centres []float64) []float64 { return centres },
			"That is the sum of a centre's points. Divide by how many they are.":                staying(func(sum float64, _, _ int, _ float64) float64 { return sum }),
			"You divide by the number of all points. Divide by the number of the centre's own.": staying(func(sum float64, _, n int, _ float64) float64 { return sum / float64(n) }),
			"The old centre is counted among the points. The mean is of the points alone.": staying(func(sum float64, count, _ int, old float64) float64 {
				return (sum + old) / float64(count+1)
			}),
			"That is where k-means ends. One turn is asked for: assign once, move once.": func(x, centres []float64) []float64 {
				for range 50 {
					centres = rightTurn(x, centres)
				}
				return centres
			},
		})
}

func sumUp(values []float64) float64 { return rightMean(values) * float64(len(values)) }

// sortedDown is a falling copy.
func sortedDown(values []float64) []float64 {
	out := slices.Clone(values)
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

func rightKept(values []float64, k int) float64 { return sumUp(sortedDown(values)[:k]) / sumUp(values) }

// through is the share after each value has gone through f.
func through(f func(float64) float64) keptFunc {
	return func(values []float64, k int) float64 {
		for i := range values {
			values[i] = f(values[i])
		}
		return rightKept(values, k)
	}
}

func init() {
	add("kept", gradeKept, []keptFunc{nil, func([]float64, int) float64 { return math.NaN() }}, []keptFunc{rightKept},
		"Eigenvalues are variances, and add up to the whole; the largest k are the best, in whatever order they come.",
		map[string]keptFunc{
			"You take the first k as they come. They come in any order: sort them first, the largest in front.": func(v []float64, k int) float64 { return sumUp(v[:k]) / sumUp(v) },
			"You take the last k as they come. They come in any order: sort them first.":                        func(v []float64, k int) float64 { return sumUp(v[len(v)-k:]) / sumUp(v) },
			"You take the k smallest. The best components are those of the largest variance.": func(v []float64, k int) float64 {
				slices.Sort(v)
				return sumUp(v[:k]) / sumUp(v)
			},
			"That is the share that is lost. The share that is kept is asked for.":                                   func(v []float64, k int) float64 { return 1 - rightKept(v, k) },
			"That is the share of component k alone. Add up the first k.":                                            func(v []float64, k int) float64 { return sortedDown(v)[k-1] / sumUp(v) },
			"That is the variance kept. Divide it by the sum of all eigenvalues.":                                    func(v []float64, k int) float64 { return sumUp(sortedDown(v)[:k]) },
			"You count components. They do not weigh alike: add up their eigenvalues.":                               func(v []float64, k int) float64 { return float64(k) / float64(len(v)) },
			"That is in per cent. A share between 0 and 1 is asked for.":                                             func(v []float64, k int) float64 { return 100 * rightKept(v, k) },
			"You square the eigenvalues. They are variances already; it is singular values that have to be squared.": through(func(v float64) float64 { return v * v }),
			"You take the roots. Standard deviations do not add up; variances do.":                                   through(math.Sqrt),
		})
}

// binned counts the points where inside says, of x_i − x, and divides.
func binned(inside func(off, h float64) bool, by func(n, h float64) float64) densityFunc {
	return func(xs []float64, h, x float64) float64 {
		count := 0.0
		for _, xi := range xs {
			if inside(xi-x, h) {
				count++
			}
		}
		return count / by(float64(len(xs)), h)
	}
}

func init() {
	half := func(off, h float64) bool { return math.Abs(off) <= h/2 }
	whole := func(off, h float64) bool { return math.Abs(off) <= h }
	both := func(n, h float64) float64 { return n * h }
	add("density", gradeDensity, []densityFunc{nil, func([]float64, float64, float64) float64 { return math.NaN() }},
		[]densityFunc{binned(half, both)},
		"A share divided by a width is a density. It is the KDE with a box for a bump, and jumps wherever a point enters or leaves.",
		map[string]densityFunc{
			"That is a share, a probability. Divide it by the width h to make a density of it.":                            binned(half, func(n, _ float64) float64 { return n }),
			"You divide by h, but not by how many points there are. The area under it would be n, not 1.":                  binned(half, func(_, h float64) float64 { return h }),
			"That is a count. Divide it by n and by h.":                                                                    binned(half, func(_, _ float64) float64 { return 1 }),
			"Your bin reaches h to either side, so it is 2h wide. It should reach h/2.":                                    binned(whole, both),
			"Your bin is 2h wide, and you divide by 2h: right, but for another width. It should reach h/2 to either side.": binned(whole, func(n, h float64) float64 { return 2 * n * h }),
			"Your bin begins at x. Its middle should be there: from x − h/2 to x + h/2.":                                   binned(func(off, h float64) bool { return off >= 0 && off < h }, both),
			"All points far to the left are counted too: take the absolute value of the distance, math.Abs.":               binned(func(off, h float64) bool { return off < h/2 }, both),
			"That is a histogram: its edges stand still. Here the bin moves with x.": func(xs []float64, h, x float64) float64 {
				count := 0.0
				for _, xi := range xs {
					if math.Floor(xi/h) == math.Floor(x/h) {
						count++
					}
				}
				return count / (float64(len(xs)) * h)
			},
			"Those are normal bumps, the KDE of (D1.8). Here every point inside counts alike, and one outside not at all.": func(xs []float64, h, x float64) float64 {
				sum := 0.0
				for _, xi := range xs {
					sum += math.Exp(-(x-xi)*(x-xi)/(2*h*h)) / (h * math.Sqrt(2*math.Pi))
				}
				return sum / float64(len(xs))
			},
		})
}

// The graders that chapter 01 calls print, and take answers that spoil their inputs.
func TestLearningGraders(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	for name, f := range map[string]func(){
		"Step": func() {
			CheckStep(func(w []float64, b float64, x [][]float64, y []float64, eta float64) ([]float64, float64) {
				out, bOut := rightStep(w, b, x, y, eta)
				w[0], x[0][0], y[0] = math.NaN(), math.NaN(), math.NaN()
				return out, bOut
			})
		},
		"Inertia": func() {
			CheckInertia(func(x, c [][]float64) float64 {
				out := rightInertia(x, c)
				x[0][0], c[0][0] = math.NaN(), math.NaN()
				return out
			})
		},
		"Turn": func() {
			CheckTurn(func(x, c []float64) []float64 {
				out := rightTurn(x, c)
				x[0], c[0] = math.NaN(), math.NaN()
				return out
			})
		},
		"Kept": func() { CheckKept(func(v []float64, k int) float64 { slices.Sort(v); return rightKept(v, k) }) },
		"Density": func() {
			CheckDensity(func(xs []float64, h, x float64) float64 {
				slices.Sort(xs)
				return binned(func(off, h float64) bool { return math.Abs(off) < h/2 }, func(n, h float64) float64 { return n * h })(xs, h, x)
			})
		},
	} {
		t.Setenv("VAEBOOK_STRICT", "1")
		if out, code := capture(t, f); code != -1 || len(out) == 0 || out[:len("✓")] != "✓" {
			t.Errorf("%s printed %q, exit code %d", name, out, code)
		}
	}
}
