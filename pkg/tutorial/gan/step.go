package gan

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// What training reports: means over the steps of a block, or over an epoch.
const (
	PartDiscriminator = "discriminator" // DiscriminatorLoss, without the penalty; 1.386 = 2 log 2 where nothing can be told apart
	PartGenerator     = "generator"     // GeneratorLoss, of the kind that is trained
	PartData          = "σ(D(data))"    // how sure the discriminator is of the data, 0 to 1
	PartSamples       = "σ(D(samples))" // and, mistakenly, of the samples
	PartSlope         = "R1"            // ‖∇_x D(x)‖² at the data; 0 where there is no penalty
)

var parts = []string{PartDiscriminator, PartGenerator, PartData, PartSamples, PartSlope}

// beta1 and beta2 are Adam's, as is usual for GANs since Radford et al. 2016 (arXiv:1511.06434): less momentum than
// elsewhere, as what each network descends moves with the other.
const beta1, beta2 = 0.5, 0.99

// optimizers are one for each network.
type optimizers struct{ discriminator, generator optimizer.Interface }

func newOptimizers() optimizers {
	adam := func(name string) optimizer.Interface {
		return optimizer.Adam().Scope("adam_"+name).Betas(beta1, beta2).Done()
	}
	return optimizers{adam("discriminator"), adam("generator")}
}

// step builds one training step on a batch of data [B, D]: the discriminator moves, then the generator against the
// discriminator as it now is, on samples of its own.
func (c Config) step(s *model.Scope, b train.Batch, opt optimizers) []*Node {
	sample := func() *Node {
		z := s.RandomNormal(b.Rows.Graph(), shapes.Make(dtypes.Float32, b.Rows.Shape().Dim(0), c.Latent))
		return c.generate(s, z)
	}

	data, samples := c.judge(s, b.Rows), c.judge(s, StopGradient(sample()))
	lossD := b.Mean(DiscriminatorLoss(data, samples))
	slope, penalised := ScalarZero(b.Rows.Graph(), dtypes.Float32), lossD
	if c.Penalty > 0 {
		slope = b.Mean(R1(data, b.Rows))
		penalised = Add(lossD, MulScalar(slope, c.Penalty/2))
	}
	b.Minimize(s.At("discriminator"), opt.discriminator, penalised)

	lossG := b.Mean(GeneratorLoss(c.Loss, c.judge(s, sample())))
	b.Minimize(s.At("generator"), opt.generator, lossG)
	return []*Node{lossD, lossG, b.Mean(Sigmoid(data)), b.Mean(Sigmoid(samples)), slope}
}
