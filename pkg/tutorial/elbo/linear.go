package elbo

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// LinearGaussian is the latent-variable model whose every quantity has a closed form, probabilistic PCA:
//
//	z ~ N(0, I),  z in R^L          x | z ~ N(W z + b, sigma² I),  x in R^D
//	x ~ N(b, W Wᵀ + sigma² I)       z | x ~ N( S Wᵀ(x − b)/sigma², S ),  S = (I + WᵀW/sigma²)⁻¹
//
// Tipping & Bishop 1999, equations 2 to 7.
type LinearGaussian struct {
	w     *mat.Dense // D×L
	b     []float64  // D
	sigma float64
	x     *distmv.Normal // p(x)

	precision mat.Cholesky // of p(z|x): Λ = I + WᵀW/sigma², L×L, the same for every x
	post      mat.SymDense // its inverse S, the covariance
}

// NewLinearGaussian makes the model of weights w [D, L], offset b [D] and standard deviation sigma > 0 of each
// component of x given z.
func NewLinearGaussian(w mat.Matrix, b []float64, sigma float64) (*LinearGaussian, error) {
	d, l := w.Dims()
	if d == 0 || l == 0 {
		return nil, fmt.Errorf("elbo: w is %d×%d; it must have a row and a column", d, l)
	}
	if len(b) != d {
		return nil, fmt.Errorf("elbo: w has %d rows, b has %d components; they must have as many", d, len(b))
	}
	if v := sigma * sigma; !(sigma > 0 && v > 0) || math.IsInf(v, 1) {
		return nil, fmt.Errorf("elbo: sigma is %v; it must be a number above 0, and so must its square", sigma)
	}
	if err := finite("b", b); err != nil {
		return nil, err
	}
	for i := range d {
		if err := finite(fmt.Sprintf("w's row %d", i), mat.Row(nil, i, w)); err != nil {
			return nil, err
		}
	}
	m := &LinearGaussian{w: mat.DenseCopyOf(w), b: append([]float64(nil), b...), sigma: sigma}
	var ok bool
	if m.x, ok = distmv.NewNormal(m.b, identityPlus(d, sigma*sigma, 1, m.w), nil); !ok || math.IsNaN(m.x.LogProb(m.b)) {
		return nil, fmt.Errorf("elbo: W Wᵀ + %v² I is singular to rounding; enlarge sigma", sigma)
	}
	if !m.precision.Factorize(identityPlus(l, 1, 1/(sigma*sigma), m.w.T())) {
		return nil, fmt.Errorf("elbo: I + WᵀW/%v² is singular to rounding; enlarge sigma", sigma)
	}
	if err := m.precision.InverseTo(&m.post); err != nil {
		return nil, fmt.Errorf("elbo: I + WᵀW/%v² cannot be inverted (%w); enlarge sigma", sigma, err)
	}
	return m, nil
}

// identityPlus returns a I + c A Aᵀ, n×n.
func identityPlus(n int, a, c float64, A mat.Matrix) *mat.SymDense {
	s := mat.NewSymDense(n, nil)
	s.SymOuterK(c, A)
	for i := range n {
		s.SetSym(i, i, s.At(i, i)+a)
	}
	return s
}

// LogP is log p(x) of a row x [D], exactly: log N(x; b, W Wᵀ + sigma² I), nats.
func (m *LinearGaussian) LogP(x []float64) (float64, error) {
	if err := errors.Join(sameLen("x", x, "b", m.b), finite("x", x)); err != nil {
		return 0, err
	}
	return m.x.LogProb(x), nil
}

// Posterior is p(z|x) of a row x [D]: mean [L] and covariance [L, L].
//
//	mean = S Wᵀ(x − b)/sigma²,   S = (I + WᵀW/sigma²)⁻¹
func (m *LinearGaussian) Posterior(x []float64) (mean []float64, cov *mat.SymDense, err error) {
	if err := sameLen("x", x, "b", m.b); err != nil {
		return nil, nil, err
	}
	if err := finite("x", x); err != nil {
		return nil, nil, err
	}
	cov = mat.NewSymDense(m.post.SymmetricDim(), nil)
	cov.CopySym(&m.post)
	return m.mean(x), cov, nil
}

// PosteriorNormal is p(z|x) of a row x [D] as a [Normal]: the q that leaves no gap.
func (m *LinearGaussian) PosteriorNormal(x []float64) (*Normal, error) {
	mean, cov, err := m.Posterior(x)
	if err != nil {
		return nil, err
	}
	return NewNormal(mean, cov)
}

// ELBO is the bound of a row x [D] for q(z|x) = N(mu, diag exp(logVar)), mu and logVar [L], its expectation in closed
// form:
//
//	Recon = −D/2 log(2π sigma²) − 1/(2 sigma²) ( ‖x − b − W mu‖² + Σ_dj W_dj² exp(logVar_j) )
//	KL    = KL(q(z|x) ‖ N(0, I))
func (m *LinearGaussian) ELBO(x, mu, logVar []float64) (Terms, error) {
	d, l := m.w.Dims()
	if err := m.check(x, mu); err != nil {
		return Terms{}, err
	}
	kl, err := KLStandardNormal(mu, logVar)
	if err != nil {
		return Terms{}, err
	}
	var wmu mat.VecDense
	wmu.MulVec(m.w, mat.NewVecDense(l, mu))
	squares := 0.0
	for i := range d {
		r := x[i] - m.b[i] - wmu.AtVec(i)
		squares += r * r
		for j := range l {
			squares += m.w.At(i, j) * m.w.At(i, j) * math.Exp(logVar[j])
		}
	}
	v := m.sigma * m.sigma
	return Terms{Recon: -0.5*float64(d)*math.Log(2*math.Pi*v) - 0.5*squares/v, KL: kl}, nil
}

// Gap is KL(q(z|x) ‖ p(z|x)) for q(z|x) = N(mu, diag exp(logVar)), nats: what the ELBO lacks to log p(x). Zero only
// where q is the posterior.
//
//	Gap = ½ ( (mu − z*)ᵀ Λ (mu − z*) − log|Λ| + Σ_j Λ_jj exp(logVar_j) − 1 − logVar_j ),   Λ = I + WᵀW/sigma² = S⁻¹
//
// z* is the posterior's mean.
func (m *LinearGaussian) Gap(x, mu, logVar []float64) (float64, error) {
	if err := m.check(x, mu); err != nil {
		return 0, err
	}
	if err := errors.Join(sameLen("mu", mu, "logVar", logVar), finite("logVar", logVar)); err != nil {
		return 0, err
	}
	peak, l := m.mean(x), len(mu)
	away := mat.NewVecDense(l, nil)
	away.SubVec(mat.NewVecDense(l, mu), mat.NewVecDense(l, peak))
	var U mat.TriDense
	m.precision.UTo(&U)
	gap := 0.5 * (squares(&U, away) - m.precision.LogDet())
	for j := range mu {
		gap += 0.5 * (m.precision.At(j, j)*math.Exp(logVar[j]) - 1 - logVar[j])
	}
	return max(0, gap), nil
}
