// Package flow has densities that integrate to 1 whatever their parameters are, because they are made by a change of
// variables (chapter 06, article §2.2: ∫ p_θ(x) dx = 1 for all θ):
//
//	z = f_θ(x),  z ~ N(0, I)          log p_θ(x) = log N(f_θ(x); 0, I) + log|det ∂f_θ/∂x|          [nats]
//
// f_θ is one-to-one and smooth. It moves mass about and makes none: where it pulls space apart, the density sinks by the
// determinant. Both log p(x) and draws x = f⁻¹(z) are exact, and so is ∇θ log p(x): there is no integral left in it. The
// price is that f must be invertible, with a determinant that is cheap.
//
// f is a chain of layers, whose log-determinants add up. All parameters stand in one vector θ, so that a reader can put
// any numbers there and integrate.
//
//	Affine         z_i = (x_i − shift_i) exp(−logScale_i)                   any dimension
//	SinhArcsinh    z = sinh( exp(logTail) asinh(x) − skew )                 1-D: skewness and tails (Jones & Pewsey 2009)
//	Sigmoids       z = x + Σ_k exp(logHeight_k) tanh( exp(logSlope_k) (x − centre_k) )          1-D: several humps
//	Coupling       z_a = x_a,  z_b = x_b exp(s(x_a)) + t(x_a)               2-D: RealNVP (Dinh et al. 2017, equation 7)
//
// The files: layer.go says what a layer is, affine.go, sinh.go, sigmoids.go and coupling.go are the layers, flow.go the chain
// and its density, start.go where training starts, graph.go the layers once more as GoMLX graphs, fit.go maximum likelihood
// and the gradient.
package flow
