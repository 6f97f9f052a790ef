package book

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/janpfeifer/must"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/energy"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
)

// sixThetas are random parameters for the three ways of part 1.
func sixThetas() [][]float64 {
	rng := rand.New(rand.NewPCG(6, 1))
	var thetas [][]float64
	for range 6 {
		thetas = append(thetas, []float64{0.1 + rng.Float64(), 2 * rng.NormFloat64(), rng.NormFloat64()})
	}
	return thetas
}

// 6.1: an energy and a flow at random parameters, integrated by gonum's quadrature.
func TestAreaIsOneForEveryTheta(t *testing.T) {
	for _, theta := range sixThetas() {
		box := energy.Cube(1, 10)
		box.Nodes = 512
		wells := must.M1(energy.New(energy.DoubleWell{}, theta, box))
		area := quad.Fixed(func(x float64) float64 { return math.Exp(wells.LogProb([]float64{x})) }, -10, 10, 2000, quad.Legendre{}, 0)
		ledger.Check(t, "6.1", area, 1, 1e-9)
		bent := must.M1(flow.New([]float64{theta[2] / 2, theta[1] / 10}, flow.SinhArcsinh{}))
		area = quad.Fixed(func(x float64) float64 { return math.Exp(bent.LogProb([]float64{x})) }, -60, 60, 4000, quad.Legendre{}, 0)
		ledger.Check(t, "6.1", area, 1, 1e-8)
	}
}

// 6.2: energies whose densities are known: a bowl is gonum's normal, two hills are a mixture of two of them.
func TestEnergyIsTheKnownDensity(t *testing.T) {
	for _, p := range [][2]float64{{0.5, 2}, {-1, 0.7}, {0, 1}} {
		mu, sigma := p[0], p[1]
		bowl := must.M1(energy.New(energy.DoubleWell{}, []float64{0, 1 / (2 * sigma * sigma), -mu / (sigma * sigma)}, energy.Cube(1, 24)))
		for _, x := range []float64{-2, 0.3, 1.7} {
			ledger.Check(t, "6.2", math.Exp(bowl.LogProb([]float64{x})), distuv.Normal{Mu: mu, Sigma: sigma}.Prob(x), 1e-9)
		}
	}
	hills := must.M1(energy.New(energy.TwoHills{M: 2}, []float64{0.8}, energy.Cube(1, 14)))
	w := 1 / (1 + math.Exp(-0.8))
	for _, x := range []float64{-2.5, 0, 2} {
		ledger.Check(t, "6.2", math.Exp(hills.LogProb([]float64{x})), w*distuv.Normal{Mu: 2, Sigma: 1}.Prob(x)+(1-w)*distuv.Normal{Mu: -2, Sigma: 1}.Prob(x), 1e-9)
	}
}

// 6.3: in one dimension the density is the slope of the distribution function Φ(f(x)); in two the determinant comes from
// differences of f.
func TestChangeOfVariables(t *testing.T) {
	for _, theta := range sixThetas() {
		f := must.M1(flow.New([]float64{theta[2] / 2, theta[1] / 10}, flow.SinhArcsinh{}))
		cdf := func(x float64) float64 { return distuv.UnitNormal.CDF(f.Forward([]float64{x})[0]) }
		for _, x := range []float64{-1.2, 0.1, 0.9} {
			ledger.Check(t, "6.3", math.Exp(f.LogProb([]float64{x})), fd.Derivative(cdf, x, &fd.Settings{Formula: fd.Central, Step: 1e-4}), 1e-6)
		}
	}
	rng := rand.New(rand.NewPCG(6, 2))
	layers := flow.RealNVP(4, 5)
	for range 5 {
		theta := make([]float64, len(flow.Names(layers...)))
		for i := range theta {
			theta[i] = 0.4 * rng.NormFloat64()
		}
		f := must.M1(flow.New(theta, layers...))
		x := []float64{rng.NormFloat64(), rng.NormFloat64()}
		j := mat.NewDense(2, 2, nil)
		fd.Jacobian(j, func(z, x []float64) { copy(z, f.Forward(x)) }, x, &fd.JacobianSettings{Formula: fd.Central})
		logDet, _ := mat.LogDet(j)
		z := f.Forward(x)
		ledger.Check(t, "6.3", f.LogProb(x), distuv.UnitNormal.LogProb(z[0])+distuv.UnitNormal.LogProb(z[1])+logDet, 1e-6)
	}
}

