package mcmc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Detailed balance: p(θ) q(θ'|θ) a(θ→θ') = p(θ') q(θ|θ') a(θ'→θ), and a is the frequency of going. Each frequency is off by
// more than 6 standard deviations with probability 2e-9, asked 60 times.
func TestDetailedBalance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	for range 30 {
		logP, logQ := [2]float64{2 * rng.NormFloat64(), 2 * rng.NormFloat64()}, [2]float64{rng.NormFloat64(), rng.NormFloat64()}
		var flow [2]float64
		for from := range 2 {
			to := 1 - from
			const n = 2000
			went, a := 0.0, 0.0
			for range n {
				s := State{Theta: []float64{float64(from)}, Proposed: []float64{float64(to)}, LogP: logP[from]}
				a = decide(&s, logP[to], logQ[to]-logQ[from], rng) // logQ[k] is of the way away from k
				if s.Accepted {
					went++
				}
				if moved := s.Theta[0] == float64(to) && s.LogP == logP[to]; moved != s.Accepted {
					t.Fatalf("accepted %v, and the state is %+v", s.Accepted, s)
				}
			}
			if sd := math.Sqrt(a * (1 - a) * n); math.Abs(went-a*n) > 6*sd+1e-9 {
				t.Errorf("went %g times of %d, want %.1f ± %.1f", went, n, a*n, sd)
			}
			flow[from] = math.Exp(logP[from]+logQ[from]) * a
		}
		if math.Abs(flow[0]-flow[1]) > 1e-12*flow[0] {
			t.Errorf("flow to and fro: %g", flow)
		}
	}
}

// A place of density 0 is never gone to.
func TestNeverToZero(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 6))
	s := State{Theta: []float64{0}, Proposed: []float64{1}, LogP: -1000}
	for range 1000 {
		if a := decide(&s, math.Inf(-1), 0, rng); a != 0 || s.Accepted {
			t.Fatalf("a = %g, accepted %v", a, s.Accepted)
		}
	}
}
