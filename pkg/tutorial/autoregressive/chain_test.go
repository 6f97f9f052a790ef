package autoregressive

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

var (
	_ density.Density = (*Chain)(nil)
	_ density.Sampler = (*Chain)(nil)
	_ density.Scorer  = (*Chain)(nil)
	_ density.Density = (*Binned)(nil)
	_ density.Sampler = (*Binned)(nil)
	_ density.Scorer  = (*Binned)(nil)
)

// allRows are the 2^d rows of d pixels, the first pixel the most significant.
func allRows(d int) *mat.Dense {
	x := mat.NewDense(1<<d, d, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64(i >> (d - 1 - j) & 1) }, x)
	return x
}

// TestGolden holds the chains against numpy, for every row of 6 pixels.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Masked           Masked
		Recurrent        Recurrent
		FVSBN, MADE, GRU []float64
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	bare := Masked{A: golden.Masked.A, B: golden.Masked.B}
	for _, c := range []struct {
		net  Network
		want []float64
	}{{&bare, golden.FVSBN}, {&golden.Masked, golden.MADE}, {&golden.Recurrent, golden.GRU}} {
		chain := &Chain{c.net}
		s, err := chain.Score(allRows(6))
		if err != nil {
			t.Fatal(err)
		}
		if !floats.EqualApprox(s.LogP, c.want, 1e-12) {
			t.Errorf("%T: log p differs from numpy's", c.net)
		}
		if s.Kind != score.Exact || s.Measure != score.Counting {
			t.Errorf("%T: score %v", c.net, s)
		}
	}
}

// coin is a network over 2 pixels with p(x_1 = 1) = 0.3 and p(x_2 = 1 | x_1) = 0.9 or 0.2.
func coin() *Chain {
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	return &Chain{&Masked{
		A: [][]float64{{0, logit(0.9) - logit(0.2)}, {0, 0}},
		B: []float64{logit(0.3), logit(0.2)},
	}}
}

// TestChainByHand: probabilities, conditionals and samples of a chain whose numbers are known.
func TestChainByHand(t *testing.T) {
	c := coin()
	want := []float64{0.7 * 0.8, 0.7 * 0.2, 0.3 * 0.1, 0.3 * 0.9}
	rows := allRows(2)
	const n = 40_000
	sample := c.Sample(n, rand.New(rand.NewPCG(1, 1)))
	again := c.Sample(n, rand.New(rand.NewPCG(1, 1)))
	if !mat.Equal(sample, again) {
		t.Error("the same source gives other rows")
	}
	for i, p := range want {
		row := rows.RawRowView(i)
		if got := math.Exp(c.LogProb(row)); math.Abs(got-p) > 1e-12 {
			t.Errorf("p(%v) = %v, want %v", row, got, p)
		}
		count := 0.0
		for k := range n {
			if floats.Equal(sample.RawRowView(k), row) {
				count++
			}
		}
		if se := math.Sqrt(p * (1 - p) / n); math.Abs(count/n-p) > 5*se {
			t.Errorf("%v was drawn with frequency %v, want %v ± %v", row, count/n, p, se)
		}
	}
	p, err := c.Conditionals([]float64{1, 0})
	if err != nil || math.Abs(p[0]-0.3) > 1e-12 || math.Abs(p[1]-0.9) > 1e-12 {
		t.Errorf("conditionals %v, %v", p, err)
	}
	given := mat.NewDense(1000, 2, nil)
	for i := range 1000 {
		given.Set(i, 0, 1)
	}
	whole := c.Complete(given, 1, rand.New(rand.NewPCG(2, 1)))
	if ones := mat.Sum(whole.ColView(1)); mat.Sum(whole.ColView(0)) != 1000 || math.Abs(ones/1000-0.9) > 0.05 || mat.Sum(given.ColView(1)) != 0 {
		t.Errorf("completed: %v second pixels in 1000 are 1, want 900", ones)
	}
	if !math.IsInf(c.LogProb([]float64{0, 0.5}), -1) || !math.IsNaN(c.LogProb([]float64{0})) {
		t.Error("a row that is no row of 2 pixels has a probability")
	}
}
