package montecarlo

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Family is one model for every dimension d: each pixel is its own latent number and some noise, and we ask for P of the row
// whose pixels are all X.
//
//	z ~ N(0, I_d),   x_i = z_i + Sigma ε_i,   ε_i ~ N(0, 1)          P(x) = Π_i N(X; 0, 1 + Sigma²)
//	P(z|x): each z_i ~ N( X/(1 + Sigma²), Sigma²/(1 + Sigma²) )
//
// The d pixels are independent, so that the answer is known; the naive estimate does not know that.
type Family struct {
	Sigma float64 // deviation of the noise, above 0
	X     float64 // every pixel of the row; √(1 + Sigma²) is as far out as pixels are on average
}

// Check wants a Sigma above 0 and a finite X.
func (f Family) Check() error {
	if !(f.Sigma > 0) || math.IsInf(f.Sigma, 1) || math.IsNaN(f.X) || math.IsInf(f.X, 0) {
		return fmt.Errorf("montecarlo: a family with Sigma %g and X %g; take a finite Sigma above 0 and a finite X", f.Sigma, f.X)
	}
	return nil
}

// check is Check, and a dimension of 1 or more.
func (f Family) check(d int) error {
	if d < 1 {
		return fmt.Errorf("montecarlo: d is %d; take a dimension of 1 or more", d)
	}
	return f.Check()
}

// Model is the family's model in d dimensions: W = I, b = 0.
func (f Family) Model(d int) (*elbo.LinearGaussian, error) {
	if err := f.check(d); err != nil {
		return nil, err
	}
	w := mat.NewDense(d, d, nil)
	for i := range d {
		w.Set(i, i, 1)
	}
	return elbo.NewLinearGaussian(w, make([]float64, d), f.Sigma)
}

// Row is x, d times X; d < 1 gives none.
func (f Family) Row(d int) []float64 {
	x := make([]float64, max(d, 0))
	for i := range x {
		x[i] = f.X
	}
	return x
}

// LogPxz is log P(x|z) of the row x in as many dimensions as z has, nats.
func (f Family) LogPxz(z []float64) float64 { return logNormals(z, f.X, f.Sigma) }

// LogPrior is log P(z), nats.
func (f Family) LogPrior(z []float64) float64 { return logNormals(z, 0, 1) }

// Prior is P(z) in d dimensions, to draw from; Standard is the same distribution, with its covariance.
func (f Family) Prior(d int) prob.Independent { return independent(d, prob.Normal{Sigma: 1}) }

// LogP is log P(x) of the row in d dimensions, nats: d log N(X; 0, 1 + Sigma²).
func (f Family) LogP(d int) (float64, error) {
	if err := f.check(d); err != nil {
		return 0, err
	}
	return logNormals(f.Row(d), 0, math.Hypot(1, f.Sigma)), nil
}

// Posterior is P(z|x) of the row in d dimensions, the best proposal there is.
func (f Family) Posterior(d int) (*elbo.Normal, error) {
	m, err := f.Model(d)
	if err != nil {
		return nil, err
	}
	mean, cov, err := m.Posterior(f.Row(d))
	if err != nil {
		return nil, err
	}
	return elbo.NewNormal(mean, cov)
}

// Growth is c in E[w²]/E[w]² = exp(c d), which holds exactly for the naive weights w = P(x|z), z ~ P(z):
//
//	c = log(1 + Sigma²) − ½ log( Sigma² (2 + Sigma²) ) + X² / ( (1 + Sigma²)(2 + Sigma²) )
//
// For the same relative error, d dimensions need about exp(c d) draws.
func (f Family) Growth() (float64, error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	v := f.Sigma * f.Sigma
	return math.Log1p(v) - math.Log(f.Sigma) - 0.5*math.Log(2+v) + f.X/(1+v)*f.X/(2+v), nil
}

// ScaledGrowth is c in E[w²]/E[w]² = exp(c d) for draws from the posterior with a times its covariance, see [Scaled]:
//
//	c = log a − ½ log(2a − 1)          +Inf for a ≤ ½
//
// Importance sampling grows exponentially, too, but much more slowly while q is near the posterior. Errors: an a that is not
// finite and above 0.
func ScaledGrowth(a float64) (float64, error) {
	if !(a > 0) || math.IsInf(a, 1) {
		return 0, fmt.Errorf("montecarlo: the factor of the covariance is %g; it must be finite and above 0", a)
	}
	if a <= 0.5 {
		return math.Inf(1), nil
	}
	return math.Log(a) - 0.5*math.Log(2*a-1), nil
}

// logNormals is log Π_i N(z_i; mean, sigma²), nats.
func logNormals(z []float64, mean, sigma float64) float64 {
	squares := 0.0
	for _, v := range z {
		u := (v - mean) / sigma
		squares += u * u
	}
	return -0.5*squares - float64(len(z))*(math.Log(sigma)+0.5*math.Log(2*math.Pi))
}

// independent is d times the same normal.
func independent(d int, p prob.Normal) prob.Independent {
	columns := make(prob.Independent, max(d, 0))
	for j := range columns {
		columns[j] = p
	}
	return columns
}
