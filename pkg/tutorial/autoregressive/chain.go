package autoregressive

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Network is what a chain asks about the pixels of a row, in plain float64.
type Network interface {
	Dim() int   // D, pixels of a row
	Walk() Walk // begins before the first pixel
}

// Walk goes along the pixels of one row: Logit and See take turns, D times.
type Walk interface {
	Logit() float64 // of the next pixel being 1, given those seen
	See(x float64)  // tells it that pixel, 0 or 1
}

// Chain is a distribution over binary rows by the chain rule. It is a density.Density, a density.Sampler and a
// density.Scorer.
//
//	p(x) = Π_d p(x_d | x_<d)
type Chain struct {
	Net Network // of Model.Chain: *Masked for an FVSBN or a MADE, *Recurrent for a GRU, with all weights
}

// Chain copies the model's weights into a chain in float64. A reader's own network has none; use Score then.
func (m *Model) Chain() (*Chain, error) {
	var net Network
	var err error
	switch {
	case m.cfg.Logits != nil:
		return nil, fmt.Errorf("autoregressive: the chain in float64 knows the library's networks only; score your own by Model.Score")
	case m.cfg.Net == GRU:
		net, err = m.recurrent()
	default:
		net, err = m.masked()
	}
	if err != nil {
		return nil, err
	}
	return &Chain{net}, nil
}

// Dim is D.
func (c *Chain) Dim() int { return c.Net.Dim() }

// LogProb is log p(x) in nats, one conditional after another; −Inf where a number of x is neither 0 nor 1.
func (c *Chain) LogProb(x []float64) float64 {
	if len(x) != c.Dim() {
		return math.NaN()
	}
	logP := 0.0
	walk := c.Net.Walk()
	for _, v := range x {
		if v != 0 && v != 1 {
			return math.Inf(-1)
		}
		logP += logBernoulli(v, walk.Logit())
		walk.See(v)
	}
	return logP
}

// logBernoulli is log p(x) of one pixel given its logit l, x·l − softplus(l).
func logBernoulli(x, l float64) float64 { return x*l - elbo.Softplus(l) }

// Conditionals are the D probabilities p(x_d = 1 | x_<d) along a row x [D].
func (c *Chain) Conditionals(x []float64) ([]float64, error) {
	if len(x) != c.Dim() {
		return nil, fmt.Errorf("autoregressive: a row of %d numbers, the model has D = %d", len(x), c.Dim())
	}
	if err := checkBinary(mat.NewDense(1, len(x), slices.Clone(x)), c.Dim()); err != nil {
		return nil, err
	}
	p := make([]float64, len(x))
	walk := c.Net.Walk()
	for d, v := range x {
		p[d] = sigmoid(walk.Logit())
		walk.See(v)
	}
	return p, nil
}

// sigmoid is 1/(1 + e^−l).
func sigmoid(l float64) float64 { return 1 / (1 + math.Exp(-l)) }

// Score is log p of each row x [N, D], exact.
func (c *Chain) Score(x mat.Matrix) (score.Score, error) {
	if err := checkBinary(x, c.Dim()); err != nil {
		return score.Score{}, err
	}
	return density.Score(c, x, score.Exact, score.Counting)
}

// Sample draws n rows, [n, D], pixel by pixel: each from its probability given the pixels drawn before it.
func (c *Chain) Sample(n int, rng *rand.Rand) *mat.Dense {
	return c.Complete(mat.NewDense(n, c.Dim(), nil), 0, rng)
}

// Complete draws the pixels from the given one on, for rows x [N, D] whose first pixels are given; what x holds beyond is
// not looked at. It gives new rows.
func (c *Chain) Complete(x mat.Matrix, from int, rng *rand.Rand) *mat.Dense {
	out := mat.DenseCopyOf(x)
	n, _ := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		walk := c.Net.Walk()
		for d := range row {
			p := sigmoid(walk.Logit())
			if d >= from {
				row[d] = 0
				if rng.Float64() < p {
					row[d] = 1
				}
			}
			walk.See(row[d])
		}
	}
	return out
}
