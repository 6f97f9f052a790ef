package autoregressive

import "math"

// Gate are the weights of one weighted sum of a GRU, x W + h U + b.
type Gate struct {
	W [][]float64 // R×H: W[i][j] is the weight of pixel i of a strip in sum j
	U [][]float64 // H×H: U[i][j] is the weight of state i in sum j
	B []float64   // H
}

// Recurrent are the weights of a GRU: the network of GRULogits in float64.
type Recurrent struct {
	D                        int // pixels of a row, in strips of len(A)
	Update, Reset, Candidate Gate
	V                        [][]float64 // H×R: V[j][i] is the weight of state j in the logit of pixel i of a strip
	A                        []float64   // R
	S                        [][]float64 // R×R: S[j][i] is the weight of pixel j of a strip in the logit of pixel i, used where j < i
}

// Dim is D.
func (n *Recurrent) Dim() int { return n.D }

// Walk begins before the first pixel.
func (n *Recurrent) Walk() Walk {
	w := &recurrentWalk{net: n, h: make([]float64, len(n.V))}
	w.take(make([]float64, len(n.A)))
	return w
}

type recurrentWalk struct {
	net   *Recurrent
	h     []float64 // H
	strip []float64 // the pixels of the strip under way
}

func (w *recurrentWalk) Logit() float64 {
	i := len(w.strip)
	l := w.net.A[i]
	for j, h := range w.h {
		l += w.net.V[j][i] * h
	}
	for j, x := range w.strip {
		l += w.net.S[j][i] * x
	}
	return l
}

func (w *recurrentWalk) See(x float64) {
	w.strip = append(w.strip, x)
	if len(w.strip) == len(w.net.A) {
		w.take(w.strip)
		w.strip = w.strip[:0]
	}
}

// take takes a strip into the state.
func (w *recurrentWalk) take(strip []float64) {
	u, r := w.net.Update.sum(strip, w.h), w.net.Reset.sum(strip, w.h)
	kept := make([]float64, len(w.h))
	for j, h := range w.h {
		kept[j] = sigmoid(r[j]) * h
	}
	c := w.net.Candidate.sum(strip, kept)
	for j, h := range w.h {
		update := sigmoid(u[j])
		w.h[j] = update*h + (1-update)*math.Tanh(c[j])
	}
}

// sum is x W + h U + b.
func (g Gate) sum(x, h []float64) []float64 {
	out := append([]float64(nil), g.B...)
	for i, v := range x {
		for j, w := range g.W[i] {
			out[j] += v * w
		}
	}
	for i, v := range h {
		for j, u := range g.U[i] {
			out[j] += v * u
		}
	}
	return out
}

// recurrent copies the model's weights.
func (m *Model) recurrent() (*Recurrent, error) {
	n := &Recurrent{D: m.cfg.D}
	copies := []func() error{m.matrix(&n.V, "/v"), m.row(&n.A, "/a")}
	if m.cfg.Strip > 1 {
		copies = append(copies, m.matrix(&n.S, "/s"))
	}
	for path, g := range map[string]*Gate{"/update": &n.Update, "/reset": &n.Reset, "/candidate": &n.Candidate} {
		copies = append(copies, m.matrix(&g.W, path+"/w"), m.matrix(&g.U, path+"/u"), m.row(&g.B, path+"/b"))
	}
	return n, all(copies)
}
