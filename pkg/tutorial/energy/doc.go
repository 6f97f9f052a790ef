// Package energy has densities that are given up to a constant, by an energy (chapter 06, article §2.2, "probability
// density modelling": exponentiate and normalise, and the gradient ∇θ log p):
//
//	p_θ(x) = exp(−E_θ(x)) / Z(θ)          Z(θ) = ∫ exp(−E_θ(x)) dx
//
// Any E_θ will do: exp makes it positive, and Z, the partition function, makes it integrate to 1. But Z depends on θ, so that
// no gradient of log p_θ goes without it, and what it asks for is an average over the model itself:
//
//	∇θ log p_θ(x) = −∇θ E_θ(x) − ∇θ log Z(θ)          ∇θ log Z(θ) = −E_p[ ∇θ E_θ ]
//
// With one or two coordinates the average is an integral that quadrature gives exactly; in many it takes samples. So there are
// three ways to θ here, which can be compared:
//
//	FitExact   maximum likelihood: the average by quadrature
//	FitCD      contrastive divergence: the average by k steps of a Markov chain from each data row (Hinton 2002)
//	FitScore   score matching: fit ∇x log p, in which Z does not occur (Hyvärinen 2005)
//
// The files: model.go has what is asked of an energy, wells.go and hills.go three of them; box.go the points of the
// quadrature, logz.go Z, density.go and sample.go the density, gradient.go ∇θ log p; chain.go its estimate by chains;
// fitexact.go, fitcd.go and fitscore.go the three fits, fit.go what they share.
package energy
