//go:build core

package chapter04

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){
	"Bayes": testBayes, "LogEvidence": testLogEvidence, "Metropolis": testMetropolis,
}

func TestCells(t *testing.T) { same.Functions(t, 4, tests) }

// coin is a random prior, and data of 0 and 1.
func coin(r *rand.Rand) (prior bayes.BetaBernoulli, x []int) {
	x = make([]int, 1+r.IntN(30))
	for i := range x {
		x[i] = r.IntN(2)
	}
	return bayes.BetaBernoulli{Alpha: 1 + 4*r.Float64(), Beta: 1 + 4*r.Float64()}, x
}

func testBayes(t *testing.T, r *rand.Rand) {
	m, x := coin(r)
	axis := bayes.Axis{Lo: 0, Hi: 1, N: 200}
	prior, likelihood := make([]float64, axis.N), make([]float64, axis.N)
	for i, theta := range axis.Points() {
		prior[i], likelihood[i] = m.Distribution().Prob(theta), math.Exp(m.LogLikelihood(theta, x...))
	}
	posterior, evidence := Bayes(slices.Clone(prior), slices.Clone(likelihood), axis.Width())
	want := must.M1(bayes.NewGrid(t.Context(), func(theta []float64) float64 { return m.Distribution().LogP(theta[0]) },
		func(theta []float64) float64 { return m.LogLikelihood(theta[0], x...) }, axis))
	same.Nears(t, posterior, want.Density(), 1e-10)
	same.Near(t, math.Log(evidence), want.LogEvidence, 1e-10)
}

func testLogEvidence(t *testing.T, r *rand.Rand) {
	m, x := coin(r)
	same.Near(t, LogEvidence(m, x), must.M1(m.LogEvidence(x...)), 1e-10)
}

// From the same stream both walks take the same steps.
func testMetropolis(t *testing.T, r *rand.Rand) {
	rho, seed, scale := 1.6*r.Float64()-0.8, r.Uint64(), 0.3+2*r.Float64()
	logP := func(theta []float64) float64 {
		if theta[0] < -2 {
			return math.Inf(-1)
		}
		return -(theta[0]*theta[0] - 2*rho*theta[0]*theta[1] + theta[1]*theta[1]) / 2
	}
	start := []float64{r.NormFloat64() / 3, r.NormFloat64()}
	draws, accepted := Metropolis(logP, start, scale, 300, mcmc.Stream(seed, 0))
	want := must.M1(mcmc.Run(t.Context(), logP, start, mcmc.Metropolis{Scale: scale}, mcmc.Config{Draws: 300, Seed: seed, NoAdapt: true}))
	same.Nears(t, draws.RawMatrix().Data, want.Draws.RawMatrix().Data, 0)
	same.Near(t, accepted, want.Accepted, 1e-12)
}
