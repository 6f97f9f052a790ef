// Package gan is the generative adversarial network of chapter 02 (article §2.1: implicit; Goodfellow et al. 2014,
// arXiv:1406.2661).
//
// A generator makes rows out of noise, x = G(z) with z ~ N(0, I); a discriminator gives each row a logit D(x) that it is of
// the data. They are trained in turn, each against the other:
//
//	discriminator:  min  −E_data[log σ(D(x))] − E_z[log(1 − σ(D(G(z))))]
//	generator:      min  E_z[log(1 − σ(D(G(z))))]    minimax, or
//	                min  −E_z[log σ(D(G(z)))]        non-saturating
//
// The samples have a distribution, the push-forward of N(0, I) through G, but no density that could be evaluated, and often
// none at all: with fewer numbers in z than in x they lie on a surface of volume 0. So there is no log p(x) and no score.
//
// The known failure is mode collapse: the generator makes some kinds of rows well and the others not at all, which neither
// loss shows. On data whose modes are known ([Ring]) it can be counted ([Coverage]). Config.Penalty mends it: it holds the
// discriminator's slope at the data down (R1; Mescheder, Geiger & Nowozin 2018, arXiv:1801.04406).
//
// A reader finds one idea a file: config.go what can be chosen, network.go the two networks as GoMLX layers, loss.go the
// losses, step.go how they take turns, model.go training and use, ring.go data with known modes and how to count them,
// save.go how a model is kept. Everything works on XLA and on the pure-Go backend.
package gan
