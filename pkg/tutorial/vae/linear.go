package vae

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// Linear is the configuration of a linear VAE: no hidden layer, a Gaussian whose deviation is learnt.
//
//	q(z|x) = N(A x + a, diag exp(V x + v))          p(x|z) = N(W z + b, sigma² I)
//
// It is probabilistic PCA trained as a VAE is (Lucas, Tucker, Grosse & Norouzi 2019, "Don't Blame the ELBO!"): its log p(x) has a
// closed form, and so has the highest one. A diagonal q loses nothing there, once the columns of W stand at right angles, to
// which training turns them. Centre the columns of x first: else the deviation grows to cover the mean's distance before the
// decoder has learnt it, and a component may be lost for good (posterior collapse).
func Linear(d, latent int) Config {
	return Config{Name: "linear", D: d, Hidden: []int{}, Latent: latent, Likelihood: Gaussian, LearnSigma: true}
}

// LinearGaussian is the model in closed form, read off its decoder: log p(x), the posterior, the gap of any q.
//
//	b = decoder(0),   column j of W = decoder(e_j) − b
//
// Errors: a likelihood that is not Gaussian, and a decoder that is not W z + b, which is tried at more codes.
func (m *Model) LinearGaussian() (*elbo.LinearGaussian, error) {
	if m.cfg.Likelihood != Gaussian {
		return nil, fmt.Errorf("vae: the model is not linear-Gaussian: its pixels are Bernoulli; see vae.Linear")
	}
	d, l := m.cfg.D, m.cfg.Latent
	z := mat.NewDense(2*l+2, l, nil) // 0; e_j; −2 e_j; −Σ_j e_j
	for j := range l {
		z.Set(1+j, j, 1)
		z.Set(1+l+j, j, -2)
		z.Set(2*l+1, j, -1)
	}
	out, err := m.Decode(z)
	if err != nil {
		return nil, err
	}
	b := mat.Row(nil, 0, out)
	w := mat.NewDense(d, l, nil)
	w.Apply(func(i, j int, _ float64) float64 { return out.At(1+j, i) - b[i] }, w)
	var straight, off mat.Dense
	straight.Mul(z, w.T())
	straight.Apply(func(_, i int, v float64) float64 { return v + b[i] }, &straight)
	off.Sub(out, &straight)
	if far := mat.Max(&off) - mat.Min(&off); !(far <= 1e-3*(1+mat.Norm(out, math.Inf(1))/float64(d))) {
		return nil, fmt.Errorf("vae: the decoder is not linear: at codes of size 2 it is off a plane by %.2g; take no hidden layer, as vae.Linear does", far)
	}
	sigma, err := m.Sigma()
	if err != nil {
		return nil, err
	}
	return elbo.NewLinearGaussian(w, b, sigma)
}

// LinearBound is what the closed form of a linear model says of N rows and its encoder, nats per row. Each is computed
// without the others, so that LogP = ELBO + Gap can be seen to hold.
type LinearBound struct {
	LogP []float64 // log p(x)
	ELBO []float64 // of the encoder's q(z|x), its expectation exact
	Gap  []float64 // KL(q(z|x) ‖ p(z|x))
}

// LinearBound computes the bound of each row without a sample. Errors: those of [Model.LinearGaussian] and [Model.Encode].
func (m *Model) LinearBound(rows Rows) (LinearBound, error) {
	exact, err := m.LinearGaussian()
	if err != nil {
		return LinearBound{}, err
	}
	mu, logVar, err := m.Encode(rows)
	if err != nil {
		return LinearBound{}, err
	}
	flat, err := m.cfg.floats(rows, 0)
	if err != nil {
		return LinearBound{}, err
	}
	n, d := rows.Len(), m.cfg.D
	b := LinearBound{LogP: make([]float64, n), ELBO: make([]float64, n), Gap: make([]float64, n)}
	x := make([]float64, d)
	for i := range n {
		for j := range x {
			x[j] = float64(flat[i*d+j])
		}
		if b.LogP[i], err = exact.LogP(x); err != nil {
			return LinearBound{}, fmt.Errorf("vae: row %d: %w", i, err)
		}
		terms, err := exact.ELBO(x, mu.RawRowView(i), logVar.RawRowView(i))
		if err != nil {
			return LinearBound{}, fmt.Errorf("vae: row %d: %w", i, err)
		}
		b.ELBO[i] = terms.ELBO()
		if b.Gap[i], err = exact.Gap(x, mu.RawRowView(i), logVar.RawRowView(i)); err != nil {
			return LinearBound{}, fmt.Errorf("vae: row %d: %w", i, err)
		}
	}
	return b, nil
}
