package elbo

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Terms are the two parts of the evidence lower bound of one row, in nats.
type Terms struct {
	Recon float64 // E_q[log p(x|z)], or one draw of it: to be raised
	KL    float64 // KL(q(z|x) ‖ p(z)), ≥ 0: to be lowered
}

// ELBO is the bound itself, Recon − KL ≤ log p(x).
func (t Terms) ELBO() float64 { return t.Recon - t.KL }

// ELBO is the evidence lower bound of Bernoulli pixels x [D], from one draw of z: mu, logVar, eps [L], where eps is
// standard normal noise and decode gives the pixels' logits [D] for a z [L].
//
//	z = mu + sigma ⊙ eps     Recon = log p(x|z)     KL = KL(q(z|x) ‖ N(0, I))
//
// Its mean over eps is the bound. Kingma & Welling 2014, equation 10 with one sample.
func ELBO(x, mu, logVar, eps []float64, decode func(z []float64) []float64) (Terms, error) {
	kl, err := KLStandardNormal(mu, logVar)
	if err != nil {
		return Terms{}, err
	}
	z, err := Reparameterize(mu, logVar, eps)
	if err != nil {
		return Terms{}, err
	}
	recon, err := LogBernoulliLogits(x, decode(z))
	if err != nil {
		return Terms{}, err
	}
	return Terms{Recon: recon, KL: kl}, nil
}

// LogWeight is the log importance weight of a draw z [L] from q(z|x) = N(mu, diag exp(logVar)), given logPxz =
// log p(x|z):
//
//	log w = log p(x|z) + log p(z) − log q(z|x)
//
// E_q[w] = p(x), and E_q[log w] is the ELBO.
func LogWeight(logPxz float64, z, mu, logVar []float64) (float64, error) {
	zero := make([]float64, len(z))
	logPz, err := LogNormal(z, zero, zero)
	if err != nil {
		return 0, err
	}
	logQzx, err := LogNormal(z, mu, logVar)
	if err != nil {
		return 0, err
	}
	return logPxz + logPz - logQzx, nil
}

// LogMeanExp is the importance-weighted bound from K log weights, without under- or overflow:
//
//	L_K = log( 1/K Σ_k w_k ) = m + log( 1/K Σ_k exp(log w_k − m) ),   m = max_k log w_k
//
// Its mean over the draws grows with K from the ELBO (K = 1) to log p(x). No weights give NaN. Burda et al. 2015,
// equation 8.
func LogMeanExp(logW []float64) float64 {
	if len(logW) == 0 {
		return math.NaN()
	}
	return floats.LogSumExp(logW) - math.Log(float64(len(logW)))
}

// ImportanceBounds cuts N log weights into N/k groups of k and returns [LogMeanExp] of each: independent draws of
// L_k, whose mean and spread tell the bound and its error. With k = 1 they are draws of the ELBO.
func ImportanceBounds(logW []float64, k int) ([]float64, error) {
	if k < 1 || len(logW)%k != 0 {
		return nil, fmt.Errorf("elbo: %d log weights do not make groups of %d; draw a multiple of it", len(logW), k)
	}
	bounds := make([]float64, len(logW)/k)
	for i := range bounds {
		bounds[i] = LogMeanExp(logW[i*k : (i+1)*k])
	}
	return bounds, nil
}
