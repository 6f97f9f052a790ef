package montecarlo

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Bias is by how much the log of an estimate was off, over repeats.
type Bias struct {
	Mean    float64 // mean of log p̂ − log p, nats; below 0 in expectation
	StdErr  float64 // its standard error over the repeats
	Repeats int
}

// MeasureBias calls estimate again and again, each time with fresh draws, and compares with the known log p. The estimate of p
// is right in the mean, and so its log cannot be (Jensen's inequality, the one that makes the ELBO a bound):
//
//	E[ log p̂ ] ≤ log E[ p̂ ] = log p
//
// Errors: fewer than 2 repeats, a log p that is not finite, and the first error that estimate gives, one of weights that are all
// 0 among them: to leave such repeats away would hide the worst ones.
func MeasureBias(logP float64, repeats int, estimate func() (Estimate, error)) (Bias, error) {
	if estimate == nil {
		return Bias{}, errors.New("montecarlo: there is no estimate to repeat; give a function that draws anew")
	}
	if repeats < 2 {
		return Bias{}, fmt.Errorf("montecarlo: %d repeats; take 2 or more, to have an error", repeats)
	}
	if math.IsNaN(logP) || math.IsInf(logP, 0) {
		return Bias{}, fmt.Errorf("montecarlo: log p is %g; it must be finite to compare with", logP)
	}
	off := make([]float64, repeats)
	for i := range off {
		e, err := estimate()
		if err != nil {
			return Bias{}, fmt.Errorf("montecarlo: repeat %d: %w", i, err)
		}
		off[i] = e.LogMean - logP
	}
	mean, sd := stat.MeanStdDev(off, nil)
	return Bias{Mean: mean, StdErr: stat.StdErr(sd, float64(repeats)), Repeats: repeats}, nil
}

// ErrDelta says that the delta method cannot be trusted.
var ErrDelta = errors.New("the delta method does not hold")

// DeltaBias is the bias of log p̂ by the delta method, from log(1 + e) ≈ e − e²/2 with e = p̂/p − 1, E[e] = 0, Var[e] = relVar/n:
//
//	E[ log p̂ ] − log p ≈ −relVar / (2n),   relVar = E[w²]/E[w]² − 1
//
// The next term is E[e³]/3, of order 1/n², but large where the weights are skewed. So the formula holds only while relVar/n is
// small: above 0.1 the number comes with an error that wraps ErrDelta, and is as a rule far too low, for the formula falls without
// bound, but E[log p̂] is never below E[log w], the ELBO. Errors besides: n < 1, a relVar below 0 or NaN.
func DeltaBias(relVar float64, n int) (float64, error) {
	if n < 1 || !(relVar >= 0) {
		return 0, fmt.Errorf("montecarlo: relative variance %g, n %d; take a variance of 0 or more and at least one draw", relVar, n)
	}
	bias := -relVar / (2 * float64(n))
	if relVar/float64(n) > 0.1 {
		return bias, fmt.Errorf("montecarlo: %w: relative variance / n is %.3g, above 0.1; draw at least %.3g times", ErrDelta, relVar/float64(n), 10*relVar)
	}
	return bias, nil
}
