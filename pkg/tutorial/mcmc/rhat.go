package mcmc

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// RHat compares the variance of all draws of x (chains × draws) with that within the halves of its chains: 1 where they
// agree, more where the chains are in different places or have different spreads. It is the larger of the ratios of
// the rank-normalised draws and of their distances from the median (Vehtari et al. 2021, sections 3.1 and 4):
//
//	R̂ = √( ((N − 1)/N W + B/N) / W )              M half-chains of N draws
//	W = mean of their variances                    B/N = variance of their means
//
// 1.01 is the paper's limit. The value is arviz.rhat's; with an odd number of draws arviz.summary gives a slightly other
// one, as it takes the distances before it leaves the middle draw out.
//
// NaN where all draws are equal: there is nothing to compare. Where each chain stands still in
// a place of its own R̂ is +Inf, or very large by rounding.
//
// Errors: those of [ESSBulk], and a single chain: it cannot tell what the others would have seen.
func RHat(x [][]float64) (float64, error) {
	if err := checkQuantity(x); err != nil {
		return 0, err
	}
	if len(x) < 2 {
		return 0, fmt.Errorf("mcmc: R-hat compares chains, and there is one; run two or more, better four, from different starts")
	}
	halves := split(x)
	place := rhat(rankNormal(halves))
	if spread := rhat(rankNormal(folded(halves))); spread > place {
		return spread, nil // not so where it is NaN, because all are as far from the median
	}
	return place, nil
}

// rhat is the ratio for chains as they are.
func rhat(x [][]float64) float64 {
	n := float64(len(x[0]))
	means, within := make([]float64, len(x)), 0.0
	for c, chain := range x {
		mean, variance := stat.MeanVariance(chain, nil)
		means[c] = mean
		within += variance / float64(len(x))
	}
	return math.Sqrt((n-1)/n + stat.Variance(means, nil)/within)
}
