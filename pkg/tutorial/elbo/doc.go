// Package elbo is the mathematics of the evidence lower bound in plain float64: what package vae computes in graphs,
// here one row at a time, to read, to try and to check against.
//
//	log p(x) = E_q[ log p(x|z) ] − KL(q(z|x) ‖ p(z)) + KL(q(z|x) ‖ p(z|x))
//	           └───────────── ELBO ──────────────┘   └──── the gap, ≥ 0 ───┘
//
// Symbols are the article's: x is a row of data, z its latent variable, p(z) = N(0, I) the prior, p(x|z) the decoder,
// q(z|x) = N(mu, diag exp(logVar)) the encoder. All results are in nats, summed over the components of the row.
//
// In a linear-Gaussian model every term has a closed form: [LinearGaussian] is where each line of the derivation can be
// seen to hold. Article §2.2, "VAE".
//
// The files, in the order of reading:
//
//	normal.go, bernoulli.go   densities and divergences of the VAE, component by component
//	bound.go                  the ELBO from one draw, importance weights, the weighted bound
//	linear.go, joint.go       the model whose log p(x) is known; log p(x, z) and its slope
//	full.go                   a normal q with any covariance
//	lines.go                  both derivations, each line with its number
//	forms.go, average.go      four ways to write the ELBO; codes.go has the quadrature
//	factorised.go             the best diagonal q, and what it loses
//	modes.go                  KL(q‖p) chooses a mode, KL(p‖q) covers all; modesdescend.go has the descent
//	gradient.go, measure.go   ∇ELBO by the score function and along the path; how much each varies
//	quadratic.go              those variances in closed form
//	weighted.go, signal.go    L_K: order, rate, and what becomes of the encoder's gradient
//	emstep.go, em.go          EM and variational EM as one climb; emrotate.go turns W and opens a gap
//	meanfield.go              coordinate ascent on a normal; meanfieldprecision.go on an unknown mean and precision
//	check.go                  the checks of input
package elbo
