package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// generative is a model from which rows can be drawn.
type generative interface {
	model
	drawer(rng *rand.Rand) func(k int, row []float64) // draws a row [D] of class k
	prior() []float64                                 // log P(y = k) [K]
}

// logProb is LogProb of the models that are densities, of one row [D], nats.
//
//	log p(x) = log Σ_k P(k) Π_j p(x_j|k)
func logProb(m model, row []float64) float64 {
	logP := logJoint(m, nil, row)
	return floats.LogSumExp(logP)
}

// marginal is the density p(x) of a model whose logs have been taken.
type marginal struct {
	model
	compute func(dst, row []float64)
}

// LogProb is log p(x).
func (m marginal) LogProb(row []float64) float64 {
	logP := make([]float64, m.Classes())
	m.compute(logP, row)
	return floats.LogSumExp(logP)
}

// scoreRows is Score of the models that are densities: log p(x) of each row of x (n × D).
func scoreRows(m model, x mat.Matrix, measure score.Measure) (score.Score, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return score.Score{}, err
	}
	if err := checkRows(x, m.Dim(), m.fault); err != nil {
		return score.Score{}, err
	}
	return density.Score(marginal{m, m.joint()}, x, score.Exact, measure)
}

// sample draws n rows: a class by the prior, then each feature by itself.
func sample(m generative, n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || m.Dim() == 0 {
		return &mat.Dense{}
	}
	p := make([]float64, m.Classes())
	for k, logP := range m.prior() {
		p[k] = math.Exp(logP)
	}
	class, draw := distuv.NewCategorical(p, rng), m.drawer(rng)
	x := mat.NewDense(n, m.Dim(), nil)
	for i := range n {
		draw(int(class.Rand()), x.RawRowView(i))
	}
	return x
}

// sampleClass draws n rows of class k.
func sampleClass(m generative, k, n int, rng *rand.Rand) (*mat.Dense, error) {
	if k < 0 || k >= m.Classes() || m.Dim() == 0 {
		return nil, fmt.Errorf("naivebayes: there is no class %d to draw from; the model has %d, counted from 0", k, m.Classes())
	}
	if n < 1 {
		return &mat.Dense{}, nil
	}
	x, draw := mat.NewDense(n, m.Dim(), nil), m.drawer(rng)
	for i := range n {
		draw(k, x.RawRowView(i))
	}
	return x, nil
}
