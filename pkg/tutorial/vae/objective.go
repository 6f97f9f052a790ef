package vae

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// LogBernoulli is log p(x|z) of pixels x [B, D] in {0, 1} given their logits l [B, D]: [B] nats, summed over pixels.
//
//	log p(x|z) = Σ_d x_d log σ(l_d) + (1 − x_d) log(1 − σ(l_d)) = Σ_d x_d l_d − softplus(l_d)
//
// From logits no probability is ever rounded to 0 or 1.
func LogBernoulli(x, logits *Node) *Node {
	return ReduceSum(Sub(Mul(x, logits), Softplus(logits)), -1)
}

// LogGaussian is log p(x|z) of pixels x [B, D] under N(mean, sigma² I), mean [B, D]: [B] nats, constants included.
//
//	log p(x|z) = −½ Σ_d (x_d − mean_d)²/sigma² − D/2 log(2π sigma²)
func LogGaussian(x, mean *Node, sigma float64) *Node {
	d := float64(x.Shape().Dim(-1))
	squares := ReduceSum(Square(Sub(x, mean)), -1)
	return AddScalar(MulScalar(squares, -0.5/(sigma*sigma)), -d/2*math.Log(2*math.Pi*sigma*sigma))
}

// KL is KL(N(mu, diag exp logVar) ‖ N(0, I)) of each row: mu, logVar [B, L] → [B] nats.
//
//	KL = ½ Σ_j mu_j² + exp(logVar_j) − 1 − logVar_j
//
// Kingma & Welling 2014, appendix B.
func KL(mu, logVar *Node) *Node {
	return MulScalar(ReduceSum(Sub(Add(Square(mu), Exp(logVar)), OnePlus(logVar)), -1), 0.5)
}

// ELBO is the evidence lower bound of Bernoulli pixels x [B, D] from one draw of z, in its two terms, [B] nats each:
//
//	recon = log p(x|z), z ~ q(z|x)      kl = KL(q(z|x) ‖ p(z))      ELBO = recon − kl
//
// Kingma & Welling 2014, equation 10 with one sample.
func ELBO(s *model.Scope, x *Node) (recon, kl *Node) {
	mu, logVar := Encoder(s.In("encoder"), x) // [B, L], [B, L]
	z := Reparameterize(s, mu, logVar)        // [B, L]
	logits := Decoder(s.In("decoder"), z)     // [B, D]
	return LogBernoulli(x, logits), KL(mu, logVar)
}
