package bayes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// wantErrors wants every error to say its key, up to a "#".
func wantErrors(t *testing.T, errs map[string]error) {
	t.Helper()
	for want, err := range errs {
		want, _, _ = strings.Cut(want, "#")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bayes: ") && !strings.Contains(err.Error(), "prob: ") {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

// Both intervals hold their level; the shortest has equal densities at its ends and is not the longer one.
func TestIntervals(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	positive := func() float64 { return math.Exp(rng.NormFloat64()) }
	for range 20 {
		for _, d := range []prob.Univariate{
			prob.Normal{Mu: rng.NormFloat64(), Sigma: positive()}, prob.Gamma{Shape: 1.2 + positive(), Rate: positive()},
			prob.Beta{Alpha: 1.2 + positive(), Beta: 1.2 + 9*positive()}, prob.InverseGamma{Shape: positive(), Scale: positive()},
		} {
			level := 0.02 + 0.96*rng.Float64()
			name := fmt.Sprintf("%T%v at %g", d, d, level)
			lo, hi, err := bayes.EqualTailed(d, level)
			noError(t, err)
			reference.Near(t, name+": below", d.CDF(lo), (1-level)/2, 1e-8)
			reference.Near(t, name+": above", 1-d.CDF(hi), (1-level)/2, 1e-8)
			low, high, err := bayes.HighestDensity(d, level)
			noError(t, err)
			reference.Near(t, name+": mass", d.CDF(high)-d.CDF(low), level, 1e-8)
			reference.Near(t, name+": densities", d.LogP(low), d.LogP(high), 1e-5)
			if high-low > hi-lo+1e-7*math.Abs(hi) {
				t.Errorf("%s: the shortest [%g, %g] is longer than [%g, %g]", name, low, high, lo, hi)
			}
		}
	}
}

func TestIntervalEnds(t *testing.T) {
	for what, c := range map[string]struct {
		d      prob.Univariate
		lo, hi float64
	}{
		"falling":  {prob.Exponential{Rate: 1}, 0, -math.Log(0.1)},
		"rising":   {prob.Beta{Alpha: 2, Beta: 1}, math.Sqrt(0.1), 1},
		"infinite": {prob.Beta{Alpha: 0.5, Beta: 1}, 0, 0.81},
		"flat":     {prob.Beta{Alpha: 1, Beta: 1}, 0, 0.9},
		"normal":   {prob.Normal{Sigma: 1}, -1.6448536269514722, 1.6448536269514722},
	} {
		lo, hi, err := bayes.HighestDensity(c.d, 0.9)
		noError(t, err)
		reference.Near(t, what+": lo", lo, c.lo, 1e-8)
		reference.Near(t, what+": hi", hi, c.hi, 1e-8)
	}
	lo, hi, err := bayes.EqualTailed(prob.Poisson{Lambda: 4}, 0.9)
	if lo != 1 || hi != 8 || err != nil {
		t.Errorf("Poisson: [%g, %g], %v", lo, hi, err)
	}
}

func TestIntervalErrors(t *testing.T) {
	errs := map[string]error{}
	for i, level := range []float64{0, 1, -1, 95, math.NaN()} {
		_, _, err := bayes.EqualTailed(prob.Normal{Sigma: 1}, level)
		errs[fmt.Sprintf("level is %g#%d", level, i)] = err
		_, _, err = bayes.HighestDensity(prob.Normal{Sigma: 1}, level)
		errs[fmt.Sprintf("level is %g#h%d", level, i)] = err
	}
	_, _, errs["Sigma is 0"] = bayes.EqualTailed(prob.Normal{}, 0.9)
	_, _, errs["Beta is 0"] = bayes.HighestDensity(prob.Beta{Alpha: 1}, 0.9)
	_, _, errs["there is no distribution"] = bayes.EqualTailed(nil, 0.9)
	_, _, errs["is discrete"] = bayes.HighestDensity(prob.Poisson{Lambda: 4}, 0.9)
	_, _, errs["rises again"] = bayes.HighestDensity(prob.Beta{Alpha: 0.5, Beta: 0.5}, 0.9)
	wantErrors(t, errs)
}
