package prob_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// variable makes a variable of n values.
func variable(name string, n int) prob.Variable {
	v := prob.Variable{Name: name}
	for k := range n {
		v.Values = append(v.Values, fmt.Sprint(name, k))
	}
	return v
}

// random makes a table of random probabilities, a third of them 0.
func random(rng *rand.Rand, vars ...prob.Variable) *prob.Table {
	n := 1
	for _, v := range vars {
		n *= len(v.Values)
	}
	p, sum := make([]float64, n), 0.0
	for sum == 0 {
		for i := range p {
			if p[i] = rng.ExpFloat64(); rng.IntN(3) == 0 {
				p[i] = 0
			}
			sum += p[i]
		}
	}
	for i := range p {
		p[i] /= sum
	}
	return &prob.Table{Vars: vars, P: p}
}

// fourWay makes a random table of a, b, c, d.
func fourWay(rng *rand.Rand) *prob.Table {
	size := func() int { return 1 + rng.IntN(4) }
	return random(rng, variable("a", size()), variable("b", size()), variable("c", size()), variable("d", size()))
}

// must fails the test on an error.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// The sum rule p(a) = Σ p(a, ·) and the product rule p(a, b) = p(a|b) p(b), in every combination, to 1e-12.
func TestRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	table, number := must[*prob.Table](t), must[float64](t)
	for range 50 {
		p := fourWay(rng)
		ca := table(p.Marginal("c", "a"))
		reference.Near(t, "total", number(ca.Prob(nil)), 1, 1e-12)
		ca.Each(func(values []int, want float64) {
			e := prob.Event{"c": fmt.Sprint("c", values[0]), "a": fmt.Sprint("a", values[1])}
			reference.Near(t, "sum rule "+e.String(), number(p.Prob(e)), want, 1e-12)
		})
		pc := table(p.Marginal("c"))
		for k, q := range pc.P {
			c := prob.Event{"c": fmt.Sprint("c", k)}
			given, err := p.Condition(c)
			if q == 0 {
				if !errors.Is(err, prob.ErrZero) || !strings.Contains(err.Error(), c.String()) {
					t.Errorf("given an impossible %v: %v", c, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := given.Check(); err != nil || given.Dim() != 3 {
				t.Fatalf("p(a, b, d|%v): %v", c, err)
			}
			given.Each(func(v []int, pGiven float64) {
				joint := number(p.Prob(prob.Event{"a": fmt.Sprint("a", v[0]), "b": fmt.Sprint("b", v[1]), "c": c["c"], "d": fmt.Sprint("d", v[2])}))
				reference.Near(t, "product rule", pGiven*q, joint, 1e-12)
			})
		}
	}
}

// The chain rule of entropy, mutual information in two ways, and divergences from the product of the marginals.
func TestInformation(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 5))
	table, number := must[*prob.Table](t), must[float64](t)
	for range 50 {
		p := fourWay(rng)
		h := func(names ...string) float64 { return number(table(p.Marginal(names...)).Entropy()) }
		reference.Near(t, "H(a, b|c)", number(p.ConditionalEntropy([]string{"a", "b"}, []string{"c"})), h("a", "b", "c")-h("c"), 1e-12)
		reference.Near(t, "I(a; b, d)", number(p.MutualInformation([]string{"a"}, []string{"b", "d"}, nil)), h("a")+h("b", "d")-h("a", "b", "d"), 1e-12)
		reference.Near(t, "I(a; b|c, d)", number(p.MutualInformation([]string{"a"}, []string{"b"}, []string{"c", "d"})),
			h("a", "c", "d")+h("b", "c", "d")-h("a", "b", "c", "d")-h("c", "d"), 1e-12)
		product := table(prob.Product(table(p.Marginal("a")), table(p.Marginal("b"))))
		reference.Near(t, "KL to the product", number(prob.KL(table(p.Marginal("a", "b")), product)), number(p.MutualInformation([]string{"a"}, []string{"b"}, nil)), 1e-12)
		reference.Near(t, "KL to itself", number(prob.KL(p, p)), 0, 0)
		if n := float64(len(p.P)); number(p.Entropy()) > math.Log(n)+1e-12 {
			t.Errorf("entropy %g of %g combinations", number(p.Entropy()), n)
		}
	}
}

func TestTablesGolden(t *testing.T) {
	table, number := must[*prob.Table](t), must[float64](t)
	g := readGolden()
	a, b := []string{"a"}, []string{"b"}
	for _, g := range g.Tables {
		vars := []prob.Variable{variable("a", len(g.Counts)), variable("b", len(g.Counts[0]))}
		p, n := normalise(slices.Concat(g.Counts...))
		joint := table(prob.NewTable(vars, p))
		reference.Near(t, "entropy", number(joint.Entropy()), g.Entropy, 1e-13)
		reference.Near(t, "entropy of a", number(table(joint.Marginal("a")).Entropy()), g.Entropies[0], 1e-13)
		reference.Near(t, "entropy of b", number(table(joint.Marginal("b")).Entropy()), g.Entropies[1], 1e-13)
		reference.Near(t, "mutual information", number(joint.MutualInformation(a, b, nil)), g.Mutual, 1e-13)
		reference.Near(t, "KL", number(prob.KL(joint, table(prob.NewTable(vars, g.Other)))), g.KL, 1e-12)
		r, err := joint.GTest(a, b, nil, n)
		if err != nil || r.DF != g.DF {
			t.Errorf("G test: %v, %v; want %d degrees of freedom", r, err, g.DF)
		}
		reference.Near(t, "G", r.Statistic, g.G, 1e-10)
		reference.Near(t, "p-value", r.PValue, g.P, 1e-10)
	}
	p, n := normalise(g.Strata.Counts)
	joint := table(prob.NewTable([]prob.Variable{variable("a", 3), variable("b", 2), variable("c", 4)}, p))
	r, err := joint.GTest(a, b, []string{"c"}, n)
	if err != nil || r.DF != g.Strata.DF {
		t.Errorf("G test given c: %v, %v; want %d degrees of freedom", r, err, g.Strata.DF)
	}
	reference.Near(t, "G given c", r.Statistic, g.Strata.G, 1e-10)
	reference.Near(t, "p-value given c", r.PValue, g.Strata.P, 1e-10)
	reference.Near(t, "I(a; b|c)", number(joint.MutualInformation(a, b, []string{"c"})), g.Strata.Mutual, 1e-13)
}

