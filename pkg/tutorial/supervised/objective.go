package supervised

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// objective is what a fit minimises over the weights W and intercepts B of a logistic regression of n rows:
//
//	J = 1/n Σ_i −log p(y_i|x_i) + λ/2 ‖W‖²,    λ = 1/(C n)                     nats a row
//	∂J/∂w_k = 1/n Σ_i (p(k|x_i) − 1[k = y_i]) x_i + λ w_k,    ∂J/∂b_k = 1/n Σ_i (p(k|x_i) − 1[k = y_i])
//
// It sees the columns as (x − mean)/scale, with weights u and intercepts c of their own:
//
//	w_k = u_k / scale,    b_k = c_k − w_kᵀ mean
//
// which changes neither J nor its minimum, but makes the way there short where the columns' units differ. The parameters
// lie in one list theta: u_1, c_1, u_2, c_2, …
type objective struct {
	rows        *blocks.Rows // x − mean, block by block
	y           []int
	k           int // rows of weights: 1 for two classes
	lambda      float64
	mean, scale []float64

	at   []float64 // the theta of last
	last evaluation
}

// evaluation is J at one theta, with what else the rows say there.
type evaluation struct {
	value float64
	grad  []float64 // ∂J/∂theta
	wrong int       // rows whose class is not predicted
	close int       // rows whose class does not score strictly above all others; none: the weights separate the classes
}

// newObjective lays out the rows of x (n×D), labelled y, for the given number of classes. A nil scale leaves the columns
// as they are.
func newObjective(x mat.Matrix, y []int, classes int, c float64, mean, scale []float64) *objective {
	n, d := x.Dims()
	o := &objective{y: y, k: classes, lambda: 1 / (c * float64(n)), mean: mean, scale: scale}
	if classes == 2 {
		o.k = 1
	}
	if scale == nil {
		o.mean, o.scale = make([]float64, d), make([]float64, d)
		floats.AddConst(1, o.scale)
	}
	o.rows = blocks.New(x, o.mean)
	return o
}

// size is the number of parameters.
func (o *objective) size() int { return o.k * (o.rows.D + 1) }

// weights gives W [k×D] and c [k] of theta.
func (o *objective) weights(theta []float64) (w blas64.General, c []float64) {
	d := o.rows.D
	w, c = blocks.General(o.k, d, make([]float64, o.k*d)), make([]float64, o.k)
	for k := range o.k {
		row := theta[k*(d+1):]
		floats.DivTo(w.Data[k*d:(k+1)*d], row[:d], o.scale)
		c[k] = row[d]
	}
	return w, c
}

// eval gives J at theta, from memory where it was asked for last. The result is kept: do not change it.
func (o *objective) eval(theta []float64) evaluation {
	if o.at != nil && floats.Equal(o.at, theta) {
		return o.last
	}
	w, c := o.weights(theta)
	d, n := o.rows.D, float64(o.rows.N)
	stride := d + 1
	sum := blocks.Sum(o.rows.Count(), o.k*stride+3, func() func(int, []float64) {
		buffer := make([]float64, o.k*blocks.Size)
		return func(b int, acc []float64) { o.block(b, w, c, buffer, acc) }
	})
	e := evaluation{value: sum[o.k*stride] / n, grad: sum[: o.k*stride : o.k*stride],
		wrong: int(sum[o.k*stride+1]), close: int(sum[o.k*stride+2])}
	floats.Scale(1/n, e.grad)
	for k := range o.k {
		floats.Div(e.grad[k*stride:k*stride+d], o.scale)
		for j, v := range w.Data[k*d : (k+1)*d] {
			e.value += o.lambda / 2 * v * v
			e.grad[k*stride+j] += o.lambda * v / o.scale[j]
		}
	}
	o.at, o.last = append(o.at[:0], theta...), e
	return e
}

// block adds what block b contributes into acc: for each row of weights Σ (p − 1[k = y]) (x − mean), then Σ (p − 1[k =
// y]), and after all of them the loss and the two counts.
func (o *objective) block(b int, w blas64.General, c, buffer, acc []float64) {
	first, x := o.rows.Block(b)
	d, m := x.Rows, x.Cols
	s := blocks.General(o.k, m, buffer) // scores, and then p − 1[k = y]
	for k := range o.k {
		row := s.Data[k*m : (k+1)*m]
		for i := range row {
			row[i] = c[k]
		}
	}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, w, x, 1, s)
	counts := acc[o.k*(d+1):]
	if o.k == 1 {
		logisticLoss(s.Data, o.y[first:first+m], counts)
	} else {
		softmaxLoss(s, o.y[first:first+m], counts)
	}
	grad := blas64.General{Rows: o.k, Cols: d, Stride: d + 1, Data: acc}
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, s, x, 1, grad)
	for k := range o.k {
		acc[k*(d+1)+d] += floats.Sum(s.Data[k*m : (k+1)*m])
	}
}

