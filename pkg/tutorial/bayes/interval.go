package bayes

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// EqualTailed is the credible interval that leaves the same probability below as above it:
//
//	lo = Quantile((1 − level)/2)          hi = Quantile((1 + level)/2)
//
// Given the data, the model and the prior, θ is in it with probability level (at least level, where d is discrete).
// Errors: a level outside (0, 1), wrong parameters of d.
func EqualTailed(d prob.Univariate, level float64) (lo, hi float64, err error) {
	if err := checkInterval(d, level); err != nil {
		return 0, 0, err
	}
	return d.Quantile((1 - level) / 2), d.Quantile((1 + level) / 2), nil
}

func checkInterval(d prob.Univariate, level float64) error {
	if d == nil {
		return fmt.Errorf("bayes: interval: there is no distribution; pass a posterior's")
	}
	if err := checkLevel(level); err != nil {
		return err
	}
	return d.Check()
}

// HighestDensity is the shortest credible interval: of [Quantile(u), Quantile(u + level)] for all u the one of the same
// density at both ends, where that inside is higher, and outside lower. If the density only falls, or only rises, it
// begins or ends at the end of the range; of several shortest (a flat density) it is the lowest.
//
// Unlike [EqualTailed] it changes with the units: that of log θ is not the log of that of θ.
//
// Errors: a level outside (0, 1), wrong parameters of d, a discrete d, a density of several peaks, where the highest
// densities may be no interval.
func HighestDensity(d prob.Univariate, level float64) (lo, hi float64, err error) {
	if err := checkInterval(d, level); err != nil {
		return 0, 0, err
	}
	if d.Measure() == score.Counting {
		return 0, 0, fmt.Errorf("bayes: interval: %T is discrete and has no shortest interval of just this level; use EqualTailed", d)
	}
	if err := unimodal(d); err != nil {
		return 0, 0, err
	}
	end := func(u float64) float64 { return d.Quantile(min(1, u+level)) }
	tooLow := func(u float64) bool { return d.LogP(d.Quantile(u)) < d.LogP(end(u)) } // the density at lo is below that at hi
	low, high := 0.0, 1-level
	switch {
	case !tooLow(low):
		return d.Quantile(low), end(low), nil
	case tooLow(high):
		return d.Quantile(high), d.Quantile(1), nil
	}
	for range 100 { // the difference of the densities rises with u
		u := (low + high) / 2
		if tooLow(u) {
			low = u
		} else {
			high = u
		}
	}
	return d.Quantile(high), end(high), nil
}

// unimodal looks at the density at 400 quantiles: once it has fallen it must not rise.
func unimodal(d prob.Univariate) error {
	const n, rounding = 400, 1e-9
	top, last := math.Inf(-1), math.Inf(-1)
	for i := range n {
		x := d.Quantile((float64(i) + 0.5) / n)
		logP := d.LogP(x)
		if logP > last+rounding && last < top-rounding {
			return fmt.Errorf("bayes: interval: the density rises again at %g, after it has fallen; its highest part may be no interval: use EqualTailed", x)
		}
		top, last = max(top, logP), logP
	}
	return nil
}
