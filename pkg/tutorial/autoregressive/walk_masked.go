package autoregressive

import "math"

// Masked are the weights of an FVSBN, or with hidden units of a MADE: the network of MADELogits in float64.
type Masked struct {
	A [][]float64 // D×D: A[j][d] is the weight of pixel j in the logit of pixel d, used where j < d
	B []float64   // D
	W [][]float64 // D×H, used where unit k may see pixel j; empty for an FVSBN
	C []float64   // H
	V [][]float64 // H×D, used where unit k may speak to pixel d
}

// Dim is D.
func (n *Masked) Dim() int { return len(n.B) }

// Walk begins before the first pixel. It keeps the sums of all logits and units over the pixels seen so far.
func (n *Masked) Walk() Walk {
	return &maskedWalk{net: n, logits: append([]float64(nil), n.B...), units: append([]float64(nil), n.C...)}
}

type maskedWalk struct {
	net    *Masked
	seen   int
	logits []float64 // D
	units  []float64 // H, before the tanh
}

func (w *maskedWalk) Logit() float64 { return w.logits[w.seen] }

func (w *maskedWalk) See(x float64) {
	d := len(w.logits)
	j := w.seen
	w.seen++
	for later := w.seen; later < d; later++ {
		w.logits[later] += x * w.net.A[j][later]
	}
	for k := range w.units {
		m := degree(k, d)
		if w.seen <= m {
			w.units[k] += x * w.net.W[j][k]
		}
		if w.seen != m {
			continue
		}
		h := math.Tanh(w.units[k]) // it has seen all that it may
		for later := m; later < d; later++ {
			w.logits[later] += h * w.net.V[k][later]
		}
	}
}

// masked copies the model's weights.
func (m *Model) masked() (*Masked, error) {
	n := &Masked{}
	copies := []func() error{m.matrix(&n.A, "/a"), m.row(&n.B, "/b")}
	if m.cfg.Net == MADE {
		copies = append(copies, m.matrix(&n.W, "/w"), m.row(&n.C, "/c"), m.matrix(&n.V, "/v"))
	}
	return n, all(copies)
}

// all calls each function up to the first error.
func all(fs []func() error) error {
	for _, f := range fs {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// matrix copies a weight matrix, row copies a row of weights, when called.
func (m *Model) matrix(into *[][]float64, path string) func() error {
	return func() error {
		flat, dims, err := m.machine.Weights(path)
		for i := 0; err == nil && i < dims[0]; i++ {
			*into = append(*into, flat[i*dims[1]:(i+1)*dims[1]])
		}
		return err
	}
}

func (m *Model) row(into *[]float64, path string) func() error {
	return func() (err error) {
		*into, _, err = m.machine.Weights(path)
		return err
	}
}
