package mcmc

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Chain is what one chain has drawn after its warm-up.
type Chain struct {
	Draws       *mat.Dense // n × d, one draw a row; the zero matrix (0 × 0) where the run ended before the first
	LogP        []float64  // log density of each draw [n], nats, up to the constant
	Accepted    float64    // share of the steps after warm-up whose proposal was accepted; 1 for Slice
	Evaluations int        // calls of the log density, warm-up included: what the draws have cost
	Gradients   int        // calls of the gradient, warm-up included
	Factor      float64    // what warm-up has multiplied the sampler's step by; 1 without
}

// Chains are chains with the same target, as [RunChains] gives them.
type Chains []*Chain

// Column gives coordinate j for the diagnostics: chains × draws. It is nil where a chain has no such coordinate.
func (c Chains) Column(j int) [][]float64 {
	x := make([][]float64, len(c))
	for i, chain := range c {
		if chain == nil || chain.Draws == nil {
			return nil
		}
		n, d := chain.Draws.Dims()
		if j < 0 || j >= d {
			return nil
		}
		x[i] = mat.Col(make([]float64, n), j, chain.Draws)
	}
	return x
}

// Quantity gives f of every draw for the diagnostics: chains × draws. f neither keeps nor changes theta. It is nil where
// there is no f.
func (c Chains) Quantity(f func(theta []float64) float64) [][]float64 {
	x := make([][]float64, len(c))
	for i, chain := range c {
		if f == nil || chain == nil || chain.Draws == nil {
			return nil
		}
		n, _ := chain.Draws.Dims()
		x[i] = make([]float64, n)
		for k := range x[i] {
			x[i][k] = f(chain.Draws.RawRowView(k))
		}
	}
	return x
}

// width is d, the same for all chains.
func (c Chains) width() (int, error) {
	width := 0
	for i, chain := range c {
		if chain == nil || chain.Draws == nil || chain.Draws.IsEmpty() {
			return 0, fmt.Errorf("mcmc: chain %d has no draws; run it for 4 or more", i)
		}
		_, d := chain.Draws.Dims()
		if i > 0 && d != width {
			return 0, fmt.Errorf("mcmc: chain %d has %d coordinates, those before it %d; compare chains with one target", i, d, width)
		}
		width = d
	}
	if len(c) == 0 {
		return 0, fmt.Errorf("mcmc: there are no chains; run some")
	}
	return width, nil
}

// cut leaves the first n draws.
func (c *Chain) cut(n int) {
	c.LogP = c.LogP[:n]
	if n == 0 {
		c.Draws = &mat.Dense{}
		return
	}
	_, d := c.Draws.Dims()
	c.Draws = c.Draws.Slice(0, n, 0, d).(*mat.Dense)
}
