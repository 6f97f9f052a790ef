package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/autoregressive"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// 2.1: random distributions, normals of which the divergence is integrated, and one held against itself.
func TestDivergenceNotNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	draw := func() *prob.Table {
		p := make([]float64, 5)
		for i := range p {
			p[i] = rng.ExpFloat64()
		}
		floats.Scale(1/floats.Sum(p), p)
		return must.M1(prob.NewTable([]prob.Variable{{Name: "x", Values: []string{"a", "b", "c", "d", "e"}}}, p))
	}
	for range 20 {
		p, q := draw(), draw()
		ledger.CheckBound(t, "2.1", 0, must.M1(prob.KL(p, q)), 0)
		ledger.CheckBound(t, "2.1", 0, must.M1(prob.KL(p, p)), 1e-15)
	}
	p, q := distuv.Normal{Mu: 1, Sigma: 0.8}, distuv.Normal{Mu: -0.5, Sigma: 1.5}
	ledger.CheckBound(t, "2.1", 0, integral(p, func(x float64) float64 { return p.LogProb(x) - q.LogProb(x) }), 0)
}

// integral is the mean of f under a normal.
func integral(p distuv.Normal, f func(x float64) float64) float64 {
	return quad.Fixed(func(x float64) float64 { return p.Prob(x) * f(x) }, p.Mu-12*p.Sigma, p.Mu+12*p.Sigma, 300, quad.Legendre{}, 0)
}

// 2.2: gonum's closed form for two normals and its sum for tables against cross-entropy less entropy, computed apart.
func TestDivergenceIsCrossEntropyLessEntropy(t *testing.T) {
	p := distuv.Normal{Mu: 1, Sigma: 0.8}
	for _, q := range []distuv.Normal{{Mu: -0.5, Sigma: 1.5}, {Mu: 1, Sigma: 0.8}, {Mu: 0.9, Sigma: 0.5}} {
		ledger.Check(t, "2.2", distuv.KullbackLeibler{}.DistNormal(p, q), -integral(p, q.LogProb)-p.Entropy(), 1e-11)
	}
	rng := rand.New(rand.NewPCG(2, 2))
	for range 10 {
		a, b := []float64{rng.ExpFloat64(), rng.ExpFloat64(), 0}, []float64{rng.ExpFloat64(), rng.ExpFloat64(), rng.ExpFloat64()}
		floats.Scale(1/floats.Sum(a), a)
		floats.Scale(1/floats.Sum(b), b)
		ledger.Check(t, "2.2", stat.KullbackLeibler(a, b), -a[0]*math.Log(b[0])-a[1]*math.Log(b[1])-stat.Entropy(a), 1e-12)
	}
}

// chain is an autoregressive model of d pixels with random weights.
func chain(d, hidden int, rng *rand.Rand) *autoregressive.Chain {
	draw := func(rows, columns int) [][]float64 {
		m := make([][]float64, rows)
		for i := range m {
			m[i] = make([]float64, columns)
			for j := range m[i] {
				m[i][j] = 1.5 * rng.NormFloat64()
			}
		}
		return m
	}
	w := &autoregressive.Masked{A: draw(d, d), B: draw(1, d)[0]}
	if hidden > 0 {
		w.W, w.C, w.V = draw(d, hidden), draw(1, hidden)[0], draw(hidden, d)
	}
	return &autoregressive.Chain{Net: w}
}

// bitRow is row number i of the 2^d rows of d bits.
func bitRow(i, d int) []float64 {
	x := make([]float64, d)
	for j := range x {
		x[j] = float64(i >> (d - 1 - j) & 1)
	}
	return x
}

// 2.3: a distribution given as a table, whose conditionals are counted out of it by sums over all rows that begin alike,
// and which is also a model's; 2.4: the sum over all rows.
func TestPixelsOneAfterAnother(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	for _, hidden := range []int{0, 30} {
		const d = 8
		c := chain(d, hidden, rng)
		p := make([]float64, 1<<d)
		for i := range p {
			p[i] = math.Exp(c.LogProb(bitRow(i, d)))
		}
		ledger.Check(t, "2.4", floats.Sum(p), 1, 1e-12)
		for range 20 {
			i := rng.IntN(len(p))
			product, before := 1.0, 1.0
			for size := len(p) / 2; size > 0; size /= 2 {
				from := i / size * size
				part := floats.Sum(p[from : from+size])
				product, before = product*part/before, part
			}
			conditionals := must.M1(c.Conditionals(bitRow(i, d)))
			model := 1.0
			for j, x := range bitRow(i, d) {
				model *= x*conditionals[j] + (1-x)*(1-conditionals[j])
			}
			ledger.Check(t, "2.3", p[i], product, 1e-12)
			ledger.Check(t, "2.3", product, model, 1e-12)
		}
	}
	// And for any table at all: nothing is assumed.
	table := make([]float64, 16)
	for i := range table {
		table[i] = rng.ExpFloat64()
	}
	floats.Scale(1/floats.Sum(table), table)
	for i := range table {
		product := 1.0
		for size := 8; size > 0; size /= 2 {
			product *= floats.Sum(table[i/size*size:i/size*size+size]) / floats.Sum(table[i/(2*size)*2*size:i/(2*size)*2*size+2*size])
		}
		ledger.Check(t, "2.3", table[i], product, 1e-13)
	}
}

// 2.5: a VAE with one latent number over 4 pixels, before and after some training; log p(x) by the sum over a grid. The
// bound is estimated by 4000 draws, whose error is far below the slack.
func TestBoundBelowExactLogP(t *testing.T) {
	be, _ := backend.Open(backend.Prefer("go"))
	all := mat.NewDense(16, 4, nil)
	for i := range 16 {
		all.SetRow(i, bitRow(i, 4))
	}
	m := must.M1(vae.New(be, vae.Config{D: 4, Hidden: []int{8}, Latent: 1, Activation: "tanh", Seed: 2}))
	for _, epochs := range []int{0, 60} {
		if epochs > 0 {
			stripes := mat.NewDense(3, 4, []float64{1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1})
			must.M1(m.Fit(t.Context(), vae.Matrix(stripes), vae.FitConfig{Epochs: epochs, Batch: 3, LearningRate: 0.02, Seed: 2}))
		}
		exact := must.M1(m.Quadrature(vae.Matrix(all), 2001)).LogP
		total := 0.0
		for i, bound := range must.M1(m.ELBO(vae.Matrix(all), 4000, 2)).ELBO() {
			ledger.CheckBound(t, "2.5", bound, exact[i], 0.02)
			total += math.Exp(exact[i])
		}
		if math.Abs(total-1) > 1e-5 {
			t.Errorf("the 16 probabilities of the VAE sum to %v", total)
		}
	}
}
