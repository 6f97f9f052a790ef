package reduce

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// PCA is a principal component analysis of rows of D numbers that keeps K components.
type PCA struct {
	Mean       []float64  // D: the mean row
	Components *mat.Dense // K×D: orthonormal rows, the direction of largest variance first
	Variance   []float64  // K: the variance along each, with 1/(n−1), as scikit-learn's explained_variance_
	Ratio      []float64  // K: the share of each in Total
	Total      float64    // the variances of all D columns together: the trace of the covariance
	N          int        // the rows it was fitted on
}

// Dims gives K, the components kept, and D, the numbers of a row.
func (p *PCA) Dims() (k, d int) { return p.Components.Dims() }

// Transform gives the K coordinates of each row of x (n×D) in the subspace, as n×K.
//
//	z = V (x − mean)
//
// Errors: rows of another width than D, and numbers that are not finite.
func (p *PCA) Transform(x mat.Matrix) (*mat.Dense, error) {
	if err := p.check(x); err != nil {
		return nil, err
	}
	// V x − V mean costs no centred copy of x, but loses digits where the mean is large: x is centred first.
	var z mat.Dense
	z.Mul(p.centred(x), p.Components.T())
	return &z, nil
}

// Inverse gives the rows (n×D) that have these coordinates z (n×K) and lie in the subspace.
//
//	x̂ = Vᵀ z + mean
//
// Errors: rows of another width than K, and numbers that are not finite.
func (p *PCA) Inverse(z mat.Matrix) (*mat.Dense, error) {
	if err := density.CheckRows(z, 1); err != nil {
		return nil, err
	}
	k, _ := p.Dims()
	n, width := z.Dims()
	if width != k {
		return nil, fmt.Errorf("reduce: the codes have %d columns, the PCA has %d components; pass what Transform gives", width, k)
	}
	var x mat.Dense
	x.Mul(z, p.Components)
	for i := range n {
		floats.Add(x.RawRowView(i), p.Mean)
	}
	return &x, nil
}

// Errors gives the squared distance of each row of x (n×D) to the subspace; n numbers.
//
//	‖x − x̂‖²,    x̂ = Vᵀ V (x − mean) + mean
//
// Summed over the D columns. Over the rows it was fitted on, their mean is (n−1)/n (Total − Σ_k Variance_k).
func (p *PCA) Errors(x mat.Matrix) ([]float64, error) {
	z, err := p.Transform(x)
	if err != nil {
		return nil, err
	}
	near, err := p.Inverse(z)
	if err != nil {
		return nil, err
	}
	n, d := x.Dims()
	out, row := make([]float64, n), make([]float64, d)
	for i := range n {
		mat.Row(row, i, x)
		floats.Sub(row, near.RawRowView(i))
		out[i] = floats.Dot(row, row)
	}
	return out, nil
}

// Error is the mean of [PCA.Errors]: the reconstruction error, summed over columns, mean over rows.
//
//	1/n Σ_i ‖x_i − x̂_i‖²
func (p *PCA) Error(x mat.Matrix) (float64, error) {
	each, err := p.Errors(x)
	if err != nil {
		return 0, err
	}
	return stat.Mean(each, nil), nil
}

// Keep gives the same analysis with the first k components only.
func (p *PCA) Keep(k int) (*PCA, error) {
	all, d := p.Dims()
	if k < 1 || k > all {
		return nil, fmt.Errorf("reduce: %d components of %d are to be kept; keep 1 to %d", k, all, all)
	}
	out := *p
	out.Components = mat.DenseCopyOf(p.Components.Slice(0, k, 0, d))
	out.Variance, out.Ratio = p.Variance[:k:k], p.Ratio[:k:k]
	return &out, nil
}

// check wants finite rows of D numbers.
func (p *PCA) check(x mat.Matrix) error {
	if err := density.CheckRows(x, 1); err != nil {
		return err
	}
	if _, width := x.Dims(); width != len(p.Mean) {
		return fmt.Errorf("reduce: the rows have %d columns, the PCA has %d; pass rows as long as those it was fitted on", width, len(p.Mean))
	}
	return nil
}

// centred gives a copy of x with the mean taken from each row.
func (p *PCA) centred(x mat.Matrix) *mat.Dense {
	c := mat.DenseCopyOf(x)
	n, _ := c.Dims()
	for i := range n {
		floats.Sub(c.RawRowView(i), p.Mean)
	}
	return c
}
