package mcmc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Metropolis is random-walk Metropolis: the proposal is a normal jump from where the chain is (Metropolis et al. 1953).
//
//	theta'_j = theta_j + sd_j z_j          z_j ~ N(0, 1),   sd_j = Step[j], or Scale for all j
//	a = min(1, p(theta') / p(theta))
//
// A step draws z_0 … z_{d−1} with NormFloat64, then u with Float64, and goes where log u < log p(theta') − log p(theta).
//
// Short jumps are nearly all accepted and lead nowhere; long ones are nearly all rejected. Warm-up tunes their length
// until 44 % are accepted, 23.4 % for d > 1, which is best for many densities (Roberts & Rosenthal 2001).
type Metropolis struct {
	Scale float64   // standard deviation of the jump in every coordinate, or
	Step  []float64 // that of each coordinate [d]; set one of the two
}

// Propose writes a place to go from into dst [d] and gives log q(from|dst) − log q(dst|from), nats: 0 for a symmetric q;
// −Inf where there is no way back. It neither keeps nor changes from. [RunChains] calls it from several goroutines at once.
type Propose func(dst, from []float64, rng *rand.Rand) (logRatio float64)

// MetropolisHastings takes any proposal (Hastings 1970):
//
//	a = min(1, p(theta') q(theta|theta') / ( p(theta) q(theta'|theta) ))
//
// Warm-up does not tune it.
type MetropolisHastings struct{ Propose Propose }

// decide goes to s.Proposed, whose log density is logP, or stays, and gives the probability of going:
//
//	a = min(1, exp(logP − s.LogP + logRatio))
func decide(s *State, logP, logRatio float64, rng *rand.Rand) (a float64) {
	r := logP - s.LogP + logRatio
	s.Accepted = math.Log(rng.Float64()) < r
	if s.Accepted {
		copy(s.Theta, s.Proposed)
		s.LogP = logP
	}
	return math.Min(1, math.Exp(r))
}

// jumper is Metropolis at work.
type jumper struct {
	t         *target
	given, sd []float64 // as the sampler has them, and as warm-up has made them
}

func (m Metropolis) kernel(t *target, d int) (kernel, error) {
	step := m.Step
	switch {
	case step == nil:
		step = slices.Repeat([]float64{m.Scale}, d)
	case m.Scale != 0:
		return nil, fmt.Errorf("mcmc: Metropolis has both Scale and Step; set one of the two")
	case len(step) != d:
		return nil, fmt.Errorf("mcmc: Metropolis.Step has %d entries for %d coordinates; give one to each", len(step), d)
	}
	for _, sd := range step {
		if err := positive("the jump of Metropolis", sd); err != nil {
			return nil, err
		}
	}
	return &jumper{t, slices.Clone(step), slices.Clone(step)}, nil
}

func (k *jumper) step(s *State, rng *rand.Rand) float64 {
	for j, v := range s.Theta {
		s.Proposed[j] = v + k.sd[j]*rng.NormFloat64()
	}
	return decide(s, k.t.logP(s.Proposed), 0, rng)
}

func (k *jumper) stretch(factor float64) {
	for j, sd := range k.given {
		k.sd[j] = sd * factor
	}
}

func (k *jumper) goal() float64 {
	if len(k.sd) == 1 {
		return 0.44
	}
	return 0.234
}

// proposer is MetropolisHastings at work.
type proposer struct {
	t *target
	q Propose
}

func (m MetropolisHastings) kernel(t *target, d int) (kernel, error) {
	if m.Propose == nil {
		return nil, fmt.Errorf("mcmc: MetropolisHastings has no proposal; set Propose")
	}
	return &proposer{t, m.Propose}, nil
}

func (p *proposer) step(s *State, rng *rand.Rand) float64 {
	for j := range s.Proposed {
		s.Proposed[j] = math.NaN() // so that an entry that q forgets is seen
	}
	logRatio := p.q(s.Proposed, s.Theta, rng)
	if j := notFinite(s.Proposed); j >= 0 {
		p.t.fail("entry %d of the proposal from theta = %.6g is %g; write all %d entries of dst, each finite",
			j, s.Theta, s.Proposed[j], len(s.Theta))
		return 0
	}
	if math.IsNaN(logRatio) || math.IsInf(logRatio, 1) {
		p.t.fail("the proposal from theta = %.6g has logRatio %g; return log q(from|dst) - log q(dst|from), below infinity",
			s.Theta, logRatio)
		return 0
	}
	return decide(s, p.t.logP(s.Proposed), logRatio, rng)
}

// longest is the largest step that a sampler may have: sums of its squares stay finite.
const longest = 1e100

// positive says so when a step is not a number above 0.
func positive(what string, v float64) error {
	if !(v > 0 && v <= longest) {
		return fmt.Errorf("mcmc: %s is %g; it must be above 0, at most %g", what, v, longest)
	}
	return nil
}
