package montecarlo

import (
	"errors"
	"fmt"
	"math"
)

// Estimate is what n random weights w_i with E[w] = P(x) say about P(x).
type Estimate struct {
	LogMean  float64 // log( 1/n Σ w_i ), nats: the estimate of log P(x), too low in the mean
	RelErr   float64 // standard error of 1/n Σ w_i, divided by it, from the weights' own spread; NaN for n = 1
	ESS      float64 // (Σ w_i)² / Σ w_i², Kish's effective number of draws, 1 … n
	MaxShare float64 // the largest weight's share of Σ w_i: near 1, one draw decides all
	N        int     // n
}

// Weights collects weights given by their logs, one at a time, and forgets them; the zero value holds none.
//
// With m the largest log weight so far it keeps mean and sum of squared deviations of w_i exp(−m), by Welford's recurrence,
// and scales both anew when m rises. So nothing overflows, and equal weights have a spread of exactly 0.
//
// RelErr is estimated from the same draws. Where they have missed the z that matter, it is far too small: only the exact
// variance ([LogRelVar]) can tell. An ESS of few draws, or a MaxShare near 1, is a warning; their absence proves nothing.
type Weights struct {
	n, zeros  int
	m         float64 // the largest log weight
	mean, sum float64 // of w exp(−m): the mean, and the sum of squared deviations from it
	bad       error
}

// Add takes one weight. −Inf is a weight of 0; NaN and +Inf are kept for Estimate to refuse.
func (w *Weights) Add(logW float64) {
	if math.IsNaN(logW) || math.IsInf(logW, 1) {
		if w.bad == nil {
			w.bad = fmt.Errorf("montecarlo: log weight %d is %g; it must be a number, or −Inf where the weight is 0: check the log densities there", w.n+w.zeros, logW)
		}
		return
	}
	switch {
	case math.IsInf(logW, -1) && w.n == 0:
		w.zeros++ // nothing to scale by yet
		return
	case w.n == 0:
		w.n, w.m, w.mean = 1, logW, 1
		for range w.zeros {
			w.push(0)
		}
		return
	case logW > w.m:
		scale := math.Exp(w.m - logW)
		w.m, w.mean, w.sum = logW, w.mean*scale, w.sum*scale*scale
	}
	w.push(math.Exp(logW - w.m))
}

// push is Welford's recurrence.
func (w *Weights) push(v float64) {
	w.n++
	before := v - w.mean
	w.mean += before / float64(w.n)
	w.sum += before * (v - w.mean)
}

// Estimate is the estimate of the weights so far. It may be asked for again and again while weights are added.
//
// Errors: no weight yet, one that is NaN or +Inf, and nothing but zeros: P(x) is not 0, the draws have missed all z that
// could have made x.
func (w *Weights) Estimate() (Estimate, error) {
	switch {
	case w.bad != nil:
		return Estimate{}, w.bad
	case w.n == 0 && w.zeros > 0:
		return Estimate{}, fmt.Errorf("montecarlo: all %d weights are zero; draw more, or from a proposal that reaches where log p(x|z) is not −Inf", w.zeros)
	case w.n == 0:
		return Estimate{}, errors.New("montecarlo: there are no weights; add at least one")
	}
	n := float64(w.n)
	e := Estimate{LogMean: w.m + math.Log(w.mean), RelErr: math.NaN(), N: w.n, MaxShare: 1 / (n * w.mean)}
	e.ESS = n * n * w.mean * w.mean / (w.sum + n*w.mean*w.mean)
	if w.n > 1 {
		e.RelErr = math.Sqrt(w.sum/(n-1)/n) / w.mean
	}
	return e, nil
}
