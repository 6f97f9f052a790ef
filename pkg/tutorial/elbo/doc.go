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
package elbo
