package autoencoder

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// Hyperparameters that Encoder and Decoder read from their scope; New sets them from the Config.
const (
	ParamHidden = "autoencoder_hidden" // []int, widths of the encoder's hidden layers
	ParamCode   = "autoencoder_code"   // int, numbers in a code
	ParamRow    = "autoencoder_row"    // int, numbers in a row
)

// Encoder gives the code of each row, x [B, D] → z [B, K]:
//
//	h = act(W x + b), once per hidden layer          z = W_z h + b_z
func Encoder(s *model.Scope, x *Node) *Node {
	h := x
	for i, width := range model.GetParamOr(s, ParamHidden, []int(nil)) {
		h = activation.ApplyFromScope(s, layers.DenseWithBias(s.In("hidden_%d", i), h, width)) // [B, width]
	}
	return layers.DenseWithBias(s.In("code"), h, model.GetParamOr(s, ParamCode, 2))
}

// Decoder is the mirror image of Encoder, z [B, K] → x̂ [B, D]; its last layer is linear.
//
//	h = act(W z + b), once per hidden layer          x̂ = W_x h + b_x
func Decoder(s *model.Scope, z *Node) *Node {
	hidden := model.GetParamOr(s, ParamHidden, []int(nil))
	h := z
	for i := range hidden {
		width := hidden[len(hidden)-1-i]
		h = activation.ApplyFromScope(s, layers.DenseWithBias(s.In("hidden_%d", i), h, width)) // [B, width]
	}
	return layers.DenseWithBias(s.In("row"), h, model.GetParamOr(s, ParamRow, 784))
}

// SquaredError is the squared error per pixel of each row, x and x̂ [B, D] → [B]:
//
//	error = 1/D Σ_d (x_d − x̂_d)²
func SquaredError(x, xHat *Node) *Node { return ReduceMean(Square(Sub(x, xHat)), -1) }
