package vae

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// What a step reports: means over its batch, in nats per image.
const (
	partLoss  = "loss"  // Beta·KL − recon, what is minimised
	partRecon = "Recon" // of what Objective gave as recon
	partKL    = "KL"    // of what it gave as kl
)

var parts = []string{partLoss, partRecon, partKL}

// step builds one training step on a batch of raw rows [B, D] and returns its parts.
//
//	loss = 1/count Σ_{i < count} Beta·KL(x_i) − recon(x_i)
func (m *Model) step(s *model.Scope, b train.Batch, opt optimizer.Interface) []*Node {
	recon, kl := m.cfg.objective(s, m.cfg.pixels(s, b.Rows)) // [B], [B]
	meanRecon, meanKL := b.Mean(recon), b.Mean(kl)
	loss := Sub(MulScalar(meanKL, m.cfg.Beta), meanRecon)
	b.Minimize(s, opt, loss)
	return []*Node{loss, meanRecon, meanKL}
}

// pixels makes the x [B, D] float32 of the model from raw rows [B, D]: grey uint8, or real float32.
func (c Config) pixels(s *model.Scope, raw *Node) *Node {
	grey := raw.DType() == dtypes.Uint8
	if grey && c.Binarize == Threshold {
		return ConvertDType(GreaterOrEqual(raw, Const(raw.Graph(), c.Threshold)), dtypes.Float32)
	}
	x := raw
	if grey {
		x = DivScalar(ConvertDType(raw, dtypes.Float32), 255)
	}
	if c.Binarize == Dynamic {
		uniform := s.RandomUniform(raw.Graph(), x.Shape()) // [B, D] in [0, 1)
		return ConvertDType(LessThan(uniform, x), dtypes.Float32)
	}
	return x
}
