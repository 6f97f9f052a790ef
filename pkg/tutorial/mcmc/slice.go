package mcmc

import (
	"math/rand/v2"
)

// Slice draws along one coordinate after another, uniformly from where the density is above a random height (Neal 2003,
// figures 3 and 5: stepping out, then shrinking):
//
//	y = log( u p(theta) )                       u ~ U(0, 1): a height under the density
//	the slice { x : log p(x, others) ≥ y }      found by stepping out from theta_j by Width, at most 1000 widths
//	theta_j uniform on the slice                a miss shrinks the interval towards theta_j
//
// A step is one round through all d coordinates. Nothing is rejected, and nothing needs tuning: a Width that is too small
// or too large by a factor of 10 costs a few more evaluations.
type Slice struct{ Width float64 }

// Most widths that an interval may have, which a density without an end needs (Neal's m), and most misses, which only a
// log density with noise in it comes to.
const mostWidths, mostMisses = 1000, 1000

// slicer is Slice at work.
type slicer struct {
	t     *target
	width float64
}

func (s Slice) kernel(t *target, d int) (kernel, error) {
	return &slicer{t, s.Width}, positive("Slice.Width", s.Width)
}

func (k *slicer) step(s *State, rng *rand.Rand) float64 {
	copy(s.Proposed, s.Theta)
	for j := range s.Theta {
		k.coordinate(j, s, rng)
	}
	copy(s.Theta, s.Proposed)
	s.Accepted = true
	return 1
}

// coordinate moves entry j of s.Proposed.
func (k *slicer) coordinate(j int, s *State, rng *rand.Rand) {
	x := s.Proposed
	now := x[j]
	y := s.LogP - rng.ExpFloat64() // −log u is exponential
	low, high := k.stepOut(j, x, y, rng)
	for range mostMisses {
		x[j] = low + rng.Float64()*(high-low)
		logP := k.t.logP(x)
		switch {
		case logP >= y:
			s.LogP = logP
			return
		case x[j] < now:
			low = x[j]
		default:
			high = x[j]
		}
		if k.t.err != nil {
			return
		}
	}
	k.t.fail("no place in the slice after %d tries near theta = %.6g; the log density must give the same answer each time it is asked",
		mostMisses, s.Theta)
}

// stepOut gives an interval about x[j] whose ends are outside the slice, or that has mostWidths widths. How many of
// these are on which side is drawn, so that the interval is as probable from every place in it.
func (k *slicer) stepOut(j int, x []float64, y float64, rng *rand.Rand) (low, high float64) {
	now := x[j]
	defer func() { x[j] = now }()
	inside := func(v float64) bool { x[j] = v; return k.t.logP(x) > y }
	low = now - k.width*rng.Float64()
	high = low + k.width
	left := rng.IntN(mostWidths)
	right := mostWidths - 1 - left
	for ; left > 0 && inside(low); left-- {
		low -= k.width
	}
	for ; right > 0 && inside(high); right-- {
		high += k.width
	}
	return low, high
}
