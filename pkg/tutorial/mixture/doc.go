// Package mixture has densities that are weighted sums of simple ones, fitted by expectation–maximisation (chapter 03,
// article §2.2, "GMM"):
//
//	p(x) = Σ_k w_k p_k(x)                                     w_k ≥ 0, Σ_k w_k = 1
//	GMM        p_k(x) = N(x; mu_k, Σ_k)                       four kinds of Σ_k, see Covariance
//	Bernoulli  p_k(x) = Π_j p_kj^x_j (1 − p_kj)^(1 − x_j)     for binary x
//
// Which component a row came from is a latent variable z; EM goes back and forth between its posterior and the
// parameters, in log space throughout (Dempster, Laird & Rubin 1977; Bishop 2006, sections 9.2 and 9.3):
//
//	E   r_ik = p(z_i = k | x_i) = w_k p_k(x_i) / Σ_l w_l p_l(x_i)         the responsibilities
//	M   the parameters that maximise Σ_ik r_ik log( w_k p_k(x_i) )
//
// No step lowers the log-likelihood Σ_i log p(x_i), which may have many local maxima: where EM ends depends on the start.
//
// The files: em.go has the iteration that both share, gmm.go, normal.go, expect.go, maximise.go, start.go and fit.go the
// Gaussian mixture, bernoulli.go and bernoulli_fit.go the Bernoulli one, criterion.go what chooses K.
package mixture
