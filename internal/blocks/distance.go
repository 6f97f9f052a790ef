package blocks

import "gonum.org/v1/gonum/blas/blas64"

// SquaredDistances writes into dst [m] the squared Euclidean distances of q [d] to the columns of block (d × m):
//
//	dst_i = Σ_j (q_j − x_ij)²
//
// by subtracting first, so that near points lose no digits, as they would in ‖q‖² − 2 qᵀx + ‖x‖².
func SquaredDistances(dst, q []float64, block blas64.General) {
	dst = dst[:block.Cols]
	clear(dst)
	j := 0
	for ; j+4 <= len(q); j += 4 {
		q0, q1, q2, q3 := q[j], q[j+1], q[j+2], q[j+3]
		x0, x1, x2, x3 := column(block, j), column(block, j+1), column(block, j+2), column(block, j+3)
		x0, x1, x2, x3 = x0[:len(dst)], x1[:len(dst)], x2[:len(dst)], x3[:len(dst)]
		for i := range dst {
			d0, d1, d2, d3 := q0-x0[i], q1-x1[i], q2-x2[i], q3-x3[i]
			dst[i] += (d0*d0 + d1*d1) + (d2*d2 + d3*d3)
		}
	}
	for ; j < len(q); j++ {
		x := column(block, j)[:len(dst)]
		for i := range dst {
			d := q[j] - x[i]
			dst[i] += d * d
		}
	}
}

// column is feature j of all rows of a block.
func column(block blas64.General, j int) []float64 {
	return block.Data[j*block.Stride : j*block.Stride+block.Cols]
}
