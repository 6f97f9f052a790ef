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
	rows    *blocks.Rows
	normals []normal
	about   [][]float64      // for each component a place c_k; or one place for all, where they have one covariance
	places  [][]float64      // then L⁻¹(mu_k − c)
	diffs   []blas64.General // for each component x_i − c_k, d × m
	r       blas64.General   // responsibilities, K × m
	logP    []float64        // log p(x_i), m
	white   []float64        // scratch, d · m
	data    []float64        // the memory of r and diffs
}

func newExpectation(k int, rows *blocks.Rows, about [][]float64) *expectation {
	return &expectation{rows: rows, about: about, diffs: make([]blas64.General, k),
		white: make([]float64, rows.D*blocks.Size), data: make([]float64, (k+len(about)*rows.D)*blocks.Size)}
}

// under sets the model.
func (e *expectation) under(normals []normal) *expectation {
	e.normals = normals
	if e.shared() {
		e.places = make([][]float64, len(normals))
		for k, c := range normals {
			diff := floats.SubTo(make([]float64, e.rows.D), c.mean, e.about[0])
			e.places[k] = c.whiten(blocks.General(e.rows.D, 1, diff), make([]float64, e.rows.D)).Data
		}
	}
	return e
}

// shared says whether the components have one covariance.
func (e *expectation) shared() bool { return len(e.about) < len(e.diffs) || len(e.diffs) == 1 }

// differences sets diffs for block b, whose first row it gives, and m.
func (e *expectation) differences(b int) (first, m int) {
	first, x := e.rows.Block(b)
	k, d := len(e.diffs), e.rows.D
	e.r = blocks.General(k, x.Cols, e.data)
	for i := range e.diffs {
		if i >= len(e.about) {
			e.diffs[i] = e.diffs[0]
			continue
		}
		e.diffs[i] = blocks.General(d, x.Cols, e.data[(k+i*d)*blocks.Size:])
		for j, c := range e.about[i] {
			from := x.Data[j*x.Stride : (j+1)*x.Stride]
			to := e.diffs[i].Data[j*x.Stride : (j+1)*x.Stride]
			for at, v := range from {
				to[at] = v - c
			}
		}
	}
	return first, x.Cols
}

// block does the E-step for block b: it sets diffs, r and logP.
//
//	log p(x) = a + log Σ_k exp(a_k − a),   r_k = exp(a_k − log p(x))         a_k = log w_k p_k(x),   a = max_k a_k
//
// Components with one covariance have one L, and rows are solved for once: ‖L⁻¹(x − mu_k)‖ = ‖L⁻¹(x − c) − L⁻¹(mu_k − c)‖.
func (e *expectation) block(b int) (first, m int) {
	first, m = e.differences(b)
	var y blas64.General
	if e.shared() {
		y = e.normals[0].whiten(e.diffs[0], e.white)
	}
	for k, c := range e.normals {
		dst := e.r.Data[k*m : (k+1)*m]
		if e.shared() {
			blocks.SquaredDistances(dst, e.places[k], y)
		} else {
			squares(dst, c.whiten(e.diffs[k], e.white))
		}
		for i, v := range dst {
			dst[i] = c.constant - v/2
		}
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
// (D × D, its upper triangle; the diagonal alone for Diag and Spherical; nothing for Tied), with d = x − c.
type layout struct {
	kind          Covariance
	components, d int
}

func (l layout) width() int {
	switch l.kind {
	case Full:
		return 1 + l.d + l.d*l.d
	case Tied:
		return 1 + l.d
	}
	return 1 + 2*l.d
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
	if l.kind == Tied {
		return
	}
	if l.kind != Full {
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
