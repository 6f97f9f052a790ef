package elbo

import (
	"errors"
	"math"
)

// KLStandardNormal is the divergence of a diagonal normal from the standard one; mu, logVar have L components.
//
//	KL( N(mu, diag exp(logVar)) ‖ N(0, I) ) = −½ Σ_j 1 + logVar_j − mu_j² − exp(logVar_j)
//
// In nats, summed over components; ≥ 0, and 0 only for mu = 0, logVar = 0. Kingma & Welling 2014, appendix B.
func KLStandardNormal(mu, logVar []float64) (float64, error) {
	if err := sameLen("mu", mu, "logVar", logVar); err != nil {
		return 0, err
	}
	kl := 0.0
	for j := range mu {
		kl += 0.5 * (mu[j]*mu[j] + math.Expm1(logVar[j]) - logVar[j])
	}
	return kl, nil
}

// KLNormal is the divergence of one diagonal normal from another; all four have L components.
//
//	KL( N(mu1, diag exp(logVar1)) ‖ N(mu2, diag exp(logVar2)) )
//	    = ½ Σ_j exp(d_j) − 1 − d_j + (mu1_j − mu2_j)² exp(−logVar2_j),   d = logVar1 − logVar2
//
// In nats, summed over components; ≥ 0, and 0 only where both are equal. It is not symmetric.
func KLNormal(mu1, logVar1, mu2, logVar2 []float64) (float64, error) {
	err := errors.Join(sameLen("mu1", mu1, "logVar1", logVar1), sameLen("mu1", mu1, "mu2", mu2),
		sameLen("mu1", mu1, "logVar2", logVar2))
	if err != nil {
		return 0, err
	}
	kl := 0.0
	for j := range mu1 {
		d, m := logVar1[j]-logVar2[j], mu1[j]-mu2[j]
		kl += 0.5 * (math.Expm1(d) - d + m*m*math.Exp(-logVar2[j]))
	}
	return kl, nil
}

// LogNormal is the log-density of x under a diagonal normal; x, mu, logVar have as many components.
//
//	log N(x; mu, diag exp(logVar)) = −½ Σ_j log 2π + logVar_j + (x_j − mu_j)² exp(−logVar_j)
//
// In nats, summed over components, to the Lebesgue measure: it may be above 0.
func LogNormal(x, mu, logVar []float64) (float64, error) {
	if err := errors.Join(sameLen("x", x, "mu", mu), sameLen("x", x, "logVar", logVar)); err != nil {
		return 0, err
	}
	logP := 0.0
	for j := range x {
		d := x[j] - mu[j]
		logP -= 0.5 * (math.Log(2*math.Pi) + logVar[j] + d*d*math.Exp(-logVar[j]))
	}
	return logP, nil
}

// Reparameterize turns standard normal noise eps into a draw of N(mu, diag exp(logVar)); all have L components.
//
//	z_j = mu_j + sigma_j eps_j,   sigma_j = exp(logVar_j / 2)
//
// Kingma & Welling 2014, section 2.4.
func Reparameterize(mu, logVar, eps []float64) ([]float64, error) {
	if err := errors.Join(sameLen("mu", mu, "logVar", logVar), sameLen("mu", mu, "eps", eps)); err != nil {
		return nil, err
	}
	z := make([]float64, len(mu))
	for j := range z {
		z[j] = mu[j] + math.Exp(logVar[j]/2)*eps[j]
	}
	return z, nil
}
