package autoregressive

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Peek checks that the network keeps to the order: no logit may change when its own pixel, or a later one, does. It tries
// a few random rows and flips every pixel of them; the error names the first logit that sees what it must not, for then
// the product of the conditionals is no probability: it sums to more or less than 1, and the score says nothing. A
// reader's network is best asked this before it is trained.
func (m *Model) Peek(seed uint64) error {
	const rows = 4
	d := m.cfg.D
	r := rand.New(rand.NewPCG(seed, 0))
	for range rows {
		x := mat.NewDense(d+1, d, nil) // a row, and the same with pixel j flipped for every j
		for j := range d {
			x.Set(0, j, float64(r.IntN(2)))
		}
		for j := range d {
			x.SetRow(j+1, x.RawRowView(0))
			x.Set(j+1, j, 1-x.At(0, j))
		}
		logits, err := m.Logits(x)
		if err != nil {
			return err
		}
		for j := range d {
			for k := 0; k <= j; k++ {
				before, after := logits.At(0, k), logits.At(j+1, k)
				if !(math.Abs(after-before) <= 1e-4*(1+math.Abs(before))) {
					return fmt.Errorf("autoregressive: logit %d changes from %.4f to %.4f with pixel %d; it may depend on pixels before %d only",
						k, before, after, j, k)
				}
			}
		}
	}
	return nil
}
