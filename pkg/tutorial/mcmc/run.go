package mcmc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
)

// Config says how long a chain runs.
type Config struct {
	Draws   int           // draws to keep, 1 or more
	WarmUp  int           // steps before the first of them, which are thrown away
	Thin    int           // keep the last of every Thin steps; 0 is 1: keep all
	Seed    uint64        // see [Stream]
	NoAdapt bool          // leave the sampler's step as it is; else warm-up tunes it, see Metropolis and HMC
	Each    func(s State) // called at the start and after each step, warm-up included, for a live figure; one call at a time
}

// State is where a chain is. Its slices hold for the duration of the call: copy what is kept.
type State struct {
	Chain     int       // number of the chain, from 0
	Iteration int       // steps taken, warm-up included; 0 at the start
	WarmUp    bool      // this is the start or a step of warm-up
	Theta     []float64 // [d]
	LogP      float64   // log density there, nats, up to the constant
	Proposed  []float64 // where it tried to go [d]; Theta at the start and for Slice
	Accepted  bool      // it went there; true at the start
}

// Sampler is Metropolis, MetropolisHastings, Slice or HMC.
type Sampler interface {
	kernel(t *target, d int) (kernel, error)
}

// kernel is a sampler at work on one chain.
type kernel interface {
	// step moves s by one step and gives the probability with which its proposal was accepted.
	step(s *State, rng *rand.Rand) (a float64)
}

// Stream is the stream of random numbers of a chain: ChaCha8 keyed with both numbers, so that streams have nothing to do
// with each other. The same numbers give the same chain, on any number of processors.
func Stream(seed uint64, chain int) *rand.Rand {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(chain))
	return rand.New(rand.NewChaCha8(key))
}

// Run draws from target, starting at start [d], which is not changed. It is chain 0 of [RunChains].
//
// Errors, with the draws made before: a log density that is NaN or +Inf, a gradient that is not finite (they name the
// draw and theta), a panic in either, and ctx.Err() when ctx ends. Without draws: a start that is empty, not finite or
// has density 0, settings out of range.
func Run(ctx context.Context, target LogDensity, start []float64, s Sampler, cfg Config) (*Chain, error) {
	return run(ctx, target, 0, start, s, cfg)
}

// RunChains runs a chain from each of the starts, all at once. Starts far apart let the diagnostics see whether the chains
// forget them.
//
// Errors: those of Run; the first chain that fails stops all. The chains come with the error, cut to the shortest.
func RunChains(ctx context.Context, target LogDensity, starts [][]float64, s Sampler, cfg Config) (Chains, error) {
	if len(starts) == 0 {
		return nil, fmt.Errorf("mcmc: there are no starts; give one to each chain")
	}
	for c, start := range starts {
		if len(start) != len(starts[0]) {
			return nil, fmt.Errorf("mcmc: start %d has %d coordinates, start 0 has %d; give all as many", c, len(start), len(starts[0]))
		}
	}
	if each := cfg.Each; each != nil {
		var lock sync.Mutex
		cfg.Each = func(s State) {
			lock.Lock()
			defer lock.Unlock()
			each(s)
		}
	}
	within, stop := context.WithCancel(ctx)
	defer stop()
	chains, errs := make(Chains, len(starts)), make([]error, len(starts))
	var wait sync.WaitGroup
	for c := range starts {
		wait.Go(func() {
			if chains[c], errs[c] = run(within, target, c, starts[c], s, cfg); errs[c] != nil {
				stop()
			}
		})
	}
	wait.Wait()
	return together(chains, errs)
}

// together gives the first error that is not another's consequence, with all chains cut to the shortest.
func together(chains Chains, errs []error) (Chains, error) {
	var err error
	for _, e := range errs {
		if e != nil && (err == nil || errors.Is(err, context.Canceled) && !errors.Is(e, context.Canceled)) {
			err = e
		}
	}
	if err == nil {
		return chains, nil
	}
	shortest := math.MaxInt
	for _, c := range chains {
		if c == nil {
			return nil, err
		}
		shortest = min(shortest, len(c.LogP))
	}
	for _, c := range chains {
		c.cut(shortest)
	}
	return chains, err
}
