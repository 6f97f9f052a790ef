package exercise

import (
	"math"
)

func init() {
	type eceFunc = func(p []float64, is []bool, bins int) float64
	type heap struct{ n, p, true float64 }
	// sorted puts forecasts into bins; place says which.
	sorted := func(p []float64, is []bool, bins int, place func(v float64, bins int) int) []heap {
		out := make([]heap, bins)
		for i, v := range p {
			h := &out[place(v, bins)]
			h.n++
			h.p += v
			if is[i] {
				h.true++
			}
		}
		return out
	}
	upper := func(v float64, bins int) int { return max(0, int(math.Ceil(v*float64(bins)))-1) }
	lower := func(v float64, bins int) int { return min(int(v*float64(bins)), bins-1) }
	// over adds a term of each bin; empty ones are given to it too where all is true.
	over := func(place func(v float64, bins int) int, all bool, term func(h heap, b, bins, n float64) float64) eceFunc {
		return func(p []float64, is []bool, bins int) float64 {
			total := 0.0
			for b, h := range sorted(p, is, bins, place) {
				if h.n > 0 || all {
					total += term(h, float64(b), float64(bins), float64(len(p)))
				}
			}
			return total
		}
	}
	each := func(term func(p, truth float64) float64) eceFunc {
		return func(p []float64, is []bool, _ int) float64 {
			total := 0.0
			for i, v := range p {
				truth := 0.0
				if is[i] {
					truth = 1
				}
				total += term(v, truth) / float64(len(p))
			}
			return total
		}
	}
	gap := func(h heap) float64 { return math.Abs(h.true/h.n - h.p/h.n) }
	good := func(h heap, _, _, n float64) float64 { return h.n / n * gap(h) }
	add("calibration", gradeECE,
		[]eceFunc{nil, func([]float64, []bool, int) float64 { return math.NaN() }, func([]float64, []bool, int) float64 { return 0 }},
		[]eceFunc{over(upper, false, good), over(upper, true, func(h heap, _, _, n float64) float64 { return math.Abs(h.true-h.p) / n })},
		"In each bin the mean of what was said is held against the share that came true; each forecast counts alike, so a full bin weighs more.",
		map[string]eceFunc{
			"An empty bin gives 0/0, and the sum is NaN. Leave empty bins out.":                                            over(upper, true, good),
			"Every bin counts alike in yours, the empty ones as 0. Weigh each by n_b/n, the share of the forecasts in it.": over(upper, false, func(h heap, _, bins, _ float64) float64 { return gap(h) / bins }),
			"Every bin counts alike in yours. Weigh each by n_b/n, the share of the forecasts in it.": func(p []float64, is []bool, bins int) float64 {
				full := over(upper, false, func(heap, float64, float64, float64) float64 { return 1 })(p, is, bins)
				return over(upper, false, func(h heap, _, _, _ float64) float64 { return gap(h) / full })(p, is, bins)
			},
			"You add the distances without weights. Weigh each bin by n_b/n.":                                                          over(upper, false, func(h heap, _, _, _ float64) float64 { return gap(h) }),
			"The weights are n_b. Divide by n, the number of all forecasts.":                                                           over(upper, false, func(h heap, _, _, _ float64) float64 { return h.n * gap(h) }),
			"Too high in one bin and too low in another cancel out. Take the absolute value in each bin.":                              over(upper, false, func(h heap, _, _, n float64) float64 { return (h.true - h.p) / n }),
			"That is the distance of each forecast from 0 or 1, without bins. A forecast of 0.7 is right when seven of ten come true.": each(func(p, truth float64) float64 { return math.Abs(p - truth) }),
			"That is the Brier score, the mean square of p − truth. The distance of the bins is asked for.":                            each(func(p, truth float64) float64 { return (p - truth) * (p - truth) }),
			"You take the middle of the bin. Take the mean of the probabilities in it.":                                                over(upper, false, func(h heap, b, bins, n float64) float64 { return h.n / n * math.Abs(h.true/h.n-(b+0.5)/bins) }),
			"That is the largest distance of any bin. The mean over the forecasts is asked for.": func(p []float64, is []bool, bins int) float64 {
				most := 0.0
				for _, h := range sorted(p, is, bins, upper) {
					if h.n > 0 {
						most = max(most, gap(h))
					}
				}
				return most
			},
			"A probability on an edge belongs to the bin below it: bin b reaches from above b/B up to (b+1)/B, its upper edge included.": over(lower, false, good),
		})
	add("calibration, the other sign", gradeECE, nil, nil, "", map[string]eceFunc{
		"Too high in one bin and too low in another cancel out. Take the absolute value in each bin.": over(upper, false, func(h heap, _, _, n float64) float64 { return (h.p - h.true) / n }),
	})
}
