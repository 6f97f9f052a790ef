// Package reduce replaces rows of many numbers by rows of few, and says what is lost: principal component analysis
// (article §1, dimension reduction).
//
//	z = V (x − mean)        x in R^D, z in R^K, V K×D with orthonormal rows
//	x̂ = Vᵀ z + mean         the point of the subspace that is nearest to x
//
// Of all K-dimensional subspaces the rows of V span the one that keeps the most variance, and so loses the least squared
// length: 1/n Σ ‖x − x̂‖². Pearson 1901; Hotelling 1933. [PPCA] is the same as a density, a normal distribution whose
// log p(x) is known (Tipping & Bishop 1999), so that it can stand in one table with the book's other densities.
//
// The files: pca.go has [PCA] and what it does with rows, fit.go finds it, covariance.go sums x xᵀ over many rows, angles.go
// compares two subspaces, ppca.go has the density.
package reduce
