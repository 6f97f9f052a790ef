package cluster

import "fmt"

// AdjustedRand compares two labellings of the same n rows, whatever names the labels have (Hubert & Arabie 1985,
// equation 5):
//
//	ARI = ( Σ_ij C(n_ij, 2) − E ) / ( ½ (A + B) − E )         E = A B / C(n, 2)
//
// with n_ij the rows that a calls i and b calls j, A = Σ_i C(n_i·, 2) and B = Σ_j C(n_·j, 2). It is 1 where both group
// alike, 0 on average where one is drawn at random with its group sizes held, and may be below 0. Two groupings that
// are both trivial in the same way (all together, or each row alone) give 1.
//
// Errors: no rows, or not as many in one as in the other.
func AdjustedRand(a, b []int) (float64, error) {
	if len(a) == 0 || len(a) != len(b) {
		return 0, fmt.Errorf("cluster: labellings of %d and %d rows; give two of the same rows, at least one", len(a), len(b))
	}
	type pair struct{ a, b int }
	both, inA, inB := map[pair]int{}, map[int]int{}, map[int]int{}
	for i := range a {
		both[pair{a[i], b[i]}]++
		inA[a[i]]++
		inB[b[i]]++
	}
	together, pairsA, pairsB := pairs(both), pairs(inA), pairs(inB)
	n := float64(len(a))
	all := n * (n - 1) / 2
	if together == pairsA && together == pairsB {
		return 1, nil
	}
	expected := pairsA * pairsB / all
	return (together - expected) / ((pairsA+pairsB)/2 - expected), nil
}

// pairs is the number of pairs of rows within the groups. Whole numbers below 2⁵³: their sum is exact in any order.
func pairs[K comparable](sizes map[K]int) float64 {
	sum := 0.0
	for _, n := range sizes {
		sum += float64(n) * float64(n-1) / 2
	}
	return sum
}
