package mcmc_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// A landscape that is not a bowl: −log p = Σ θ⁴/4 + θ_0² θ_1²/2.
func quartic(theta []float64) float64 {
	sum := -theta[0] * theta[0] * theta[1] * theta[1] / 2
	for _, v := range theta {
		sum -= v * v * v * v / 4
	}
	return sum
}

func quarticSlope(dst, theta []float64) {
	for j, v := range theta {
		dst[j] = -v * v * v
	}
	dst[0] -= theta[0] * theta[1] * theta[1]
	dst[1] -= theta[0] * theta[0] * theta[1]
}

var quarticMass = []float64{1, 2, 0.5}

func energy(theta, p []float64) float64 {
	h := -quartic(theta)
	for j, m := range quarticMass {
		h += p[j] * p[j] / (2 * m)
	}
	return h
}

func ball(rng *rand.Rand) (theta, p []float64) {
	for range 3 {
		theta, p = append(theta, rng.NormFloat64()), append(p, rng.NormFloat64())
	}
	return theta, p
}

func follow(t *testing.T, theta, p []float64, step float64, n int) {
	t.Helper()
	if err := mcmc.Leapfrog(quarticSlope, theta, p, quarticMass, step, n); err != nil {
		t.Fatal(err)
	}
}

func TestLeapfrogReversible(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for range 50 {
		theta, p := ball(rng)
		theta0, p0 := append([]float64(nil), theta...), append([]float64(nil), p...)
		follow(t, theta, p, 0.1, 20)
		if floats.Distance(theta, theta0, 2) < 1e-3 {
			t.Errorf("the ball has not moved from %v", theta0)
		}
		floats.Scale(-1, p)
		follow(t, theta, p, 0.1, 20)
		floats.Scale(-1, p)
		if floats.Distance(theta, theta0, math.Inf(1)) > 1e-11 || floats.Distance(p, p0, math.Inf(1)) > 1e-11 {
			t.Errorf("from %v, %v back to %v, %v", theta0, p0, theta, p)
		}
	}
}

// n steps at once are n single ones.
func TestLeapfrogSteps(t *testing.T) {
	theta, p := ball(rand.New(rand.NewPCG(2, 5)))
	theta1, p1 := append([]float64(nil), theta...), append([]float64(nil), p...)
	follow(t, theta, p, 0.1, 10)
	for range 10 {
		follow(t, theta1, p1, 0.1, 1)
	}
	if floats.Distance(theta, theta1, 2)+floats.Distance(p, p1, 2) > 1e-12 {
		t.Errorf("10 steps lead to %v, %v; 10 times one to %v, %v", theta, p, theta1, p1)
	}
}

func TestLeapfrogKeepsVolume(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 10 {
		theta, p := ball(rng)
		jacobian := mat.NewDense(6, 6, nil)
		fd.Jacobian(jacobian, func(y, x []float64) {
			copy(y, x)
			follow(t, y[:3], y[3:], 0.2, 7)
		}, append(theta, p...), &fd.JacobianSettings{Formula: fd.Central})
		reference.Near(t, "determinant", mat.Det(jacobian), 1, 1e-6)
	}
}

// A step of half the length makes an error of a quarter.
func TestLeapfrogEnergy(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	for range 20 {
		theta0, p0 := ball(rng)
		off := func(step float64) (worst float64) {
			theta, p := append([]float64(nil), theta0...), append([]float64(nil), p0...)
			for range int(math.Round(2 / step)) {
				follow(t, theta, p, step, 1)
				worst = max(worst, math.Abs(energy(theta, p)-energy(theta0, p0)))
			}
			return worst
		}
		if order := math.Log2(off(0.01) / off(0.005)); math.Abs(order-2) > 0.1 {
			t.Errorf("from %v, %v: the energy error is of order %.3f in the step", theta0, p0, order)
		}
	}
}

// The gradients used here are those of their densities.
func TestGradients(t *testing.T) {
	check := func(f mcmc.LogDensity, g mcmc.Gradient, theta []float64) {
		got := make([]float64, len(theta))
		g(got, theta)
		if want := fd.Gradient(nil, f, theta, &fd.Settings{Formula: fd.Central}); floats.Distance(got, want, 2) > 1e-6 {
			t.Errorf("at %v: gradient %v, by differences %v", theta, got, want)
		}
	}
	check(quartic, quarticSlope, []float64{0.3, -1, 2})
	for _, u := range univariate {
		check(u.d.LogProb, u.slope, []float64{0.4})
	}
}

