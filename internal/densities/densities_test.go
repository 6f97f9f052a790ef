// Package densities holds every density of the library to the two constraints, p ≥ 0 and ∫ p = 1: instances of each by
// quadrature in one and two dimensions, discrete ones by summation.
package densities_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// instance is a density with the region of all but Outside of its mass, or, where it is discrete, its support.
type instance struct {
	name    string
	p       density.Density
	region  density.Region
	support density.Support
}

// TestDensities: the total is 1 within 1e-9 beside what the region leaves out, which is less than 1e-9 itself.
func TestDensities(t *testing.T) {
	for _, list := range [][]instance{families(t), posteriors(t), mixtures(t), kernels(t), latent(t), classifiers(t), chains(t), energies(t), flows(t)} {
		for _, in := range list {
			begun := time.Now()
			p := density.Prob(in.p)
			if in.support.Values != nil {
				if err := density.VerifySum(p, in.support); err != nil {
					t.Errorf("%s: %v", in.name, err)
				}
				if in.support.Outside > 1e-9 || len(in.support.Values) != in.p.Dim() {
					t.Errorf("%s: %g left out, %d coordinates for %d", in.name, in.support.Outside, len(in.support.Values), in.p.Dim())
				}
				continue
			}
			if err := density.Verify(p, in.region); err != nil {
				t.Errorf("%s: %v", in.name, err)
			}
			if in.region.Outside > 1e-9 || len(in.region.Axes) != in.p.Dim() {
				t.Errorf("%s: %g left out, %d axes for %d", in.name, in.region.Outside, len(in.region.Axes), in.p.Dim())
			}
			t.Logf("%s: %v", in.name, time.Since(begun).Round(time.Millisecond))
		}
	}
}

// wrong is a density of the library with something done to it.
type wrong struct {
	density.Density
	p func(logP float64, x []float64) float64 // log p made wrong
}

func (w wrong) LogProb(x []float64) float64 { return w.p(w.Density.LogProb(x), x) }

// The checks find what is wrong: five that are none fail, each for its own reason.
func TestWrongDensities(t *testing.T) {
	normal := prob.Normal{Mu: 0, Sigma: 1}
	region := cut(t, normal)
	for name, c := range map[string]struct {
		p      density.Func
		region density.Region
		reason density.Reason
	}{
		"2π forgotten": {density.Prob(wrong{normal, func(logP float64, _ []float64) float64 { return logP + math.Log(2*math.Pi)/2 }}), region, density.NotOne},
		"difference of two": {func(x []float64) float64 {
			return 1.5*normal.Prob(x[0]) - 0.5*prob.Normal{Mu: 1, Sigma: 0.5}.Prob(x[0])
		}, region, density.Negative},
		"log of a negative":  {density.Prob(wrong{normal, func(logP float64, x []float64) float64 { return logP + 0*math.Log(x[0]) }}), region, density.NotANumber},
		"wider than it says": {density.Prob(normal), density.Interval(-1, 1), density.MassOutside},
		"Poisson":            {density.Prob(prob.Poisson{Lambda: 4}), density.Interval(-0.5, 60.5), density.Discrete},
	} {
		err := density.Verify(c.p, c.region)
		if f := (*density.Fault)(nil); !errors.As(err, &f) || f.Reason != c.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	half := wrong{prob.Poisson{Lambda: 4}, func(logP float64, x []float64) float64 { return logP - math.Ln2 }}
	if err := density.VerifySum(density.Prob(half), density.Support{Values: [][]float64{density.Whole(0, 60)}}); err == nil {
		t.Error("half of a Poisson distribution: no error")
	}
}
