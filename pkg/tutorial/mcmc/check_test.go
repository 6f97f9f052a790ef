package mcmc_test

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
)

func TestBadQuantities(t *testing.T) {
	fine := []float64{1, 2, 3, 5}
	for name, c := range map[string]struct {
		x    [][]float64
		want string
	}{
		"nil":      {nil, "no chains"},
		"lengths":  {[][]float64{fine, {1, 2, 3, 4, 5}}, "chain 1 has 5 draws, chain 0 has 4"},
		"few":      {[][]float64{{1, 2, 3}, {1, 2, 3}}, "need 4 or more"},
		"none":     {[][]float64{{}, {}}, "need 4 or more"},
		"NaN":      {[][]float64{fine, {1, nan, 3, 4}}, "chain 1, draw 1 is NaN"},
		"infinite": {[][]float64{fine, {1, 2, 3, -inf}}, "chain 1, draw 3 is -Inf"},
		"huge":     {[][]float64{fine, {1, 2, 3, 1e200}}, "at most 1e+150"},
		"tiny":     {[][]float64{{0, 1e-200, 0, 0}, {0, 0, 0, 0}}, "use another unit"},
	} {
		for what, f := range map[string]func([][]float64) (float64, error){"bulk": mcmc.ESSBulk, "tail": mcmc.ESSTail, "mean": mcmc.ESSMean, "R-hat": mcmc.RHat, "MCSE": mcmc.MCSE} {
			v, err := f(c.x)
			wants(t, name+", "+what, err, c.want)
			if v != 0 {
				t.Errorf("%s, %s: %g", name, what, v)
			}
		}
		_, err := mcmc.Describe(c.x)
		wants(t, name, err, c.want)
	}
	_, err := mcmc.RHat([][]float64{fine})
	wants(t, "R-hat of one", err, "there is one; run two or more")
	for name, c := range map[string]struct {
		x    []float64
		lag  int
		want string
	}{
		"few": {fine[:3], 1, "need 4"}, "lag": {fine, 4, "lag 4 of a chain of 4"}, "lag below 0": {fine, -1, "lag -1"},
		"stuck": {[]float64{2, 2, 2, 2}, 1, "all draws are 2"}, "NaN": {[]float64{1, 2, 3, nan}, 1, "draw 3 is NaN"},
	} {
		_, err := mcmc.Autocorrelation(c.x, c.lag)
		wants(t, name, err, c.want)
	}
}

func TestBadChains(t *testing.T) {
	of := func(n, d int) *mcmc.Chain { return &mcmc.Chain{Draws: mat.NewDense(n, d, nil)} }
	for name, c := range map[string]struct {
		c    mcmc.Chains
		want string
	}{
		"none":    {nil, "no chains"},
		"nil":     {mcmc.Chains{nil}, "chain 0 has no draws"},
		"empty":   {mcmc.Chains{of(4, 1), {}}, "chain 1 has no draws"},
		"stopped": {mcmc.Chains{{Draws: &mat.Dense{}}}, "chain 0 has no draws"},
		"widths":  {mcmc.Chains{of(4, 1), of(4, 2)}, "chain 1 has 2 coordinates, those before it 1"},
		"lengths": {mcmc.Chains{of(4, 1), of(5, 1)}, "chain 1 has 5 draws, chain 0 has 4"},
		"few":     {mcmc.Chains{of(3, 1)}, "need 4 or more"},
	} {
		_, err := mcmc.Summary(c.c)
		wants(t, name, err, c.want)
		_, err = c.c.Check()
		wants(t, name, err, c.want)
	}
	for name, x := range map[string][][]float64{
		"no such column": mcmc.Chains{of(4, 1)}.Column(1), "column below 0": mcmc.Chains{of(4, 1)}.Column(-1),
		"nil chain": mcmc.Chains{nil}.Column(0), "nil function": mcmc.Chains{of(4, 1)}.Quantity(nil), "no draws": mcmc.Chains{{}}.Quantity(bowl),
	} {
		if x != nil {
			t.Errorf("%s: %v", name, x)
		}
	}
}

// Each kind of problem is found where it is, and nowhere else.
func TestCheck(t *testing.T) {
	cases := golden()
	for name, want := range map[string][]mcmc.Kind{
		"iid":            nil,
		"autoregressive": {mcmc.Unmixed, mcmc.FewBulk, mcmc.FewTail},
		"antithetic":     {mcmc.Unmixed},
		"one chain":      {mcmc.FewChains, mcmc.FewBulk, mcmc.FewTail},
		"constant":       {mcmc.Stuck},
	} {
		var chains mcmc.Chains
		for _, x := range cases[name].X {
			chains = append(chains, &mcmc.Chain{Draws: mat.NewDense(len(x), 1, x)})
		}
		found, err := chains.Check()
		if err != nil || len(found) != len(want) {
			t.Errorf("%s: %v, error %v; want kinds %v", name, found, err, want)
			continue
		}
		for i, p := range found {
			words := []string{"too few to be compared", "have not moved", "the chains disagree", "in the bulk", "in the tails"}[p.Kind]
			if p.Kind != want[i] || !strings.Contains(p.String(), words) || (p.Coordinate < 0) != (p.Kind == mcmc.FewChains) {
				t.Errorf("%s: problem %d is %+v: %v", name, i, p, p)
			}
		}
	}
}
