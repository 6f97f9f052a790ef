package elbo

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
)

// ppca returns the maximum-likelihood probabilistic PCA of x with k components, W's columns along the principal axes
// turned by the angle in the plane of the first two: W = U (Λ − sigma² I)^½ R. Tipping & Bishop 1999, equation 7.
func ppca(t *testing.T, x *mat.Dense, k int, angle float64) *LinearGaussian {
	t.Helper()
	n, d := x.Dims()
	var cov mat.SymDense
	stat.CovarianceMatrix(&cov, x, nil)
	cov.ScaleSym(float64(n-1)/float64(n), &cov)
	var eig mat.EigenSym
	if !eig.Factorize(&cov, true) {
		t.Fatal("no eigenvectors")
	}
	values := eig.Values(nil) // ascending
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	sigma2 := stat.Mean(values[:d-k], nil)
	w := mat.NewDense(d, k, nil)
	for j := range k {
		for i := range d {
			w.Set(i, j, vectors.At(i, d-1-j)*math.Sqrt(values[d-1-j]-sigma2))
		}
	}
	if angle != 0 {
		c, s := math.Cos(angle), math.Sin(angle)
		w.Mul(w, mat.NewDense(2, 2, []float64{c, -s, s, c}))
	}
	mean := make([]float64, d)
	for i := range mean {
		mean[i] = stat.Mean(mat.Col(nil, i, x), nil)
	}
	m, err := NewLinearGaussian(w, mean, math.Sqrt(sigma2))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// bestDiagonal returns the mean over rows of log p(x) and of the ELBO with the best diagonal q: the posterior's mean,
// and as precision the diagonal of the posterior's precision.
func bestDiagonal(t *testing.T, m *LinearGaussian, x *mat.Dense) (logP, elbo float64) {
	t.Helper()
	n, _ := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		mean, cov, err := m.Posterior(row)
		if err != nil {
			t.Fatal(err)
		}
		var precision mat.Dense
		if err := precision.Inverse(cov); err != nil {
			t.Fatal(err)
		}
		logVar := make([]float64, len(mean))
		for j := range logVar {
			logVar[j] = -math.Log(precision.At(j, j))
		}
		terms, err := m.ELBO(row, mean, logVar)
		if err != nil {
			t.Fatal(err)
		}
		lp, err := m.LogP(row)
		if err != nil {
			t.Fatal(err)
		}
		logP, elbo = logP+lp/float64(n), elbo+terms.ELBO()/float64(n)
	}
	return logP, elbo
}

// A linear VAE at its maximum, axes along the principal ones, has no gap; turned by 45° it has one of 0.79 nat.
func TestLinearVAEOnIris(t *testing.T) {
	x := reference.Dense(golden.Iris.X)
	for name, want := range golden.Iris.PPCA {
		logP, elbo := bestDiagonal(t, ppca(t, x, int(name[0]-'0'), 0), x)
		near(t, "mean log p(x), k = "+name, logP, nil, want, 1e-10)
		near(t, "mean ELBO, k = "+name, elbo, nil, want, 1e-10)
	}
	logP, elbo := bestDiagonal(t, ppca(t, x, 2, math.Pi/4), x)
	near(t, "mean log p(x), turned", logP, nil, golden.Iris.PPCA["2"], 1e-10)
	near(t, "gap, turned", logP-elbo, nil, 0.79, 0.005)
}
