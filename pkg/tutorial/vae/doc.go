// Package vae is the variational autoencoder of chapter 08 (Kingma & Welling 2014, "Auto-Encoding Variational Bayes",
// arXiv:1312.6114; Rezende, Mohamed & Wierstra 2014).
//
// The model has a latent code z of L numbers for each image x of D pixels:
//
//	p(z)   = N(0, I)                             prior
//	p(x|z) = Π_d Bernoulli(x_d; σ(logits_d(z)))  decoder, or a Gaussian
//	q(z|x) = N(mu(x), diag exp logVar(x))        encoder
//
// and is trained to raise the evidence lower bound, nats per image, summed over pixels:
//
//	ELBO(x) = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z)) ≤ log p(x)
//
// A reader finds one idea a file: network.go holds the three networks as ordinary GoMLX layers, objective.go the two
// terms, step.go one step of training, fit.go the training run (its loop is package train's), evaluate.go the ELBO of
// given images, importance.go their log-likelihood, exact.go the same by a grid where the code is small, linear.go the
// model that has a closed form, sigma.go a Gaussian whose deviation is learnt, local.go what the encoder loses, latent.go what
// one does with a trained model, save.go and weights.go how it is kept.
//
// The functions of network.go can be replaced by a reader's own through [Config]: the model shown is the model trained.
//
// Everything that draws takes a seed. The same seed on the same backend gives the same numbers, bit for bit; how many
// steps run in one call and whether a run was interrupted and resumed change nothing.
package vae
