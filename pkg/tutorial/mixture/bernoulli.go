package mixture

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/internal/blocks"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Bernoulli is a mixture over rows of d binary numbers, in each component independent ones:
//
//	p(x) = Σ_k w_k Π_j p_kj^x_j (1 − p_kj)^(1 − x_j)
//
// With K = 1 it is the model of independent pixels; with more, pixels depend on one another through the component that
// they came from. Bishop 2006, section 9.3.3. Do not change a model's parameters: make another with NewBernoulli.
type Bernoulli struct {
	Weights []float64  // w, K numbers that sum to 1
	Probs   *mat.Dense // p, K × d, p_kj = P(x_j = 1 | z = k)
	History History    // of the fit; empty where there was none
	logits  *mat.Dense // log p/(1 − p), K × d
	offsets []float64  // log w_k + Σ_j log(1 − p_kj)
}

// NewBernoulli makes the mixture of weights [K] and probabilities (K × d); it keeps them. Errors: shapes that do not
// fit, weights that are negative or do not sum to 1, a probability that is not above 0 and below 1 (a pixel that can
// only be black makes a single white one infinitely improbable).
func NewBernoulli(weights []float64, probs *mat.Dense) (*Bernoulli, error) {
	m := &Bernoulli{Weights: weights, Probs: probs}
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if err := blocks.Check(probs, 1); err != nil {
		return nil, fmt.Errorf("mixture: probabilities: %w", err)
	}
	var err error
	m.logits, m.offsets, err = m.prepare()
	return m, err
}

// prepare gives logits and offsets, or what is wrong with the parameters.
//
//	log w_k p_k(x) = Σ_j x_j log( p_kj/(1 − p_kj) ) + log w_k + Σ_j log(1 − p_kj)
func (m *Bernoulli) prepare() (*mat.Dense, []float64, error) {
	if m.logits != nil {
		return m.logits, m.offsets, nil
	}
	if m.Probs == nil || len(m.Weights) == 0 {
		return nil, nil, errors.New("mixture: the model has no components; make it with NewBernoulli or FitBernoulli")
	}
	k, d := m.Probs.Dims()
	if k != len(m.Weights) {
		return nil, nil, fmt.Errorf("mixture: %d weights for %d rows of probabilities; give as many of each", len(m.Weights), k)
	}
	logits, offsets := mat.NewDense(k, d, nil), make([]float64, k)
	for i, w := range m.Weights {
		offsets[i] = math.Log(w)
		for j, p := range m.Probs.RawRowView(i) {
			if !(p > 0 && p < 1) {
				return nil, nil, fmt.Errorf("mixture: probability %d of component %d is %g; it must be above 0 and below 1", j, i, p)
			}
			logits.Set(i, j, math.Log(p)-math.Log1p(-p))
			offsets[i] += math.Log1p(-p)
		}
	}
	return logits, offsets, nil
}

// Dim is d; 0 where the model is none.
func (m *Bernoulli) Dim() int {
	if m.Probs == nil {
		return 0
	}
	_, d := m.Probs.Dims()
	return d
}

// LogProb is log p(x) of one binary row x [d] in nats, at most 0; −Inf where a number is neither 0 nor 1, NaN where x has
// another length or the model is none.
func (m *Bernoulli) LogProb(x []float64) float64 {
	logits, offsets, err := m.prepare()
	if err != nil || len(x) != m.Dim() {
		return math.NaN()
	}
	for _, v := range x {
		if v != 0 && v != 1 {
			return math.Inf(-1)
		}
	}
	joint := make([]float64, len(offsets))
	for k, offset := range offsets {
		joint[k] = offset + floats.Dot(logits.RawRowView(k), x)
	}
	return floats.LogSumExp(joint)
}

// Score is log p of every row of x (n × d): exact, to the counting measure. Errors as for density.Score, and a number
// that is neither 0 nor 1.
func (m *Bernoulli) Score(x mat.Matrix) (score.Score, error) {
	logP, _, err := m.evaluate(x, false)
	if err != nil {
		return score.Score{}, err
	}
	return score.New(logP, score.Exact, score.Counting), nil
}

// Responsibilities are the posteriors of the components for each row of x (n × d), an n × K matrix whose rows sum to 1.
func (m *Bernoulli) Responsibilities(x mat.Matrix) (*mat.Dense, error) {
	_, r, err := m.evaluate(x, true)
	return r, err
}

// evaluate gives log p of the rows and, where asked for, their responsibilities.
func (m *Bernoulli) evaluate(x mat.Matrix, posterior bool) (logP []float64, r *mat.Dense, err error) {
	if err := checkBinary(x, 1); err != nil {
		return nil, nil, err
	}
	logits, offsets, err := m.prepare()
	if err != nil {
		return nil, nil, err
	}
	n, d := x.Dims()
	if d != m.Dim() {
		return nil, nil, fmt.Errorf("mixture: the rows have %d columns, the mixture %d; give rows as long as those of the fit", d, m.Dim())
	}
	logP = make([]float64, n)
	if posterior {
		r = mat.NewDense(n, len(offsets), nil)
	}
	rows := blocks.New(x, nil)
	blocks.Each(rows.Count(), func() func(int) {
		joint := make([]float64, len(offsets)*blocks.Size)
		return func(b int) {
			first, block := rows.Block(b)
			a := blocks.General(len(offsets), block.Cols, joint)
			jointBernoulli(a, logits, offsets, block)
			posteriors(a, logP[first:first:first+block.Cols])
			if posterior {
				r.Slice(first, first+a.Cols, 0, a.Rows).(*mat.Dense).Copy(mat.NewDense(a.Rows, a.Cols, a.Data).T())
			}
		}
	})
	return logP, r, nil
}

// jointBernoulli writes log w_k p_k(x_i) into a (K × m) for the columns x_i of block (d × m): one matrix product.
func jointBernoulli(a blas64.General, logits *mat.Dense, offsets []float64, block blas64.General) {
	for k, offset := range offsets {
		row := a.Data[k*a.Stride : (k+1)*a.Stride]
		for i := range row {
			row[i] = offset
		}
	}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, logits.RawMatrix(), block, 1, a)
}

// Sample draws n binary rows (n × d): a component by the weights, then each number by its probability. No
// rows where n is below 1 or the model is none.
func (m *Bernoulli) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || m.Dim() == 0 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, m.Dim(), nil)
	pick := distuv.NewCategorical(m.Weights, rng)
	for i := range n {
		row := x.RawRowView(i)
		for j, p := range m.Probs.RawRowView(int(pick.Rand())) {
			if rng.Float64() < p {
				row[j] = 1
			}
		}
	}
	return x
}

// checkBinary wants at least that many rows of zeros and ones.
func checkBinary(x mat.Matrix, minRows int) error {
	if err := blocks.Check(x, minRows); err != nil {
		return fmt.Errorf("mixture: %w", err)
	}
	n, d := x.Dims()
	for i := range n {
		for j := range d {
			if v := x.At(i, j); v != 0 && v != 1 {
				return fmt.Errorf("mixture: row %d, column %d is %g; a Bernoulli mixture is of zeros and ones: binarise the data first", i, j, v)
			}
		}
	}
	return nil
}
