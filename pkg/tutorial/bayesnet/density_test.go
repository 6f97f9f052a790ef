package bayesnet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

type golden struct {
	Networks []struct {
		Nodes []struct {
			Card    int
			Parents []int
			CPT     [][]float64
		}
		Questions []struct {
			Of    []int
			Given [][2]int
			P     []float64
			Log   float64
		}
		X    []float64
		LogP float64 `json:"log p"`
	}
	Penguins map[string][][]float64
}

func readGolden() (g golden) {
	reference.Read(&g)
	return g
}

func TestNetworksGolden(t *testing.T) {
	for _, g := range readGolden().Networks {
		var nodes []bayesnet.Node
		for i, n := range g.Nodes {
			node := bayesnet.Node{Name: name(i), Values: values(n.Card), CPT: n.CPT}
			for _, p := range n.Parents {
				node.Parents = append(node.Parents, name(p))
			}
			nodes = append(nodes, node)
		}
		n := network(t, nodes)
		reference.Near(t, "log p of a row", n.LogProb(g.X), g.LogP, 1e-12)
		for _, q := range g.Questions {
			var of []string
			for _, i := range q.Of {
				of = append(of, name(i))
			}
			e := prob.Event{}
			for _, given := range q.Given {
				e[name(given[0])] = value(given[1])
			}
			p, err := n.Query(of, e)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range q.P {
				reference.Near(t, fmt.Sprintf("p(%v|%v)", of, e), p.P[i], want, 1e-12)
			}
			logP, err := n.LogEvidence(e)
			if err != nil {
				t.Fatal(err)
			}
			reference.Near(t, fmt.Sprintf("log p(%v)", e), logP, q.Log, 1e-12)
		}
	}
}

func penguins(t testing.TB, alpha float64) (*bayesnet.Network, prob.Columns) {
	t.Helper()
	data, err := bayesnet.PenguinData()
	if err != nil {
		t.Fatal(err)
	}
	n, err := bayesnet.Learn(bayesnet.PenguinNodes(), data, alpha)
	if err != nil {
		t.Fatal(err)
	}
	return n, data
}

func TestLearnGolden(t *testing.T) {
	n, _ := penguins(t, 1)
	want := readGolden().Penguins
	for _, node := range n.Nodes {
		for r, row := range want[node.Name] {
			for k, p := range row {
				reference.Near(t, fmt.Sprintf("%s, row %d, %s", node.Name, r, node.Values[k]), node.CPT[r][k], p, 1e-14)
			}
		}
		if len(node.CPT) != len(want[node.Name]) {
			t.Errorf("%s has %d rows", node.Name, len(node.CPT))
		}
	}
}

