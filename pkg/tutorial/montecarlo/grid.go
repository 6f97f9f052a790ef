package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// MaxGrid is how many points [Grid] agrees to visit.
const MaxGrid = 100_000_000

// Grid integrates P(x|z) P(z) over the box lo … hi, by the midpoint rule with n points an axis:
//
//	P(x) ≈ h_1 ⋯ h_d Σ_z P(x|z) P(z),   h_j = (hi_j − lo_j)/n,   over n^d points z
//
// and says how often it has evaluated the product: n^d, which is why nobody does it beyond d = 4 or 5. What lies outside of the
// box is left out. For smooth functions that vanish at the box's faces the midpoint rule converges faster than any power of n.
//
// Errors: bounds that do not fit together or are not finite, n < 1, more than MaxGrid points, a log density that is NaN or +Inf
// or that panics, a product that is 0 at all points, and a ctx that ends.
func Grid(ctx context.Context, logPxz, logPrior func(z []float64) float64, lo, hi []float64, n int) (logP float64, evaluations int, err error) {
	if logPxz == nil || logPrior == nil {
		return 0, 0, errors.New("montecarlo: log p(x|z) or log p(z) is nil; give both")
	}
	logVolume, err := checkGrid(lo, hi, n)
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("montecarlo: grid: a log density of a row of %d numbers panicked: %v; do the dimensions agree?", len(lo), p)
		}
	}()
	var w Weights // the sum is the volume times the mean over the points
	at, z := make([]int, len(lo)), make([]float64, len(lo))
	for done := false; !done; done = advance(at, n) {
		if evaluations%4096 == 0 && ctx.Err() != nil {
			return 0, evaluations, fmt.Errorf("montecarlo: grid: stopped after %d points: %w", evaluations, context.Cause(ctx))
		}
		for j, k := range at {
			z[j] = lo[j] + (hi[j]-lo[j])*(float64(k)+0.5)/float64(n)
		}
		w.Add(logPxz(z) + logPrior(z))
		evaluations++
	}
	e, err := w.Estimate()
	if err != nil {
		return 0, evaluations, fmt.Errorf("montecarlo: grid: %w", err)
	}
	return logVolume + e.LogMean, evaluations, nil
}

// advance counts one further, as an odometer does; true when it has come round.
func advance(at []int, n int) bool {
	for j := range at {
		if at[j]++; at[j] < n {
			return false
		}
		at[j] = 0
	}
	return true
}

// checkGrid gives the log of the box's volume, or what is wrong.
func checkGrid(lo, hi []float64, n int) (logVolume float64, err error) {
	if len(lo) == 0 || len(lo) != len(hi) {
		return 0, fmt.Errorf("montecarlo: grid: %d lower and %d upper ends; give one of each for every axis", len(lo), len(hi))
	}
	for j := range lo {
		width := hi[j] - lo[j]
		if !(width > 0) || math.IsInf(width, 1) {
			return 0, fmt.Errorf("montecarlo: grid: axis %d goes from %g to %g; the ends must be finite and rise", j, lo[j], hi[j])
		}
		logVolume += math.Log(width)
	}
	if n < 1 {
		return 0, fmt.Errorf("montecarlo: grid: n is %d; take at least one point an axis", n)
	}
	if points := math.Pow(float64(n), float64(len(lo))); points > MaxGrid {
		return 0, fmt.Errorf("montecarlo: grid: %d points on each of %d axes are %.3g, more than %.0e; take fewer, or draw at random", n, len(lo), points, float64(MaxGrid))
	}
	return logVolume, nil
}
