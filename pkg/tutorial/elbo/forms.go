package elbo

// ReconMinusKL is the ELBO as a model that is to reconstruct, with a price on what z says of x:
//
//	ELBO = E_q[log p(x|z)] − KL(q(z) ‖ p(z))
//
// x [D], q of L dimensions; nats. Kingma & Welling 2014, equation 3. Errors, here and in the forms below: those of Decompose.
func (m *LinearGaussian) ReconMinusKL(x []float64, q *Normal) (float64, error) {
	d, err := m.Decompose(x, q)
	return d.Recon - d.KLPrior, err
}

// JointPlusEntropy is the ELBO as a physicist's free energy with its sign turned: put q where p(x, z) is high, but keep it wide.
//
//	ELBO = E_q[log p(x, z)] + H[q],   H[q] = −E_q[log q(z)]
//
// Neal & Hinton 1998.
func (m *LinearGaussian) JointPlusEntropy(x []float64, q *Normal) (float64, error) {
	d, err := m.Decompose(x, q)
	return d.LogJoint + d.Entropy, err
}

// EvidenceMinusGap is the ELBO as the number wanted less what q misses of it:
//
//	ELBO = log p(x) − KL(q(z) ‖ p(z|x))
//
// It is what makes the ELBO a bound. Only where the posterior is known can it be computed, as here.
func (m *LinearGaussian) EvidenceMinusGap(x []float64, q *Normal) (float64, error) {
	d, err := m.Decompose(x, q)
	return d.LogP - d.Gap, err
}
