package mcmc_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

var standard = prob.Normal{Sigma: 1}

// bowl is standard's log density up to a constant, without any check.
func bowl(theta []float64) float64 { return -theta[0] * theta[0] / 2 }

func samplers() map[string]mcmc.Sampler {
	return map[string]mcmc.Sampler{
		"metropolis": mcmc.Metropolis{Scale: 1},
		"slice":      mcmc.Slice{Width: 1},
		"hmc":        mcmc.HMC{Gradient: func(dst, theta []float64) { dst[0] = -theta[0] }, Step: 0.5, Leapfrogs: 3},
	}
}

// The same seed gives the same numbers on any number of processors, another seed or chain others; chain 0 is Run's.
func TestSeed(t *testing.T) {
	starts := [][]float64{{1}, {1}, {1}}
	for name, s := range samplers() {
		run := func(processors int, seed uint64) mcmc.Chains {
			before := runtime.GOMAXPROCS(processors)
			defer runtime.GOMAXPROCS(before)
			chains, err := mcmc.RunChains(background, standard.LogProb, starts, s, mcmc.Config{Draws: 200, WarmUp: 100, Thin: 2, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			return chains
		}
		a, b, other := run(1, 3), run(5, 3), run(5, 4)
		for c := range a {
			if !mat.Equal(a[c].Draws, b[c].Draws) || !slices.Equal(a[c].LogP, b[c].LogP) || a[c].Factor != b[c].Factor {
				t.Errorf("%s, chain %d: 1 and 5 processors differ", name, c)
			}
			if mat.Equal(a[c].Draws, other[c].Draws) || c > 0 && mat.Equal(a[c].Draws, a[0].Draws) {
				t.Errorf("%s, chain %d: two streams are the same", name, c)
			}
		}
		one, err := mcmc.Run(background, standard.LogProb, []float64{1}, s, mcmc.Config{Draws: 200, WarmUp: 100, Thin: 2, Seed: 3})
		if err != nil || !mat.Equal(one.Draws, a[0].Draws) {
			t.Errorf("%s: Run is not chain 0; error %v", name, err)
		}
		if starts[0][0] != 1 {
			t.Errorf("%s: the start has been changed", name)
		}
	}
}

// Each sees the start and every step; the draws are the last of every Thin steps after warm-up.
func TestEach(t *testing.T) {
	for name, s := range samplers() {
		var kept []float64
		iteration, moves, accepted := 0, 0, 0
		at := 2.0
		c, err := mcmc.Run(background, standard.LogProb, []float64{at}, s, mcmc.Config{Draws: 20, WarmUp: 10, Thin: 3, Each: func(s mcmc.State) {
			if s.Iteration != iteration || s.WarmUp != (iteration <= 10) || s.LogP != standard.LogProb(s.Theta) {
				t.Errorf("%s, iteration %d: %+v", name, iteration, s)
			}
			if s.Accepted && s.Theta[0] != s.Proposed[0] || !s.Accepted && s.Theta[0] != at {
				t.Errorf("%s: from %g to %+v", name, at, s)
			}
			if at != s.Theta[0] {
				moves++
			}
			if s.Accepted && !s.WarmUp {
				accepted++
			}
			if iteration > 10 && (iteration-10)%3 == 0 {
				kept = append(kept, s.Theta[0])
			}
			at = s.Theta[0]
			iteration++
		}})
		if err != nil || iteration != 71 || moves < 10 || !slices.Equal(kept, mat.Col(nil, 0, c.Draws)) || c.Accepted != float64(accepted)/60 {
			t.Errorf("%s: %d calls, %d moves, %d draws, accepted %g, error %v", name, iteration, moves, len(kept), c.Accepted, err)
		}
	}
}

// Calls of Each from several chains do not overlap.
func TestEachOfChains(t *testing.T) {
	var seen [3]int
	var calls atomic.Int32
	_, err := mcmc.RunChains(background, standard.LogProb, [][]float64{{0}, {1}, {2}}, mcmc.Metropolis{Scale: 1},
		mcmc.Config{Draws: 100, Each: func(s mcmc.State) {
			if calls.Add(1) > 1 {
				t.Errorf("two calls at once")
			}
			runtime.Gosched() // lets another chain in, if it can come in
			calls.Add(-1)
			seen[s.Chain]++
		}})
	if err != nil || seen != [3]int{101, 101, 101} {
		t.Errorf("calls %v, error %v", seen, err)
	}
}

func TestCancel(t *testing.T) {
	for name, s := range samplers() {
		ctx, cancel := context.WithCancel(background)
		c, err := mcmc.Run(ctx, standard.LogProb, []float64{0}, s, mcmc.Config{Draws: 1000, WarmUp: 10, Each: func(s mcmc.State) {
			if s.Iteration == 60 {
				cancel()
			}
		}})
		if n, _ := c.Draws.Dims(); !errors.Is(err, context.Canceled) || n != 50 || len(c.LogP) != 50 || c.Accepted < 0.3 {
			t.Errorf("%s: %d draws, accepted %g, error %v", name, n, c.Accepted, err)
		}
		c, err = mcmc.Run(ctx, standard.LogProb, []float64{0}, s, mcmc.Config{Draws: 1000})
		if !errors.Is(err, context.Canceled) || !c.Draws.IsEmpty() {
			t.Errorf("%s: stopped before the start: %v, error %v", name, c, err)
		}
	}
	ctx, cancel := context.WithCancel(background)
	var steps [2]int
	chains, err := mcmc.RunChains(ctx, standard.LogProb, [][]float64{{0}, {1}}, mcmc.Metropolis{Scale: 1}, mcmc.Config{Draws: 1e6, Each: func(s mcmc.State) {
		if steps[s.Chain] = s.Iteration; min(steps[0], steps[1]) == 10 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(chains) != 2 || len(chains[0].LogP) < 10 || len(chains[0].LogP) != len(chains[1].LogP) {
		t.Fatalf("%d chains, error %v", len(chains), err)
	}
	if _, err := mcmc.Summary(chains); err != nil {
		t.Errorf("the chains that were stopped have no summary: %v", err)
	}
}

// A step allocates nothing: a run of many takes as many allocations as a run of few.
func TestAllocations(t *testing.T) {
	for name, s := range samplers() {
		allocations := func(thin int) float64 {
			return testing.AllocsPerRun(20, func() {
				if _, err := mcmc.Run(background, bowl, []float64{0}, s, mcmc.Config{Draws: 10, Thin: thin, WarmUp: thin}); err != nil {
					t.Fatal(err)
				}
			})
		}
		if few, many := allocations(1), allocations(500); few != many {
			t.Errorf("%s: %g allocations for 11 steps, %g for 5500", name, few, many)
		}
	}
}

func BenchmarkMetropolis(b *testing.B) {
	c, err := mcmc.Run(background, bowl, []float64{0}, mcmc.Metropolis{Scale: 2.4}, mcmc.Config{Draws: 1, Thin: b.N})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(c.Evaluations)/b.Elapsed().Seconds(), "evaluations/s")
}

func BenchmarkSummary(b *testing.B) {
	chains, err := mcmc.RunChains(background, standard.LogProb, [][]float64{{0}, {1}, {2}, {3}}, mcmc.Metropolis{Scale: 2.4}, mcmc.Config{Draws: 10000})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := mcmc.Summary(chains); err != nil {
			b.Fatal(err)
		}
	}
}
