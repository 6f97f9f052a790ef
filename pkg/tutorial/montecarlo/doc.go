// Package montecarlo estimates the integral that makes latent-variable models hard (chapter 06, article §2.2),
//
//	P(x) = ∫ P(x|z) P(z) dz
//
// and says exactly when that fails. All is in logs: P(x) and the weights leave float64's range at once.
//
//	naive        P(x) ≈ 1/n Σ_i P(x|z_i),                    z_i ~ P(z)
//	importance   P(x) ≈ 1/n Σ_i P(x|z_i) P(z_i) / q(z_i),    z_i ~ q(z)
//	grid         P(x) ≈ h^d Σ P(x|z) P(z)                    over N^d points z
//
// Both sums of random weights are right in the mean, whatever q is. How far a single one is off follows from the weights'
// relative variance, E[w²]/E[w]² − 1, divided by n; in a linear-Gaussian model it has a closed form, which grows as exp(c·d)
// with the dimension d, so that the exact curve can be drawn where no simulation can follow. The log of an estimate is too
// low in the mean (Jensen), by about half of that.
//
// The same happens to drawing by rejection, whose acceptance falls as c^d, since in high dimensions all of a normal's mass
// lies in a thin shell far from where its density is highest.
//
// The files: weights.go collects weights, estimate.go has the two estimates, secondmoment.go their exact variance, family.go
// a model for every dimension, bias.go the log's bias, grid.go the grid, reject.go rejection and problems.go two cases of it
// with a known acceptance, shell.go the norm of a normal.
package montecarlo
