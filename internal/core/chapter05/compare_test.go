//go:build core

package chapter05

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// tests hold each of the notebook's functions equal to the library's.
var tests = map[string]func(t *testing.T, r *rand.Rand){
	"Bayes": testBayes, "LogPrior": testLogPrior, "LogJoint": testLogJoint, "FitNormals": testFitNormals, "LogSumExp": testLogSumExp,
	"LogPosterior": testLogPosterior, "FitWords": testFitWords, "FitYesNo": testFitYesNo, "Reliability": testReliability, "ECE": testECE,
}

func TestCells(t *testing.T) { same.Functions(t, 5, tests) }

func nears(t *testing.T, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) || !floats.EqualFunc(got, want, func(a, b float64) bool {
		return math.Abs(a-b) <= tol*max(1, math.Abs(b)) || math.IsNaN(a) && math.IsNaN(b)
	}) {
		t.Errorf("the cell gives %v, the library %v", got, want)
	}
}

// labels are n classes of 3, each of them there.
func labels(r *rand.Rand, n int) []int {
	y := make([]int, n)
	for i := range y {
		if y[i] = i; i > 2 {
			y[i] = r.IntN(3)
		}
	}
	return y
}

// rows are n draws of 4 numbers.
func rows(n int, draw func() float64) *mat.Dense {
	x := mat.NewDense(n, 4, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return draw() }, x)
	return x
}

// answers are 0, 1 and, in the rows after the first 3, missing.
func answers(r *rand.Rand, n int) *mat.Dense {
	x := rows(n, func() float64 { return float64(r.IntN(2)) })
	x.Apply(func(i, _ int, v float64) float64 {
		if i > 2 && r.IntN(5) == 0 {
			return math.NaN()
		}
		return v
	}, x)
	return x
}

func testBayes(t *testing.T, r *rand.Rand) {
	p := make([]float64, 6)
	for i := range p {
		p[i] = 0.1 + r.Float64()
	}
	floats.Scale(1/floats.Sum(p), p)
	table := must.M1(prob.NewTable([]prob.Variable{{Name: "y", Values: []string{"0", "1", "2"}}, {Name: "x", Values: []string{"0", "1"}}}, p))
	prior := must.M1(table.Marginal("y")).P
	likelihood := make([]float64, 3)
	for k, name := range table.Vars[0].Values {
		likelihood[k] = must.M1(must.M1(table.Condition(prob.Event{"y": name})).Prob(prob.Event{"x": "1"}))
	}
	nears(t, Bayes(prior, likelihood), must.M1(table.Condition(prob.Event{"x": "1"})).P, 1e-12)
}

func testLogPrior(t *testing.T, r *rand.Rand) {
	y := labels(r, 30)
	nears(t, LogPrior(y, 3), must.M1(naivebayes.FitGaussian(rows(30, r.NormFloat64), y, naivebayes.Config{})).LogPrior, 1e-12)
}

func testLogJoint(t *testing.T, r *rand.Rand) {
	x, y := answers(r, 40), labels(r, 40)
	m := must.M1(naivebayes.FitBernoulli(x, y, naivebayes.Config{Alpha: 1}))
	logP := func(k, j int, xj float64) float64 { return distuv.Bernoulli{P: m.P.At(k, j)}.LogProb(xj) }
	for i := range 40 {
		nears(t, LogJoint(m.LogPrior, logP, x.RawRowView(i)), m.LogJoint(nil, x.RawRowView(i)), 1e-10)
	}
}

func testFitNormals(t *testing.T, r *rand.Rand) {
	x, y := rows(60, r.NormFloat64), append([]int{0, 1, 2}, labels(r, 57)...)
	m := must.M1(naivebayes.FitGaussian(x, y, naivebayes.Config{VarSmoothing: 1e-300}))
	mu, sigma := FitNormals(x, y, 3)
	sigma.MulElem(sigma, sigma)
	nears(t, mu.RawMatrix().Data, mat.DenseCopyOf(m.Mu).RawMatrix().Data, 1e-10)
	nears(t, sigma.RawMatrix().Data, mat.DenseCopyOf(m.Sigma2).RawMatrix().Data, 1e-10)
}

// far are logs that no exponential survives.
func far(r *rand.Rand) []float64 {
	a := []float64{r.NormFloat64(), r.NormFloat64(), math.Inf(-1), r.NormFloat64()}
	floats.AddConst(float64(r.IntN(3)-1)*2000, a)
	return a
}

func testLogSumExp(t *testing.T, r *rand.Rand) {
	a := far(r)
	nears(t, []float64{LogSumExp(a)}, []float64{floats.LogSumExp(a)}, 1e-12)
}

func testLogPosterior(t *testing.T, r *rand.Rand) {
	x, y := rows(30, r.NormFloat64), labels(r, 27)
	m := must.M1(naivebayes.FitGaussian(x, append([]int{0, 1, 2}, y...), naivebayes.Config{VarSmoothing: 0.1}))
	out := rows(3, func() float64 { return 100 * r.NormFloat64() })
	want := must.M1(m.LogProbs(out))
	for i := range 3 {
		nears(t, LogPosterior(m.LogJoint(nil, out.RawRowView(i))), mat.Row(nil, i, want), 1e-9)
	}
}

func testFitWords(t *testing.T, r *rand.Rand) {
	words, y := []string{"a", "b", "c", "d", "e"}, labels(r, 12)
	texts := make([][]string, len(y))
	for i := range texts {
		for range 6 {
			texts[i] = append(texts[i], words[r.IntN(len(words))])
		}
	}
	v := must.M1(naivebayes.NewVocabulary(texts, 1))
	m := must.M1(naivebayes.FitMultinomial(must.M1(v.Counts(texts)), y, naivebayes.Config{Alpha: 0.5}))
	column, p := FitWords(texts, y, 3, 0.5)
	if len(column) != len(v.Words) {
		t.Fatalf("the cell knows %d words, the library %d", len(column), len(v.Words))
	}
	for j, word := range v.Words {
		nears(t, mat.Col(nil, column[word], p), mat.Col(nil, j, m.P), 1e-12)
	}
}

func testFitYesNo(t *testing.T, r *rand.Rand) {
	x, y := answers(r, 40), labels(r, 40)
	want := must.M1(naivebayes.FitBernoulli(x, y, naivebayes.Config{Alpha: 2})).P
	nears(t, FitYesNo(x, y, 3, 2).RawMatrix().Data, mat.DenseCopyOf(want).RawMatrix().Data, 1e-12)
}

// forecasts are probabilities, edges of bins among them, and what came true.
func forecasts(r *rand.Rand) (p []float64, is []bool) {
	p, is = []float64{0, 0.25, 0.5, 1}, []bool{false, true, false, true}
	for range 20 {
		p, is = append(p, 0.6+0.4*r.Float64()), append(is, r.IntN(2) == 1)
	}
	return p, is
}

func testReliability(t *testing.T, r *rand.Rand) {
	p, is := forecasts(r)
	mean, share, count := Reliability(slices.Clone(p), is, 4)
	for b, want := range must.M1(naivebayes.Reliability(p, is, 4)) {
		nears(t, []float64{mean[b], share[b], count[b]}, []float64{want.Mean, want.Right, float64(want.Count)}, 1e-12)
	}
}

func testECE(t *testing.T, r *rand.Rand) {
	p, is := forecasts(r)
	for _, bins := range []int{4, 10} {
		nears(t, []float64{ECE(Reliability(p, is, bins))}, []float64{naivebayes.CalibrationError(must.M1(naivebayes.Reliability(p, is, bins)))}, 1e-12)
	}
}
