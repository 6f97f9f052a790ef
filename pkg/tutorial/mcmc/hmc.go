package mcmc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// HMC is Hamiltonian Monte Carlo: theta is a ball on the landscape −log p; a step gives it a random push p and follows it
// for a while (Duane, Kennedy, Pendleton & Roweth 1987; Neal 2011).
//
//	H(theta, p) = −log p(theta) + Σ_j p_j²/(2 Mass_j)         p_j ~ N(0, Mass_j)
//	theta' = after Leapfrogs steps of [Leapfrog]              H is nearly constant, so that far places are accepted
//	a = min(1, exp(H(theta, p) − H(theta', p')))
//
// The step of each path is Step · U(0.8, 1.2): with one and the same length a path may come back to its start time and
// again (Mackenzie 1989). A path that leaves the support, or all bounds, is rejected. Warm-up tunes Step until 80 % of
// the paths are accepted (Betancourt, Byrne & Girolami 2014); it leaves Leapfrogs, so that the paths get longer or
// shorter with the step.
//
// A step draws p_0 … p_{d−1} with NormFloat64, then the step's factor with Float64, then whether it is accepted.
//
// A good Mass_j is 1/variance of theta_j; nil is 1 for all.
type HMC struct {
	Gradient  Gradient
	Step      float64
	Leapfrogs int
	Mass      []float64 // [d]
}

// Leapfrog moves a ball (theta, p), both [d], in place by n steps of Newton's laws on the landscape −log p:
//
//	p     ← p + step/2 · ∇ log p(theta)
//	theta ← theta + step · p / mass
//	p     ← p + step/2 · ∇ log p(theta)
//
// mass [d], nil for 1. It can be walked back exactly (turn p round), keeps volume, and keeps H to O(step²), which is what
// [HMC] needs of it (Neal 2011).
//
// Errors: slices of different lengths, no gradient, a step or mass that is not a number above 0, n < 0; a gradient that
// is not finite, and a path that leaves all bounds: theta and p are then useless.
func Leapfrog(grad Gradient, theta, p, mass []float64, step float64, n int) error {
	if grad == nil || len(theta) == 0 || len(p) != len(theta) || n < 0 {
		return fmt.Errorf("mcmc: leapfrog: theta has %d entries, p %d, n is %d; give both as many, a gradient, and n of 0 or more",
			len(theta), len(p), n)
	}
	if err := positive("the step of leapfrog", step); err != nil {
		return err
	}
	mass, err := masses(mass, len(theta))
	if err != nil {
		return err
	}
	follow := func(dst, theta []float64) bool { grad(dst, theta); return notFinite(dst) < 0 }
	if !leapfrog(follow, theta, p, make([]float64, len(theta)), mass, step, n) {
		return fmt.Errorf("mcmc: leapfrog: the path ends at theta = %.6g, where it or the gradient is not finite; take a smaller step",
			theta)
	}
	return nil
}

// leapfrog is Leapfrog with g [d] for the gradient; the last half step of p and the first of the next are made in one. It
// is false where the path ends early.
func leapfrog(follow func(dst, theta []float64) bool, theta, p, g, mass []float64, step float64, n int) bool {
	for i := range n {
		if i == 0 {
			if !follow(g, theta) {
				return false
			}
			kick(p, g, step/2)
		}
		for j, m := range mass {
			theta[j] += step * p[j] / m
		}
		if notFinite(theta) >= 0 || !follow(g, theta) {
			return false
		}
		if i < n-1 {
			kick(p, g, step)
		} else {
			kick(p, g, step/2)
		}
	}
	return true
}

// kick is p ← p + step·g.
func kick(p, g []float64, step float64) {
	for j, v := range g {
		p[j] += step * v
	}
}

// path is HMC at work.
type path struct {
	HMC
	t          *target
	given      float64 // the step as the sampler has it; Step is as warm-up has made it
	p, g, root []float64
	follow     func(dst, theta []float64) bool
}

func (h HMC) kernel(t *target, d int) (kernel, error) {
	if h.Gradient == nil {
		return nil, fmt.Errorf("mcmc: HMC has no gradient; set Gradient, or take Metropolis or Slice, which need none")
	}
	if h.Leapfrogs < 1 {
		return nil, fmt.Errorf("mcmc: HMC.Leapfrogs is %d; it must be 1 or more", h.Leapfrogs)
	}
	if err := positive("HMC.Step", h.Step); err != nil {
		return nil, err
	}
	mass, err := masses(h.Mass, d)
	if err != nil {
		return nil, err
	}
	h.Mass = mass
	k := &path{HMC: h, t: t, given: h.Step, p: make([]float64, d), g: make([]float64, d), root: make([]float64, d)}
	for j, m := range mass {
		k.root[j] = math.Sqrt(m)
	}
	k.follow = func(dst, theta []float64) bool { return t.gradient(h.Gradient, dst, theta) }
	return k, nil
}

// masses are 1 where there are none, else a checked copy.
func masses(mass []float64, d int) ([]float64, error) {
	if mass == nil {
		return slices.Repeat([]float64{1}, d), nil
	}
	if len(mass) != d {
		return nil, fmt.Errorf("mcmc: %d masses for %d coordinates; give one to each", len(mass), d)
	}
	for _, m := range mass {
		if err := positive("a mass", m); err != nil {
			return nil, err
		}
	}
	return slices.Clone(mass), nil
}

func (k *path) step(s *State, rng *rand.Rand) float64 {
	for j, root := range k.root {
		k.p[j] = root * rng.NormFloat64()
	}
	before := k.kinetic()
	copy(s.Proposed, s.Theta)
	step := k.Step * (0.8 + 0.4*rng.Float64())
	logP := math.Inf(-1)
	if leapfrog(k.follow, s.Proposed, k.p, k.g, k.Mass, step, k.Leapfrogs) {
		logP = k.t.logP(s.Proposed)
	}
	if math.IsInf(logP, -1) {
		return decide(s, logP, 0, rng) // the path is lost, and its push may be no number
	}
	return decide(s, logP, before-k.kinetic(), rng)
}

// kinetic is Σ_j p_j²/(2 Mass_j).
func (k *path) kinetic() float64 {
	sum := 0.0
	for j, m := range k.Mass {
		sum += k.p[j] * k.p[j] / (2 * m)
	}
	return sum
}

func (k *path) stretch(factor float64) { k.Step = k.given * factor }

func (k *path) goal() float64 { return 0.8 }