func normalise(counts []float64) (p []float64, n int) {
	sum := 0.0
	for _, c := range counts {
		sum += c
	}
	for _, c := range counts {
		p = append(p, c/sum)
	}
	return p, int(sum)
}

// Independence: of a product, and of the two ends of a fork once its middle is known.
func TestIndependence(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	table, yes := must[*prob.Table](t), must[bool](t)
	a, b, c := []string{"a"}, []string{"b"}, []string{"c"}
	for range 30 {
		product := table(prob.Product(random(rng, variable("a", 3)), random(rng, variable("b", 2), variable("c", 3))))
		if !yes(product.Independent(a, []string{"b", "c"}, nil, 1e-12)) || !yes(product.Independent(a, b, c, 1e-12)) {
			t.Error("the parts of a product are dependent")
		}
		fork := &prob.Table{Vars: []prob.Variable{variable("a", 2), variable("b", 2), variable("c", 2)}, P: make([]float64, 8)}
		pc, pa, pb := 0.2+0.6*rng.Float64(), 0.1+0.3*rng.Float64(), 0.6+0.3*rng.Float64()
		bern := func(p float64, x int) float64 { return prob.Bernoulli{P: p}.Prob(float64(x)) }
		i := 0
		fork.Each(func(v []int, _ float64) {
			fork.P[i] = bern(pc, v[2]) * bern([]float64{pa, pb}[v[2]], v[0]) * bern([]float64{pb, pa}[v[2]], v[1])
			i++
		})
		if !yes(fork.Independent(a, b, c, 1e-12)) || yes(fork.Independent(a, b, nil, 1e-3)) {
			t.Error("a fork's ends: want dependent, and independent given its middle")
		}
	}
}

func TestTableAsDensity(t *testing.T) {
	const n = 20000
	p := fourWay(rand.New(rand.NewPCG(9, 5)))
	x := p.Sample(n, rand.New(rand.NewPCG(1, 1)))
	if !mat.Equal(x, p.Sample(n, rand.New(rand.NewPCG(1, 1)))) {
		t.Error("the same source gave other rows")
	}
	seen := map[string]float64{}
	for i := range n {
		seen[fmt.Sprint(x.RawRowView(i))]++
	}
	sum := 0.0
	p.Each(func(values []int, want float64) {
		row := make([]float64, len(values))
		for j, v := range values {
			row[j] = float64(v)
		}
		reference.Near(t, "log p", p.LogProb(row), math.Log(want), 0)
		reference.Near(t, fmt.Sprint("share of ", row), seen[fmt.Sprint(row)]/n, want, 5*math.Sqrt(want*(1-want)/n))
		sum += math.Exp(p.LogProb(row))
	})
	reference.Near(t, "sum over all rows", sum, 1, 1e-12)
	s, err := p.Score(x)
	if err != nil || s.Kind != score.Exact || s.Measure != score.Counting || math.IsInf(s.Mean, 0) {
		t.Errorf("score %v, %v", s, err)
	}
	for _, row := range [][]float64{{-1, 0, 0, 0}, {0, 9, 0, 0}, {0.5, 0, 0, 0}, {math.NaN(), 0, 0, 0}} {
		if !math.IsInf(p.LogProb(row), -1) {
			t.Errorf("row %v: log p %g", row, p.LogProb(row))
		}
	}
	if !math.IsNaN(p.LogProb([]float64{0})) {
		t.Error("a short row is not NaN")
	}
	if n, _ := p.Sample(0, nil).Dims(); n != 0 {
		t.Error("no rows asked for")
	}
}

func TestCopies(t *testing.T) {
	vars, p := []prob.Variable{variable("a", 2)}, []float64{0.5, 0.5}
	table := must[*prob.Table](t)(prob.NewTable(vars, p))
	p[0], vars[0].Values[0], vars[0].Name = 7, "z", "y"
	if table.P[0] != 0.5 || table.Vars[0].Values[0] != "a0" || table.Vars[0].Name != "a" {
		t.Errorf("NewTable kept the caller's slices: %v", table)
	}
	none := must[*prob.Table](t)(prob.NewTable(nil, []float64{1}))
	if h, err := none.Entropy(); h != 0 || err != nil {
		t.Errorf("the table of nothing: entropy %g, %v", h, err)
	}
}
