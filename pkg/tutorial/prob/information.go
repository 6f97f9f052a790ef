package prob

import (
	"fmt"
	"math"
	"slices"
)

// Entropy is the mean surprise of the table, nats: 0 where one combination is certain, log of their number where all
// are alike.
//
//	H = −Σ_i P[i] log P[i]          0 log 0 = 0
//
// Shannon 1948. Marginal(names…).Entropy() is that of some of the variables.
func (t *Table) Entropy() (float64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	h := 0.0
	for _, p := range t.P {
		if p > 0 {
			h -= p * math.Log(p)
		}
	}
	return max(0, h), nil
}

// ConditionalEntropy is the entropy of a that remains on average when c is known, nats.
//
//	H(a|c) = H(a, c) − H(c) = −Σ p(a, c) log p(a|c)
func (t *Table) ConditionalEntropy(a, c []string) (float64, error) {
	both, err := t.Marginal(slices.Concat(a, c)...)
	if err != nil {
		return 0, err
	}
	known, err := t.Marginal(c...)
	if err != nil {
		return 0, err
	}
	h, n := 0.0, len(known.P)
	for i, p := range both.P { // c's combinations change fastest
		if p > 0 {
			h -= p * math.Log(p/known.P[i%n])
		}
	}
	return max(0, h), nil
}

// MutualInformation is what a and b tell of one another when c is known (none: unconditionally), nats; 0 only where
// they are independent given c.
//
//	I(a; b|c) = Σ p(a, b, c) log( p(a, b|c) / (p(a|c) p(b|c)) ) = H(a|c) − H(a|b, c)
func (t *Table) MutualInformation(a, b, c []string) (float64, error) {
	g, err := t.blocks(a, b, c)
	if err != nil {
		return 0, err
	}
	mi := 0.0
	for k := range g.nc {
		pab, pa, pb, pc := g.stratum(k)
		for i := range pa {
			for j := range pb {
				if p := pab[i][j]; p > 0 {
					mi += p * (math.Log(p/pa[i]) - math.Log(pb[j]/pc))
				}
			}
		}
	}
	return max(0, mi), nil
}

// KL is the divergence of q from p, nats: what describing p's draws by q costs more than by p itself.
//
//	KL(p ‖ q) = Σ_i p_i log(p_i / q_i)          ≥ 0, and 0 only where p = q
//
// It is +Inf where q gives probability 0 to what p can give. Both must have the same variables with the same values in
// the same order. Kullback & Leibler 1951.
func KL(p, q *Table) (float64, error) {
	if err := p.Check(); err != nil {
		return 0, fmt.Errorf("p: %w", err)
	}
	if err := q.Check(); err != nil {
		return 0, fmt.Errorf("q: %w", err)
	}
	same := func(a, b Variable) bool { return a.Name == b.Name && slices.Equal(a.Values, b.Values) }
	if !slices.EqualFunc(p.Vars, q.Vars, same) {
		return 0, fmt.Errorf("prob: p is of %s, q of %s; both must have the same variables with the same values in the same order "+
			"(Marginal reorders variables)", p.names(), q.names())
	}
	kl := 0.0
	for i, pi := range p.P {
		if pi > 0 {
			kl += pi * (math.Log(pi) - math.Log(q.P[i]))
		}
	}
	return max(0, kl), nil
}
