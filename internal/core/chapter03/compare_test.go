//go:build core

package chapter03

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){
	"Marginal": testMarginal, "Given": testGiven, "MutualInformation": testMutualInformation,
	"FitLine": testFitLine, "EStep": testEStep, "MStep": testMStep, "KDE": testKDE,
}

func TestCells(t *testing.T) { same.Functions(t, 3, tests) }

// table is a random joint distribution of x (3 values) and y (4), in both forms; some of its cells are 0.
func table(r *rand.Rand) ([][]float64, *prob.Table) {
	p, total := make([]float64, 12), 0.0
	for i := range p {
		if p[i] = max(0, r.Float64()-0.2); i == 2 {
			p[i] += 0.1 // y = 2 is never impossible
		}
		total += p[i]
	}
	for i := range p {
		p[i] /= total
	}
	t := must.M1(prob.NewTable([]prob.Variable{{Name: "x", Values: []string{"0", "1", "2"}}, {Name: "y", Values: []string{"0", "1", "2", "3"}}}, p))
	return [][]float64{t.P[:4], t.P[4:8], t.P[8:]}, t
}

func testMarginal(t *testing.T, r *rand.Rand) {
	joint, table := table(r)
	same.Nears(t, Marginal(joint), must.M1(table.Marginal("x")).P, 1e-12)
}

func testGiven(t *testing.T, r *rand.Rand) {
	joint, table := table(r)
	got, err := Given(joint, 2)
	if err != nil {
		t.Fatal(err)
	}
	same.Nears(t, got, must.M1(table.Condition(prob.Event{"y": "2"})).P, 1e-12)
	for _, row := range joint {
		row[2] = 0
	}
	if _, err := Given(joint, 2); !errors.Is(err, prob.ErrZero) {
		t.Errorf("an event of probability zero: error %v", err)
	}
}

func testMutualInformation(t *testing.T, r *rand.Rand) {
	joint, table := table(r)
	same.Near(t, MutualInformation(joint), must.M1(table.MutualInformation([]string{"x"}, []string{"y"}, nil)), 1e-12)
}

func testFitLine(t *testing.T, r *rand.Rand) {
	x, y := numbers(r, 30), numbers(r, 30)
	want := must.M1(supervised.FitLinear(mat.NewDense(30, 1, x), y))
	w, b, sigma2 := FitLine(x, y)
	same.Nears(t, []float64{w, b, sigma2}, []float64{want.W[0], want.B, want.Sigma2}, 1e-9)
}

// mixtures is a random mixture of three normals, in both forms.
func mixtures(r *rand.Rand) (Mixture, *mixture.GMM) {
	w := []float64{0.2 + r.Float64(), 0.2 + r.Float64(), 0.2 + r.Float64()}
	total := w[0] + w[1] + w[2]
	m := Mixture{Mu: numbers(r, 3)}
	var covs []*mat.SymDense
	for k := range w {
		m.W, m.Sigma2 = append(m.W, w[k]/total), append(m.Sigma2, 0.3+r.Float64())
		covs = append(covs, mat.NewSymDense(1, []float64{m.Sigma2[k]}))
	}
	return m, must.M1(mixture.NewGMM(mixture.Full, slices.Clone(m.W), mat.NewDense(3, 1, slices.Clone(m.Mu)), covs))
}

func testEStep(t *testing.T, r *rand.Rand) {
	m, gmm := mixtures(r)
	x := append(numbers(r, 20), 60) // far enough out for every density to underflow
	rows := mat.NewDense(21, 1, x)
	resp, logP := EStep(x, m)
	s := must.M1(gmm.Score(rows))
	same.Near(t, logP, 21*s.Mean, 1e-10)
	same.Nears(t, resp.RawMatrix().Data, mat.DenseCopyOf(must.M1(gmm.Responsibilities(rows))).RawMatrix().Data, 1e-9)
}

// An E-step and an M-step are one iteration of the library's EM.
func testMStep(t *testing.T, r *rand.Rand) {
	m, gmm := mixtures(r)
	x := numbers(r, 60)
	var steps []*mixture.GMM
	must.M1(mixture.FitGMM(t.Context(), mat.NewDense(60, 1, x), mixture.GMMConfig{
		Init: gmm, MaxIter: 1, Floor: 1e-12, Each: func(s mixture.Step) { steps = append(steps, s.Model) },
	}))
	resp, _ := EStep(x, m)
	got, want := MStep(x, resp), steps[len(steps)-1]
	same.Nears(t, got.W, want.Weights, 1e-9)
	same.Nears(t, got.Mu, mat.Col(nil, 0, want.Means), 1e-9)
	for k, cov := range want.Covs {
		same.Near(t, got.Sigma2[k], cov.At(0, 0), 1e-9)
	}
}

func testKDE(t *testing.T, r *rand.Rand) {
	data := numbers(r, 25)
	k := must.M1(kde.New(mat.NewDense(25, 1, data), kde.Gaussian, 0.4))
	for _, x := range numbers(r, 10) {
		same.Near(t, KDE(x, data, 0.4), math.Exp(k.LogProb([]float64{x})), 1e-10)
	}
}

// numbers are draws of N(0, 2²).
func numbers(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 2 * r.NormFloat64()
	}
	return x
}
