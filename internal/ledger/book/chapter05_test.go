package book

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// 5.1: counts of the birds on an island, against Bayes' theorem on shares of the species.
func TestBayesTheoremForAClass(t *testing.T) {
	species, island, _ := penguins(t)
	n := map[string]float64{}
	for i, s := range species {
		n[s]++
		n[island[i]]++
		n[s+island[i]]++
	}
	kinds, total := prob.Distinct(species), float64(len(species))
	for _, isle := range prob.Distinct(island) {
		evidence := 0.0
		for _, s := range kinds {
			evidence += n[s+isle] / n[s] * n[s] / total
		}
		for _, s := range kinds {
			ledger.Check(t, "5.1", n[s+isle]/n[isle], n[s+isle]/n[s]*(n[s]/total)/evidence, 1e-14)
		}
	}
}

// star is a class of two kinds with three yes-or-no features that depend on it alone.
func star(t *testing.T) (*prob.Table, *naivebayes.Bernoulli) {
	t.Helper()
	p := [][]float64{{0.2, 0.7, 0.45}, {0.9, 0.4, 0.05}}
	nodes := []bayesnet.Node{{Name: "y", Values: []string{"0", "1"}, CPT: [][]float64{{0.3, 0.7}}}}
	for j, name := range []string{"a", "b", "c"} {
		cpt := [][]float64{{1 - p[0][j], p[0][j]}, {1 - p[1][j], p[1][j]}}
		nodes = append(nodes, bayesnet.Node{Name: name, Values: []string{"0", "1"}, Parents: []string{"y"}, CPT: cpt})
	}
	m := &naivebayes.Bernoulli{LogPrior: []float64{math.Log(0.3), math.Log(0.7)}, P: mat.NewDense(2, 3, slices.Concat(p...))}
	return must.M1(must.M1(bayesnet.New(nodes)).Joint()), m
}

var digits = []string{"0", "1"}

// 5.2, 5.3 and 5.9: the joint table of the star, conditioned and summed cell by cell, against products and the library.
func TestStarFactorises(t *testing.T) {
	table, m := star(t)
	for cell := range 8 {
		row := []float64{float64(cell & 1), float64(cell >> 1 & 1), float64(cell >> 2)}
		event := prob.Event{"a": digits[cell&1], "b": digits[cell>>1&1], "c": digits[cell>>2]}
		posterior := must.M1(must.M1(table.Condition(event)).Marginal("y")).P
		logProbs, sum := must.M1(m.LogProbs(mat.NewDense(1, 3, row))), 0.0
		for k, y := range digits {
			given, product := must.M1(table.Condition(prob.Event{"y": y})), 1.0
			for name, value := range event {
				product *= must.M1(given.Prob(prob.Event{name: value}))
			}
			ledger.Check(t, "5.2", must.M1(given.Prob(event)), product, 1e-14)
			ledger.Check(t, "5.3", math.Log(posterior[k]), logProbs.At(0, k), 1e-12)
			sum += math.Exp(m.LogPrior[k]) * product
		}
		ledger.Check(t, "5.9", must.M1(table.Prob(event)), sum, 1e-14)
		ledger.Check(t, "5.9", must.M1(table.Prob(event)), math.Exp(m.LogProb(row)), 1e-14)
	}
}

// 5.4: sums that a float64 can hold, and those it cannot, moved there by a known factor.
func TestLogSumExp(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 4))
	for range 20 {
		a := []float64{3 * rng.NormFloat64(), 3 * rng.NormFloat64(), 3 * rng.NormFloat64()}
		plain := 0.0
		for _, v := range a {
			plain += math.Exp(v)
		}
		for _, shift := range []float64{0, -2000, 2000} {
			top, sum := floats.Max(a)+shift, 0.0
			for _, v := range a {
				sum += math.Exp(v + shift - top)
			}
			ledger.Check(t, "5.4", math.Log(plain)+shift, top+math.Log(sum), 1e-10)
		}
	}
}

// 5.5: the star's joint table, in which a variable is summed out, against the library's row with a gap.
func TestMissingFactorIsLeftOut(t *testing.T) {
	table, m := star(t)
	without := must.M1(table.Marginal("y", "a", "c"))
	for cell := range 4 {
		row := []float64{float64(cell & 1), math.NaN(), float64(cell >> 1)}
		for k, joint := range m.LogJoint(nil, row) {
			seen := prob.Event{"y": digits[k], "a": digits[cell&1], "c": digits[cell>>1]}
			ledger.Check(t, "5.5", must.M1(without.Prob(seen)), math.Exp(joint), 1e-14)
		}
	}
}

