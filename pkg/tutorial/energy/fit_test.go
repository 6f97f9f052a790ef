package energy

import (
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// On data from the model all three fits come within 4 of their standard errors of the truth, and none is better than
// maximum likelihood.
func TestFitsFindTheTruth(t *testing.T) {
	ctx := context.Background()
	for i, c := range cases {
		n := 1000
		x := must(t, c.m, c.theta, c.box).Sample(n, random(uint64(10+i)))
		start := make([]float64, len(c.theta))
		for j, v := range c.theta {
			start[j] = 0.7 * v
		}
		exact, err := FitExact(ctx, c.m, x, start, c.box)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		steps := 0
		cd, err := FitCD(ctx, c.m, x, start, CDConfig{K: 3, Walk: Walk{Step: 1, Langevin: i == 1}, Steps: 80, Rate: 1, Seed: 3, Each: func(step int, theta []float64) {
			if step != steps || len(theta) != len(start) {
				t.Errorf("%s: callback of step %d with %g, expected step %d", c.name, step, theta, steps)
			}
			steps++
		}})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		score, err := FitScore(ctx, c.m, x, start)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if steps != 80 {
			t.Errorf("%s: %d callbacks", c.name, steps)
		}
		for name, f := range map[string]Fit{"exact": exact, "CD": cd, "score": score} {
			t.Logf("%s, %s: %.4f ± %.4f", c.name, name, f.Theta, f.StdErr)
			for j, v := range f.Theta {
				if !(math.Abs(v-c.theta[j]) <= 4*f.StdErr[j]) {
					t.Errorf("%s, %s: theta[%d] = %.4f ± %.4f, the truth is %.4f", c.name, name, j, v, f.StdErr[j], c.theta[j])
				}
				if !(f.StdErr[j] > 0.8*exact.StdErr[j] && f.StdErr[j] < 10*exact.StdErr[j]) {
					t.Errorf("%s, %s: theta[%d] is known to %.4f, by maximum likelihood to %.4f", c.name, name, j, f.StdErr[j], exact.StdErr[j])
				}
			}
		}
	}
}

// The standard errors are right: over repeated data the estimates spread by that much, and are centred at the truth.
func TestStandardErrors(t *testing.T) {
	ctx := context.Background()
	const repeats, n = 50, 800
	m, theta, box := DoubleWell{}, []float64{0.25, -0.5, 0.2}, Cube(1, 7)
	d := must(t, m, theta, box)
	rng := random(20)
	fits := map[string]func(x mat.Matrix) (Fit, error){
		"exact": func(x mat.Matrix) (Fit, error) { return FitExact(ctx, m, x, theta, box) },
		"score": func(x mat.Matrix) (Fit, error) { return FitScore(ctx, m, x, nil) },
		"CD": func(x mat.Matrix) (Fit, error) {
			return FitCD(ctx, m, x, theta, CDConfig{K: 1, Walk: Walk{Step: 1.5}, Steps: 40, Rate: 1, Seed: rng.Uint64()})
		},
	}
	for _, name := range slices.Sorted(maps.Keys(fits)) {
		fit := fits[name]
		square := make([]float64, len(theta))
		for range repeats {
			f, err := fit(d.Sample(n, rng))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for j, v := range f.Theta {
				z := (v - theta[j]) / f.StdErr[j]
				square[j] += z * z / repeats
			}
		}
		t.Logf("%s: mean square of (estimate − truth)/StdErr %.2f", name, square)
		for j, v := range square { // 1 ± √(2/50) = 0.2, and what is left of the limit n → ∞
			if v < 0.4 || v > 1.8 {
				t.Errorf("%s: theta[%d] misses by %.2f standard errors in the mean square", name, j, v)
			}
		}
	}
}

// Score matching is blind for how high far-apart hills are: its objective is flat, and its standard error, here by quadrature for
// any number of rows, grows beyond all use; maximum likelihood loses nothing.
func TestScoreMatchingsBlindSpot(t *testing.T) {
	ctx := context.Background()
	const n = 2000
	truth := []float64{1}
	var flat, worse []float64
	for _, half := range []float64{1, 2, 3, 4, 5} {
		m, box := TwoHills{M: half}, Cube(1, half+9)
		d := must(t, m, truth, box)
		// J over the data's true distribution, at the truth and at θ = −1, where the right hill has 27 % instead of 73 %.
		j := func(theta float64) float64 {
			return d.Mean(func(x []float64) float64 { return mismatch(m, []float64{theta}, x) })
		}
		flat = append(flat, j(-1)-j(1))
		const h = 1e-4
		gamma := d.Mean(func(x []float64) float64 {
			g := (mismatch(m, []float64{1 + h}, x) - mismatch(m, []float64{1 - h}, x)) / (2 * h)
			return g * g
		})
		a := d.Mean(func(x []float64) float64 {
			return (mismatch(m, []float64{1 + h}, x) - 2*mismatch(m, truth, x) + mismatch(m, []float64{1 - h}, x)) / (h * h)
		})
		worse = append(worse, math.Sqrt(gamma)/a*math.Sqrt(d.Fisher().At(0, 0)))
		x := d.Sample(n, random(30))
		exact, err := FitExact(ctx, m, x, []float64{0}, box)
		if err != nil {
			t.Fatal(err)
		}
		score, err := FitScore(ctx, m, x, []float64{0})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("M = %g: J(−1) − J(1) = %.2g; exact %.3f ± %.3f, score %.3f ± %.3g; by quadrature %.3g times worse",
			half, flat[len(flat)-1], exact.Theta[0], exact.StdErr[0], score.Theta[0], score.StdErr[0], worse[len(worse)-1])
		if exact.StdErr[0] > 0.08 || math.Abs(exact.Theta[0]-1) > 4*exact.StdErr[0] {
			t.Errorf("M = %g: maximum likelihood %.3f ± %.3f", half, exact.Theta[0], exact.StdErr[0])
		}
		if miss := math.Abs(score.Theta[0] - 1); half <= 2 && miss > 4*score.StdErr[0] || half >= 4 && miss < 1 {
			t.Errorf("M = %g: score matching %.3f ± %.3f", half, score.Theta[0], score.StdErr[0])
		}
	}
	for i := range flat[1:] {
		if !(flat[i+1] > 0 && flat[i+1] < flat[i] && worse[i+1] > 2*worse[i]) {
			t.Errorf("J(−1) − J(1) by M: %.3g; standard error beside maximum likelihood: %.3g", flat, worse)
		}
	}
	if flat[4] > 1e-4 || worse[0] > 2 || worse[4] < 100 {
		t.Errorf("J(−1) − J(1) by M: %.3g; standard error beside maximum likelihood: %.3g", flat, worse)
	}
}
