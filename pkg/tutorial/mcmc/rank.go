package mcmc

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// rankNormal replaces each draw by the normal quantile of its rank r among all S draws of all chains, equal draws sharing
// the mean of their ranks (Vehtari et al. 2021, section 4; the 3/8 is from Blom 1958):
//
//	z = Φ⁻¹( (r − 3/8) / (S + 1/4) )
//
// so that the diagnostics mean something for a quantity with neither mean nor variance.
func rankNormal(x [][]float64) [][]float64 {
	all := sorted(x)
	size := float64(len(all))
	return each(x, func(v float64) float64 {
		first, _ := slices.BinarySearch(all, v)
		after, _ := slices.BinarySearch(all[first:], math.Nextafter(v, math.Inf(1)))
		rank := float64(first) + float64(after+1)/2 // the mean of first+1 … first+after
		return mathext.NormalQuantile((rank - 0.375) / (size + 0.25))
	})
}

// folded is the distance of each draw from the median: what a difference in spread shows in.
func folded(x [][]float64) [][]float64 {
	all := sorted(x)
	median := (all[(len(all)-1)/2] + all[len(all)/2]) / 2
	return each(x, func(v float64) float64 { return math.Abs(v - median) })
}