// logisticLoss turns scores s of class 1 into p(1|x) − y, and adds to sum the losses and the counts of an evaluation.
//
//	−log p(y|x) = softplus(s) − y s,    softplus(s) = max(s, 0) + log(1 + e^−|s|)
func logisticLoss(s []float64, y []int, sum []float64) {
	loss, wrong, close := 0.0, 0, 0
	for i, v := range s {
		e := math.Exp(-math.Abs(v))
		p := 1 / (1 + e)
		if v < 0 {
			p *= e
		}
		loss += math.Log1p(e)
		margin := v
		if y[i] == 0 {
			margin = -v
			s[i] = p
		} else {
			s[i] = p - 1
		}
		if margin <= 0 {
			loss -= margin
			close++
			if margin < 0 || y[i] == 1 {
				wrong++
			}
		}
	}
	sum[0] += loss
	sum[1] += float64(wrong)
	sum[2] += float64(close)
}

// softmaxLoss is logisticLoss for scores s (K×m) of K classes.
//
//	−log p(y|x) = log Σ_k exp(s_k − s_y)
func softmaxLoss(s blas64.General, y []int, sum []float64) {
	m := s.Cols
	for i := range m {
		top := 0
		for k := range s.Rows {
			if s.Data[k*m+i] > s.Data[top*m+i] {
				top = k
			}
		}
		highest, own, total, next := s.Data[top*m+i], s.Data[y[i]*m+i], 0.0, math.Inf(-1)
		for k := range s.Rows {
			if k != y[i] {
				next = max(next, s.Data[k*m+i])
			}
			e := math.Exp(s.Data[k*m+i] - highest)
			s.Data[k*m+i] = e
			total += e
		}
		for k := range s.Rows {
			s.Data[k*m+i] /= total
		}
		// Where the class is the likeliest, log1p of the others keeps the digits of a small loss.
		if top == y[i] {
			others := 0.0
			for k := range s.Rows {
				if k != top {
					others += s.Data[k*m+i]
				}
			}
			sum[0] += -math.Log1p(-others)
			s.Data[top*m+i] = -others
		} else {
			sum[0] += math.Log(total) + highest - own
			s.Data[y[i]*m+i]--
			sum[1]++
		}
		if own <= next {
			sum[2]++
		}
	}
}

// model gives the logistic regression that theta describes, with weights that sum to 0 over the classes where each has
// its own.
func (o *objective) model(theta []float64) *Logistic {
	w, c := o.weights(theta)
	m := &Logistic{W: mat.NewDense(o.k, o.rows.D, w.Data), B: c}
	for k := range o.k {
		m.B[k] -= floats.Dot(m.W.RawRowView(k), o.mean)
	}
	if o.k > 1 {
		floats.AddConst(-floats.Sum(m.B)/float64(o.k), m.B)
		for j := range o.rows.D {
			column := mat.Col(nil, j, m.W)
			floats.AddConst(-floats.Sum(column)/float64(o.k), column)
			m.W.SetCol(j, column)
		}
	}
	return m
}

// theta gives the parameters that describe m, with sums of 0 over the classes; all 0 where m is nil.
func (o *objective) theta(m *Logistic) []float64 {
	theta, d := make([]float64, o.size()), o.rows.D
	if m == nil {
		return theta
	}
	for k := range o.k {
		w := m.W.RawRowView(k)
		floats.MulTo(theta[k*(d+1):k*(d+1)+d], w, o.scale)
		theta[k*(d+1)+d] = m.B[k] + floats.Dot(w, o.mean)
	}
	if o.k > 1 {
		for j := range d + 1 {
			mean := 0.0
			for k := range o.k {
				mean += theta[k*(d+1)+j] / float64(o.k)
			}
			for k := range o.k {
				theta[k*(d+1)+j] -= mean
			}
		}
	}
	return theta
}
