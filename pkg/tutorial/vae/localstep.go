package vae

import (
	"context"
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// codes are the q of a block's rows: [B·L] each.
type codes struct{ mu, logVar []float32 }

// encode gives the encoder's q of the block's rows.
func (b *block) encode() (codes, error) {
	m := b.model
	out, err := m.machine.Call("encoding", func(s *model.Scope, in []*Node) []*Node {
		mu, logVar := m.cfg.encoder(s, in[0])
		return []*Node{mu, logVar}
	}, b.x)
	if err != nil {
		return codes{}, err
	}
	return codes{out[0], out[1]}, nil
}

// climb is Adam up the ELBO of every row, from the given q.
//
//	m ← 0.9 m + 0.1 g          v ← 0.999 v + 0.001 g²          value ← value + rate m̂/(√v̂ + 1e-8)
//
// g is the gradient, m̂ = m/(1 − 0.9^t) and v̂ = v/(1 − 0.999^t). Kingma & Ba 2015, algorithm 1.
func (b *block) climb(ctx context.Context, start codes) (codes, error) {
	n := len(start.mu)
	value := append(append([]float32(nil), start.mu...), start.logVar...)
	mean, square := make([]float64, 2*n), make([]float64, 2*n)
	rate := train.Cosine(b.cfg.LearningRate, b.cfg.Steps)
	for step := range b.cfg.Steps {
		if err := b.stopped(ctx); err != nil {
			return codes{}, err
		}
		g, err := b.gradient(codes{value[:n], value[n:]}, train.Generator(streamRefine, b.cfg.Seed, uint64(b.first), uint64(step)))
		if err != nil {
			return codes{}, err
		}
		t := float64(step + 1)
		for i := range value {
			d := float64(g[i])
			mean[i] = 0.9*mean[i] + 0.1*d
			square[i] = 0.999*square[i] + 0.001*d*d
			m, v := mean[i]/(1-math.Pow(0.9, t)), square[i]/(1-math.Pow(0.999, t))
			value[i] += float32(rate(int64(step)) * m / (math.Sqrt(v) + 1e-8))
		}
		if b.cfg.OnStep != nil {
			b.cfg.OnStep(b.first/b.x.Shape().Dim(0)*b.cfg.Steps+step+1, b.total)
		}
	}
	return codes{value[:n], value[n:]}, nil
}

// gradient is that of the rows' ELBO by mu and by logVar, [2·B·L], from Samples draws of z.
func (b *block) gradient(q codes, noise [3]uint64) ([]float32, error) {
	samples := b.cfg.Samples
	out, err := b.call(fmt.Sprintf("refining_with_%d_samples", samples), q, noise, func(s *model.Scope, x, mu, logVar, noise *Node) *Node {
		elbo := b.model.cfg.sampledELBO(s, x, mu, logVar, noise, samples)
		g := Gradient(ReduceAllSum(DivScalar(elbo, float64(samples))), mu, logVar) // the rows' gradients do not mix
		return Concatenate([]*Node{Reshape(g[0], -1), Reshape(g[1], -1)}, 0)
	})
	if err != nil {
		return nil, err
	}
	return out, b.checkFinite(out)
}

// bounds are single draws of the rows' ELBO, [B·samples] row by row, the KL exact.
func (b *block) bounds(q codes, samples int, noise [3]uint64) ([]float64, error) {
	out, err := b.call(fmt.Sprintf("measuring_refined_codes_%d", samples), q, noise, func(s *model.Scope, x, mu, logVar, noise *Node) *Node {
		return b.model.cfg.sampledELBO(s, x, mu, logVar, noise, samples)
	})
	if err != nil {
		return nil, err
	}
	if err := b.checkFinite(out); err != nil {
		return nil, err
	}
	wide := make([]float64, len(out))
	for i, v := range out {
		wide[i] = float64(v)
	}
	return wide, nil
}

// call runs a graph function of the block's rows [B, D], their q [B, L] and the noise's state.
func (b *block) call(name string, q codes, noise [3]uint64, f func(s *model.Scope, x, mu, logVar, noise *Node) *Node) ([]float32, error) {
	size, l := b.x.Shape().Dim(0), b.model.cfg.Latent
	tensor := func(v []float32) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(v, size, l) }
	out, err := b.model.machine.Call(name, func(s *model.Scope, in []*Node) []*Node {
		return []*Node{f(s, in[0], in[1], in[2], in[3])}
	}, b.x, tensor(q.mu), tensor(q.logVar), noise[:])
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// sampledELBO is the ELBO of rows x [B, D] from single draws of z, samples for each, with their q [B, L] given: [B, samples].
//
//	log p(x|z_s) − KL(q ‖ p),   z_s = mu + exp(logVar/2) ε_s
func (c Config) sampledELBO(s *model.Scope, x, mu, logVar, noise *Node, samples int) *Node {
	b := x.Shape().Dim(0)
	repeat := func(v *Node) *Node { // [B, …] → [B·samples, …]
		width := v.Shape().Dim(-1)
		return Reshape(BroadcastToDims(ExpandDims(v, 1), b, samples, width), b*samples, width)
	}
	epsilon := normal(noise, b*samples, c.Latent)
	z := Add(repeat(mu), Mul(Exp(MulScalar(repeat(logVar), 0.5)), epsilon)) // [B·samples, L]
	recon := c.logLikelihood(s, repeat(x), c.decoder(s, z))                 // [B·samples]
	return Sub(Reshape(recon, b, samples), ExpandDims(KL(mu, logVar), -1))
}

// checkFinite wants finite numbers.
func (b *block) checkFinite(values []float32) error {
	for _, v := range values {
		if v-v != 0 {
			return fmt.Errorf("vae: refining rows %d to %d met %v; the weights are not finite (load the last good checkpoint), or LearningRate is too high",
				b.first, b.first+b.count-1, v)
		}
	}
	return nil
}
