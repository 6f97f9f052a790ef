//go:build core

package chapter06

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/energy"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){
	"LogZ": testLogZ, "Couple": testCouple, "LogP": testLogP, "Features": testEnergy, "Energy": testEnergy, "Average": testGradient,
	"GradLogP": testGradient, "LogMeanExp": testLogMeanExp, "Naive": testNaive, "Importance": testImportance,
}

func TestCells(t *testing.T) { same.Functions(t, 6, tests) }

func testLogZ(t *testing.T, r *rand.Rand) {
	theta := []float64{0.2 + r.Float64()/2, -1 + r.Float64(), r.NormFloat64() / 2}
	cell := LogZ(func(x float64) float64 { return energy.DoubleWell{}.Energy([]float64{x}, theta) }, -6, 6)
	same.Near(t, cell, must.M1(energy.LogZ(energy.DoubleWell{}, theta, energy.Cube(1, 6))), 1e-9)
}

func testCouple(t *testing.T, r *rand.Rand) {
	w, c, u, v := same.Numbers(r, 3), same.Numbers(r, 3), same.Numbers(r, 3), same.Numbers(r, 3)
	x, s0, t0 := same.Numbers(r, 2), r.NormFloat64(), r.NormFloat64()
	z, logDet := Couple(x, w, c, u, v, s0, t0)
	want, wantDet := flow.Coupling{Pass: 0, Hidden: 3}.Forward(append(slices.Concat(w, c, u, v), s0, t0), x)
	same.Nears(t, append(z, logDet), append(want, wantDet), 1e-12)
}

func testLogP(t *testing.T, r *rand.Rand) {
	layers := flow.RealNVP(3, 4)
	theta := same.Numbers(r, len(flow.Names(layers...)))
	for i := range theta {
		theta[i] *= 0.4
	}
	f, x := must.M1(flow.New(theta, layers...)), same.Numbers(r, 2)
	same.Near(t, LogP(f.Forward(x), f.LogDet(x)), f.LogProb(x), 1e-12)
}

// theta is a random landscape of four wells.
func theta(r *rand.Rand) []float64 {
	return []float64{0.2 + r.Float64()/5, -1 + r.Float64(), r.NormFloat64() / 4, r.NormFloat64() / 4}
}

func testEnergy(t *testing.T, r *rand.Rand) {
	x, th, want := same.Numbers(r, 2), theta(r), make([]float64, 4)
	energy.CoupledWells{}.GradTheta(want, x, th)
	same.Nears(t, Features(x), want, 1e-12)
	same.Near(t, Energy(x, th), energy.CoupledWells{}.Energy(x, th), 1e-12)
}

func testGradient(t *testing.T, r *rand.Rand) {
	th := theta(r)
	d := must.M1(energy.New(energy.CoupledWells{}, th, energy.Cube(2, 5)))
	same.Nears(t, Average(th), d.MeanGradTheta(), 1e-9)
	x := same.Numbers(r, 2)
	same.Nears(t, GradLogP(x, th), d.GradTheta(x), 1e-9)
}

func testLogMeanExp(t *testing.T, r *rand.Rand) {
	w := same.Numbers(r, 9)
	for i := range w {
		w[i] = 30*w[i] - 800
	}
	same.Near(t, LogMeanExp(w), elbo.LogMeanExp(w), 1e-12)
}

// source is the same random source for both.
func source(r *rand.Rand) func() *rand.Rand {
	seed := r.Uint64()
	return func() *rand.Rand { return rand.New(rand.NewPCG(6, seed)) }
}

func testNaive(t *testing.T, r *rand.Rand) {
	f, fresh := montecarlo.Family{Sigma: 0.3 + r.Float64(), X: r.NormFloat64()}, source(r)
	want := must.M1(montecarlo.Naive(f.LogPxz, f.Prior(3), 200, fresh()))
	same.Near(t, Naive(f.LogPxz, f.Prior(3), 200, fresh()), want.LogMean, 1e-12)
}

func testImportance(t *testing.T, r *rand.Rand) {
	f, fresh := montecarlo.Family{Sigma: 0.3 + r.Float64(), X: r.NormFloat64()}, source(r)
	q := must.M1(montecarlo.Scaled(must.M1(f.Posterior(3)), 1.4))
	same.Nears(t, Importance(f.LogPxz, f.LogPrior, q, 200, fresh()), must.M1(montecarlo.LogWeights(f.LogPxz, f.LogPrior, q, 200, fresh())), 1e-12)
}
