// Package bayesnet is the Bayesian network of chapter 03: a joint distribution of named discrete variables, written as
// one small conditional table for each (article §2.2: a directed graph of conditional dependences).
//
//	p(x_1, …, x_D) = Π_j p(x_j | parents of x_j)
//
// [New] makes a [Network] of nodes and checks it, [Learn] fills in the tables from data. A network answers questions of
// structure ([Network.DSeparated]: which variables can tell of which, whatever the numbers), of probability
// ([Network.Query]: exact inference by variable elimination), samples ([Network.Sample]) and scores rows
// ([Network.Score]) like any density of the book. Results are probabilities, or nats where the name says Log.
//
// The notions and algorithms are those of Koller & Friedman, Probabilistic Graphical Models, MIT Press 2009: d-separation
// by reachability (algorithm 3.1), sum-product variable elimination (9.1) in the order of min-fill (9.4.3.2).
//
// The files: network.go has nodes and their checks, graph.go order and ancestors, dseparation.go d-separation, query.go
// inference, order.go the elimination order, factor.go the tables that inference multiplies and sums, learn.go tables from
// data, density.go log p, samples and rows, known.go two small networks.
package bayesnet
