package book

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// 3.1: the distribution function of package prob against a quadrature of the density.
func TestAreaUnderDensity(t *testing.T) {
	for _, d := range []prob.Univariate{prob.Normal{Mu: 69.8, Sigma: 14.4}, prob.Exponential{Rate: 0.0143}, prob.Gamma{Shape: 3.2, Rate: 0.05}} {
		for _, ends := range [][2]float64{{60, 80}, {1, 43}, {80, 200}} {
			ledger.Check(t, "3.1", d.CDF(ends[1])-d.CDF(ends[0]), quad.Fixed(d.Prob, ends[0], ends[1], 200, quad.Legendre{}, 0), 1e-12)
		}
	}
}

// penguins are three columns of the penguins of known sex, and the table counted from them.
func penguins(t *testing.T) (species, island []string, table *prob.Table) {
	t.Helper()
	birds := must.M1(must.M1(dataset.Penguins()).Complete("species", "island", "sex"))
	return must.M1(birds.Text("species")), must.M1(birds.Text("island")), must.M1(prob.Count(birds, 0, "species", "island", "sex"))
}

// 3.2 and 3.3: the table's answers against counts of the birds, which know of no rule.
func TestSumAndProductRule(t *testing.T) {
	species, island, table := penguins(t)
	count := func(is func(i int) bool) float64 {
		n := 0.0
		for i := range species {
			if is(i) {
				n++
			}
		}
		return n
	}
	n := float64(len(species))
	joint := must.M1(table.Marginal("species", "island"))
	for i, s := range joint.Vars[0].Values {
		ledger.Check(t, "3.2", count(func(k int) bool { return species[k] == s })/n, floats.Sum(joint.P[3*i:3*i+3]), 1e-12)
		for _, isle := range joint.Vars[1].Values {
			both := count(func(k int) bool { return species[k] == s && island[k] == isle })
			given := must.M1(must.M1(table.Condition(prob.Event{"island": isle})).Prob(prob.Event{"species": s}))
			ledger.Check(t, "3.3", both/n, given*count(func(k int) bool { return island[k] == isle })/n, 1e-12)
		}
	}
}

// 3.4: random tables, and one of independent variables, where the bound is reached.
func TestMutualInformationNotNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	x, y := prob.Variable{Name: "x", Values: []string{"a", "b", "c"}}, prob.Variable{Name: "y", Values: []string{"a", "b"}}
	for range 20 {
		p := make([]float64, 6)
		for i := range p {
			p[i] = rng.ExpFloat64()
		}
		floats.Scale(1/floats.Sum(p), p)
		table := must.M1(prob.NewTable([]prob.Variable{x, y}, p))
		ledger.CheckBound(t, "3.4", 0, must.M1(table.MutualInformation([]string{"x"}, []string{"y"}, nil)), 0)
	}
	a, b := must.M1(prob.NewTable([]prob.Variable{x}, []float64{0.2, 0.3, 0.5})), must.M1(prob.NewTable([]prob.Variable{y}, []float64{0.25, 0.75}))
	ledger.CheckBound(t, "3.4", 0, must.M1(must.M1(prob.Product(a, b)).MutualInformation([]string{"x"}, []string{"y"}, nil)), 1e-15)
}

// 3.5: the densities of gonum, one after the other, against the sum of squares; and least squares is the maximum.
func TestLeastSquaresIsMaximumLikelihood(t *testing.T) {
	all := must.M1(dataset.Faithful())
	x, y := mat.Col(nil, 0, all.X), mat.Col(nil, 1, all.X)
	n := float64(len(x))
	logLik := func(w, b, sigma2 float64) float64 {
		total := 0.0
		for i := range x {
			total += distuv.Normal{Mu: w*x[i] + b, Sigma: math.Sqrt(sigma2)}.LogProb(y[i])
		}
		return total
	}
	for _, p := range [][3]float64{{10.7, 33.5, 34.7}, {8, 40, 50}, {12, 25, 20}} {
		squares := 0.0
		for i := range x {
			squares += math.Pow(y[i]-p[0]*x[i]-p[1], 2)
		}
		ledger.Check(t, "3.5", logLik(p[0], p[1], p[2]), -n/2*math.Log(2*math.Pi*p[2])-squares/(2*p[2]), 1e-9)
	}
	best := must.M1(supervised.FitLinear(mat.NewDense(len(x), 1, x), y))
	for _, d := range [][3]float64{{0.1, 0, 0}, {-0.1, 0, 0}, {0, 0.5, 0}, {0, -0.5, 0}, {0, 0, 2}, {0, 0, -2}} {
		if logLik(best.W[0]+d[0], best.B+d[1], best.Sigma2+d[2]) >= logLik(best.W[0], best.B, best.Sigma2) {
			t.Errorf("moved by %v, the line is as likely as that of least squares", d)
		}
	}
}

