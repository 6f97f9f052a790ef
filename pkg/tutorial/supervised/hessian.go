package supervised

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// hessian writes the second derivatives of J at theta into h (size×size):
//
//	∂²J/∂w_k∂w_l = 1/n Σ_i p(k|x_i) (1[k = l] − p(l|x_i)) x_i x_iᵀ + 1[k = l] λ I
//
// with a 1 appended to x_i for the intercept, which has no penalty. It has no negative eigenvalue, but one of 0 where a
// change of the parameters changes no probability: the same amount added to the weights of all classes. To make the
// minimum unique, 1/K of the product of two classes' parameters is added there, which is 0 at the minimum given by model.
func (o *objective) hessian(h *mat.SymDense, theta []float64) {
	d, k := o.rows.D, o.k
	w, c := o.weights(theta)
	side := d + 1
	pairs := k * (k + 1) / 2
	sum := blocks.Sum(o.rows.Count(), pairs*side*side, func() func(int, []float64) {
		t := newTile(k, d)
		return func(b int, acc []float64) {
			t.fill(o, b, w, c)
			for pair, i, j := 0, 0, 0; pair < pairs; pair++ {
				t.add(i, j, acc[pair*side*side:(pair+1)*side*side])
				if j++; j == k {
					i++
					j = i
				}
			}
		}
	})
	n := float64(o.rows.N)
	at := func(i int) float64 { // the scale of parameter i of a class
		if i == d {
			return 1
		}
		return o.scale[i]
	}
	for pair, i, j := 0, 0, 0; pair < pairs; pair++ {
		s := sum[pair*side*side : (pair+1)*side*side]
		for r := range side {
			for q := range side {
				v := s[r*side+q] / (n * at(r) * at(q))
				if i == j && r == q && r < d {
					v += o.lambda / (at(r) * at(r))
				}
				if k > 1 && r == q {
					v += 1 / float64(k)
				}
				if i*side+r <= j*side+q {
					h.SetSym(i*side+r, j*side+q, v)
				}
			}
		}
		if j++; j == k {
			i++
			j = i
		}
	}
}

// tile holds a block of rows, each with a 1 appended, and their probabilities.
type tile struct {
	x, weighted blas64.General // (D+1) × m
	p           blas64.General // k × m
	binary      bool
}

func newTile(k, d int) *tile {
	return &tile{
		x:        blocks.General(d+1, blocks.Size, make([]float64, (d+1)*blocks.Size)),
		weighted: blocks.General(d+1, blocks.Size, make([]float64, (d+1)*blocks.Size)),
		p:        blocks.General(k, blocks.Size, make([]float64, k*blocks.Size)),
		binary:   k == 1,
	}
}

// fill takes block b of the rows and its probabilities under weights w and c.
func (t *tile) fill(o *objective, b int, w blas64.General, c []float64) {
	first, x := t.rows(o, b)
	m := x.Cols
	t.weighted = blocks.General(x.Rows+1, m, t.weighted.Data[:cap(t.weighted.Data)])
	t.p = blocks.General(o.k, m, t.p.Data[:cap(t.p.Data)])
	for k := range o.k {
		for i := range m {
			t.p.Data[k*m+i] = c[k]
		}
	}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, w, x, 1, t.p)
	// The losses' residuals p − 1[k = y] are probabilities once the 1 is back.
	y, sum := o.y[first:first+m], make([]float64, 3)
	if t.binary {
		logisticLoss(t.p.Data, y, sum)
	} else {
		softmaxLoss(t.p, y, sum)
	}
	for i, class := range y {
		switch {
		case t.binary:
			t.p.Data[i] += float64(class)
		default:
			t.p.Data[class*m+i]++
		}
	}
}

// rows takes block b of the rows and appends the 1.
func (t *tile) rows(o *objective, b int) (first int, x blas64.General) {
	first, x = o.rows.Block(b)
	m := x.Cols
	t.x = blocks.General(x.Rows+1, m, t.x.Data[:cap(t.x.Data)])
	copy(t.x.Data, x.Data[:x.Rows*m])
	for i := range m {
		t.x.Data[x.Rows*m+i] = 1
	}
	return first, x
}

// add adds Σ_i p_k (1[k = l] − p_l) x xᵀ to acc, (D+1)×(D+1).
func (t *tile) add(k, l int, acc []float64) {
	side, m := t.x.Rows, t.x.Cols
	for i := range m {
		f := -t.p.Data[k*m+i] * t.p.Data[l*m+i]
		if k == l {
			f = t.p.Data[k*m+i] * (1 - t.p.Data[k*m+i])
		}
		for j := range side {
			t.weighted.Data[j*m+i] = f * t.x.Data[j*m+i]
		}
	}
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, t.weighted, t.x, 1, blocks.General(side, side, acc))
}
