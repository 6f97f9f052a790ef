package vae

import (
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// Likelihood is the family of p(x|z).
type Likelihood int

const (
	Bernoulli Likelihood = iota // pixels are 0 or 1; the decoder gives logits
	Gaussian                    // pixels are real; the decoder gives means, the deviation is Config.Sigma or learnt
)

// Binarize says how grey pixels v in 0…255 become the x that a Bernoulli speaks of.
type Binarize int

const (
	Auto              Binarize = iota // Threshold for a Bernoulli; v/255 as it is for a Gaussian
	Threshold                         // x = 1 where v ≥ Config.Threshold
	Dynamic                           // x ~ Bernoulli(v/255), drawn anew in every training step
	GreyAsProbability                 // x = v/255 under a Bernoulli: its scores bound the mean log p of images drawn from x, not log p of any image
)

// Config describes a model. D and Latent must be set; every other field's zero value means its default.
type Config struct {
	Name       string     // for messages and files
	D          int        // pixels of an image
	Hidden     []int      // widths of the encoder's hidden layers, the decoder's reversed; nil: 400; empty: none (linear)
	Latent     int        // L, numbers in a code
	Activation string     // of the hidden layers, as GoMLX names it: "relu" (default), "tanh", …
	Likelihood Likelihood // Bernoulli by default
	Sigma      float64    // deviation of a pixel under the Gaussian; default 1
	LearnSigma bool       // train that deviation too, one for all pixels; Sigma is where it starts
	Binarize   Binarize
	Threshold  uint8   // default 128
	Beta       float64 // weight of the KL in the training loss (Higgins et al. 2017); default 1, the ELBO
	Seed       uint64  // of the weights

	// Functions of the reader's in place of the library's own of the same name; nil means the library's. The scope is
	// the model's: Encoder gets its sub-scope "encoder", Decoder "decoder". Objective gives, per image [B], what
	// training raises, recon − Beta·KL; nil is ELBO over this configuration's own functions.
	Encoder        func(s *model.Scope, x *Node) (mu, logVar *Node) // x [B, D] → [B, L], [B, L]
	Reparameterize func(s *model.Scope, mu, logVar *Node) *Node     // [B, L], [B, L] → z [B, L]
	Decoder        func(s *model.Scope, z *Node) *Node              // z [B, L] → logits [B, D] (means for the Gaussian)
	Objective      func(s *model.Scope, x *Node) (recon, kl *Node)  // x [B, D] → [B], [B]
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if c.D < 1 {
		return c, fmt.Errorf("vae: D is %d; set Config.D to the number of pixels, such as 784", c.D)
	}
	if c.Latent < 1 {
		return c, fmt.Errorf("vae: Latent is %d; set Config.Latent to the numbers in a code, 1 or more", c.Latent)
	}
	if c.Hidden == nil {
		c.Hidden = []int{400}
	}
	c.Hidden = slices.Clone(c.Hidden)
	for i, width := range c.Hidden {
		if width < 1 {
			return c, fmt.Errorf("vae: Hidden[%d] is %d; a layer needs 1 unit or more", i, width)
		}
	}
	if c.Activation == "" {
		c.Activation = "relu"
	}
	if _, err := activation.TypeString(c.Activation); err != nil {
		return c, fmt.Errorf("vae: Activation is %q; GoMLX has %v", c.Activation, activation.TypeStrings())
	}
	if c.Sigma == 0 {
		c.Sigma = 1
	}
	if !(c.Sigma > 0) {
		return c, fmt.Errorf("vae: Sigma is %v; a deviation must be positive", c.Sigma)
	}
	if c.LearnSigma && c.Likelihood != Gaussian {
		return c, fmt.Errorf("vae: LearnSigma is set, but only a Gaussian has a deviation; set Likelihood to Gaussian")
	}
	if c.Threshold == 0 {
		c.Threshold = 128
	}
	if c.Beta == 0 {
		c.Beta = 1
	}
	return c.withBinarize()
}

// withBinarize settles Binarize against the likelihood.
func (c Config) withBinarize() (Config, error) {
	switch {
	case c.Likelihood == Bernoulli && c.Binarize == Auto:
		c.Binarize = Threshold
	case c.Likelihood == Bernoulli && c.Binarize >= Threshold && c.Binarize <= GreyAsProbability:
	case c.Likelihood == Gaussian && c.Binarize == Auto:
	case c.Likelihood == Gaussian:
		return c, fmt.Errorf("vae: Binarize is %d with a Gaussian likelihood, whose pixels stay grey; leave it at Auto", c.Binarize)
	default:
		return c, fmt.Errorf("vae: Likelihood is %d and Binarize %d; use the constants of this package", c.Likelihood, c.Binarize)
	}
	return c, nil
}

// encoder, reparameterize and decoder are the reader's functions, or the library's.
func (c Config) encoder(s *model.Scope, x *Node) (mu, logVar *Node) {
	if c.Encoder != nil {
		return c.Encoder(s.At("encoder"), x)
	}
	return Encoder(s.At("encoder"), x)
}

func (c Config) reparameterize(s *model.Scope, mu, logVar *Node) *Node {
	if c.Reparameterize != nil {
		return c.Reparameterize(s, mu, logVar)
	}
	return Reparameterize(s, mu, logVar)
}

func (c Config) decoder(s *model.Scope, z *Node) *Node {
	if c.Decoder != nil {
		return c.Decoder(s.At("decoder"), z)
	}
	return Decoder(s.At("decoder"), z)
}

// logLikelihood is log p(x|z) [B] for decoder outputs [B, D]; s is the model's scope.
func (c Config) logLikelihood(s *model.Scope, x, out *Node) *Node {
	if c.Likelihood == Gaussian && c.LearnSigma {
		return LogGaussianLearnt(s.At("decoder"), x, out, c.Sigma)
	}
	if c.Likelihood == Gaussian {
		return LogGaussian(x, out, c.Sigma)
	}
	return LogBernoulli(x, out)
}

// objective is what training raises, split: Config.Objective or the ELBO's two terms.
func (c Config) objective(s *model.Scope, x *Node) (recon, kl *Node) {
	if c.Objective != nil {
		return c.Objective(s, x)
	}
	mu, logVar := c.encoder(s, x)        // [B, L], [B, L]
	z := c.reparameterize(s, mu, logVar) // [B, L]
	out := c.decoder(s, z)               // [B, D]
	return c.logLikelihood(s, x, out), KL(mu, logVar)
}

// given undoes withBinarize.
func (b Binarize) given(l Likelihood) Binarize {
	if l == Gaussian {
		return Auto
	}
	return b
}
