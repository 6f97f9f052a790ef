// Package prob holds the distributions of chapter 03: families of one variable, and joint tables of several (article §2.2).
//
// A family is a value with named parameters: [Normal], [Exponential], [Bernoulli], [Categorical], [Poisson], [Beta],
// [Gamma]; and those that come up where a parameter is itself uncertain (chapter 04): [StudentT], [InverseGamma],
// [BetaBinomial], [NegativeBinomial]. All answer alike, see [Univariate]: density or probability, its log in nats, cdf,
// quantile, mean, variance, samples. gonum's distuv does the computing; the limits of each family, which distuv leaves
// to the caller, are kept here. The New… functions check parameters, the Fit… functions find them by maximum likelihood.
// [Independent] puts families side by side, one a column; [Dirichlet] is of several variables that sum to 1.
//
// A [Table] is a joint distribution of named discrete variables, every combination listed: marginals by the sum rule,
// conditionals by the product rule, independence, entropy, mutual information, divergence.
//
//	p(x) = Σ_y p(x, y)   (sum rule)          p(x, y) = p(y|x) p(x)   (product rule)
//
// The files: univariate.go has the interface and what all families share, one file each family, fit.go maximum
// likelihood, independent.go products of families, table.go joint tables, rules.go the sum and product rule, data.go
// tables counted from data, independence.go and information.go what can be asked of a table.
package prob
