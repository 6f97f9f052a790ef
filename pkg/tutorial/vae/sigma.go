package vae

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// logSigma is the variable that holds log sigma in the decoder's scope: any real number is a deviation then.
const logSigma = "log_sigma"

// LogGaussianLearnt is [LogGaussian] with a sigma that is trained, a scalar of the scope s; it starts at the given one.
//
//	log p(x|z) = −½ Σ_d (x_d − mean_d)² exp(−2 log sigma) − D/2 (log 2π + 2 log sigma)
//
// x, mean [B, D] → [B] nats. At its best, sigma² is the mean squared error of a pixel.
func LogGaussianLearnt(s *model.Scope, x, mean *Node, start float64) *Node {
	log := s.VariableWithValue(logSigma, float32(math.Log(start))).NodeValue(x.Graph())
	squares := Mul(ReduceSum(Square(Sub(x, mean)), -1), Exp(MulScalar(log, -2)))
	constant := MulScalar(AddScalar(MulScalar(log, 2), math.Log(2*math.Pi)), -0.5*float64(x.Shape().Dim(-1)))
	return Add(MulScalar(squares, -0.5), constant)
}

// Sigma is the deviation of a pixel under the Gaussian: Config.Sigma, or what training has made of it where
// Config.LearnSigma is set.
func (m *Model) Sigma() (float64, error) {
	if !m.cfg.LearnSigma {
		return m.cfg.Sigma, nil
	}
	m.machine.Mu.Lock()
	defer m.machine.Mu.Unlock()
	value, err := m.machine.Store.GetVariable("/decoder/" + logSigma).Value()
	if err != nil {
		return 0, fmt.Errorf("vae: reading sigma: %w", err)
	}
	return math.Exp(float64(tensors.ToScalar[float32](value))), nil
}
