package densities_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/autoregressive"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
)

// total is a multinomial model for rows of one total.
type total struct {
	*naivebayes.Multinomial
	n float64
}

func (m total) LogProb(x []float64) float64 {
	if floats.Sum(x) != m.n {
		return math.Inf(-1)
	}
	return m.Multinomial.LogProb(x)
}

// classifiers are the naive Bayes models as densities of x.
func classifiers(t *testing.T) []instance {
	rng := rand.New(rand.NewPCG(3, 6))
	const n = 60
	normal, bits, counts, y := mat.NewDense(n, 2, nil), mat.NewDense(n, 5, nil), mat.NewDense(n, 3, nil), make([]int, n)
	kinds := mat.NewDense(n, 2, nil)
	for i := range n {
		y[i] = i % 3
		normal.SetRow(i, []float64{rng.NormFloat64() + float64(y[i]), 0.5*rng.NormFloat64() - float64(y[i])})
		kinds.SetRow(i, []float64{float64(rng.IntN(3)), float64(rng.IntN(4))})
		for j := range 5 {
			bits.Set(i, j, float64(rng.IntN(2)))
		}
		for j := range 3 {
			counts.Set(i, j, float64(rng.IntN(5)))
		}
	}
	cfg := naivebayes.Config{Alpha: 1}
	column := func(j int) mat.Matrix { return normal.Slice(0, n, j, j+1) }
	words := density.Support{Values: [][]float64{density.Whole(0, 6), density.Whole(0, 6), density.Whole(0, 6)}}
	return []instance{
		{name: "Gaussian naive Bayes, one number", p: must[*naivebayes.Gaussian](t)(naivebayes.FitGaussian(column(0), y, cfg)), region: density.Interval(-15, 15)},
		{name: "Gaussian naive Bayes, two", p: must[*naivebayes.Gaussian](t)(naivebayes.FitGaussian(normal, y, cfg)), region: square(15)},
		{name: "Bernoulli naive Bayes", p: must[*naivebayes.Bernoulli](t)(naivebayes.FitBernoulli(bits, y, cfg)), support: unit(5)},
		{name: "categorical naive Bayes", p: must[*naivebayes.Categorical](t)(naivebayes.FitCategorical(kinds, y, cfg)),
			support: density.Support{Values: [][]float64{density.Whole(0, 2), density.Whole(0, 3)}}},
		{name: "multinomial naive Bayes, of six words", p: total{must[*naivebayes.Multinomial](t)(naivebayes.FitMultinomial(counts, y, cfg)), 6}, support: words},
	}
}

// chains are products of conditionals: autoregressive ones with random weights, and a Bayesian network.
func chains(t *testing.T) []instance {
	rng := rand.New(rand.NewPCG(4, 6))
	weights := func(rows, columns int) [][]float64 {
		w := make([][]float64, rows)
		for i := range w {
			w[i] = make([]float64, columns)
			for j := range w[i] {
				w[i][j] = rng.NormFloat64()
			}
		}
		return w
	}
	row := func(n int) []float64 { return weights(1, n)[0] }
	const d, h, strip = 6, 4, 2
	gate := func() autoregressive.Gate {
		return autoregressive.Gate{W: weights(strip, h), U: weights(h, h), B: row(h)}
	}
	fvsbn := &autoregressive.Masked{A: weights(d, d), B: row(d)}
	made := &autoregressive.Masked{A: weights(d, d), B: row(d), W: weights(d, h), C: row(h), V: weights(h, d)}
	gru := &autoregressive.Recurrent{D: d, Update: gate(), Reset: gate(), Candidate: gate(), V: weights(h, strip), A: row(strip), S: weights(strip, strip)}
	bins := autoregressive.Bins{Low: []float64{-1, 0}, High: []float64{1, 3}, Bits: 3}
	binned := must[*autoregressive.Binned](t)(autoregressive.NewBinned(bins, &autoregressive.Chain{Net: made}))
	edges := func(lo, hi float64) density.Axis {
		return density.Axis{Lo: lo, Hi: hi, Kinks: floats.Span(make([]float64, 9), lo, hi)}
	}
	sprinkler := bayesnet.Sprinkler()
	return []instance{
		{name: "FVSBN", p: &autoregressive.Chain{Net: fvsbn}, support: unit(d)},
		{name: "MADE", p: &autoregressive.Chain{Net: made}, support: unit(d)},
		{name: "GRU", p: &autoregressive.Chain{Net: gru}, support: unit(d)},
		{name: "chain over bins", p: binned, region: density.Region{Axes: []density.Axis{edges(-1, 1), edges(0, 3)}}},
		{name: "Bayesian network", p: sprinkler, support: unit(sprinkler.Dim())},
	}
}
