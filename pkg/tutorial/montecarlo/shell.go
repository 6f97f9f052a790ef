package montecarlo

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Shell says where the mass of z ~ N(0, I) in D dimensions lies: in a shell of radius √D whose thickness does not grow. The
// norm ‖z‖ has the χ distribution:
//
//	Mean = √2 Γ((D+1)/2)/Γ(D/2) → √D          SD = √(D − Mean²) → 1/√2
//	LogMode = log p(0) = −D/2 log 2π          LogTypical = log p(z) at ‖z‖ = √D, D/2 lower
//
// The density is highest at 0, by a factor of exp(D/2), and no draw is ever found there, since there is hardly any room.
type Shell struct {
	D          int
	Mean, SD   float64
	LogMode    float64 // nats
	LogTypical float64 // nats
}

// NewShell makes the shell of d dimensions, 1 to 10,000: beyond, SD would lose its digits.
func NewShell(d int) (Shell, error) {
	if d < 1 || d > 10000 {
		return Shell{}, fmt.Errorf("montecarlo: shell: d is %d; take 1 to 10,000", d)
	}
	s := Shell{D: d, LogMode: -float64(d) / 2 * math.Log(2*math.Pi)}
	s.Mean, s.SD, s.LogTypical = s.chi().Mean(), s.chi().StdDev(), s.LogMode-float64(d)/2
	return s, nil
}

func (s Shell) chi() distuv.Chi { return distuv.Chi{K: float64(s.D)} }

// LogDensity is the log density of ‖z‖ at r, nats: not of z. −Inf for r < 0.
func (s Shell) LogDensity(r float64) float64 { return s.chi().LogProb(r) }

// Between is P( a < ‖z‖ ≤ b ), 0 where b ≤ a.
func (s Shell) Between(a, b float64) float64 {
	within := func(r float64) float64 { return s.chi().CDF(max(r, 0)) }
	return max(0, within(b)-within(a))
}

// LogWithin is log P( ‖z‖ ≤ r ), nats, the mass near the mode; −Inf for r ≤ 0. Also where the probability itself is below
// float64's range, then by the series of the incomplete gamma function, a = D/2, y = r²/2:
//
//	P = y^a exp(−y) / Γ(a + 1) · Σ_k y^k / ( (a+1) ⋯ (a+k) )
func (s Shell) LogWithin(r float64) float64 {
	if r <= 0 {
		return math.Inf(-1)
	}
	if p := s.chi().CDF(r); p > 1e-300 || math.IsNaN(p) {
		return math.Log(p)
	}
	a, y := float64(s.D)/2, r*r/2
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= y / (a + k)
		sum += term
	}
	gamma, _ := math.Lgamma(a + 1)
	return 2*a*math.Log(r) - a*math.Ln2 - y - gamma + math.Log(sum)
}
