// Package autoencoder learns features without labels (chapter 01, article §1): a network squeezes each row x of D
// numbers through a code z of K < D numbers, and is trained to give x back.
//
//	z = encode(x − mean),  x̂ = decode(z) + mean          mean the mean row of the data, as in PCA
//	error(x) = 1/D Σ_d (x_d − x̂_d)²          squared error per pixel, mean over the rows
//
// Without hidden layers encoder and decoder are linear, and the best such pair spans the subspace of the first K principal
// components (Baldi & Hornik 1989, Neural Networks 2, 53): PCA and the linear autoencoder reach the same error, and the
// angles between their subspaces vanish ([Model.Basis], reduce.PrincipalAngles). With hidden layers the code lies on a curved surface, and
// the error falls below PCA's at equal K (Hinton & Salakhutdinov 2006, Science 313, 504).
//
// It is no generative model: nothing says which codes are likely, so that there is nothing to draw from and no log p(x).
// Chapter 08 turns it into one.
//
// A reader finds one idea a file: config.go what can be chosen, network.go the networks as GoMLX layers, model.go training
// and use, save.go how a model is kept. Everything works on XLA and on the
// pure-Go backend.
package autoencoder
