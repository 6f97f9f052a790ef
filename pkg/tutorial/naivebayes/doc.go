// Package naivebayes learns p(x, y) by assuming that the D features of a row x are independent once its class y is known
// (chapter 05, article §2.2, "naive Bayes classifier"):
//
//	p(x, y) = P(y) Π_j p(x_j|y)                              the naive assumption
//	log p(x, y) = log P(y) + Σ_j log p(x_j|y)                what LogJoint gives, nats
//	P(y|x) = p(x, y) / Σ_k p(x, k)                           Bayes' rule; what LogProbs gives, by log-sum-exp
//	p(x)   = Σ_k P(k) Π_j p(x_j|k)                           read backwards, a mixture; what LogProb and Score give
//
// The models differ in p(x_j|y = k) and are fitted by counting, in closed form:
//
//	Gaussian     N(x_j; mu_kj, σ²_kj)               numbers
//	Bernoulli    P_kj^x_j (1 − P_kj)^(1 − x_j)      yes or no
//	Categorical  P_j,k,x_j                          one of V_j values
//	Multinomial  Π_j P_kj^x_j of all counts         how often each word occurs in a text
//	Complement   the counts of all other classes    a rule made of Multinomial, no density
//
// NaN is a feature that was not observed, in Gaussian, Bernoulli and Categorical. Its factor is left out, and that is
// exact: what is left is the sum over all values that it might have had, for given the class
//
//	Σ_v p(x_1, …, x_j = v, …, x_D|k) = Π_{i≠j} p(x_i|k) · Σ_v p(x_j = v|k) = Π_{i≠j} p(x_i|k)
//
// (an integral for Gaussian). So a fit maximises the likelihood of what was observed. Both suppose that being missing
// says nothing itself about the class or the value (missing at random, Rubin 1976).
//
// Fits go through sums over rows ([Moments], [Counts], [Tables]), from which the parameters follow: Update adds the sums
// of more rows, and the model is that of one fit on all. The results are those of scikit-learn's classes named …NB.
//
// The files: classifier.go has what all models answer, config.go the options; gaussian.go, bernoulli.go, categorical.go,
// multinomial.go and complement.go a model each; moments.go, counts.go and tables.go the sums; density.go reads a model
// backwards; calibration.go judges probabilities; vocabulary.go makes counts of words; check.go says what is wrong with input.
package naivebayes
