package mcmc

import (
	"fmt"
	"math"
)

// LogDensity is log p(theta) in nats, up to a constant that does not depend on theta; −Inf where p is 0. It neither keeps
// nor changes theta [d]. [RunChains] calls it from several goroutines at once.
type LogDensity func(theta []float64) float64

// Gradient writes ∂ log p/∂theta_j into dst [d] for every j. It neither keeps nor changes theta [d]. [RunChains] calls it
// from several goroutines at once.
type Gradient func(dst, theta []float64)

// target is the density as one chain sees it: calls are counted, and the first fault is kept for the run to report, so
// that a sampler is written as its formula.
type target struct {
	f                      LogDensity
	evaluations, gradients int
	at                     []float64 // what f or the gradient was last asked about
	err                    error
}

// logP is f, and −Inf with a fault where that is NaN or +Inf.
func (t *target) logP(theta []float64) float64 {
	t.evaluations++
	t.at = theta
	v := t.f(theta)
	if math.IsNaN(v) || math.IsInf(v, 1) {
		t.fail("the log density is %g at theta = %.6g; return a number below infinity, and -Inf where the density is 0", v, theta)
		return math.Inf(-1)
	}
	return v
}

// gradient is g, and false where it cannot be followed: outside the support, or, which is a fault, where it is not finite.
func (t *target) gradient(g Gradient, dst, theta []float64) bool {
	t.gradients++
	t.at = theta
	for j := range dst {
		dst[j] = math.NaN() // so that an entry that g forgets is seen
	}
	g(dst, theta)
	j := notFinite(dst)
	if j < 0 {
		return true
	}
	if !math.IsInf(t.logP(theta), -1) {
		t.fail("entry %d of the gradient is %g at theta = %.6g; write all %d derivatives into dst, each finite",
			j, dst[j], theta, len(dst))
	}
	return false
}

// fail keeps the first fault.
func (t *target) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
}

// notFinite is the first index of x whose number is NaN or infinite, −1 where there is none.
func notFinite(x []float64) int {
	for j, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return j
		}
	}
	return -1
}
