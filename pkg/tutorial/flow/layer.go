package flow

import (
	"fmt"
	"math/rand/v2"
)

// Layer is one step of a flow, a smooth one-to-one map between rows of Dim numbers. It has a shape but no parameters of
// its own: these are a part of the flow's θ.
type Layer interface {
	Dim() int
	// Names are the names of its parameters, as many as its part of θ is long.
	Names() []string
	// Start gives parameters near those of the identity z = x, from where a fit can start.
	Start(rng *rand.Rand) []float64
	// Forward is z = f(x) and log|det ∂f/∂x|, nats. It does not change x.
	Forward(theta, x []float64) (z []float64, logDet float64)
	// Inverse is x = f⁻¹(z). It does not change z.
	Inverse(theta, z []float64) (x []float64)
}

// numbered gives name_0 … name_n−1.
func numbered(name string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s_%d", name, i)
	}
	return names
}
