package viz

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot/plotter"
)

// edges gives the limits of the bins, common to all samples.
func (f Histogram) edges(h head) ([]float64, error) {
	var all []float64
	for _, s := range f.Samples {
		for _, v := range s.Values {
			if finite(v) {
				all = append(all, v)
			}
		}
	}
	if len(all) == 0 {
		return nil, h.errorf("there is no finite value to count; give Samples with Values")
	}
	slices.Sort(all)
	lo, hi := all[0], all[len(all)-1]
	if f.XRange.set() {
		lo, hi = f.XRange.Min, f.XRange.Max
	}
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
	}
	n := f.Bins
	if n <= 0 {
		n = binCount(all, hi-lo)
	}
	edges := make([]float64, n+1)
	for i := range edges {
		edges[i] = lo + (hi-lo)*float64(i)/float64(n)
	}
	return edges, nil
}

// binCount is the number of bins of width 2 IQR n^(−1/3), between 5 and 80.
//
// D. Freedman, P. Diaconis, Z. Wahrscheinlichkeitstheorie 57, 453 (1981).
func binCount(sorted []float64, span float64) int {
	iqr := stat.Quantile(0.75, stat.Empirical, sorted, nil) - stat.Quantile(0.25, stat.Empirical, sorted, nil)
	width := 2 * iqr / math.Cbrt(float64(len(sorted)))
	if width <= 0 {
		return 20
	}
	return int(math.Min(80, math.Max(5, math.Ceil(span/width))))
}

// outlineOf counts values into bins and gives the outline of the histogram, from
// the axis up, over all bins, and down again. Values outside are left out, but
// still count in a density's total.
func outlineOf(edges, values []float64, density bool) plotter.XYs {
	n := len(edges) - 1
	count := make([]float64, n)
	total := 0.0
	for _, v := range values {
		if !finite(v) {
			continue
		}
		total++
		if v < edges[0] || v > edges[n] {
			continue
		}
		i := int((v - edges[0]) / (edges[n] - edges[0]) * float64(n))
		count[min(i, n-1)]++
	}
	out := plotter.XYs{{X: edges[0], Y: 0}}
	for i, c := range count {
		if density && total > 0 {
			c /= total * (edges[i+1] - edges[i])
		}
		out = append(out, plotter.XY{X: edges[i], Y: c}, plotter.XY{X: edges[i+1], Y: c})
	}
	return append(out, plotter.XY{X: edges[n], Y: 0})
}
