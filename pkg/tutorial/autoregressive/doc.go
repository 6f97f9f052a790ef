// Package autoregressive models a row x of D binary pixels one pixel after another (chapter 02, article §2.1: explicit and
// tractable). By the chain rule, which holds for every distribution,
//
//	p(x) = Π_d p(x_d | x_1 … x_{d−1}),   p(x_d = 1 | x_<d) = σ(logit_d(x_<d))
//	log p(x) = Σ_d x_d logit_d − softplus(logit_d)          [nats], exact
//
// so that the probabilities of all 2^D rows sum to 1 whatever the weights are. Three networks give the logits:
//
//	FVSBN  a logistic regression of each pixel on those before it (Frey 1998, "Graphical Models for Machine Learning
//	       and Digital Communication": fully visible sigmoid belief network); the cheapest
//	MADE   one hidden layer whose weights are masked, so that no logit sees a pixel too far on (Germain et al. 2015,
//	       arXiv:1502.03509)
//	GRU    a recurrent network that reads the pixels in turn and carries what it has seen in a state (Cho et al. 2014,
//	       arXiv:1406.1078)
//
// Training is one pass over all pixels at once; sampling takes D steps, one after another.
//
// A reader finds one idea a file: config.go what can be chosen, masked.go and gru.go the networks as GoMLX graphs, model.go
// training, chain.go the chain rule in plain float64, which scores and samples, walk_masked.go and walk_gru.go the same
// networks there, peek.go the check that no logit sees its own pixel, bins.go points of the plane as rows of bits, save.go
// how a model is kept. Everything works on XLA and on the pure-Go backend; the GRU is slow to compile and to train there,
// because it is unrolled over the pixels.
package autoregressive
