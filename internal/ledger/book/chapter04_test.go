package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// shortEruptions are Old Faithful's eruptions in order: 1 where shorter than three minutes.
func shortEruptions(t *testing.T) []int {
	t.Helper()
	all := must.M1(dataset.Faithful())
	x := make([]int, all.Len())
	for i := range x {
		if all.X.At(i, 0) < 3 {
			x[i] = 1
		}
	}
	return x
}

// likelihoodTimesPrior is gonum's p(X|θ) p(θ) of a beta prior, as a function of θ.
func likelihoodTimesPrior(prior bayes.BetaBernoulli, x []int) func(theta float64) float64 {
	return func(theta float64) float64 {
		p := distuv.Beta{Alpha: prior.Alpha, Beta: prior.Beta}.Prob(theta)
		for _, v := range x {
			p *= distuv.Bernoulli{P: theta}.Prob(float64(v))
		}
		return p
	}
}

// unit integrates from 0 to 1.
func unit(f func(theta float64) float64) float64 {
	return quad.Fixed(f, 0, 1, 1000, quad.Legendre{}, 0)
}

var beliefs = []bayes.BetaBernoulli{{Alpha: 2, Beta: 2}, {Alpha: 16, Beta: 4}, {Alpha: 1, Beta: 3.5}}

// 4.1 and 4.2: the library's posterior density against prior times likelihood over its integral; and against the beta density
// of the counts, written with gonum's beta function.
func TestPosterior(t *testing.T) {
	for _, prior := range beliefs {
		for _, n := range []int{1, 5, 20} {
			x := shortEruptions(t)[:n]
			product := likelihoodTimesPrior(prior, x)
			evidence := unit(product)
			posterior := must.M1(prior.Update(x...)).Distribution()
			a, b := prior.Alpha, prior.Beta
			for _, v := range x {
				a, b = a+float64(v), b+float64(1-v)
			}
			for _, theta := range []float64{0.1, 0.35, 0.8} {
				ledger.Check(t, "4.1", posterior.Prob(theta), product(theta)/evidence, 1e-9)
				counted := math.Pow(theta, a-1) * math.Pow(1-theta, b-1) / mathext.Beta(a, b)
				ledger.Check(t, "4.2", product(theta)/evidence, counted, 1e-9)
			}
		}
	}
}

// 4.3: the posterior mean by integration against the weighted mean of the prior's mean and the MLE.
func TestPosteriorMeanIsCompromise(t *testing.T) {
	for _, prior := range beliefs {
		for _, n := range []int{1, 5, 20, 100} {
			x := shortEruptions(t)[:n]
			product, worth := likelihoodTimesPrior(prior, x), prior.Alpha+prior.Beta
			mean := unit(func(theta float64) float64 { return theta * product(theta) }) / unit(product)
			mle := must.M1(bayes.MLEBernoulli(x...))
			right := worth/(worth+float64(n))*prior.Mean() + float64(n)/(worth+float64(n))*mle
			ledger.Check(t, "4.3", mean, right, 1e-9)
		}
	}
}

// 4.4: the predictive distribution of a count against the integral over the posterior.
func TestPredictive(t *testing.T) {
	for _, prior := range beliefs {
		posterior := must.M1(prior.Update(shortEruptions(t)[:5]...))
		for _, k := range []int{0, 2, 7, 10} {
			integral := unit(func(theta float64) float64 {
				return distuv.Binomial{N: 10, P: theta}.Prob(float64(k)) * distuv.Beta{Alpha: posterior.Alpha, Beta: posterior.Beta}.Prob(theta)
			})
			ledger.Check(t, "4.4", posterior.PredictiveCount(10).Prob(float64(k)), integral, 1e-9)
		}
	}
}

// 4.5: the credible interval's coverage, summed for each θ, averaged over the prior by a fine sum (the coverage jumps).
func TestMeanCoverageOfCredibleInterval(t *testing.T) {
	for _, prior := range beliefs {
		for _, n := range []int{1, 5, 10} {
			interval := must.M1(bayes.Credible(prior, 0.95))
			const cells = 20_000
			lo, hi := make([]float64, n+1), make([]float64, n+1)
			for s := range lo {
				lo[s], hi[s] = interval(s, n)
			}
			mean := 0.0
			for i := range cells {
				theta := (float64(i) + 0.5) / cells
				for s := range lo {
					if lo[s] <= theta && theta <= hi[s] {
						count := distuv.Binomial{N: float64(n), P: theta}.Prob(float64(s))
						mean += count * distuv.Beta{Alpha: prior.Alpha, Beta: prior.Beta}.Prob(theta) / cells
					}
				}
			}
			ledger.Check(t, "4.5", mean, 0.95, 1e-4*float64(n))
		}
	}
}

// 4.6 and 4.7: the evidence in closed form against the integral and against the sum of one-step predictions, whose next θ is a
// ratio of integrals.
func TestEvidence(t *testing.T) {
	for _, prior := range beliefs {
		x := shortEruptions(t)[:20]
		exact := must.M1(prior.LogEvidence(x...))
		ledger.Check(t, "4.6", exact, math.Log(unit(likelihoodTimesPrior(prior, x))), 1e-9)
		sum := 0.0
		for i, v := range x {
			product := likelihoodTimesPrior(prior, x[:i])
			next := unit(func(theta float64) float64 { return theta * product(theta) }) / unit(product)
			sum += prob.Bernoulli{P: next}.LogP(float64(v))
		}
		ledger.Check(t, "4.7", exact, sum, 1e-9)
	}
}

// 4.8: on a random distribution over six places, the traffic there by the rule (D4.6) against the traffic back, counted on the
// library's walk.
func TestDetailedBalance(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 8))
	const places, steps = 6, 400_000
	p, total := make([]float64, places), 0.0
	for i := range p {
		p[i] = 0.2 + rng.ExpFloat64()
		total += p[i]
	}
	anywhere := func(dst, _ []float64, rng *rand.Rand) float64 {
		dst[0] = float64(rng.IntN(places))
		return 0
	}
	chain := must.M1(mcmc.Run(t.Context(), func(theta []float64) float64 { return math.Log(p[int(theta[0])]) }, []float64{0},
		mcmc.MetropolisHastings{Propose: anywhere}, mcmc.Config{Draws: steps, WarmUp: 100, Seed: 4}))
	var traffic [places][places]float64
	for k := 1; k < steps; k++ {
		traffic[int(chain.Draws.At(k-1, 0))][int(chain.Draws.At(k, 0))] += 1.0 / steps
	}
	for i := range p {
		for j := range i {
			there := p[i] / total * min(1, p[j]/p[i]) / places
			ledger.Check(t, "4.8", there, traffic[j][i], 1e-3)
			ledger.Check(t, "4.8", there, traffic[i][j], 1e-3)
		}
	}
}