// 3.6: the probability of every bird, found by variable elimination, against the product of its tables' entries.
func TestNetworkFactorises(t *testing.T) {
	net := must.M1(bayesnet.Learn(bayesnet.PenguinNodes(), must.M1(bayesnet.PenguinData()), 1))
	joint := must.M1(net.Joint())
	joint.Each(func(values []int, _ float64) {
		event, product := prob.Event{}, 1.0
		at := map[string]int{}
		for j, v := range joint.Vars {
			event[v.Name] = v.Values[values[j]]
			at[v.Name] = values[j]
		}
		for _, node := range net.Nodes {
			row := 0
			for _, parent := range node.Parents {
				k := slices.IndexFunc(net.Nodes, func(n bayesnet.Node) bool { return n.Name == parent })
				row = row*len(net.Nodes[k].Values) + at[parent]
			}
			product *= node.CPT[row][at[node.Name]]
		}
		ledger.Check(t, "3.6", must.M1(net.Prob(event)), product, 1e-14)
	})
}

// 3.7: each step of EM on Old Faithful's waits, from random starts; the log-likelihoods are summed by gonum's densities.
func TestEMNeverFalls(t *testing.T) {
	waits := must.M1(must.M1(dataset.Faithful()).Select("waiting_min")).X
	for seed := range uint64(5) {
		var logP []float64
		must.M1(mixture.FitGMM(context.Background(), waits, mixture.GMMConfig{K: 2, Start: mixture.FromRandom, Seed: seed, Tol: 1e-10,
			Each: func(s mixture.Step) {
				total := 0.0
				for i := range 272 {
					p := 0.0
					for k, w := range s.Model.Weights {
						p += w * distuv.Normal{Mu: s.Model.Means.At(k, 0), Sigma: math.Sqrt(s.Model.Covs[k].At(0, 0))}.Prob(waits.At(i, 0))
					}
					total += math.Log(p)
				}
				logP = append(logP, total)
			}}))
		for i := 1; i < len(logP); i += 1 + len(logP)/10 {
			ledger.CheckBound(t, "3.7", logP[i-1], logP[i], 1e-9)
		}
	}
}

// 3.8: the lowest point of the expected cost, which is integrated and searched numerically.
func TestBestDecisionIsAQuantile(t *testing.T) {
	for _, c := range []struct{ early, late float64 }{{1, 9}, {3, 1}, {1, 1}} {
		for _, d := range []prob.Univariate{prob.Normal{Mu: 54.2, Sigma: 6}, prob.Gamma{Shape: 5, Rate: 0.1}} {
			lo, hi := d.Quantile(1e-13), d.Quantile(1-1e-13)
			cost := func(a float64) float64 {
				early := quad.Fixed(func(y float64) float64 { return (y - a) * d.Prob(y) }, a, hi, 300, quad.Legendre{}, 0)
				late := quad.Fixed(func(y float64) float64 { return (a - y) * d.Prob(y) }, lo, a, 300, quad.Legendre{}, 0)
				return c.early*early + c.late*late
			}
			found, err := optimize.Minimize(optimize.Problem{Func: func(x []float64) float64 { return cost(min(max(x[0], lo), hi)) }},
				[]float64{d.Mean()}, &optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 100}}, &optimize.NelderMead{})
			if err != nil {
				t.Fatal(err)
			}
			ledger.Check(t, "3.8", d.CDF(found.X[0]), c.early/(c.early+c.late), 1e-5)
		}
	}
	// And on data: the empirical quantile costs least of all waits.
	waits := must.M1(must.M1(dataset.Faithful()).Select("waiting_min"))
	y := mat.Col(nil, 0, waits.X)
	slices.Sort(y)
	lowest, at := math.Inf(1), 0.0
	for _, a := range y {
		total := 0.0
		for _, v := range y {
			total += max(v-a, 0) + 9*max(a-v, 0)
		}
		if total < lowest {
			lowest, at = total, a
		}
	}
	if want := stat.Quantile(0.1, stat.Empirical, y, nil); at != want {
		t.Errorf("the cheapest time is %v, the quantile %v", at, want)
	}
}
