package density

import (
	"fmt"
	"math"
)

// Axis is the interval of one coordinate over which to integrate.
type Axis struct {
	Lo, Hi float64
	// Kinks are places to split at: where p jumps or bends, and on either side of a narrow peak. Those outside Lo … Hi are
	// left out.
	Kinks []float64
	// KinksAt gives more of them, which depend on the coordinates before this one: the edge of a disc, say. It may be nil,
	// and does not keep before.
	KinksAt func(before []float64) []float64
}

// Region is a box of one or two axes over which to integrate a density, and a bound on the mass that it leaves out.
type Region struct {
	Axes    []Axis
	Outside float64 // at most this much of p's mass lies outside the box: the tails that were cut off
}

// Interval is the region lo … hi of one coordinate, with nothing outside.
func Interval(lo, hi float64, kinks ...float64) Region {
	return Region{Axes: []Axis{{Lo: lo, Hi: hi, Kinks: kinks}}}
}

// Cut is the region of a distribution of one number between two quantiles, so that the mass left outside is known from the
// cdf:
//
//	Lo = Quantile(outside/2),   Hi = Quantile(1 − outside/2),   Outside = CDF(Lo) + 1 − CDF(Hi)
//
// It is split at more quantiles, which finds the mass however wide the region is. Errors: an outside that is not between
// 1e-14 and ½, quantiles that are not finite.
func Cut(d interface {
	CDF(x float64) float64
	Quantile(u float64) float64
}, outside float64, kinks ...float64) (Region, error) {
	if !(outside >= 1e-14 && outside <= 0.5) {
		return Region{}, fmt.Errorf("density: cut-off tails of mass %g; leave 1e-14 to 0.5 outside", outside)
	}
	a := Axis{Lo: d.Quantile(outside / 2), Hi: d.Quantile(1 - outside/2), Kinks: append([]float64{d.Quantile(0.5)}, kinks...)}
	for u := 0.25; u > outside/2; u /= 10 {
		a.Kinks = append(a.Kinks, d.Quantile(u), d.Quantile(1-u))
	}
	r := Region{Axes: []Axis{a}, Outside: d.CDF(a.Lo) + 1 - d.CDF(a.Hi)}
	return r, r.check()
}

// check wants one or two axes with finite ends in order and an Outside from 0 to below 1.
func (r Region) check() error {
	if len(r.Axes) == 0 {
		return fmt.Errorf("density: the region has no axis; give one for each coordinate of x")
	}
	if len(r.Axes) > 2 {
		return fmt.Errorf("density: an integral over %d axes takes too many points, N to the power of %d; use samples instead", len(r.Axes), len(r.Axes))
	}
	for i, a := range r.Axes {
		if !(a.Lo < a.Hi) || math.IsInf(a.Hi-a.Lo, 0) {
			return fmt.Errorf("density: axis %d goes from %g to %g; it must go up between finite ends: cut tails off and state their mass in Outside", i, a.Lo, a.Hi)
		}
	}
	if !(r.Outside >= 0 && r.Outside < 1) {
		return fmt.Errorf("density: a mass of %g outside of the region; it must be 0 or more and below 1", r.Outside)
	}
	return nil
}
