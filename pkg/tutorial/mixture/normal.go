package mixture

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// normal is one component, w N(mu, Σ), with Σ's Cholesky factor at hand: Σ = L Lᵀ.
//
//	log w + log N(x; mu, Σ) = constant − ½ ‖y‖²         L y = x − mu
//	constant = log w − d/2 log 2π − Σ_j log L_jj
//
// gonum's distmv.Normal says the same of one row at a time; here a block of rows is solved for at once.
type normal struct {
	mean     []float64         // d
	l        blas64.Triangular // L, d × d; without data where Σ is diagonal
	inverse  []float64         // 1 / L_jj where Σ is diagonal
	logDet   float64           // Σ_j log L_jj
	constant float64
}

// newNormal makes a component; ok is false where cov is not positive definite.
func newNormal(w float64, mean []float64, cov *mat.SymDense, kind Covariance) (c normal, ok bool) {
	d := len(mean)
	if kind == Diag || kind == Spherical {
		c.inverse = make([]float64, d)
		for j := range d {
			v := cov.At(j, j)
			if !(v > 0) || math.IsInf(v, 1) {
				return c, false
			}
			c.inverse[j] = 1 / math.Sqrt(v)
			c.logDet += math.Log(v) / 2
		}
		return c.at(w, mean), true
	}
	var chol mat.Cholesky
	if !chol.Factorize(cov) || math.IsNaN(chol.LogDet()) {
		return c, false
	}
	var l mat.TriDense
	chol.LTo(&l)
	c.l, c.logDet = l.RawTriangular(), chol.LogDet()/2
	return c.at(w, mean), true
}

// at is the same shape with another weight and place.
func (c normal) at(w float64, mean []float64) normal {
	c.mean = mean
	c.constant = math.Log(w) - float64(len(mean))/2*math.Log(2*math.Pi) - c.logDet
	return c
}

// whiten gives the columns y with L y = d for the columns d of diff, d × m, in the memory of white.
func (c normal) whiten(diff blas64.General, white []float64) blas64.General {
	y := blocks.General(diff.Rows, diff.Cols, white)
	if c.inverse == nil {
		copy(y.Data, diff.Data)
		blas64.Trsm(blas.Left, blas.NoTrans, 1, c.l, y)
		return y
	}
	for j, s := range c.inverse {
		row := y.Data[j*y.Stride : (j+1)*y.Stride]
		floats.ScaleTo(row, s, diff.Data[j*y.Stride:(j+1)*y.Stride])
	}
	return y
}

// squares writes the squared length of each column of y into dst.
func squares(dst []float64, y blas64.General) {
	clear(dst)
	for j := range y.Rows {
		row := y.Data[j*y.Stride : (j+1)*y.Stride]
		for i, v := range row[:len(dst)] {
			dst[i] += v * v
		}
	}
}
