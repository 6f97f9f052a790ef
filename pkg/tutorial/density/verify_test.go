package density_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

func bell(x []float64) float64 { return math.Exp(-x[0]*x[0]/2) / math.Sqrt(2*math.Pi) }

// on is f where lo ≤ x ≤ hi, and 0 elsewhere.
func on(lo, hi float64, f func(x float64) float64) density.Func {
	return func(x []float64) float64 {
		if x[0] < lo || x[0] > hi {
			return 0
		}
		return f(x[0])
	}
}

// disc is 1 in the unit disc.
func disc(x []float64) float64 {
	if x[0]*x[0]+x[1]*x[1] < 1 {
		return 1
	}
	return 0
}

var discRegion = density.Region{Axes: []density.Axis{{Lo: -1, Hi: 1}, {Lo: -1, Hi: 1, KinksAt: func(b []float64) []float64 {
	edge := math.Sqrt(1 - b[0]*b[0])
	return []float64{-edge, edge}
}}}}

// Integrals with a closed form: the value is within the bound, and the bound within 1e-10.
func TestIntegral(t *testing.T) {
	square := density.Region{Axes: []density.Axis{{Lo: -6, Hi: 6}, {Lo: -6, Hi: 6}}}
	for name, c := range map[string]struct {
		p    density.Func
		r    density.Region
		want float64
	}{
		"normal":       {bell, density.Interval(-2, 3), distuv.UnitNormal.CDF(3) - distuv.UnitNormal.CDF(-2)},
		"kink unnamed": {func(x []float64) float64 { return math.Abs(x[0] - 0.3) }, density.Interval(-1, 1), (1.3*1.3 + 0.7*0.7) / 2},
		"jump named":   {on(0.1, 0.7, math.Cos), density.Interval(-1, 1, 0.1, 0.7, 5), math.Sin(0.7) - math.Sin(0.1)},
		"pole":         {func(x []float64) float64 { return 1 / math.Sqrt(x[0]) }, density.Interval(0, 4), 4},
		"negative":     {func(x []float64) float64 { return math.Sin(x[0]) }, density.Interval(0, 2*math.Pi), 0},
		"zero":         {func([]float64) float64 { return 0 }, density.Interval(0, 1), 0},
		"large":        {func(x []float64) float64 { return 1e200 * math.Exp(x[0]) }, density.Interval(0, 1), 1e200 * (math.E - 1)},
		"narrow peak":  {func(x []float64) float64 { return bell([]float64{(x[0] - 0.123) * 1e6}) * 1e6 }, density.Interval(-10, 10, 0.123-8e-6, 0.123+8e-6), 1},
		"disc":         {disc, discRegion, math.Pi},
		"correlated": {func(x []float64) float64 { return math.Exp(-(x[0]*x[0] + 1.2*x[0]*x[1] + x[1]*x[1]) / 0.64) }, square,
			math.Pi * 0.64 / 0.8},
	} {
		got, bound, err := density.Integral(c.p, c.r)
		rounding := 1e-14 * math.Abs(c.want)
		if err != nil || !(math.Abs(got-c.want) <= bound+rounding) || !(bound <= 1e-10*max(1, math.Abs(c.want))) {
			t.Errorf("%s: %.15g ± %.1g, error %v; want %.15g", name, got, bound, err, c.want)
		}
	}
	if _, bound, err := density.Integral(bell, density.Region{Axes: []density.Axis{{Lo: -1, Hi: 1}}, Outside: 0.4}); err != nil || bound < 0.4 {
		t.Errorf("the mass outside is not in the bound %g, error %v", bound, err)
	}
}

// Random mixtures of bumps and boxes: the value is within its bound of the closed form.
func TestIntegralOfRandomMixtures(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		mu, sigma := rng.NormFloat64(), math.Exp(rng.NormFloat64()-1)
		lo, height := rng.NormFloat64(), rng.Float64()
		hi := lo + rng.Float64()
		p := func(x []float64) float64 {
			v := bell([]float64{(x[0] - mu) / sigma}) / sigma
			if x[0] > lo && x[0] < hi {
				v += height
			}
			return v
		}
		want := height*(hi-lo) + distuv.Normal{Mu: mu, Sigma: sigma}.CDF(5) - distuv.Normal{Mu: mu, Sigma: sigma}.CDF(-5)
		got, bound, err := density.Integral(p, density.Interval(-5, 5, lo, hi))
		if err != nil || math.Abs(got-want) > bound+1e-14 || bound > 1e-10 {
			t.Errorf("mu %g, sigma %g, box %g … %g: %.15g ± %.1g, error %v; want %.15g", mu, sigma, lo, hi, got, bound, err, want)
		}
	}
}

