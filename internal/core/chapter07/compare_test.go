//go:build core

package chapter07

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){
	"Integrate": testExpect, "Expect": testExpect, "DiagonalGap": testDiagonalGap, "KL": testKL,
	"Draw": testGradients, "ScoreGradient": testGradients, "PathGradient": testGradients,
	"MixtureELBO": testMixture, "EStep": testMixture, "MStep": testMixture,
}

func TestCells(t *testing.T) { same.Functions(t, 7, tests) }

// Expectations of a random model's terms, which the library has in closed form.
func testExpect(t *testing.T, r *rand.Rand) {
	m := must.M1(elbo.NewLinearGaussian(mat.NewDense(3, 2, same.Numbers(r, 6)), same.Numbers(r, 3), 1))
	x := same.Numbers(r, 3)
	q := must.M1(elbo.NewDiagonal([]float64{0.8 * r.NormFloat64(), 0.8 * r.NormFloat64()}, []float64{-1.5 * r.Float64(), -1.5 * r.Float64()}))
	d := must.M1(m.Decompose(x, q))
	same.Near(t, Expect(q, func(z []float64) float64 { return must.M1(m.LogJoint(x, z)) }), d.LogJoint, 1e-7)
	same.Near(t, -Expect(q, q.LogProb), d.Entropy, 1e-7)
	same.Near(t, math.Log(Integrate(func(z []float64) float64 { return math.Exp(must.M1(m.LogJoint(x, z))) })), d.LogP, 1e-7)
}

func testDiagonalGap(t *testing.T, r *rand.Rand) {
	W := mat.NewDense(4, 3, same.Numbers(r, 12))
	m := must.M1(elbo.NewLinearGaussian(W, make([]float64, 4), 1))
	_, _, gap, err := m.BestDiagonal(make([]float64, 4))
	must.M(err)
	precision := mat.NewSymDense(3, nil)
	precision.SymOuterK(1, W.T())
	for j := range 3 {
		precision.SetSym(j, j, precision.At(j, j)+1)
	}
	same.Near(t, DiagonalGap(precision), gap, 1e-9)
}

func testKL(t *testing.T, r *rand.Rand) {
	q, p := prob.Normal{Mu: r.NormFloat64(), Sigma: 0.2 + r.Float64()}, prob.Normal{Mu: r.NormFloat64(), Sigma: 0.2 + r.Float64()}
	want := must.M1(elbo.KLNormal([]float64{q.Mu}, []float64{2 * math.Log(q.Sigma)}, []float64{p.Mu}, []float64{2 * math.Log(p.Sigma)}))
	same.Near(t, KL(q, p), want, 1e-10)
}

func testGradients(t *testing.T, r *rand.Rand) {
	mu, eps, sigma, logVar := same.Numbers(r, 4), same.Numbers(r, 4), make([]float64, 4), make([]float64, 4)
	for j := range sigma {
		sigma[j] = 0.2 + r.Float64()
		logVar[j] = 2 * math.Log(sigma[j])
	}
	f := func(z []float64) float64 { return math.Sin(z[0]) * z[3] }
	df := func(z []float64) []float64 { return []float64{math.Cos(z[0]) * z[3], 0, 0, math.Sin(z[0])} }
	same.Nears(t, Draw(mu, sigma, eps), must.M1(elbo.Reparameterize(mu, logVar, eps)), 1e-12)
	same.Nears(t, ScoreGradient(f, 0.3, mu, sigma, eps), must.M1(elbo.ScoreGradient(f, 0.3, mu, logVar, eps)).Mu, 1e-10)
	same.Nears(t, PathGradient(df, mu, sigma, eps), must.M1(elbo.PathGradient(df, mu, logVar, eps)).Mu, 1e-10)
}

// After an E step the bound is the library's log-likelihood; an E step and an M step are one iteration of the library's EM.
func testMixture(t *testing.T, r *rand.Rand) {
	m := Mixture{W: []float64{0.2 + r.Float64(), 0.2 + r.Float64()}, Mu: same.Numbers(r, 2), Sigma: []float64{0.5 + r.Float64(), 0.5 + r.Float64()}}
	total := m.W[0] + m.W[1]
	m.W[0], m.W[1] = m.W[0]/total, m.W[1]/total
	covs := []*mat.SymDense{mat.NewSymDense(1, []float64{m.Sigma[0] * m.Sigma[0]}), mat.NewSymDense(1, []float64{m.Sigma[1] * m.Sigma[1]})}
	gmm := must.M1(mixture.NewGMM(mixture.Full, slices.Clone(m.W), mat.NewDense(2, 1, slices.Clone(m.Mu)), covs))
	x := same.Numbers(r, 60)
	rows := mat.NewDense(60, 1, x)
	q := EStep(x, m)
	same.Near(t, MixtureELBO(x, q, m), 60*must.M1(gmm.Score(rows)).Mean, 1e-10)
	same.Nears(t, q.RawMatrix().Data, mat.DenseCopyOf(must.M1(gmm.Responsibilities(rows))).RawMatrix().Data, 1e-9)
	var steps []*mixture.GMM
	must.M1(mixture.FitGMM(t.Context(), rows, mixture.GMMConfig{
		Init: gmm, MaxIter: 1, Floor: 1e-12, Each: func(s mixture.Step) { steps = append(steps, s.Model) },
	}))
	got, want := MStep(x, q), steps[len(steps)-1]
	same.Nears(t, got.W, want.Weights, 1e-9)
	same.Nears(t, got.Mu, mat.Col(nil, 0, want.Means), 1e-9)
	for k, cov := range want.Covs {
		same.Near(t, got.Sigma[k]*got.Sigma[k], cov.At(0, 0), 1e-9)
	}
}
