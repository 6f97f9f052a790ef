//go:build core

package chapter02

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/autoregressive"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){"KL": testKL, "Next": testNext, "LogChain": testLogChain, "Draw": testDraw}

func TestCells(t *testing.T) { same.Functions(t, 2, tests) }

func near(t *testing.T, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("the cell gives %v, the library %v", got, want)
	}
}

// shares are random probabilities, the first of them 0 where zero holds.
func shares(r *rand.Rand, zero bool) []float64 {
	p, total := make([]float64, 6), 0.0
	for i := range p {
		if i > 0 || !zero {
			p[i] = r.ExpFloat64()
		}
		total += p[i]
	}
	for i := range p {
		p[i] /= total
	}
	return p
}

func testKL(t *testing.T, r *rand.Rand) {
	table := func(p []float64) *prob.Table {
		return must.M1(prob.NewTable([]prob.Variable{{Name: "x", Values: []string{"a", "b", "c", "d", "e", "f"}}}, p))
	}
	p, q, holed := shares(r, false), shares(r, false), shares(r, true)
	for _, pair := range [][2][]float64{{p, q}, {q, p}, {holed, p}, {p, holed}, {p, p}} {
		near(t, KL(pair[0], pair[1]), must.M1(prob.KL(table(pair[0]), table(pair[1]))), 1e-12)
	}
}

// weights are random ones of an FVSBN over 7 pixels; those that it must not use are there too.
func weights(r *rand.Rand) (*autoregressive.Masked, *autoregressive.Chain) {
	w := &autoregressive.Masked{}
	for range 7 {
		row := make([]float64, 7)
		for d := range row {
			row[d] = 2 * r.NormFloat64()
		}
		w.A, w.B = append(w.A, row), append(w.B, r.NormFloat64())
	}
	return w, &autoregressive.Chain{Net: w}
}

func bits(r *rand.Rand) []float64 {
	x := make([]float64, 7)
	for d := range x {
		x[d] = float64(r.IntN(2))
	}
	return x
}

func testNext(t *testing.T, r *rand.Rand) {
	w, chain := weights(r)
	x := bits(r)
	for d, want := range must.M1(chain.Conditionals(x)) {
		near(t, Next(w, x, d), want, 1e-12)
	}
}

func testLogChain(t *testing.T, r *rand.Rand) {
	w, chain := weights(r)
	x := bits(r)
	near(t, LogChain(w, x), chain.LogProb(x), 1e-11)
}

// The share of each row among many draws is its probability.
func testDraw(t *testing.T, r *rand.Rand) {
	w, chain := weights(r)
	const n = 20_000
	count := map[[7]float64]float64{}
	for range n {
		count[[7]float64(Draw(w, r))]++
	}
	for x, c := range count {
		p := math.Exp(chain.LogProb(x[:]))
		if sd := math.Sqrt(p * (1 - p) / n); math.Abs(c/n-p) > 6*sd+2./n {
			t.Errorf("%v was drawn with frequency %.4f, its probability is %.4f", x, c/n, p)
		}
	}
}
