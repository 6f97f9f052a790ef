// Package supervised learns p(y|x) from rows x whose answers y are given: told the answer, adjust when wrong (article §1,
// supervised learning; §2.2, step 2).
//
//	y in R        linear regression     p(y|x) = N(y; wᵀx + b, σ²)        [Linear], in closed form
//	y in 0 … K−1  logistic regression   p(y|x) = softmax(W x + b)_y       [Logistic], step by step
//	y in 0, 1     perceptron            y = 1 where wᵀx + b > 0           [Perceptron], no probability
//
// All are fitted by making the answers given as probable as possible, which for the first is the least squares of old,
// and a penalty on the weights is a normal prior on them. Densities and probabilities are in nats.
//
// The files: linear.go; logistic.go has the model and what it answers, objective.go what is minimised, hessian.go its
// second derivatives, fit.go minimises it by gonum/optimize, descend.go by gradient descent, separable.go knows when
// there is no minimum, boundary.go draws the decision boundary; perceptron.go; check.go says what is wrong with input.
package supervised
