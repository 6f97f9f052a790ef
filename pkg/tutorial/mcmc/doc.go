// Package mcmc draws from a distribution whose density is known only up to a constant, by Markov chain Monte Carlo, and
// says how far the draws can be trusted (chapter 04, article §2.2, "Bayesian inference": when there is no formula).
//
// A posterior is p(θ|X) = p(X|θ) p(θ) / p(X), and p(X) is an integral that rarely has a formula. A Markov chain needs only
// log p(X|θ) + log p(θ): from where it is, θ, it proposes a place θ' by q(θ'|θ) and goes there with probability
//
//	a = min(1, p(θ') q(θ|θ') / ( p(θ) q(θ'|θ) ))               p(X) cancels
//
// else it stays. Then p(θ) q(θ'|θ) a(θ→θ') is the same in both directions (detailed balance), so that p is left as it
// is by every step: whoever walks long enough visits each place as often as p says (Metropolis, Rosenbluth, Rosenbluth,
// Teller & Teller 1953; Hastings 1970). Four ways to walk:
//
//	Metropolis          θ' = θ + normal noise: q is symmetric and cancels too
//	MetropolisHastings  any q
//	Slice               no proposals: along one coordinate at a time, uniformly under the density (Neal 2003)
//	HMC                 θ' by following the gradient for a while, so that far places are accepted (Neal 2011)
//
// The draws depend on each other and on the start, so that n of them say less than n independent ones. The diagnostics of
// Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021 measure that from several chains: R-hat, the effective sample
// size of bulk and tail, the standard error of a mean. They equal ArviZ's.
//
// gonum/stat/samplemv has a Metropolis–Hastings sampler as well, which gives the draws and nothing about how they came.
//
// The files: target.go has what is asked of a density and its gradient, run.go, walk.go and chain.go how chains are run and
// what comes of them, adapt.go the tuning of the step; metropolis.go, slice.go and hmc.go the samplers; quantity.go, rank.go,
// autocorrelation.go, ess.go, rhat.go and summary.go the diagnostics, check.go the warnings.
package mcmc
