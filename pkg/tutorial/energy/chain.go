package energy

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
)

// Walk is how a Markov chain steps through x: random-walk Metropolis, which asks for energies only, or, with Langevin, one
// leapfrog along the slope −∇x E and noise, accepted as Metropolis would. Either leaves p_θ as it is without knowing Z.
//
//	Metropolis   x' = x + Step · z                                     z ~ N(0, I)
//	Langevin     x' = x − ½ Step'² ∇x E_θ(x) + Step' · z               Step' = Step · U(0.8, 1.2)
//
// Then x' is accepted with min(1, p(x') q(x|x') / ( p(x) q(x'|x) )). See package mcmc.
type Walk struct {
	Step     float64
	Langevin bool
}

// sampler is the walk through the energies of one theta.
func (w Walk) sampler(m Model, theta []float64) mcmc.Sampler {
	if !w.Langevin {
		return mcmc.Metropolis{Scale: w.Step}
	}
	return mcmc.HMC{Step: w.Step, Leapfrogs: 1, Gradient: func(dst, x []float64) {
		m.GradX(dst, x, theta)
		for i := range dst {
			dst[i] = -dst[i]
		}
	}}
}

// Estimate is an average over the ends of chains.
type Estimate struct {
	Mean, StdErr []float64  // of ∇θ E [k]; the error is that of chance, not the bias
	Ends         *mat.Dense // where the chains are after their steps, n × d
}

// ChainMean estimates E_p[∇θ E] by k steps of a Markov chain from each row of starts (n × d):
//
//	E_p[∇θ E] ≈ 1/n Σ_i ∇θ E( x_i after k steps )
//
// With data for starts this is what contrastive divergence takes (CD-k). Chains that have not yet forgotten their starts
// give a biased answer: the bias, Mean − [Density.MeanGradTheta], falls as λ^k, where λ < 1 says how slowly the walk
// mixes; it is 0 at any k where the starts come from p_θ itself. The same seed gives the same chains.
//
// Errors: a theta that the model refuses, starts that are empty, not finite or where the density is 0, k < 1, a step that is
// not above 0, an energy or slope that is NaN, ctx's end.
func ChainMean(ctx context.Context, m Model, theta []float64, starts mat.Matrix, k int, w Walk, seed uint64) (e Estimate, err error) {
	defer caught(&err)
	if err := checkTheta(m, theta); err != nil {
		return e, err
	}
	if err := checkData(m, starts); err != nil {
		return e, err
	}
	e.Ends, err = walk(ctx, m, theta, starts, k, w, seed)
	if err != nil {
		return e, err
	}
	g := gradients(m, theta, e.Ends)
	for j := range m.Params() {
		mean, sd := stat.MeanStdDev(mat.Col(nil, j, g), nil)
		n, _ := g.Dims()
		e.Mean, e.StdErr = append(e.Mean, mean), append(e.StdErr, sd/math.Sqrt(float64(n)))
	}
	return e, nil
}

// walk is where a chain from each row of x is after k steps.
func walk(ctx context.Context, m Model, theta []float64, x mat.Matrix, k int, w Walk, seed uint64) (*mat.Dense, error) {
	if k < 1 {
		return nil, fmt.Errorf("energy: chains of %d steps stay where they are; take 1 step or more", k)
	}
	n, d := x.Dims()
	starts := make([][]float64, n)
	for i := range starts {
		starts[i] = mat.Row(nil, i, x)
	}
	logP := func(x []float64) float64 { return -m.Energy(x, theta) }
	chains, err := mcmc.RunChains(ctx, logP, starts, w.sampler(m, theta), mcmc.Config{Draws: 1, WarmUp: k - 1, NoAdapt: true, Seed: seed})
	if err != nil {
		return nil, fmt.Errorf("energy: %w", err)
	}
	ends := mat.NewDense(n, d, nil)
	for i, c := range chains {
		ends.SetRow(i, c.Draws.RawRowView(0))
	}
	return ends, nil
}

// gradients are ∇θ E of every row, n × k.
func gradients(m Model, theta []float64, x mat.Matrix) *mat.Dense {
	n, d := x.Dims()
	g, row := mat.NewDense(n, m.Params(), nil), make([]float64, d)
	for i := range n {
		m.GradTheta(g.RawRowView(i), mat.Row(row, i, x), theta)
	}
	return g
}
