package prob_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

func TestTableErrors(t *testing.T) {
	ab := []prob.Variable{variable("a", 2), variable("b", 2)}
	big := make([]prob.Variable, 30)
	for i := range big {
		big[i] = variable(fmt.Sprint("v", i), 2)
	}
	for _, c := range []struct {
		vars []prob.Variable
		p    []float64
		want string
	}{
		{ab, []float64{0.5, 0.5}, "2 probabilities, its variables have 4 combinations"},
		{ab, nil, "0 probabilities"},
		{ab, []float64{0.5, 0.5, 0.5, 0.5}, "sum to 2"},
		{ab, []float64{0.5, 0.5, 0.5, -0.5}, "p(a=a1, b=b1) is -0.5"},
		{ab, []float64{0.5, math.NaN(), 0.5, 0}, "p(a=a0, b=b1) is NaN"},
		{ab, []float64{0, math.Inf(1), 0, 0}, "p(a=a0, b=b1) is +Inf"},
		{[]prob.Variable{{Name: "a"}}, nil, `"a" has no values`},
		{[]prob.Variable{{Values: []string{"x"}}}, []float64{1}, "variable 0 has no name"},
		{[]prob.Variable{ab[0], ab[0]}, []float64{1, 0, 0, 0}, `"a" stands twice`},
		{[]prob.Variable{{Name: "a", Values: []string{"x", "x"}}}, []float64{1, 0}, `the value "x" twice`},
		{big, nil, "more than 16777216 combinations"},
	} {
		if _, err := prob.NewTable(c.vars, c.p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
}

func TestTableMethodErrors(t *testing.T) {
	p := fourWay(rand.New(rand.NewPCG(1, 8)))
	wrong := &prob.Table{Vars: p.Vars, P: []float64{1}}
	a, b, c := []string{"a"}, []string{"b"}, []string{"c"}
	first := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		`no variable "x"; there are a, b, c, d`: first(p.Marginal("a", "x")),
		`"b" is asked for twice`:                first(p.Marginal("b", "b")),
		`no variable "e"`:                       first(p.Prob(prob.Event{"e": "1"})),
		`"a" has no value "b0"; it has a0`:      first(p.Condition(prob.Event{"a": "b0"})),
		"name at least one on either side":      first(p.Independent(nil, b, c, 0)),
		`"c" is asked for twice`:                first(p.Independent(a, c, c, 0)),
		"tol is NaN":                            first(p.Independent(a, b, c, math.NaN())),
		"0 variables":                           first(p.MutualInformation(nil, b, nil)),
		`"a" is asked for twice`:                first(p.ConditionalEntropy(a, a)),
		"n is 0":                                first(p.GTest(a, b, nil, 0)),
		"must have the same variables":          first(prob.KL(p, random(rand.New(rand.NewPCG(1, 1)), variable("a", 2)))),
		`"a" stands twice`:                      first(prob.Product(p, p)),
		"1 probabilities":                       first(wrong.Entropy()),
		"there is no table":                     first((*prob.Table)(nil).Entropy()),
		"q: prob: the table has 1":              first(prob.KL(p, wrong)),
		"p: prob: the table has 1":              first(prob.KL(wrong, p)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	constant := &prob.Table{Vars: []prob.Variable{variable("a", 1), variable("b", 2)}, P: []float64{0.5, 0.5}}
	if _, err := constant.GTest(a, b, nil, 10); err == nil || !strings.Contains(err.Error(), "nothing to test") {
		t.Errorf("a constant: %v", err)
	}
	if _, err := constant.Condition(prob.Event{"a": "a0", "b": "b1"}); err != nil {
		t.Errorf("a full event: %v", err)
	}
	sure := &prob.Table{Vars: []prob.Variable{variable("a", 2)}, P: []float64{0, 1}}
	if _, err := sure.Condition(prob.Event{"a": "a0"}); !errors.Is(err, prob.ErrZero) {
		t.Errorf("an impossible event: %v", err)
	}
	other := &prob.Table{Vars: sure.Vars, P: []float64{1, 0}}
	if kl, err := prob.KL(sure, other); !math.IsInf(kl, 1) || err != nil {
		t.Errorf("KL to what cannot happen: %g, %v; want +Inf", kl, err)
	}
}

// columns are data in memory.
type columns map[string][]string

func (c columns) Text(name string) ([]string, error) {
	if texts, ok := c[name]; ok {
		return texts, nil
	}
	return nil, fmt.Errorf("no column %q", name)
}

func TestCount(t *testing.T) {
	data := columns{"u": {"x", "y", "x", "x"}, "v": {"q", "q", "p", "q"}, "short": {"x"}, "holes": {"x", "NA", "x", "x"}, "blank": {"x", "x", "", "x"}, "none": {}}
	for alpha, want := range map[float64][]float64{0: {0.25, 0.5, 0, 0.25}, 1: {0.25, 0.375, 0.125, 0.25}} {
		p, err := prob.Count(data, alpha, "u", "v")
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(p.Vars) != "[{u [x y]} {v [p q]}]" || fmt.Sprint(p.P) != fmt.Sprint(want) {
			t.Errorf("alpha %g: %v", alpha, p)
		}
	}
	for want, names := range map[string][]string{
		"no column is named": nil, `no column "w"`: {"u", "w"}, `"short" has 1 rows, "u" has 4`: {"u", "short"}, `"u" stands twice`: {"u", "u"},
		`"holes", row 1: the value is missing ("NA")`: {"holes"}, `"blank", row 2`: {"blank"}, `"none" has no rows`: {"none"},
	} {
		if _, err := prob.Count(data, 0, names...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", names, err, want)
		}
	}
	if _, err := prob.Count(data, math.Inf(1), "u"); err == nil {
		t.Error("an infinite alpha passed")
	}
	if _, err := prob.Count(nil, 0, "u"); err == nil {
		t.Error("no data passed")
	}
}

// Any numbers make a table that is right or an error, and no method of a right one panics or gives NaN.
func FuzzTable(f *testing.F) {
	f.Add(uint64(1), 0.5, 0.25, 0.25, 0.0)
	f.Add(uint64(2), 1e-310, 1-1e-15, 0.0, 1e-16)
	f.Add(uint64(3), 5e-324, 1.0, 5e-324, 0.0)
	f.Fuzz(func(t *testing.T, seed uint64, p, q, r, s float64) {
		vars, weights := []prob.Variable{variable("a", 2), variable("b", 2)}, []float64{p, q, r, s}
		_, err := prob.NewTable(vars, weights)
		if sum := p + q + r + s; err != nil && sum > 0 {
			for i := range weights {
				weights[i] /= sum
			}
		}
		table, err := prob.NewTable(vars, weights)
		if err != nil {
			return
		}
		a, b := []string{"a"}, []string{"b"}
		h, err1 := table.Entropy()
		mi, err2 := table.MutualInformation(a, b, nil)
		kl, err3 := prob.KL(table, table)
		ha, err4 := table.ConditionalEntropy(a, b)
		for i, v := range []float64{h, mi, kl, ha} {
			if math.IsNaN(v) || v < 0 || math.IsInf(v, 0) {
				t.Errorf("number %d is %g", i, v)
			}
		}
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Error(err)
		}
		if _, err := table.Condition(prob.Event{"a": "a1"}); err != nil && !errors.Is(err, prob.ErrZero) {
			t.Error(err)
		}
		table.Sample(3, rand.New(rand.NewPCG(seed, 1)))
	})
}