// What is a density passes, also one that is above 1.
func TestVerify(t *testing.T) {
	gamma := distuv.Gamma{Alpha: 0.7, Beta: 3}
	tails, err := density.Cut(gamma, 1e-11)
	if err != nil || tails.Outside > 2e-11 || tails.Outside < 0.5e-11 {
		t.Fatalf("cut gamma: %+v, error %v", tails, err)
	}
	steep := func(x []float64) float64 { return 100 * bell([]float64{100 * x[0]}) }
	cauchy := distuv.StudentsT{Sigma: 1, Nu: 1}
	wide, err := density.Cut(cauchy, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		p density.Func
		r density.Region
	}{
		"normal":     {bell, density.Interval(-8, 8)},
		"up to 40":   {steep, density.Interval(-0.1, 0.1)},
		"gamma":      {func(x []float64) float64 { return gamma.Prob(x[0]) }, tails},
		"Cauchy":     {func(x []float64) float64 { return cauchy.Prob(x[0]) }, wide},
		"half known": {bell, density.Region{Axes: []density.Axis{{Lo: 0, Hi: 8}}, Outside: 0.5}},
		"disc":       {func(x []float64) float64 { return disc(x) / math.Pi }, discRegion},
	} {
		if err := density.Verify(c.p, c.r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if steep([]float64{0}) < 39 {
		t.Error("the steep density is not above 1")
	}
}

func poisson(x []float64) float64 {
	if x[0] < 0 || x[0] != math.Trunc(x[0]) {
		return 0
	}
	return distuv.Poisson{Lambda: 3}.Prob(x[0])
}

// smooth is the formula of the Poisson distribution at every x ≥ 0.
func smooth(x []float64) float64 {
	if x[0] < 0 {
		return 0
	}
	l, _ := math.Lgamma(x[0] + 1)
	return math.Exp(x[0]*math.Log(3) - 3 - l)
}

// What is none fails, for the right reason, at the right place.
func TestVerifyFinds(t *testing.T) {
	two := density.Region{Axes: []density.Axis{{Lo: 0, Hi: 1}, {Lo: 0, Hi: 1}}}
	for name, c := range map[string]struct {
		p      density.Func
		r      density.Region
		reason density.Reason
		value  float64 // wanted within 1e-3; NaN: any
		where  func(x []float64) bool
		text   string
	}{
		"a lobe below 0": {on(0, 1, func(x float64) float64 { return 1 + 1.5*math.Cos(2*math.Pi*x) }), density.Interval(0, 1),
			density.Negative, -0.5, func(x []float64) bool { return math.Abs(x[0]-0.5) < 0.02 }, "0 or more everywhere"},
		"below 0 outside": {func(x []float64) float64 { return 2 * x[0] }, density.Interval(0, 1),
			density.Negative, math.NaN(), func(x []float64) bool { return x[0] < 0 }, ""},
		"not normalised": {func(x []float64) float64 { return math.Exp(-x[0] * x[0] / 2) }, density.Interval(-8, 8),
			density.NotOne, math.Sqrt(2 * math.Pi), nil, "integrates to 2.506628275, not to 1; divide p by that number"},
		"mass outside": {bell, density.Interval(-1, 1),
			density.MassOutside, 0.3146, func(x []float64) bool { return math.Abs(x[0]) > 1 }, "widen the region"},
		"half a density": {on(0, 9, func(x float64) float64 { return bell([]float64{x}) }), density.Interval(0, 9), density.NotOne, 0.5, nil, "divide"},
		"NaN": {func(x []float64) float64 { return math.Sqrt(x[0]) }, density.Interval(-1, 1),
			density.NotANumber, math.NaN(), func(x []float64) bool { return x[0] < 0 }, "NaN at x"},
		"infinite": {func(x []float64) float64 { return 1 / math.Trunc(x[0]) }, density.Interval(0.5, 2),
			density.Infinite, math.Inf(1), func(x []float64) bool { return x[0] < 1 }, "division by 0"},
		"discrete":           {poisson, density.Interval(-0.5, 60.5), density.Discrete, 0, nil, "VerifySum"},
		"discrete's formula": {smooth, density.Interval(0, 60), density.Discrete, math.NaN(), nil, "discrete distribution"},
		"nothing": {func([]float64) float64 { return 0 }, density.Interval(0, 1),
			density.NotOne, 0, nil, "narrow peak"},
		"2-D lobe": {func(x []float64) float64 { return 4 * (x[0] - 0.2) * x[1] }, two,
			density.Negative, -0.8, func(x []float64) bool { return x[0] < 0.1 && x[1] > 0.9 }, ""},
	} {
		err := density.Verify(c.p, c.r)
		var f *density.Fault
		switch {
		case !errors.As(err, &f) || f.Reason != c.reason || !strings.Contains(err.Error(), c.text):
			t.Errorf("%s: %v", name, err)
		case f.Value != c.value && !math.IsNaN(c.value) && math.Abs(f.Value-c.value) > 1e-2:
			t.Errorf("%s: value %g, want %g", name, f.Value, c.value)
		case c.where == nil && f.X != nil || c.where != nil && !c.where(f.X):
			t.Errorf("%s: at %g", name, f.X)
		}
	}
	// A region that claims more than 1e-9 of the mass too little outside.
	r := density.Interval(-4, 4)
	r.Outside = 1e-6
	if err := density.Verify(bell, r); err == nil {
		t.Error("6e-5 outside, 1e-6 stated: no error")
	}
	r.Outside = 1e-4
	if err := density.Verify(bell, r); err != nil {
		t.Errorf("6e-5 outside, 1e-4 stated: %v", err)
	}
}

func TestVerifyErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	noise := func(x []float64) float64 { return math.Abs(math.Sin(1e9 * x[0] * x[0])) }
	for name, c := range map[string]struct {
		p    density.Func
		r    density.Region
		want string
	}{
		"nil":      {nil, density.Interval(0, 1), "no function"},
		"no axis":  {bell, density.Region{}, "no axis"},
		"3 axes":   {bell, density.Region{Axes: make([]density.Axis, 3)}, "over 3 axes"},
		"order":    {bell, density.Interval(1, 0), "axis 0 goes from 1 to 0"},
		"infinite": {bell, density.Interval(-inf, inf), "finite ends"},
		"NaN":      {bell, density.Interval(0, nan), "finite ends"},
		"outside":  {bell, density.Region{Axes: density.Interval(0, 1).Axes, Outside: nan}, "a mass of NaN outside"},
		"panic":    {disc, density.Interval(0, 1), "p panicked"},
		"noise":    {noise, density.Interval(0, 1), "20000000 points"},
	} {
		if _, _, err := density.Integral(c.p, c.r); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Integral, %s: %v; want %q", name, err, c.want)
		}
		if name == "noise" {
			continue
		}
		if err := density.Verify(c.p, c.r); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Verify, %s: %v; want %q", name, err, c.want)
		}
	}
	if _, err := density.Cut(distuv.UnitNormal, 0); err == nil {
		t.Error("nothing cut off: no error")
	}
	if _, err := density.Cut(distuv.Normal{Mu: nan, Sigma: 1}, 1e-9); err == nil {
		t.Error("no quantiles: no error")
	}
}