// Without smoothing the tables have the greatest likelihood: changed ones have less; and learning from the joint
// frequencies gives the conditionals of the counted table.
func TestLearnIsMaximum(t *testing.T) {
	n, data := penguins(t, 0)
	x, err := n.Rows(data)
	if err != nil {
		t.Fatal(err)
	}
	best, err := n.Score(x)
	if err != nil || best.Kind != score.Exact || best.Measure != score.Counting {
		t.Fatal(best, err)
	}
	smooth, _ := penguins(t, 1)
	if s, err := smooth.Score(x); err != nil || s.Mean >= best.Mean {
		t.Errorf("smoothed %v against %v, %v", s, best, err)
	}
	counted, err := prob.Count(data, 0, "species", "island")
	if err != nil {
		t.Fatal(err)
	}
	got, err := n.Query([]string{"species", "island"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "species and island", got, counted, 1e-14)
}

// Ancestral samples have the network's frequencies within 5 standard errors, and log p is that of the joint table.
func TestSampleAndLogProb(t *testing.T) {
	const rows = 20000
	rng := rand.New(rand.NewPCG(1, 9))
	for range 3 {
		nodes := randomNodes(rng, 5, true)
		n, joint := network(t, nodes), enumerate(nodes)
		x := n.Sample(rows, rand.New(rand.NewPCG(5, 5)))
		if !mat.Equal(x, n.Sample(rows, rand.New(rand.NewPCG(5, 5)))) {
			t.Error("the same source gave other rows")
		}
		seen := map[string]float64{}
		for r := range rows {
			seen[fmt.Sprint(x.RawRowView(r))]++
		}
		joint.Each(func(v []int, p float64) {
			row := make([]float64, len(v))
			e := prob.Event{}
			for i, k := range v {
				row[i] = float64(k)
				e[name(i)] = nodes[i].Values[k]
			}
			reference.Near(t, "log p", n.LogProb(row), math.Log(p), 1e-12)
			reference.Near(t, fmt.Sprint("share of ", row), seen[fmt.Sprint(row)]/rows, p, 5*math.Sqrt(p*(1-p)/rows)+1e-12)
			named, err := n.Row(e)
			if err != nil || fmt.Sprint(named) != fmt.Sprint(row) {
				t.Errorf("%v is row %v, %v; want %v", e, named, err, row)
			}
		})
		if _, err := n.Score(x); err != nil {
			t.Error(err)
		}
	}
	n := bayesnet.Sprinkler()
	for _, row := range [][]float64{{2, 0, 0, 0}, {-1, 0, 0, 0}, {0.5, 0, 0, 0}, {math.NaN(), 0, 0, 0}} {
		if !math.IsInf(n.LogProb(row), -1) {
			t.Errorf("row %v: %g", row, n.LogProb(row))
		}
	}
	if r, _ := n.Sample(0, rng).Dims(); r != 0 || !math.IsNaN(n.LogProb(nil)) || n.Dim() != 4 {
		t.Error("no rows, a short row, or the width")
	}
}

type columns map[string][]string

func (c columns) Text(name string) ([]string, error) {
	if texts, ok := c[name]; ok {
		return texts, nil
	}
	return nil, fmt.Errorf("no column %q", name)
}

func TestLearnErrors(t *testing.T) {
	data := columns{"a": {"x", "y", "x"}, "b": {"p", "p", "q"}, "short": {"x"}, "holes": {"x", "NA", "y"}, "none": {}}
	ab := []bayesnet.Node{{Name: "a"}, {Name: "b", Parents: []string{"a"}}}
	for _, c := range []struct {
		nodes []bayesnet.Node
		data  prob.Columns
		alpha float64
		want  string
	}{
		{ab, data, -1, "alpha is -1"}, {ab, data, math.NaN(), "alpha is NaN"}, {ab, data, math.Inf(1), "alpha is +Inf"},
		{nil, data, 1, "no nodes"}, {ab, nil, 1, "no data"},
		{[]bayesnet.Node{{Name: "z"}}, data, 1, `no column "z"`},
		{[]bayesnet.Node{{Name: "holes"}}, data, 1, `row 1: the value is missing ("NA")`},
		{[]bayesnet.Node{{Name: "none"}}, data, 1, `"none" has no rows`},
		{[]bayesnet.Node{{Name: "a"}, {Name: "short"}}, data, 1, `"short" has 1 rows, "a" has 3`},
		{[]bayesnet.Node{{Name: "a", Values: []string{"x", "z"}}}, data, 1, `row 1: "y" is no value of the node; it has x, z`},
		{[]bayesnet.Node{{Name: "a", Parents: []string{"b"}}, {Name: "b", Parents: []string{"a"}}}, data, 1, "cycle"},
		{[]bayesnet.Node{{Name: "a", Values: []string{"x", "y", "z"}}, {Name: "b", Parents: []string{"a"}}}, data, 0, `node "b", row 2 (a=z): the data never show`},
	} {
		if _, err := bayesnet.Learn(c.nodes, c.data, c.alpha); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
	n, err := bayesnet.Learn(ab, data, 0)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(n.Nodes[1].CPT) != "[[0.5 0.5] [1 0]]" || ab[0].Values != nil {
		t.Errorf("learnt %v; the caller's nodes %v", n.Nodes, ab)
	}
}

// Every name of the known networks has its Chinese.
func TestNamesTranslated(t *testing.T) {
	learnt, _ := penguins(t, 1)
	for _, n := range []*bayesnet.Network{bayesnet.Sprinkler(), learnt} {
		for _, node := range n.Nodes {
			for _, word := range append([]string{node.Name}, node.Values...) {
				if !lang.Has(word) {
					t.Errorf("no Chinese for %q", word)
				}
			}
		}
	}
}