// What the doc comment of Metropolis says is drawn, by hand.
func TestMetropolisByHand(t *testing.T) {
	const n = 500
	sd := []float64{0.5, 1, 2}
	c, err := mcmc.Run(background, quartic, []float64{1, 0, -1}, mcmc.Metropolis{Step: sd}, mcmc.Config{Draws: n, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	rng, theta, accepted := mcmc.Stream(7, 0), []float64{1, 0, -1}, 0.0
	for i := range n {
		next := make([]float64, 3)
		for j := range next {
			next[j] = theta[j] + sd[j]*rng.NormFloat64()
		}
		if math.Log(rng.Float64()) < quartic(next)-quartic(theta) {
			theta = next
			accepted++
		}
		if got := c.Draws.RawRowView(i); floats.Distance(got, theta, 2) > 1e-12 || math.Abs(c.LogP[i]-quartic(theta)) > 1e-12 {
			t.Fatalf("draw %d: %v of log density %g, want %v, %g", i, got, c.LogP[i], theta, quartic(theta))
		}
	}
	if math.Abs(c.Accepted-accepted/n) > 1e-12 || c.Evaluations != n+1 || c.Gradients != 0 || c.Factor != 1 {
		t.Errorf("accepted %g, want %g; %d evaluations, want %d; factor %g, want 1", c.Accepted, accepted/n, c.Evaluations, n+1, c.Factor)
	}
}

// Warm-up brings steps that are far too long or short to the acceptance that the documentation names; without it they stay.
func TestAdapt(t *testing.T) {
	normal := func(theta []float64) float64 { return -floats.Dot(theta, theta) / 2 }
	down := func(dst, theta []float64) { floats.ScaleTo(dst, -1, theta) }
	for _, d := range []int{1, 5} {
		goal := map[int]float64{1: 0.44, 5: 0.234}[d]
		for _, scale := range []float64{1e-3, 1, 1e3} {
			for _, c := range []struct {
				s    mcmc.Sampler
				goal float64
			}{
				{mcmc.Metropolis{Scale: scale}, goal},
				{mcmc.HMC{Gradient: down, Step: scale, Leapfrogs: 3}, 0.8},
			} {
				chain, err := mcmc.Run(background, normal, make([]float64, d), c.s, mcmc.Config{Draws: 5000, WarmUp: 3000, Seed: 1})
				if err != nil || math.Abs(chain.Accepted-c.goal) > 0.08 {
					t.Errorf("%T, d = %d, scale %g: %.3f are accepted, want %.3f; factor %g, error %v", c.s, d, scale, chain.Accepted, c.goal, chain.Factor, err)
				}
				chain, err = mcmc.Run(background, normal, make([]float64, d), c.s, mcmc.Config{Draws: 10, WarmUp: 300, Seed: 1, NoAdapt: true})
				if err != nil || chain.Factor != 1 {
					t.Errorf("%T without tuning: factor %g, error %v", c.s, chain.Factor, err)
				}
			}
		}
	}
}

// A density without an end gives a wide slice, and no endless loop; a wide start costs little.
func TestSliceWidth(t *testing.T) {
	c, err := mcmc.Run(background, func([]float64) float64 { return 0 }, []float64{0}, mcmc.Slice{Width: 1}, mcmc.Config{Draws: 50})
	if err != nil || c.Accepted != 1 || c.Evaluations > 50*1002+1 {
		t.Errorf("flat: accepted %g, %d evaluations, error %v", c.Accepted, c.Evaluations, err)
	}
	c, err = mcmc.Run(background, prob.Normal{Sigma: 1}.LogProb, []float64{0}, mcmc.Slice{Width: 1000}, mcmc.Config{Draws: 1000})
	if err != nil || c.Evaluations > 20*1000 {
		t.Errorf("wide: %d evaluations, error %v", c.Evaluations, err)
	}
}