func TestSum(t *testing.T) {
	coins := func(x []float64) float64 { return math.Pow(0.3, x[0]+x[1]) * math.Pow(0.7, 2-x[0]-x[1]) }
	bits := density.Support{Values: [][]float64{{0, 1}, {0, 1}}}
	if total, err := density.Sum(coins, bits); err != nil || math.Abs(total-1) > 1e-15 {
		t.Errorf("two coins sum to %g, error %v", total, err)
	}
	if err := density.VerifySum(coins, bits); err != nil {
		t.Error(err)
	}
	tail := distuv.Poisson{Lambda: 3}.Survival(12)
	if err := density.VerifySum(poisson, density.Support{Values: [][]float64{density.Whole(0, 12)}, Outside: tail}); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		p    density.Func
		s    density.Support
		want string
	}{
		"tail not stated": {poisson, density.Support{Values: [][]float64{density.Whole(0, 12)}}, "sums to 0.99998"},
		"half the values": {coins, density.Support{Values: [][]float64{{0, 1}, {0}}}, "sums to 0.7, not to 1; divide"},
		"negative":        {func(x []float64) float64 { return []float64{1.5, -0.5}[int(x[0])] }, density.Support{Values: [][]float64{{0, 1}}}, "p(x) is -0.5 at x = [1]"},
		"NaN":             {func([]float64) float64 { return math.NaN() }, bits, "p(x) is NaN at x = [0 0]"},
		"nowhere":         {func([]float64) float64 { return 0 }, bits, "sums to 0; list the values"},
		"nil":             {nil, bits, "no function"},
		"no coordinate":   {coins, density.Support{}, "no coordinate"},
		"no values":       {coins, density.Support{Values: [][]float64{{0, 1}, {}}}, "coordinate 1 has no values"},
		"twice":           {coins, density.Support{Values: [][]float64{{0, 1}, {0, 1, 0}}}, "coordinate 1 has the value 0 twice"},
		"infinite value":  {coins, density.Support{Values: [][]float64{{0, 1}, {0, math.Inf(1)}}}, "values must be finite"},
		"outside":         {coins, density.Support{Values: bits.Values, Outside: -1}, "a probability of -1"},
		"too many":        {coins, density.Support{Values: [][]float64{density.Whole(1, 5000), density.Whole(1, 5000)}}, "too many"},
		"panic":           {coins, density.Support{Values: [][]float64{{0, 1}}}, "p panicked"},
	} {
		if err := density.VerifySum(c.p, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}
