package elbo

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Decomposition holds every term of the ELBO's derivations for one row x and one q, in nats. Each is computed by a closed
// form of its own, none from the others, so that what the derivations claim can be seen to hold, or not.
type Decomposition struct {
	LogP         float64 // log p(x) = log N(x; b, W Wᵀ + sigma² I)
	LogIntegral  float64 // log ∫ p(x, z) dz = log p(x, z*) + L/2 log 2π − ½ log|Λ|, z* where p(x, z) is highest
	Recon        float64 // E_q[log p(x|z)]
	LogPrior     float64 // E_q[log p(z)]
	LogJoint     float64 // E_q[log p(x, z)]
	LogPosterior float64 // E_q[log p(z|x)]
	Entropy      float64 // −E_q[log q(z)]
	KLPrior      float64 // KL(q(z) ‖ p(z))
	Gap          float64 // KL(q(z) ‖ p(z|x))
}

// Decompose computes the terms of a row x [D] for any normal q of L dimensions.
//
//	Recon    = −D/2 log(2π sigma²) − 1/(2 sigma²) ( ‖x − b − W μ‖² + ‖W C‖² )
//	LogPrior = −L/2 log 2π − ½ ( ‖μ‖² + ‖C‖² )
//	LogJoint = log p(x, z*) − ½ s,           s = ‖U(μ − z*)‖² + ‖U C‖²
//	Gap      = ½ ( s − L ) − ½ log|Λ| − ½ log|C Cᵀ|
//
// q = N(μ, C Cᵀ); Λ = I + WᵀW/sigma² = UᵀU is the posterior's precision and z* its mean; ‖·‖ of a matrix is the root of the
// sum of its squared entries. No matrix is inverted: the identities hold to about 1e-13 of the largest term.
//
// Errors: lengths that do not fit the model, numbers that are not finite.
func (m *LinearGaussian) Decompose(x []float64, q *Normal) (Decomposition, error) {
	if err := m.checkNormal(x, q); err != nil {
		return Decomposition{}, err
	}
	d, l := m.w.Dims()
	var C mat.TriDense
	q.chol.LTo(&C)
	var U mat.TriDense
	m.precision.UTo(&U)
	peak := m.mean(x)
	joint, err := m.LogJoint(x, peak)
	if err != nil {
		return Decomposition{}, err
	}
	logP, err := m.LogP(x)
	if err != nil {
		return Decomposition{}, err
	}
	away := make([]float64, l) // μ − z*
	for j := range away {
		away[j] = q.Mean[j] - peak[j]
	}
	v, log2Pi, logDet := m.sigma*m.sigma, math.Log(2*math.Pi), m.precision.LogDet()
	s := squares(&U, mat.NewVecDense(l, away)) + squares(&U, &C)
	residual := mat.NewVecDense(d, m.residual(x, q.Mean))
	return Decomposition{
		LogP:         logP,
		LogIntegral:  joint + float64(l)/2*log2Pi - logDet/2,
		Recon:        -0.5*float64(d)*(log2Pi+math.Log(v)) - 0.5/v*(mat.Dot(residual, residual)+squares(m.w, &C)),
		LogPrior:     -0.5*float64(l)*log2Pi - 0.5*(mat.Dot(mat.NewVecDense(l, q.Mean), mat.NewVecDense(l, q.Mean))+mat.Trace(q.Cov)),
		LogJoint:     joint - s/2,
		LogPosterior: -0.5*float64(l)*log2Pi + logDet/2 - s/2,
		Entropy:      q.Entropy(),
		KLPrior:      q.KLPrior(),
		Gap:          max(0, 0.5*(s-float64(l))-0.5*logDet-0.5*q.chol.LogDet()),
	}, nil
}

// squares is the sum of the squared entries of a b.
func squares(a, b mat.Matrix) float64 {
	var ab mat.Dense
	ab.Mul(a, b)
	norm := mat.Norm(&ab, 2)
	return norm * norm
}

// Line is one line of a derivation: Relation Formula, and the number that it comes to, in nats.
type Line struct {
	Name     string // "jensen.1", "identity.1", …
	Relation string // to the line before: "", "=" or "≥"
	Formula  string
	Value    float64
}

// String is the line as text.
func (l Line) String() string { return fmt.Sprintf("%1s %-46s %12.6f", l.Relation, l.Formula, l.Value) }

// Jensen is the first derivation: the log of a mean is at least the mean of the log.
func (d Decomposition) Jensen() []Line {
	return []Line{
		{"jensen.1", "", "log p(x)", d.LogP},
		{"jensen.2", "=", "log ∫ p(x, z) dz", d.LogIntegral},
		{"jensen.3", "≥", "E_q[log p(x, z)] − E_q[log q(z)]", d.LogJoint + d.Entropy},
		{"jensen.4", "=", "E_q[log p(x|z)] + E_q[log p(z)] + H[q]", d.Recon + d.LogPrior + d.Entropy},
		{"jensen.5", "=", "E_q[log p(x|z)] − KL(q(z) ‖ p(z))", d.Recon - d.KLPrior},
	}
}

// Identity is the second derivation: Bayes' rule inside the divergence to the posterior. It says what Jensen's does not, how
// much is missing.
func (d Decomposition) Identity() []Line {
	return []Line{
		{"identity.1", "", "KL(q(z) ‖ p(z|x))", d.Gap},
		{"identity.2", "=", "E_q[log q(z)] − E_q[log p(z|x)]", -d.Entropy - d.LogPosterior},
		{"identity.3", "=", "E_q[log q(z)] − E_q[log p(x, z)] + log p(x)", -d.Entropy - d.LogJoint + d.LogP},
		{"identity.4", "=", "−E_q[log p(x|z)] + KL(q(z) ‖ p(z)) + log p(x)", -d.Recon + d.KLPrior + d.LogP},
		{"identity.5", "=", "log p(x) − ELBO", d.LogP - (d.Recon - d.KLPrior)},
	}
}
