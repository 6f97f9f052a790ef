package montecarlo

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Proposal is a distribution that can be drawn from and evaluated, such as *elbo.Normal, prob.Independent or a mixture.
type Proposal interface {
	density.Density
	density.Sampler
}

// Naive estimates P(x) = E[ P(x|z) ] by n draws of the prior: w_i = P(x|z_i). logPxz is log P(x|z) for the one x in question.
//
// Nearly all draws of the prior are z that do not make this x: the number needed grows exponentially with z's dimension, see
// [LogRelVar]. It draws in blocks of 256 rows, so that n may be large.
//
// Errors: no function, prior or random source, n < 1, a log P(x|z) that is NaN or +Inf or that panics, as it does on rows of
// another length, and weights that are all 0.
func Naive(logPxz func(z []float64) float64, prior density.Sampler, n int, rng *rand.Rand) (Estimate, error) {
	if logPxz == nil {
		return Estimate{}, errors.New("montecarlo: log p(x|z) is nil; give a function of z")
	}
	return weigh(logPxz, prior, n, rng, func(float64) {})
}

// Importance estimates P(x) = E_q[ P(x|z) P(z)/q(z) ] by n draws of q:
//
//	log w_i = log P(x|z_i) + log P(z_i) − log q(z_i),   z_i ~ q
//
// If q is the posterior P(z|x), every weight is P(x) and one draw is enough. q must be wide enough: where it falls off faster
// than the square of the posterior, the weights' variance is infinite, which no sample shows; see [CheckCover].
//
// Errors: those of Naive.
func Importance(logPxz, logPrior func(z []float64) float64, q Proposal, n int, rng *rand.Rand) (Estimate, error) {
	logW, err := logWeight(logPxz, logPrior, q)
	if err != nil {
		return Estimate{}, err
	}
	return weigh(logW, q, n, rng, func(float64) {})
}

// LogWeights are the n log weights of [Importance] themselves, for a picture of their spread. The same source gives the same.
func LogWeights(logPxz, logPrior func(z []float64) float64, q Proposal, n int, rng *rand.Rand) ([]float64, error) {
	logW, err := logWeight(logPxz, logPrior, q)
	if err != nil {
		return nil, err
	}
	var all []float64
	if _, err := weigh(logW, q, n, rng, func(v float64) { all = append(all, v) }); err != nil {
		return nil, err
	}
	return all, nil
}

// logWeight is log P(x|z) + log P(z) − log q(z) as a function of z.
func logWeight(logPxz, logPrior func(z []float64) float64, q Proposal) (func(z []float64) float64, error) {
	if logPxz == nil || logPrior == nil || q == nil {
		return nil, errors.New("montecarlo: log p(x|z), log p(z) or q is nil; give all three")
	}
	return func(z []float64) float64 { return logPxz(z) + logPrior(z) - q.LogProb(z) }, nil
}

// weigh draws n times, gives each log weight to each, and makes the estimate.
func weigh(logW func(z []float64) float64, from density.Sampler, n int, rng *rand.Rand, each func(logW float64)) (Estimate, error) {
	var w Weights
	err := draw(from, n, rng, func(z []float64) error {
		v := logW(z)
		w.Add(v)
		each(v)
		return w.bad
	})
	if err != nil {
		return Estimate{}, err
	}
	return w.Estimate()
}

// block is how many rows are drawn at a time.
const block = 256

// draw draws n rows, block after block, and calls each for every one, until an error. A panic becomes an error: a log density has
// as a rule met a row of a length it did not expect.
func draw(from density.Sampler, n int, rng *rand.Rand, each func(z []float64) error) (err error) {
	if from == nil || rng == nil {
		return errors.New("montecarlo: there is nothing to draw from; give a distribution and a random source")
	}
	if n < 1 {
		return fmt.Errorf("montecarlo: n is %d; draw at least once", n)
	}
	i := 0
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("montecarlo: draw %d: a log density of a row of %d numbers panicked: %v; do the dimensions agree?", i, from.Dim(), p)
		}
	}()
	for i < n {
		rows := min(block, n-i)
		z := from.Sample(rows, rng)
		if r, c := z.Dims(); r != rows || c != from.Dim() {
			return fmt.Errorf("montecarlo: %d rows of %d numbers were asked for, the distribution drew %d of %d; check its parameters", rows, from.Dim(), r, c)
		}
		for r := range rows {
			if err := each(z.RawRowView(r)); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}
