package reduce

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// PrincipalAngles are the angles between the subspaces that the rows of a (K×D) and b (L×D) span, in radians, 0 … π/2,
// the smallest first; min(K, L) of them.
//
//	cos θ_j = s_j(Q_a Q_bᵀ),    sin θ_j = s_j(Q_b − Q_b Q_aᵀ Q_a)  for the small ones
//
// where the rows of Q_a, Q_b are orthonormal bases and s_j singular values; the sine is needed because a cosine near 1
// cannot tell angles below 1e-8. All are 0 where one subspace lies in the other, π/2 where they are at right angles. The
// rows need be neither orthogonal nor of length 1, but must be independent: the weights of a linear autoencoder will do.
// Björck & Golub 1973.
//
// Errors: rows that are not finite, of different widths, or dependent.
func PrincipalAngles(a, b mat.Matrix) ([]float64, error) {
	qa, err := orthonormal("a", a)
	if err != nil {
		return nil, err
	}
	qb, err := orthonormal("b", b)
	if err != nil {
		return nil, err
	}
	k, d := qa.Dims()
	l, width := qb.Dims()
	if d != width {
		return nil, fmt.Errorf("reduce: rows of %d and of %d columns; subspaces can be compared only in one space", d, width)
	}
	if k < l { // what is left of the smaller subspace after projection has as many sines as there are angles
		qa, qb, k, l = qb, qa, l, k
	}
	var inner, left mat.Dense
	inner.Mul(qb, qa.T()) // L×K
	left.Mul(&inner, qa)
	left.Sub(qb, &left) // L×D
	cosines, ok := singularValues(&inner)
	sines, ok2 := singularValues(&left)
	if !ok || !ok2 {
		return nil, fmt.Errorf("reduce: the angles could not be found; look for numbers of very different size")
	}
	angles := make([]float64, l)
	for j := range angles {
		cos, sin := min(1, cosines[j]), min(1, sines[l-1-j])
		if cos*cos >= 0.5 {
			angles[j] = math.Asin(sin)
		} else {
			angles[j] = math.Acos(cos)
		}
	}
	return angles, nil
}

// orthonormal gives an orthonormal basis, K×D, of the space that the rows of a (K×D) span.
func orthonormal(name string, a mat.Matrix) (*mat.Dense, error) {
	if err := density.CheckRows(a, 1); err != nil {
		return nil, fmt.Errorf("reduce: basis %s: %w", name, err)
	}
	k, d := a.Dims()
	if k > d {
		return nil, fmt.Errorf("reduce: basis %s: %d rows of %d columns are dependent; give at most %d", name, k, d, d)
	}
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, fmt.Errorf("reduce: basis %s: its singular values could not be found; look for numbers of very different size", name)
	}
	if s := svd.Values(nil); s[k-1] <= 1e-13*s[0] {
		return nil, fmt.Errorf("reduce: basis %s: its rows are dependent (singular values %.3g to %.3g); leave away those that the others already span", name, s[0], s[k-1])
	}
	var v mat.Dense
	svd.VTo(&v) // D×K
	return mat.DenseCopyOf(v.T()), nil
}

// singularValues are those of a, the largest first.
func singularValues(a mat.Matrix) ([]float64, bool) {
	var svd mat.SVD
	ok := svd.Factorize(a, mat.SVDNone)
	return svd.Values(nil), ok
}