// 6.4a and 6.4: the average over the model against differences of log Z, and of log p.
func TestGradientOfAnEnergyModel(t *testing.T) {
	box := energy.Cube(2, 5)
	at := func(theta []float64) *energy.Density { return must.M1(energy.New(energy.CoupledWells{}, theta, box)) }
	settings := &fd.Settings{Formula: fd.Central, Step: 1e-4}
	for _, theta := range [][]float64{{0.25, -1, -0.5, 0.2}, {0.3, -0.5, 0.4, 0}} {
		d := at(theta)
		slopes := fd.Gradient(nil, func(theta []float64) float64 { return at(theta).LogZ }, theta, settings)
		average := d.MeanGradTheta()
		for j := range theta {
			ledger.Check(t, "6.4a", slopes[j], -average[j], 1e-5)
		}
		for _, x := range [][]float64{{1.2, 0.4}, {-1.5, -1.6}} {
			slopes := fd.Gradient(nil, func(theta []float64) float64 { return at(theta).LogProb(x) }, theta, settings)
			for j, g := range d.GradTheta(x) {
				ledger.Check(t, "6.4", slopes[j], g, 1e-5)
			}
		}
	}
}

// 6.5: both sides by quadrature; slopes and second derivatives on the right are differences of log p.
func TestScoreMatchingIsTheDistanceOfSlopes(t *testing.T) {
	box := energy.Cube(1, 7)
	data := must.M1(energy.New(energy.DoubleWell{}, []float64{0.25, -1.5, 0.2}, box))
	slope := func(d *energy.Density, x float64) float64 {
		var g [1]float64
		d.Model.GradX(g[:], []float64{x}, d.Theta)
		return -g[0]
	}
	mean := func(f func(x float64) float64) float64 {
		return quad.Fixed(func(x float64) float64 { return f(x) * math.Exp(data.LogProb([]float64{x})) }, -7, 7, 800, quad.Legendre{}, 0)
	}
	for _, theta := range [][]float64{{0.3, -1, 0}, {0.2, -0.5, 0.5}, {0.25, -1.5, 0.2}} {
		d := must.M1(energy.New(energy.DoubleWell{}, theta, box))
		logP := func(x float64) float64 { return d.LogProb([]float64{x}) }
		left := mean(func(x float64) float64 { gap := slope(d, x) - slope(data, x); return gap * gap / 2 })
		j := mean(func(x float64) float64 {
			s := fd.Derivative(logP, x, &fd.Settings{Formula: fd.Central, Step: 1e-4})
			return s*s/2 + fd.Derivative(logP, x, &fd.Settings{Formula: fd.Central2nd, Step: 1e-3})
		})
		constant := mean(func(x float64) float64 { s := slope(data, x); return s * s / 2 })
		ledger.Check(t, "6.5", left, j+constant, 1e-4)
	}
}

// pixels is the model of part 3, whose p(x) is known.
func pixels() montecarlo.Family { return montecarlo.Family{Sigma: 0.5, X: 1} }

