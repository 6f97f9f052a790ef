package mixture

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/internal/blocks"
)

// expectation is the E-step on one block of rows after the other, in memory that it uses again and again.
type expectation struct {
	normals []normal
	rows    *blocks.Rows
	diffs   []blas64.General // for each component x_i − mu_k, d × m
	r       blas64.General   // responsibilities, K × m
	logP    []float64        // log p(x_i), m
	white   []float64        // scratch, d · m
	data    []float64        // the memory of diffs and r
}

func newExpectation(normals []normal, rows *blocks.Rows) *expectation {
	k, d := len(normals), rows.D
	e := &expectation{normals: normals, rows: rows, diffs: make([]blas64.General, k),
		white: make([]float64, d*blocks.Size), data: make([]float64, k*(d+1)*blocks.Size)}
	return e
}

// differences sets diffs for block b.
func (e *expectation) differences(b int) (first, m int) {
	first, x := e.rows.Block(b)
	k, d := len(e.normals), e.rows.D
	e.r = blocks.General(k, x.Cols, e.data)
	for i := range k {
		e.diffs[i] = blocks.General(d, x.Cols, e.data[k*blocks.Size+i*d*blocks.Size:])
		for j, mu := range e.normals[i].mean {
			from := x.Data[j*x.Stride : (j+1)*x.Stride]
			to := e.diffs[i].Data[j*x.Stride : (j+1)*x.Stride]
			for at, v := range from {
				to[at] = v - mu
			}
		}
	}
	return first, x.Cols
}

// block does the E-step for block b: it sets diffs, r and logP.
//
//	log p(x) = a + log Σ_k exp(a_k − a),   r_k = exp(a_k − log p(x))         a_k = log w_k p_k(x),   a = max_k a_k
func (e *expectation) block(b int) (first, m int) {
	first, m = e.differences(b)
	for k, c := range e.normals {
		c.logJoint(e.r.Data[k*m:(k+1)*m], e.diffs[k], e.white)
	}
	e.logP = posteriors(e.r, e.logP)
	return first, m
}

// posteriors turns log w_k p_k(x_i) in a (K × m) into responsibilities, and gives log p(x_i) [m] in the memory of logP.
func posteriors(a blas64.General, logP []float64) []float64 {
	m := a.Cols
	logP = logP[:0]
	for range m {
		logP = append(logP, -math.MaxFloat64) // not −Inf: −Inf − (−Inf) is no number
	}
	for k := range a.Rows {
		for i, v := range a.Data[k*m : (k+1)*m] {
			logP[i] = max(logP[i], v)
		}
	}
	var sum [blocks.Size]float64
	for k := range a.Rows {
		row := a.Data[k*m : (k+1)*m]
		for i, v := range row {
			row[i] = math.Exp(v - logP[i])
			sum[i] += row[i]
		}
	}
	for k := range a.Rows {
		row := a.Data[k*m : (k+1)*m]
		for i := range row {
			row[i] /= sum[i]
		}
	}
	for i, s := range sum[:m] {
		logP[i] += math.Log(s)
	}
	return logP
}

// layout is where the sums of one component stand in the vector of all sums: N = Σ r, then Σ r d [D], then Σ r d dᵀ
// (D × D, its upper triangle; D numbers where only variances are asked for), with d = x − mu.
type layout struct {
	components, d int
	diagonal      bool
}

func (l layout) width() int {
	if l.diagonal {
		return 1 + 2*l.d
	}
	return 1 + l.d + l.d*l.d
}

// total is the length of the vector: the components, then Σ log p(x).
func (l layout) total() int { return l.components*l.width() + 1 }

// of splits off component k.
func (l layout) of(sums []float64, k int) (n float64, first, second []float64) {
	part := sums[k*l.width() : (k+1)*l.width()]
	return part[0], part[1 : 1+l.d], part[1+l.d:]
}

// add adds the sums of the block that e has just done.
func (l layout) add(acc []float64, e *expectation) {
	m := e.r.Cols
	for k, diff := range e.diffs {
		r := e.r.Data[k*m : (k+1)*m]
		part := acc[k*l.width() : (k+1)*l.width()]
		part[0] += floats.Sum(r)
		for j := range l.d {
			part[1+j] += floats.Dot(r, diff.Data[j*m:(j+1)*m])
		}
		l.addSquares(part[1+l.d:], r, diff, e.white)
	}
	acc[len(acc)-1] += floats.Sum(e.logP)
}

// addSquares adds Σ_i r_i d_i d_iᵀ, as the product of √r d with its transpose; or the diagonal alone.
func (l layout) addSquares(acc, r []float64, diff blas64.General, scratch []float64) {
	m := diff.Cols
	if l.diagonal {
		rd := scratch[:m]
		for j := range l.d {
			d := diff.Data[j*m : (j+1)*m]
			acc[j] += floats.Dot(floats.MulTo(rd, r, d), d)
		}
		return
	}
	var root [blocks.Size]float64
	for i, v := range r {
		root[i] = math.Sqrt(v)
	}
	y := blocks.General(l.d, m, scratch)
	for j := range l.d {
		floats.MulTo(y.Data[j*m:(j+1)*m], root[:m], diff.Data[j*m:(j+1)*m])
	}
	blas64.Syrk(blas.NoTrans, 1, y, 1, blas64.Symmetric{N: l.d, Stride: l.d, Data: acc, Uplo: blas.Upper})
}
