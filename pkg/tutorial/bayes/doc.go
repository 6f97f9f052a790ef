// Package bayes holds chapter 04: prior → evidence → posterior (article §2.2, Bayesian inference).
//
//	p(θ|X) = p(X|θ) p(θ) / p(X)          p(X) = ∫ p(X|θ) p(θ) dθ
//
// What is not known, θ, has a distribution; data X turn the prior p(θ) into the posterior p(θ|X). The evidence p(X), the
// probability that the prior gave to the data before they were seen, is what makes the posterior integrate to 1, and what
// compares models. Three ways to a posterior are here; a fourth, sampling, has a package of its own.
//
//   - A formula, where the posterior stays in the prior's family (a conjugate prior): [BetaBernoulli], [GammaPoisson],
//     [NormalKnown], [NormalInverseGamma], [DirichletCategorical]. Prior and posterior are values of the same type: Update
//     gives a new one, and one after all data at once equals that after one datum at a time, see [OneByOne].
//   - A [Grid]: any prior and likelihood, at N^d points of a box.
//   - A normal with the posterior's peak and the curvature there: [FitLaplace].
//
// All logs are in nats. A prior must integrate to 1, so that there is an evidence: Check refuses one that does not.
// Maximum likelihood, for comparison, is [MLEBernoulli], [MLEPoisson], [MLECategorical] and prob.FitNormal.
//
// The files: one each conjugate model; conjugate.go goes through data one by one, mle.go has the maximum likelihood;
// interval.go credible intervals; grid.go builds a posterior on a grid, gridask.go asks it; laplace.go fits the normal,
// peak.go finds the peak; compare.go weighs models, ab.go decides between two coins; coverage.go counts how often an
// interval covers the truth; check.go says what is wrong with input.
package bayes
