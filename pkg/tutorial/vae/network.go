package vae

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// Hyperparameters that Encoder and Decoder read from their scope; New sets them from the Config.
const (
	ParamHidden = "vae_hidden" // []int, widths of the encoder's hidden layers
	ParamLatent = "vae_latent" // int, numbers in a code
	ParamPixels = "vae_pixels" // int, numbers in an image
)

// Encoder gives the mean and the log-variance of q(z|x) = N(mu, diag exp logVar):
//
//	h = act(W x + b), once per hidden layer          x      [B, D]
//	mu = W_mu h + b_mu,  logVar = W_v h + b_v        result [B, L], [B, L]
//
// Kingma & Welling 2014, appendix C.2. The log-variance, not the deviation, so that any real number is allowed.
func Encoder(s *model.Scope, x *Node) (mu, logVar *Node) {
	h := x // [B, D]
	for i, width := range model.GetParamOr(s, ParamHidden, []int{400}) {
		h = activation.ApplyFromScope(s, layers.DenseWithBias(s.In("hidden_%d", i), h, width)) // [B, width]
	}
	latent := model.GetParamOr(s, ParamLatent, 20)
	mu = layers.DenseWithBias(s.In("mu"), h, latent)          // [B, L]
	logVar = layers.DenseWithBias(s.In("log_var"), h, latent) // [B, L]
	return mu, logVar
}

// Reparameterize draws z from N(mu, diag exp logVar) so that gradients reach mu and logVar:
//
//	z = mu + exp(logVar/2) · ε,  ε ~ N(0, I)         all [B, L]
//
// Kingma & Welling 2014, section 2.4. The noise comes from the store's generator, which Fit sets from (seed, step).
func Reparameterize(s *model.Scope, mu, logVar *Node) *Node {
	epsilon := s.RandomNormal(mu.Graph(), mu.Shape())         // [B, L]
	return Add(mu, Mul(Exp(MulScalar(logVar, 0.5)), epsilon)) // [B, L]
}

// Decoder gives the parameters of p(x|z), the mirror image of Encoder: logits of Bernoulli pixels, or their means under
// a Gaussian.
//
//	h = act(W z + b), once per hidden layer          z      [B, L]
//	logits = W_x h + b_x                             result [B, D]
func Decoder(s *model.Scope, z *Node) *Node {
	hidden := model.GetParamOr(s, ParamHidden, []int{400})
	h := z // [B, L]
	for i := range hidden {
		width := hidden[len(hidden)-1-i]
		h = activation.ApplyFromScope(s, layers.DenseWithBias(s.In("hidden_%d", i), h, width)) // [B, width]
	}
	return layers.DenseWithBias(s.In("logits"), h, model.GetParamOr(s, ParamPixels, 784)) // [B, D]
}
