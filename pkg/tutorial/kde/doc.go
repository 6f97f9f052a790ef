// Package kde estimates a density from data without choosing a family: a bump on every point, and their mean (chapters 01
// and 03, article §2.2, "KDE").
//
//	p(x) = 1/n Σ_i K_h(x − x_i)         K_h(u) = c_d/h^d · k(‖u‖/h),   ∫ K_h = 1
//
// The bandwidth h is what must be chosen: too small and the estimate is the sample again (it memorises), too large and all
// is smoothed away. Silverman's and Scott's rules guess it, LeaveOneOut and CrossValidate measure it on rows held out.
// One h serves all columns: bring them to one scale first.
//
// The points lie in a tree of boxes. A box far from x is left out, or taken as a whole, where that cannot change the sum
// by more than the tolerance: rounding by default, see KDE.Within.
//
// The files: kernel.go has the kernels, kde.go the density, sum.go the sum over the tree, tree.go the tree, sample.go
// drawing, bandwidth.go the rules, heldout.go the search, nearest.go nearest neighbours.
package kde
