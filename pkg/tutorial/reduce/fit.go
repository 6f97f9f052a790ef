package reduce

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// FitPCA finds the k principal components of the rows of x (n×D); k = 0 keeps all min(n−1, D).
//
//	S = 1/(n−1) Σ_i (x_i − mean)(x_i − mean)ᵀ = Σ_k Variance_k v_k v_kᵀ
//
// with the largest variance first. A component and its opposite are equally good: the one taken is that whose entry of
// largest absolute value is positive, the first of those that are largest to within 1e-9. scikit-learn's PCA takes the
// same, so that both agree in sign.
//
// The components come from the singular values of the centred rows where that is fast, and from the eigenvectors of S
// where n is large. The latter cannot tell variances below about 1e-15 of the largest from 0; they are given as 0 or as
// such a small number, and their directions are orthonormal but otherwise arbitrary, as are those of equal variances.
//
// Columns are not scaled: where they have different units, standardise them first (package scaling). Errors: fewer than
// two rows, numbers that are not finite, a k that the rows cannot fill, and rows that are all equal.
func FitPCA(x mat.Matrix, k int) (*PCA, error) {
	rows, err := dense(x)
	if err != nil {
		return nil, err
	}
	n, d := rows.Dims()
	most := min(n-1, d)
	if k == 0 {
		k = most
	}
	if k < 0 || k > most {
		return nil, fmt.Errorf("reduce: %d components are asked for; %d rows of %d columns have 1 to %d", k, n, d, most)
	}
	p := &PCA{Mean: columnMeans(rows), N: n}
	if !finite(p.Mean) { // one pass over the rows finds it, a second one names it
		if err := density.CheckRows(rows, 2); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("reduce: the columns' sums overflow; scale the columns down first")
	}
	if bySVD(n, d) {
		err = p.fromSVD(p.centred(rows), k)
	} else {
		err = p.fromCovariance(covariance(rows, p.Mean), k)
	}
	if err != nil {
		return nil, err
	}
	p.Ratio = make([]float64, k)
	floats.ScaleTo(p.Ratio, 1/p.Total, p.Variance)
	for j := range k {
		fixSign(p.Components.RawRowView(j))
	}
	return p, nil
}

// dense is x itself where it is a mat.Dense, and a copy where it is another kind of matrix; two rows at least.
func dense(x mat.Matrix) (*mat.Dense, error) {
	d, ok := x.(*mat.Dense)
	if !ok || d == nil || d.RawMatrix().Rows < 2 {
		if err := density.CheckRows(x, 2); err != nil {
			return nil, err
		}
		return mat.DenseCopyOf(x), nil
	}
	return d, nil
}

// bySVD tells whether singular values are fast enough. They see twice as many digits of the small variances as the
// covariance does; its eigenvectors cost n D² operations and then D³, not a multiple of n D².
func bySVD(n, d int) bool { return n <= d || n*d*d <= 1e7 }

// fromSVD takes the components from the centred rows c = U diag(s) Vᵀ: the variances are s²/(n−1).
func (p *PCA) fromSVD(c *mat.Dense, k int) error {
	var svd mat.SVD
	if !svd.Factorize(c, mat.SVDThin) {
		return fmt.Errorf("reduce: the singular values of the rows could not be found; look for numbers of very different size")
	}
	var v mat.Dense
	svd.VTo(&v) // D × min(n, D)
	s := svd.Values(nil)
	floats.Mul(s, s)
	floats.Scale(1/float64(p.N-1), s)
	if err := p.setTotal(floats.Sum(s)); err != nil {
		return err
	}
	p.Variance = s[:k:k]
	p.Components = mat.DenseCopyOf(v.Slice(0, len(p.Mean), 0, k).T())
	return nil
}

// fromCovariance takes the components from the eigenvectors of the covariance s.
func (p *PCA) fromCovariance(s *mat.SymDense, k int) error {
	d := s.SymmetricDim()
	if err := p.setTotal(mat.Trace(s)); err != nil {
		return err
	}
	var eig mat.EigenSym
	if !eig.Factorize(s, true) {
		return fmt.Errorf("reduce: the eigenvectors of the covariance could not be found; look for numbers of very different size")
	}
	var v mat.Dense
	eig.VectorsTo(&v)         // columns
	values := eig.Values(nil) // ascending
	p.Variance, p.Components = make([]float64, k), mat.NewDense(k, d, nil)
	for j := range k {
		p.Variance[j] = max(0, values[d-1-j])
		mat.Col(p.Components.RawRowView(j), d-1-j, &v)
	}
	return nil
}

// setTotal wants a variance that is above 0 and finite.
func (p *PCA) setTotal(total float64) error {
	p.Total = total
	switch {
	case total == 0:
		return fmt.Errorf("reduce: all %d rows are equal, so that no direction varies; give rows that differ", p.N)
	case math.IsInf(total, 0) || math.IsNaN(total):
		return fmt.Errorf("reduce: the columns' variance overflows; scale the columns down first")
	}
	return nil
}

// fixSign turns v so that its entry of largest absolute value is positive: the first of those that are largest to
// within 1e-9, so that rounding does not decide between equals.
func fixSign(v []float64) {
	largest := floats.Norm(v, math.Inf(1))
	for _, e := range v {
		if math.Abs(e) >= (1-1e-9)*largest {
			if e < 0 {
				floats.Scale(-1, v)
			}
			return
		}
	}
}
