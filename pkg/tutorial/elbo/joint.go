package elbo

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// LogJoint is log p(x, z) of x [D] and z [L], nats.
//
//	log p(x, z) = log N(x; W z + b, sigma² I) + log N(z; 0, I)
func (m *LinearGaussian) LogJoint(x, z []float64) (float64, error) {
	if err := m.check(x, z); err != nil {
		return 0, err
	}
	d, l := m.w.Dims()
	v, r := m.sigma*m.sigma, m.residual(x, z)
	logPxz := -0.5*float64(d)*math.Log(2*math.Pi*v) - 0.5*floats.Dot(r, r)/v
	logPz := -0.5*float64(l)*math.Log(2*math.Pi) - 0.5*floats.Dot(z, z)
	return logPxz + logPz, nil
}

// LogJointGradient is ∂/∂z log p(x, z) [L] at x [D] and z [L].
//
//	∂/∂z log p(x, z) = Wᵀ(x − b − W z)/sigma² − z
func (m *LinearGaussian) LogJointGradient(x, z []float64) ([]float64, error) {
	if err := m.check(x, z); err != nil {
		return nil, err
	}
	return m.jointGradient(x, z), nil
}

// jointGradient is LogJointGradient without its checks.
func (m *LinearGaussian) jointGradient(x, z []float64) []float64 {
	var g mat.VecDense
	g.MulVec(m.w.T(), mat.NewVecDense(len(x), m.residual(x, z)))
	grad := g.RawVector().Data
	floats.Scale(1/(m.sigma*m.sigma), grad)
	floats.Sub(grad, z)
	return grad
}

// residual is x − b − W z [D].
func (m *LinearGaussian) residual(x, z []float64) []float64 {
	var wz mat.VecDense
	wz.MulVec(m.w, mat.NewVecDense(len(z), z))
	r := make([]float64, len(x))
	for i := range r {
		r[i] = x[i] - m.b[i] - wz.AtVec(i)
	}
	return r
}

// mean is the posterior's mean [L]: the solution of Λ z = Wᵀ(x − b)/sigma².
func (m *LinearGaussian) mean(x []float64) []float64 {
	_, l := m.w.Dims()
	z := mat.NewVecDense(l, m.jointGradient(x, make([]float64, l)))
	_ = m.precision.SolveVecTo(z, z) // its only error is a condition number that NewLinearGaussian has refused
	return z.RawVector().Data
}

// check wants x [D] and z [L], a latent row by any name, of the model's lengths, and finite.
func (m *LinearGaussian) check(x, z []float64) error {
	if err := sameLen("x", x, "b", m.b); err != nil {
		return err
	}
	if _, l := m.w.Dims(); len(z) != l {
		return fmt.Errorf("elbo: w has %d columns, the latent row has %d components; they must have as many", l, len(z))
	}
	return errors.Join(finite("x", x), finite("the latent row", z))
}

// checkNormal wants an x [D] and a q of L dimensions.
func (m *LinearGaussian) checkNormal(x []float64, q *Normal) error {
	if err := q.made(); err != nil {
		return err
	}
	return m.check(x, q.Mean)
}

// checkRow wants an x [D] and the diagonal q of an encoder, mu and logVar [L].
func (m *LinearGaussian) checkRow(x, mu, logVar []float64) error {
	if err := m.check(x, mu); err != nil {
		return err
	}
	return checkDiagonal(mu, logVar)
}
