package bayes

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Interval makes an interval for θ of the number of successes among n tosses of a coin with p(1) = θ; NaN, NaN if there
// cannot be so many.
type Interval func(successes, n int) (lo, hi float64)

// Wald is the confidence interval of the first textbook pages: θ̂ ± z √(θ̂(1 − θ̂)/n), θ̂ the share of successes and z
// the normal's quantile at (1 + level)/2. It falls short of its level for a small n or a θ near an end; after no success
// it is the single point 0. Error: a level outside (0, 1).
func Wald(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	return counted(func(s, n float64) (lo, hi float64) {
		p := s / n
		half := z * math.Sqrt(p*(1-p)/n)
		return p - half, p + half
	}), nil
}

// Wilson is the confidence interval of the θ that are at most z standard deviations, their own, away from θ̂:
//
//	(θ̂ − θ)² ≤ z² θ(1 − θ)/n
//
// Wilson 1927. Error: a level outside (0, 1).
func Wilson(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	return counted(func(s, n float64) (lo, hi float64) {
		p, z2 := s/n, z*z
		centre := (p + z2/(2*n)) / (1 + z2/n)
		half := z / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
		return max(0, centre-half), min(1, centre+half)
	}), nil
}

// Credible is the equal-tailed credible interval of the posterior that prior becomes. Errors: a level outside (0, 1), an
// improper prior.
func Credible(prior BetaBernoulli, level float64) (Interval, error) {
	if _, _, err := EqualTailed(prior.Distribution(), level); err != nil {
		return nil, err
	}
	return counted(func(s, n float64) (lo, hi float64) {
		posterior := prob.Beta{Alpha: prior.Alpha + s, Beta: prior.Beta + n - s}
		return posterior.Quantile((1 - level) / 2), posterior.Quantile((1 + level) / 2)
	}), nil
}

// counted answers NaN where there cannot be so many successes.
func counted(f func(s, n float64) (lo, hi float64)) Interval {
	return func(successes, n int) (lo, hi float64) {
		if n < 1 || successes < 0 || successes > n {
			return math.NaN(), math.NaN()
		}
		return f(float64(successes), float64(n))
	}
}

// maxTosses keeps a sum over all counts short.
const maxTosses = 100_000

// checkTosses wants an interval that answers for every count of n tosses, and gives the answers.
func checkTosses(n int, interval Interval) (lo, hi []float64, err error) {
	if n < 1 || n > maxTosses {
		return nil, nil, fmt.Errorf("bayes: coverage: n is %d; it must be from 1 to %d", n, maxTosses)
	}
	if interval == nil {
		return nil, nil, fmt.Errorf("bayes: coverage: there is no interval; make one with Wald, Wilson or Credible")
	}
	lo, hi = make([]float64, n+1), make([]float64, n+1)
	for s := range n + 1 {
		lo[s], hi[s] = interval(s, n)
		if math.IsNaN(lo[s]) || math.IsNaN(hi[s]) {
			return nil, nil, fmt.Errorf("bayes: coverage: the interval after %d successes of %d is from %g to %g; both must be numbers", s, n, lo[s], hi[s])
		}
	}
	return lo, hi, nil
}

// Coverage is the probability that the interval, made of n tosses of a coin with p(1) = theta, holds theta. It is exact:
// the counts s whose interval does are summed, with their binomial probabilities.
//
//	Σ_s C(n, s) θ^s (1 − θ)^(n−s) 1[lo(s) ≤ θ ≤ hi(s)]
//
// Errors: a theta outside (0, 1), an n outside 1 … 100,000, an interval that is nil or NaN. Brown, Cai & DasGupta 2001.
func Coverage(theta float64, n int, interval Interval) (float64, error) {
	if !(0 < theta && theta < 1) {
		return 0, fmt.Errorf("bayes: coverage: theta is %g; it must be between 0 and 1", theta)
	}
	lo, hi, err := checkTosses(n, interval)
	if err != nil {
		return 0, err
	}
	count, covered := distuv.Binomial{N: float64(n), P: theta}, 0.0
	for s := range lo {
		if lo[s] <= theta && theta <= hi[s] {
			covered += count.Prob(float64(s))
		}
	}
	return min(1, covered), nil
}

// MeanCoverage is the coverage if θ is itself drawn from the prior, exactly: of every count s, its probability times that
// of the interval under the posterior.
//
//	Σ_s p(s) P(lo(s) ≤ θ ≤ hi(s) | s)          p(s): PredictiveCount
//
// For the [Credible] interval of the same prior it is its level, whatever the prior and n. Errors: an improper prior, and
// those of [Coverage].
func MeanCoverage(prior BetaBernoulli, n int, interval Interval) (float64, error) {
	if err := prior.Check(); err != nil {
		return 0, err
	}
	lo, hi, err := checkTosses(n, interval)
	if err != nil {
		return 0, err
	}
	count, covered := prior.PredictiveCount(n), 0.0
	for s := range lo {
		posterior, err := prior.UpdateCounts(s, n-s)
		if err != nil {
			return 0, err
		}
		theta := posterior.Distribution()
		covered += count.Prob(float64(s)) * (theta.CDF(hi[s]) - theta.CDF(lo[s]))
	}
	return min(1, covered), nil
}

// SimulateCoverage draws a θ, tosses a coin n times, makes the interval, and counts how often it holds θ, in as many
// runs. theta draws from a prior, or gives the same number every time. stdErr is the share's standard error, √(share(1 −
// share)/runs).
//
// Errors: those of [Coverage], fewer than one run, no source, a θ outside [0, 1], ctx's end.
func SimulateCoverage(ctx context.Context, theta func(rng *rand.Rand) float64, n, runs int, interval Interval, rng *rand.Rand) (share, stdErr float64, err error) {
	if runs < 1 || theta == nil || rng == nil {
		return 0, 0, fmt.Errorf("bayes: coverage: %d runs; there must be one or more, a theta that draws, and a source", runs)
	}
	lo, hi, err := checkTosses(n, interval)
	if err != nil {
		return 0, 0, err
	}
	covered := 0.0
	for run := range runs {
		if run%1024 == 0 && ctx.Err() != nil {
			return 0, 0, fmt.Errorf("bayes: coverage: stopped after %d of %d runs: %w", run, runs, ctx.Err())
		}
		th := theta(rng)
		if !(0 <= th && th <= 1) {
			return 0, 0, fmt.Errorf("bayes: coverage: run %d has θ = %g; a coin's p(1) is from 0 to 1", run, th)
		}
		s := int(distuv.Binomial{N: float64(n), P: th, Src: rng}.Rand())
		if lo[s] <= th && th <= hi[s] {
			covered++
		}
	}
	share = covered / float64(runs)
	return share, math.Sqrt(share * (1 - share) / float64(runs)), nil
}
