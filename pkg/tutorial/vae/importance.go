package vae

import (
	"context"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// How much is computed in one call: rows of data and samples of each. A thousand decoded rows stay in the cache.
const (
	blockRows    = 100
	chunkDecoded = 1000
)

// LogLikelihood estimates log p(x) of each row from k samples of z, weighted by how probable they are:
//
//	log p̂(x) = log 1/K Σ_k w_k,   w_k = p(x|z_k) p(z_k) / q(z_k|x),   z_k ~ q(z|x)
//
// Burda, Grosse & Salakhutdinov 2016 ("Importance Weighted Autoencoders", arXiv:1509.00519), equation 8. Its
// expectation is a lower bound that rises with K towards log p(x) and is the ELBO for K = 1. The score's standard error
// speaks of the spread over rows, not of how far the bound is: compare two K for that.
//
// The samples are streamed: memory does not grow with k or the number of rows. onBlock, if not nil, hears how many rows
// are done. When ctx ends, the error wraps ErrInterrupted.
func (m *Model) LogLikelihood(ctx context.Context, rows Rows, k int, seed uint64, onBlock func(done, total int)) (score.Score, error) {
	if k < 1 {
		return score.Score{}, fmt.Errorf("vae: K is %d; take 1 sample or more", k)
	}
	x, err := m.cfg.floats(rows, seed)
	if err != nil {
		return score.Score{}, err
	}
	n := rows.Len()
	size := min(n, blockRows)
	logP := make([]float64, 0, n)
	for first := 0; first < n; first += size {
		block := train.Padded(x, m.cfg.D, first, min(size, n-first), size)
		noise := func(chunk int) [3]uint64 { return train.Generator(streamImport, seed, uint64(first), uint64(chunk)) }
		logMean, err := m.logMeanWeight(ctx, block, k, noise)
		if err != nil {
			return score.Score{}, err
		}
		logP = append(logP, logMean[:min(size, n-first)]...)
		if onBlock != nil {
			onBlock(len(logP), n)
		}
	}
	for i, v := range logP {
		if math.IsNaN(v) {
			return score.Score{}, fmt.Errorf("vae: the log-likelihood of row %d is NaN; the weights are not finite, load the last good checkpoint", i)
		}
	}
	return score.New(logP, score.LowerBound, m.cfg.measure()), nil
}

// logMeanWeight is log 1/K Σ_k w_k for each row of a block x [B, D], a chunk of samples at a time; the sum is kept as
// its logarithm, in float64.
func (m *Model) logMeanWeight(ctx context.Context, x *tensors.Tensor, k int, noise func(chunk int) [3]uint64) ([]float64, error) {
	b := x.Shape().Dim(0)
	samples := max(1, chunkDecoded/b)
	logSum := make([]float64, b)
	for i := range logSum {
		logSum[i] = math.Inf(-1)
	}
	logW := make([]float64, samples)
	for chunk := 0; chunk*samples < k; chunk++ {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("vae: %w during importance sampling (%w)", ErrInterrupted, context.Cause(ctx))
		}
		out, err := m.logWeights(x, samples, noise(chunk))
		if err != nil {
			return nil, err
		}
		count := min(samples, k-chunk*samples)
		for i := range logSum {
			for j := range count {
				logW[j] = float64(out[i*samples+j])
			}
			logSum[i] = floats.LogSumExp([]float64{logSum[i], floats.LogSumExp(logW[:count])})
		}
	}
	floats.AddConst(-math.Log(float64(k)), logSum)
	return logSum, nil
}

// logWeights draws the given number of samples z for each row of x [B, D] and returns their log w, [B·samples], row by row:
//
//	log w = log p(x|z) + log N(z; 0, I) − log N(z; mu, diag exp logVar),   z = mu + exp(logVar/2) ε
//	      = log p(x|z) + ½ Σ_j ε_j² + logVar_j − z_j²
func (m *Model) logWeights(x *tensors.Tensor, samples int, noise [3]uint64) ([]float32, error) {
	name := fmt.Sprintf("importance_sampling_%d", samples)
	out, err := m.machine.Call(name, func(s *model.Scope, in []*Node) []*Node {
		x := in[0]
		b, l := x.Shape().Dim(0), m.cfg.Latent
		repeat := func(v *Node) *Node { // [B, …] → [B·samples, …]
			width := v.Shape().Dim(-1)
			return Reshape(BroadcastToDims(ExpandDims(v, 1), b, samples, width), b*samples, width)
		}
		mu, logVar := m.cfg.encoder(s, x) // [B, L], [B, L]
		epsilon := normal(in[1], b*samples, l)
		logVar = repeat(logVar)
		z := Add(repeat(mu), Mul(Exp(MulScalar(logVar, 0.5)), epsilon))
		prior := MulScalar(ReduceSum(Sub(Add(Square(epsilon), logVar), Square(z)), -1), 0.5)
		return []*Node{Add(m.cfg.logLikelihoodFast(s, repeat(x), m.cfg.decoder(s, z)), prior)}
	}, x, noise[:])
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// logLikelihoodFast is logLikelihood, a little faster for the Bernoulli and without use for its gradient: of the
// softplus' logarithms log(1 + e^−|l|) one is taken for a whole group of pixels. Each factor is at most 2, so that
// the product of up to 120 stays far from float32's largest number, 2^128.
func (c Config) logLikelihoodFast(s *model.Scope, x, out *Node) *Node {
	if c.Likelihood != Bernoulli {
		return c.logLikelihood(s, x, out)
	}
	rows, d := out.Shape().Dim(0), out.Shape().Dim(1)
	group := 120
	for d%group != 0 {
		group--
	}
	size := Abs(out)
	factors := Reshape(OnePlus(Exp(Neg(size))), rows, d/group, group)
	linear := ReduceSum(Sub(Mul(x, out), MulScalar(Add(out, size), 0.5)), -1)
	return Sub(linear, ReduceSum(Log(ReduceMultiply(factors, -1)), -1))
}

// normal draws [rows, columns] numbers from N(0, 1), two from each pair of uniform ones (Box & Muller 1958); GoMLX's
// RandomNormal draws a pair for each.
//
//	√(−2 log u) cos(2π v),  √(−2 log u) sin(2π v)
func normal(state *Node, rows, columns int) *Node {
	n := rows * columns
	half := shapes.Make(dtypes.Float32, (n+1)/2)
	state, u := RandomUniform(state, half)
	_, v := RandomUniform(state, half)
	u = MaxScalar(u, 1.0/(1<<33)) // below every positive u: log 0 must not be
	radius, angle := Sqrt(MulScalar(Log(u), -2)), MulScalar(v, 2*math.Pi)
	both := Concatenate([]*Node{Mul(radius, Cos(angle)), Mul(radius, Sin(angle))}, 0)
	return Reshape(SliceAxis(both, 0, AxisRange(0, n)), rows, columns)
}