// 5.6: the posterior mean under a Dirichlet prior by quadrature over the triangle of three probabilities, for counts and
// priors; and the smoothed estimates of the library.
func TestSmoothingIsPosteriorMean(t *testing.T) {
	for _, c := range []struct {
		n     [3]float64
		alpha float64
	}{{[3]float64{4, 0, 2}, 1}, {[3]float64{10, 3, 0}, 2}, {[3]float64{1, 1, 1}, 5}} {
		density := func(p, q float64) float64 {
			return math.Pow(p, c.n[0]+c.alpha-1) * math.Pow(q, c.n[1]+c.alpha-1) * math.Pow(1-p-q, c.n[2]+c.alpha-1)
		}
		over := func(f func(p, q float64) float64) float64 {
			return quad.Fixed(func(p float64) float64 {
				return quad.Fixed(func(q float64) float64 { return f(p, q) * density(p, q) }, 0, 1-p, 60, quad.Legendre{}, 0)
			}, 0, 1, 60, quad.Legendre{}, 0)
		}
		whole := over(func(_, _ float64) float64 { return 1 })
		mean := []float64{over(func(p, _ float64) float64 { return p }) / whole, over(func(_, q float64) float64 { return q }) / whole}
		total := c.n[0] + c.n[1] + c.n[2]
		m := must.M1(naivebayes.FitMultinomial(mat.NewDense(2, 3, slices.Concat(c.n[:], c.n[:])), []int{0, 1}, naivebayes.Config{Alpha: c.alpha}))
		for v, got := range mean {
			ledger.Check(t, "5.6", got, (c.n[v]+c.alpha)/(total+3*c.alpha), 1e-10)
			ledger.Check(t, "5.6", got, m.P.At(0, v), 1e-10)
		}
	}
}

// votes is the library's model of the votes, fitted to each column repeated k times, and those rows.
func votes(t *testing.T, k int) (*naivebayes.Bernoulli, *mat.Dense) {
	t.Helper()
	members := must.M1(dataset.VoteSamples())
	n, d := members.X.Dims()
	x := mat.NewDense(n, k*d, nil)
	x.Apply(func(i, j int, _ float64) float64 { return members.X.At(i, j%d) }, x)
	return must.M1(naivebayes.FitBernoulli(x, members.Labels, naivebayes.Config{Alpha: 1})), x
}

// logRatio is log p(1, x)/p(0, x) by gonum's coins.
func logRatio(m *naivebayes.Bernoulli, row []float64) (prior, evidence float64) {
	for j, x := range row {
		if !math.IsNaN(x) {
			evidence += distuv.Bernoulli{P: m.P.At(1, j)}.LogProb(x) - distuv.Bernoulli{P: m.P.At(0, j)}.LogProb(x)
		}
	}
	return m.LogPrior[1] - m.LogPrior[0], evidence
}

// 5.7: models fitted to copied votes, against the evidence of the votes as they are.
func TestCopiesMultiplyTheEvidence(t *testing.T) {
	once, x := votes(t, 1)
	for _, k := range []int{2, 3, 10} {
		m, copied := votes(t, k)
		for i := 0; i < 435; i += 50 {
			prior, evidence := logRatio(once, x.RawRowView(i))
			a := m.LogJoint(nil, copied.RawRowView(i))
			ledger.Check(t, "5.7", a[1]-a[0], prior+float64(k)*evidence, 1e-9)
		}
	}
}

// 5.8: log-odds of the library against the line whose weights are made of the model's probabilities.
func TestNaiveBayesIsALine(t *testing.T) {
	m, _ := votes(t, 1)
	rng := rand.New(rand.NewPCG(5, 8))
	for range 20 {
		row, line := make([]float64, m.Dim()), m.LogPrior[1]-m.LogPrior[0]
		for j := range row {
			row[j] = float64(rng.IntN(2))
			p0, p1 := m.P.At(0, j), m.P.At(1, j)
			line += math.Log((1-p1)/(1-p0)) + row[j]*math.Log(p1*(1-p0)/(p0*(1-p1)))
		}
		logProbs := must.M1(m.LogProbs(mat.NewDense(1, len(row), row)))
		ledger.Check(t, "5.8", logProbs.At(0, 1)-logProbs.At(0, 0), line, 1e-9)
	}
}