// 6.6 and 6.8: the integral over z on a grid, and the mean of weights over draws of a q, against the closed form of p(x).
func TestMarginalIsAnExpectation(t *testing.T) {
	f := pixels()
	for l := 1; l <= 3; l++ {
		lo, hi := make([]float64, l), make([]float64, l)
		for i := range lo {
			lo[i], hi[i] = -6, 6
		}
		exact := float64(l) * distuv.Normal{Sigma: math.Sqrt(1.25)}.LogProb(1)
		grid, _ := must.M2(montecarlo.Grid(context.Background(), f.LogPxz, f.LogPrior, lo, hi, 60))
		ledger.Check(t, "6.6", grid, exact, 1e-9)
		q := must.M1(montecarlo.Scaled(must.M1(f.Posterior(l)), 1.5))
		e := must.M1(montecarlo.Importance(f.LogPxz, f.LogPrior, q, 200_000, rand.New(rand.NewPCG(6, uint64(l)))))
		ledger.Check(t, "6.8", e.LogMean, exact, 5*e.RelErr)
	}
}

// 6.7: the second moment of a weight by quadrature, one pixel at a time.
func TestNaiveVarianceGrowsExponentially(t *testing.T) {
	f := pixels()
	c := must.M1(f.Growth())
	moment := func(power float64) float64 {
		return quad.Fixed(func(z float64) float64 {
			return math.Pow(distuv.Normal{Mu: z, Sigma: 0.5}.Prob(1), power) * distuv.UnitNormal.Prob(z)
		}, -9, 9, 600, quad.Legendre{}, 0)
	}
	ratio := moment(2) / (moment(1) * moment(1))
	for _, l := range []float64{1, 2, 4, 8, 16} {
		for _, n := range []float64{1, 100} {
			ledger.Check(t, "6.7", (math.Pow(ratio, l)-1)/n, (math.Exp(c*l)-1)/n, 1e-8*math.Pow(ratio, l))
		}
	}
}

// 6.9: the mean of log p̂ over repeats; four of its standard errors are allowed.
func TestLogOfAnEstimateIsTooLow(t *testing.T) {
	f := pixels()
	for _, l := range []int{1, 3} {
		exact := float64(l) * distuv.Normal{Sigma: math.Sqrt(1.25)}.LogProb(1)
		for _, n := range []int{1, 10, 100} {
			rng, logs := rand.New(rand.NewPCG(6, uint64(100*l+n))), make([]float64, 2000)
			for i := range logs {
				logs[i] = must.M1(montecarlo.Naive(f.LogPxz, f.Prior(l), n, rng)).LogMean
			}
			mean, dev := stat.MeanStdDev(logs, nil)
			ledger.CheckBound(t, "6.9", mean, exact, 4*dev/math.Sqrt(2000))
		}
	}
}

// 6.10: acceptances counted, against the power.
func TestAcceptanceIsAPower(t *testing.T) {
	for _, d := range []int{1, 2, 5, 10} {
		p := must.M1(montecarlo.NormalInNormal(d, 1, 1.5))
		rate, stdErr := must.M1(p.Reject(100_000, rand.New(rand.NewPCG(6, uint64(d))))).Rate()
		ledger.Check(t, "6.10", rate, math.Pow(1/1.5, float64(d)), 4*stdErr)
		ledger.Check(t, "6.10", math.Exp(p.LogAcceptance), math.Pow(1/1.5, float64(d)), 1e-12)
	}
}

// 6.11: the mean of χ², by gonum, from the shell's moments, and over draws.
func TestSquaredNormIsTheDimension(t *testing.T) {
	for _, d := range []int{1, 10, 100, 784} {
		s := must.M1(montecarlo.NewShell(d))
		ledger.Check(t, "6.11", s.Mean*s.Mean+s.SD*s.SD, distuv.ChiSquared{K: float64(d)}.Mean(), 1e-9*float64(d))
		x := must.M1(montecarlo.Standard(min(d, 100))).Sample(20_000, rand.New(rand.NewPCG(6, uint64(d)))).RawMatrix().Data
		ledger.Check(t, "6.11", floats.Dot(x, x)/20_000, float64(min(d, 100)), 5*math.Sqrt(2*float64(min(d, 100))/20_000))
	}
}
