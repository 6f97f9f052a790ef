package gan

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// generate is x = G(z), z [B, L] → [B, D]: layers as in layered, and a sigmoid after the last where c.Unit.
func (c Config) generate(s *model.Scope, z *Node) *Node {
	s = s.At("generator")
	if c.Generate != nil {
		return c.Generate(s, z)
	}
	x := layered(s, z, c.Generator, c.D)
	if c.Unit {
		x = Sigmoid(x)
	}
	return x
}

// judge is the logit D(x) that a row is of the data, x [B, D] → [B].
func (c Config) judge(s *model.Scope, x *Node) *Node {
	s = s.At("discriminator")
	if c.Judge != nil {
		return c.Judge(s, x)
	}
	return Squeeze(layered(s, x, c.Discriminator, 1), -1)
}

// layered is a network with the given hidden layers, whose last layer is linear:
//
//	h = act(W h + b), once per hidden layer          result = W h + b, [B, out]
func layered(s *model.Scope, h *Node, hidden []int, out int) *Node {
	for i, width := range hidden {
		h = activation.ApplyFromScope(s, layers.DenseWithBias(s.At("hidden_%d", i), h, width))
	}
	return layers.DenseWithBias(s.At("out"), h, out)
}
