package book

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/internal/ledger"
)

// central is the step rule of the numerical derivatives: (f(x+h) − f(x−h)) / 2h.
var central = &fd.Settings{Formula: fd.Central}

// (0.1) d/dx f(g(x)) = f'(g(x)) g'(x).
func TestChainRule(t *testing.T) {
	type pair struct{ f, df func(float64) float64 }
	outer := []pair{
		{math.Sin, math.Cos},
		{math.Log1p, func(u float64) float64 { return 1 / (1 + u) }},
		{math.Tanh, func(u float64) float64 { return 1 / (math.Cosh(u) * math.Cosh(u)) }},
	}
	inner := []pair{
		{math.Exp, math.Exp},
		{func(x float64) float64 { return x * x }, func(x float64) float64 { return 2 * x }},
	}
	for _, f := range outer {
		for _, g := range inner {
			for _, x := range []float64{-0.7, 0.3, 1.1} {
				left := fd.Derivative(func(x float64) float64 { return f.f(g.f(x)) }, x, central)
				ledger.Check(t, "0.1", left, f.df(g.f(x))*g.df(x), 1e-8)
			}
		}
	}
}

// (0.2) d/dx log σ(x) = 1 − σ(x).
func TestSlopeOfLogSigmoid(t *testing.T) {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for _, x := range []float64{-5, -1, 0, 0.5, 3} {
		left := fd.Derivative(func(x float64) float64 { return math.Log(sigmoid(x)) }, x, central)
		ledger.Check(t, "0.2", left, 1-sigmoid(x), 1e-8)
	}
}

// (0.3) log Π p_i = Σ log p_i; the product is far below what a float64 can hold, so a big.Float holds it.
func TestLogOfAProduct(t *testing.T) {
	rng := rand.New(rand.NewPCG(0, 3))
	product, sum, naive := big.NewFloat(1).SetPrec(200), 0.0, 1.0
	for range 784 {
		p := rng.Float64()
		product.Mul(product, new(big.Float).SetFloat64(p))
		sum += math.Log(p)
		naive *= p
	}
	if naive != 0 {
		t.Errorf("the product in float64 is %v; the test wants it to underflow", naive)
	}
	var mantissa big.Float
	exponent := product.MantExp(&mantissa)
	m, _ := mantissa.Float64()
	ledger.Check(t, "0.3", math.Log(m)+float64(exponent)*math.Ln2, sum, 1e-9)
}

// (0.4) ∫ N(x; 0, 1) dx = 1.
func TestNormalIntegratesToOne(t *testing.T) {
	density := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	ledger.Check(t, "0.4", quad.Fixed(density, -12, 12, 200, quad.Legendre{}, 0), 1, 1e-12)
}

// (0.5) E[x] = ∫ x p(x) dx ≈ 1/N Σ x_i: the mean of draws comes to the integral, here within five of its standard
// errors σ/√N.
func TestLawOfLargeNumbers(t *testing.T) {
	const n = 400_000
	src := rand.NewPCG(0, 5)
	for _, p := range []interface {
		Rand() float64
		Prob(float64) float64
		StdDev() float64
	}{
		distuv.Normal{Mu: 1.5, Sigma: 2, Src: src},
		distuv.Exponential{Rate: 0.5, Src: src},
		distuv.Beta{Alpha: 2, Beta: 5, Src: src},
	} {
		draws := make([]float64, n)
		for i := range draws {
			draws[i] = p.Rand()
		}
		integrand := func(x float64) float64 { return x * p.Prob(x) }
		// kinks at 0 and 1: integrate piecewise
		right := quad.Fixed(integrand, -25, 0, 300, quad.Legendre{}, 0) + quad.Fixed(integrand, 0, 1, 300, quad.Legendre{}, 0) +
			quad.Fixed(integrand, 1, 80, 300, quad.Legendre{}, 0)
		ledger.Check(t, "0.5", stat.Mean(draws, nil), right, 5*p.StdDev()/math.Sqrt(n))
	}
}
