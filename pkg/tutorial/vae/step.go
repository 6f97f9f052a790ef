package vae

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// part says what the numbers are that a step gives back: means over its batch, in nats per image.
const (
	partRecon = iota // of what Objective gave as recon
	partKL           // of what it gave as kl
	partLoss         // Beta·KL − recon, what was minimised
	parts
)

// step builds one training step and returns its parts [3]. Of the batch raw [B, D] the first count rows (int32 scalar)
// are meant, the rest is padding of weight 0. noise [3] is the random generator's state, rate the learning rate.
//
//	loss = 1/count Σ_{i < count} Beta·KL(x_i) − recon(x_i)
func (m *Model) step(s *model.Scope, raw, count, noise, rate *Node) *Node {
	g := raw.Graph()
	m.store.SetTraining(g, true)
	setNoise(m.store, noise)
	recon, kl := m.cfg.objective(s, m.cfg.pixels(s, raw)) // [B], [B]

	weight := rowWeights(recon.Shape().Dim(0), count) // [B]
	meanRecon := ReduceAllSum(Mul(recon, weight))
	meanKL := ReduceAllSum(Mul(kl, weight))
	loss := Sub(MulScalar(meanKL, m.cfg.Beta), meanRecon)

	optimizer.LearningRateVar(s, dtypes.Float32, 0).SetNodeValue(rate)
	m.optimizer.UpdateGraph(s, g, loss)
	return Stack([]*Node{meanRecon, meanKL, loss}, 0)
}

// rowWeights is 1/count for the first count of b rows and 0 for the others: [b].
func rowWeights(b int, count *Node) *Node {
	rows := Iota(count.Graph(), shapes.Make(dtypes.Int32, b), 0)
	return Div(ConvertDType(LessThan(rows, count), dtypes.Float32), ConvertDType(count, dtypes.Float32))
}

// setNoise sets the generator that Scope.RandomNormal and RandomUniform draw from, for what is built after it.
func setNoise(store *model.Store, noise *Node) {
	store.GetVariable(generatorVariable).SetNodeValue(noise)
}

// generatorVariable is the path of the random generator's state in a store.
const generatorVariable = "/" + model.RNGStateVariableName

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
