package density

import (
	"fmt"
	"math"
)

// Func is a function that may be a density or a probability: p(x) itself, not its log, so that it can be wrong by being
// negative. It neither keeps nor changes x.
type Func func(x []float64) float64

// Prob is p(x) = exp(log p(x)) of a density of the book, for the checks.
func Prob(d Density) Func { return func(x []float64) float64 { return math.Exp(d.LogProb(x)) } }

// Tolerance is how far from 1 a total may be.
const Tolerance = 1e-9

// Reason is the constraint that a function breaks.
type Reason int

// What can be wrong with p.
const (
	NotANumber  Reason = iota // p(x) is NaN
	Infinite                  // p(x) is infinite
	Negative                  // p(x) < 0
	MassOutside               // p(x) > 0 outside of the region that was said to hold all but Outside
	Discrete                  // the integral is not 1, but the values at whole numbers sum to 1
	NotOne                    // the integral or the sum is not 1
)

// Fault is the error by which [Verify] and [VerifySum] say which constraint does not hold; errors.As finds it.
type Fault struct {
	Reason Reason
	X      []float64 // where; nil for Discrete and NotOne, which are about the total
	Value  float64   // p(X); for MassOutside the mass that was found there, for NotOne the total, for Discrete the integral
	sum    bool      // the total is a sum
}

// Error says what is wrong, where, and what to do.
func (f *Fault) Error() string {
	switch f.Reason {
	case NotANumber, Infinite:
		return fmt.Sprintf("density: p(x) is %g at x = %.6g; p must be a number at every x: look for a division by 0 or the log of a negative number", f.Value, f.X)
	case Negative:
		return fmt.Sprintf("density: p(x) is %.4g at x = %.6g; p must be 0 or more everywhere, whatever it integrates to", f.Value, f.X)
	case MassOutside:
		return fmt.Sprintf("density: there is mass outside of the region: %.4g or more, most of it near x = %.6g; widen the region, or make p 0 there", f.Value, f.X)
	case Discrete:
		return fmt.Sprintf("density: p integrates to %.4g, but its values at the whole numbers sum to 1: it is a discrete distribution; check it with VerifySum", f.Value)
	}
	done, other := "integrates", "if p has a narrow peak, name kinks on either side of it; if it is discrete, use VerifySum"
	if f.sum {
		done, other = "sums", "list the values that x can have"
	}
	if f.Value == 0 {
		return fmt.Sprintf("density: p %s to 0; %s", done, other)
	}
	return fmt.Sprintf("density: p %s to %.10g, not to 1; divide p by that number", done, f.Value)
}

// Verify tells whether p is the density of a continuous x. It must fulfil two constraints:
//
//	p(x) ≥ 0  for every x          ∫ p(x) dx = 1
//
// Nothing says p(x) ≤ 1: a density may be above 1, for it is no probability; only its integrals are.
//
// p is seen at the points of [Integral], which is where a negative value would be found, and at points around r, where
// there must not be more mass than r.Outside. The integral must be 1 within [Tolerance], or below it by no more than
// r.Outside besides. Article §2.2, "probability density modelling".
//
// The answer is nil, a [*Fault], or another error where the question could not be answered: those of Integral, and an
// integral that is not known within Tolerance.
func Verify(p Func, r Region) (err error) {
	q, err := newIntegrator(p, r)
	if err != nil {
		return err
	}
	defer caught(&err)
	total, bound := q.over(0)
	if q.err == nil && q.lowest.Reason == Negative {
		q.err = &q.lowest
	}
	if q.err == nil {
		q.outside()
	}
	switch {
	case q.err != nil:
		return q.err
	case bound > Tolerance*max(1, math.Abs(total)):
		return fmt.Errorf("density: the integral is %.10g with an error of up to %.1g, too much to tell; name the kinks of p, or cut the region tighter", total, bound)
	case total <= 1+Tolerance && total >= 1-Tolerance-r.Outside:
		return nil
	case q.whole():
		return &Fault{Reason: Discrete, Value: total}
	}
	return &Fault{Reason: NotOne, Value: total}
}

// caught makes an error of a panic in p.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("density: p panicked: %v; does it take as many numbers as there are axes", p)
	}
}
