package mixture

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Moments of samples are those of the mixture, within 5 standard errors; the same source gives the same rows.
func TestSample(t *testing.T) {
	const n = 40000
	m, err := NewGMM(Full, []float64{0.3, 0.7}, mat.NewDense(2, 2, []float64{-2, 0, 3, 1}),
		[]*mat.SymDense{mat.NewSymDense(2, []float64{1, 0.8, 0.8, 1}), mat.NewSymDense(2, []float64{0.5, 0, 0, 2})})
	if err != nil {
		t.Fatal(err)
	}
	x, labels := m.SampleLabelled(n, rand.New(rand.NewPCG(5, 5)))
	second := 0
	for _, l := range labels {
		second += l
	}
	if off := float64(second)/n - 0.7; math.Abs(off) > 5*math.Sqrt(0.21/n) {
		t.Errorf("share of the second component is off by %v", off)
	}
	// E x = (1.5, 0.7), E x x' of component k = Σ_k + mu mu'.
	want := []float64{1.5, 0.7, 0.3*5 + 0.7*9.5 - 1.5*1.5, 0.3*0.8 + 0.7*3 - 1.5*0.7, 0.3*1 + 0.7*3 - 0.7*0.7}
	a, b := mat.Col(nil, 0, x), mat.Col(nil, 1, x)
	got := []float64{stat.Mean(a, nil), stat.Mean(b, nil), stat.Variance(a, nil), stat.Covariance(a, b, nil), stat.Variance(b, nil)}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 5*7/math.Sqrt(n) {
			t.Errorf("moment %d is %v, want %v", i, got[i], want[i])
		}
	}
	if !mat.Equal(x, m.Sample(n, rand.New(rand.NewPCG(5, 5)))) || mat.Equal(x, m.Sample(n, rand.New(rand.NewPCG(6, 5)))) {
		t.Error("the rows do not follow from the source")
	}
	c, err := NewBernoulli([]float64{0.25, 0.75}, mat.NewDense(2, 2, []float64{0.9, 0.1, 0.2, 0.6}))
	if err != nil {
		t.Fatal(err)
	}
	y := c.Sample(n, rand.New(rand.NewPCG(7, 7)))
	for j, p := range []float64{0.25*0.9 + 0.75*0.2, 0.25*0.1 + 0.75*0.6} {
		if off := stat.Mean(mat.Col(nil, j, y), nil) - p; math.Abs(off) > 5*math.Sqrt(p*(1-p)/n) {
			t.Errorf("pixel %d is off by %v", j, off)
		}
	}
}

// The same seed gives the same numbers on any number of processors.
func TestSeed(t *testing.T) {
	x := random(rand.New(rand.NewPCG(8, 8)), 2000, 3, 4)
	y := binary(rand.New(rand.NewPCG(8, 8)), 2000, 9)
	fit := func(processors int) (*GMM, *Bernoulli) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		m, err := FitGMM(context.Background(), x, GMMConfig{K: 4, Seed: 3, MaxIter: 20, Restarts: 2, Start: FromRandom})
		if err != nil {
			t.Fatal(err)
		}
		b, err := FitBernoulli(context.Background(), y, BernoulliConfig{K: 4, Seed: 3, MaxIter: 20})
		if err != nil {
			t.Fatal(err)
		}
		return m, b
	}
	m1, b1 := fit(1)
	m6, b6 := fit(6)
	if !mat.Equal(m1.Means, m6.Means) || !mat.Equal(m1.Covs[2], m6.Covs[2]) || !slices.Equal(m1.History.Objective, m6.History.Objective) || !mat.Equal(b1.Probs, b6.Probs) {
		t.Error("the result depends on the number of processors")
	}
}
