// Package cluster finds groups in data without labels (chapter 01, article §1, "clustering"): k-means, and the measures
// by which a grouping is judged.
//
//	inertia       J = Σ_i ‖x_i − c_(l_i)‖²           what k-means lowers; falls with every further cluster, so look for the elbow
//	silhouette    s_i = (b_i − a_i) / max(a_i, b_i)  in [−1, 1]; needs no true labels either
//	adjusted Rand (RI − E[RI]) / (max − E[RI])       agreement with true labels; 1 equal, about 0 by chance
//
// Rows x_i of the data matrix are points, columns features; all distances are Euclidean, so that columns in different
// units should be brought to one scale first.
//
// The files: kmeans.go has the model, lloyd.go its iteration, assign.go the search for the nearest centres, plusplus.go
// the starting centres, silhouette.go, elbow.go and rand.go the measures.
package cluster
