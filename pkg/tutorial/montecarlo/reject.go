package montecarlo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Rejection is what rejection sampling has drawn, and what it cost.
type Rejection struct {
	Draws              *mat.Dense // Accepted × d, exact and independent draws of the target; empty where none was accepted
	Proposed, Accepted int
}

// Rate is the share of proposals accepted, and its standard error √(rate (1 − rate)/n). Where none was accepted the rate is 0 and
// the error 1/n: all that is known is that the true rate is not much above.
func (r Rejection) Rate() (rate, stdErr float64) {
	n := float64(r.Proposed)
	rate = float64(r.Accepted) / n
	if r.Accepted == 0 {
		return rate, 1 / n
	}
	return rate, math.Sqrt(rate * (1 - rate) / n)
}

// Reject draws from p by proposals of q, and throws away what q proposes too often (von Neumann 1951):
//
//	x ~ q,  accept with probability p(x) / (M q(x)),   M ≥ p(x)/q(x) for all x
//
// logTarget is log p and logM is log M. If p is normalised, the acceptance is 1/M: the better q resembles p, the more is kept.
// It makes n proposals and no more, so that it ends however rare an acceptance is.
//
// Errors: nothing to draw from, n < 1, a logM that is not finite or that a proposal shows to be too small (the draws would not be
// p's), and log densities that are NaN or +Inf or that panic.
func Reject(logTarget func(x []float64) float64, q Proposal, logM float64, n int, rng *rand.Rand) (Rejection, error) {
	if logTarget == nil || q == nil {
		return Rejection{}, errors.New("montecarlo: the target or the proposal is nil; give both")
	}
	if math.IsNaN(logM) || math.IsInf(logM, 0) {
		return Rejection{}, fmt.Errorf("montecarlo: log M is %g; it must be finite", logM)
	}
	var kept []float64
	err := draw(q, n, rng, func(x []float64) error {
		logRatio := logTarget(x) - q.LogProb(x) - logM
		switch {
		case math.IsNaN(logRatio) || math.IsInf(logRatio, 1):
			return fmt.Errorf("montecarlo: log p − log q is %g at %.4g; both must be numbers, log p may be −Inf", logRatio, x)
		case logRatio > 1e-9:
			return fmt.Errorf("montecarlo: at %.4g p is above M q: log M = %g is too small by %.3g; enlarge it", x, logM, logRatio)
		case -rng.ExpFloat64() < logRatio: // the log of a uniform number
			kept = append(kept, x...)
		}
		return nil
	})
	if err != nil {
		return Rejection{}, err
	}
	r := Rejection{Draws: &mat.Dense{}, Proposed: n}
	if d := q.Dim(); len(kept) > 0 {
		r.Accepted = len(kept) / d
		r.Draws = mat.NewDense(r.Accepted, d, kept)
	}
	return r, nil
}
