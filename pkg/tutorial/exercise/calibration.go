package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// forecasts is an input of exercise 5.5: probabilities, and whether what they were given to came true.
type forecasts struct {
	p    []float64
	is   []bool
	bins int
}

// truth is 1 where it came true.
func (f forecasts) truth(i int) float64 {
	if f.is[i] {
		return 1
	}
	return 0
}

// sorted is the library's reliability diagram.
func (f forecasts) sorted() []naivebayes.Bin {
	bins, err := naivebayes.Reliability(f.p, f.is, f.bins)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(bins, func(b naivebayes.Bin) bool { return b.Count == 0 })
}

// over adds up a term of each bin that is not empty.
func (f forecasts) over(term func(b naivebayes.Bin) float64) []float64 {
	total := 0.0
	for _, b := range f.sorted() {
		total += term(b)
	}
	return one(total)
}

// each is the mean of a term of each forecast.
func (f forecasts) each(term func(p, truth float64) float64) []float64 {
	terms := make([]float64, len(f.p))
	for i, p := range f.p {
		terms[i] = term(p, f.truth(i))
	}
	return one(stat.Mean(terms, nil))
}

// lower is the calibration error when a bin holds its lower edge and not its upper.
func (f forecasts) lower() []float64 {
	miss := make([]float64, f.bins)
	for i, p := range f.p {
		b := min(int(p*float64(f.bins)), f.bins-1)
		miss[b] += p - f.truth(i)
	}
	return one(floats.Norm(miss, 1) / float64(len(f.p)))
}

// CheckECE grades exercise 5.5: the expected calibration error of probabilities p [n] of events, is[i] telling whether
// event i came true, in bins of equal width (b/B, (b+1)/B].
//
//	ECE = Σ_b n_b/n |s_b − p̄_b|
func CheckECE(f func(p []float64, is []bool, bins int) float64) { report(gradeECE(f)) }

func gradeECE(f func(p []float64, is []bool, bins int) float64) result {
	p := problem[forecasts]{
		title: lang.T("Calibration error"),
		why:   lang.T("In each bin the mean of what was said is held against the share that came true; each forecast counts alike, so a full bin weighs more."),
		inputs: []forecasts{
			{[]float64{0.1, 0.2, 0.8, 0.9}, []bool{false, true, true, true}, 2},
			{[]float64{0.95, 0.99, 0.91, 0.3, 0.35, 0.02}, []bool{true, false, false, true, true, false}, 10},
			{[]float64{0.5, 0.25, 0.6, 1, 0.75, 0.1, 0.05}, []bool{true, false, false, true, true, false, true}, 4},
			{[]float64{0.9, 0.8, 0.7, 0.65, 0.1}, []bool{true, false, true, true, false}, 5},
		},
		show: func(f forecasts) string {
			return named("p", f.p) + fmt.Sprintf(", is = %v, bins = %d", f.is, f.bins)
		},
		right: func(f forecasts) []float64 { return one(naivebayes.CalibrationError(f.sorted())) },
		tol:   1e-9,
	}
	p.mistakes = calibrationMistakes(p.right)
	return p.grade(func(in forecasts) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(in.p), slices.Clone(in.is), in.bins))
	})
}

// calibrationMistakes are the known wrong answers of exercise 5.5.
func calibrationMistakes(right func(f forecasts) []float64) []mistake[forecasts] {
	miss := func(b naivebayes.Bin) float64 { return math.Abs(b.Right - b.Mean) }
	n := func(b naivebayes.Bin) float64 { return float64(b.Count) }
	return []mistake[forecasts]{
		{lang.T("An empty bin gives 0/0, and the sum is NaN. Leave empty bins out."), func(f forecasts, got []float64) bool {
			if len(f.sorted()) < f.bins {
				return math.IsNaN(got[0])
			}
			return equal(got, right(f), 1e-6)
		}},
		like(lang.T("Every bin counts alike in yours, the empty ones as 0. Weigh each by n_b/n, the share of the forecasts in it."),
			func(f forecasts) []float64 { return one(f.over(miss)[0] / float64(f.bins)) }),
		like(lang.T("Every bin counts alike in yours. Weigh each by n_b/n, the share of the forecasts in it."),
			func(f forecasts) []float64 { return one(f.over(miss)[0] / float64(len(f.sorted()))) }),
		like(lang.T("You add the distances without weights. Weigh each bin by n_b/n."), func(f forecasts) []float64 { return f.over(miss) }),
		like(lang.T("The weights are n_b. Divide by n, the number of all forecasts."),
			func(f forecasts) []float64 { return f.over(func(b naivebayes.Bin) float64 { return n(b) * miss(b) }) }),
		like(lang.T("Too high in one bin and too low in another cancel out. Take the absolute value in each bin."),
			func(f forecasts) []float64 { return f.each(func(p, truth float64) float64 { return truth - p }) }),
		like(lang.T("Too high in one bin and too low in another cancel out. Take the absolute value in each bin."),
			func(f forecasts) []float64 { return f.each(func(p, truth float64) float64 { return p - truth }) }),
		like(lang.T("That is the distance of each forecast from 0 or 1, without bins. A forecast of 0.7 is right when seven of ten come true."),
			func(f forecasts) []float64 {
				return f.each(func(p, truth float64) float64 { return math.Abs(p - truth) })
			}),
		like(lang.T("That is the Brier score, the mean square of p − truth. The distance of the bins is asked for."),
			func(f forecasts) []float64 {
				return f.each(func(p, truth float64) float64 { return (p - truth) * (p - truth) })
			}),
		like(lang.T("You take the middle of the bin. Take the mean of the probabilities in it."),
			func(f forecasts) []float64 {
				return f.over(func(b naivebayes.Bin) float64 {
					return n(b) / float64(len(f.p)) * math.Abs(b.Right-(b.From+b.To)/2)
				})
			}),
		like(lang.T("That is the largest distance of any bin. The mean over the forecasts is asked for."),
			func(f forecasts) []float64 {
				most := 0.0
				f.over(func(b naivebayes.Bin) float64 { most = max(most, miss(b)); return 0 })
				return one(most)
			}),
		like(lang.T("A probability on an edge belongs to the bin below it: bin b reaches from above b/B up to (b+1)/B, its upper edge included."), forecasts.lower),
	}
}
