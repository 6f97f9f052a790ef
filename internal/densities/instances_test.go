package densities_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/energy"
	"github.com/vaebook/vaebook/pkg/tutorial/flow"
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// must gives v, or ends the test.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// left is what the tails of a region may hold: far below the tolerance.
const left = 1e-11

func cut(t *testing.T, d prob.Univariate) density.Region {
	t.Helper()
	return must[density.Region](t)(density.Cut(d, left))
}

// square is the box from −half to half on both axes, outside of which there is nothing to speak of.
func square(half float64) density.Region {
	return density.Region{Axes: []density.Axis{{Lo: -half, Hi: half}, {Lo: -half, Hi: half}}, Outside: left}
}

// unit are d coordinates that are 0 or 1.
func unit(d int) density.Support {
	s := density.Support{}
	for range d {
		s.Values = append(s.Values, []float64{0, 1})
	}
	return s
}

// univariate are instances with regions or supports from the cdf.
func univariate(t *testing.T, ds ...prob.Univariate) []instance {
	var list []instance
	for _, d := range ds {
		in := instance{name: fmt.Sprintf("%T%+v", d, d), p: d}
		if d.Measure() == score.Counting {
			most := d.Quantile(1 - left)
			in.support = density.Support{Values: [][]float64{density.Whole(0, int(most))}, Outside: max(0, 1-d.CDF(most))}
		} else {
			in.region = cut(t, d)
		}
		list = append(list, in)
	}
	return list
}

// families are those of package prob.
func families(t *testing.T) []instance {
	list := univariate(t,
		prob.Normal{Mu: 0.3, Sigma: 0.05}, prob.Normal{Mu: -2, Sigma: 30},
		prob.Exponential{Rate: 3}, prob.Gamma{Shape: 0.7, Rate: 3}, prob.Gamma{Shape: 9, Rate: 0.5}, prob.InverseGamma{Shape: 3, Scale: 2},
		prob.Beta{Alpha: 3, Beta: 2}, prob.Beta{Alpha: 0.6, Beta: 2.5}, prob.Beta{Alpha: 200, Beta: 90},
		prob.StudentT{Mu: 1, Sigma: 2, Nu: 1.5}, prob.StudentT{Mu: 0, Sigma: 1, Nu: 30},
		prob.Bernoulli{P: 0.3}, prob.Categorical{P: []float64{0.2, 0.5, 0.3}}, prob.Poisson{Lambda: 4}, prob.Poisson{Lambda: 500},
		prob.BetaBinomial{N: 20, Alpha: 0.7, Beta: 2}, prob.NegativeBinomial{R: 2.5, P: 0.1},
	)
	normal, exponential := prob.Normal{Mu: 1, Sigma: 2}, prob.Exponential{Rate: 0.5}
	both := cut(t, normal)
	rest := cut(t, exponential)
	table := must[*prob.Table](t)(prob.NewTable([]prob.Variable{{Name: "rain", Values: []string{"no", "yes"}}, {Name: "wind", Values: []string{"none", "some", "much"}}},
		[]float64{0.3, 0.2, 0.1, 0.05, 0.15, 0.2}))
	triangle := firstOf{prob.Dirichlet{Alpha: []float64{1.5, 2, 3}}}
	below := func(before []float64) []float64 { return []float64{1 - before[0]} }
	return append(list,
		instance{name: "independent, continuous", p: prob.Independent{normal, exponential}, region: density.Region{
			Axes: []density.Axis{both.Axes[0], rest.Axes[0]}, Outside: both.Outside + rest.Outside}},
		instance{name: "independent, discrete", p: prob.Independent{prob.Bernoulli{P: 0.2}, prob.Categorical{P: []float64{0.5, 0.1, 0.4}}},
			support: density.Support{Values: [][]float64{{0, 1}, {0, 1, 2}}}},
		instance{name: "joint table", p: table, support: density.Support{Values: [][]float64{{0, 1}, {0, 1, 2}}}},
		instance{name: "Dirichlet of three", p: triangle, region: density.Region{Axes: []density.Axis{{Lo: 0, Hi: 1}, {Lo: 0, Hi: 1, KinksAt: below}}}},
	)
}

// firstOf is a Dirichlet as the density of all x but the last, which follows.
type firstOf struct{ prob.Dirichlet }

func (d firstOf) Dim() int { return d.Dirichlet.Dim() - 1 }
func (d firstOf) LogProb(x []float64) float64 {
	last := 1.0
	for _, v := range x {
		last -= v
	}
	return d.Dirichlet.LogProb(append(append([]float64(nil), x...), last))
}

// joint is the posterior of a mean and a variance.
type joint struct{ bayes.NormalInverseGamma }

func (joint) Dim() int                      { return 2 }
func (j joint) LogProb(x []float64) float64 { return j.NormalInverseGamma.LogProb(x[1], x[0]) } // σ² first

// posteriors are those of package bayes, and its predictions.
func posteriors(t *testing.T) []instance {
	x := []float64{2.1, 0.4, 1.7, 3.3, 1.2}
	coin := must[bayes.BetaBernoulli](t)(bayes.BetaBernoulli{Alpha: 1, Beta: 1}.UpdateCounts(7, 3))
	rate := must[bayes.GammaPoisson](t)(bayes.GammaPoisson{Shape: 2, Rate: 1}.Update(3, 0, 5))
	mean := must[bayes.NormalKnown](t)(bayes.NormalKnown{Mu: 0, Sigma: 10, Noise: 1}.Update(x...))
	both := must[bayes.NormalInverseGamma](t)(bayes.NormalInverseGamma{Mu: 0, Kappa: 0.1, Alpha: 2, Beta: 1}.Update(x...))
	kinds := must[bayes.DirichletCategorical](t)(bayes.DirichletCategorical{Alpha: []float64{1, 1, 1}}.Update(0, 2, 2, 1, 2))
	list := univariate(t, coin.Distribution(), coin.Predictive(), coin.PredictiveCount(12), rate.Distribution(), rate.Predictive(),
		mean.Distribution(), mean.Predictive(), both.MarginalMu(), both.MarginalSigma2(), both.Predictive(), kinds.Marginal(2), kinds.Predictive())

	variance, mu := cut(t, both.MarginalSigma2()), cut(t, both.MarginalMu())
	mu.Axes[0].KinksAt = func(sigma2 []float64) []float64 { // given σ², the mean is a normal
		var at []float64
		for _, z := range []float64{-9, -3, 3, 9} {
			at = append(at, both.Mu+z*math.Sqrt(sigma2[0]/both.Kappa))
		}
		return at
	}
	laplace := must[*bayes.Laplace](t)(bayes.FitLaplace(context.Background(), func(theta []float64) float64 {
		a, b := theta[0], theta[1]
		return -a*a/2 - (b-a)*(b-a) - b*b*b*b/10
	}, []float64{0.5, 0.5}))
	return append(list,
		instance{name: "mean and variance", p: joint{both}, region: density.Region{Axes: []density.Axis{variance.Axes[0], mu.Axes[0]}, Outside: variance.Outside + mu.Outside}},
		instance{name: "Laplace", p: laplace, region: square(8)},
		instance{name: "Laplace's marginal", p: laplace.Marginal(0), region: cut(t, laplace.Marginal(0))},
	)
}

// mixtures are Gaussian ones of all kinds of covariance, and a Bernoulli one.
func mixtures(t *testing.T) []instance {
	var list []instance
	weights, means := []float64{0.5, 0.3, 0.2}, mat.NewDense(3, 2, []float64{0, 0, 2, 1, -1, 2})
	sym := func(a, b, c float64) *mat.SymDense { return mat.NewSymDense(2, []float64{a, b, b, c}) }
	tied := sym(0.5, 0.2, 0.3)
	for kind, covs := range map[mixture.Covariance][]*mat.SymDense{
		mixture.Full:      {sym(1, 0.6, 0.5), sym(0.1, 0, 2), sym(0.3, -0.2, 0.3)},
		mixture.Tied:      {tied, tied, tied},
		mixture.Diag:      {sym(1, 0, 0.5), sym(0.1, 0, 2), sym(0.3, 0, 0.3)},
		mixture.Spherical: {sym(1, 0, 1), sym(0.1, 0, 0.1), sym(0.5, 0, 0.5)},
	} {
		m := must[*mixture.GMM](t)(mixture.NewGMM(kind, weights, means, covs))
		list = append(list, instance{name: "GMM, " + kind.String(), p: m, region: square(14)})
	}
	line := must[*mixture.GMM](t)(mixture.NewGMM(mixture.Full, []float64{0.4, 0.6}, mat.NewDense(2, 1, []float64{-1, 2}),
		[]*mat.SymDense{mat.NewSymDense(1, []float64{0.01}), mat.NewSymDense(1, []float64{1})}))
	pixels := mat.NewDense(2, 6, []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9, 0.8, 0.7, 0.6, 0.5, 0.01})
	return append(list,
		instance{name: "GMM of one number", p: line, region: density.Interval(-6, 10, -2, -1, 0)},
		instance{name: "Bernoulli mixture", p: must[*mixture.Bernoulli](t)(mixture.NewBernoulli([]float64{0.3, 0.7}, pixels)), support: unit(6)},
	)
}

// kernels are kernel density estimates, split where their bumps begin and end.
func kernels(t *testing.T) []instance {
	const h = 0.7
	var list []instance
	line, plane := mat.NewDense(4, 1, []float64{0, 0.4, 1.1, 3}), mat.NewDense(2, 2, []float64{0, 0, 1, 0.4})
	for _, kernel := range []kde.Kernel{kde.Gaussian, kde.Tophat, kde.Epanechnikov, kde.Exponential, kde.Linear} {
		one := must[*kde.KDE](t)(kde.New(line, kernel, h))
		region := density.Interval(-25, 28)
		for i := range 4 {
			c := line.At(i, 0)
			region.Axes[0].Kinks = append(region.Axes[0].Kinks, c-h, c, c+h)
		}
		list = append(list, instance{name: kernel.String() + ", one number", p: one, region: region})

		region = square(24)
		var centres []float64
		for i := range 2 {
			c := plane.At(i, 0)
			centres = append(centres, c-h, c, c+h)
		}
		region.Axes[0].Kinks = centres
		region.Axes[1].KinksAt = func(before []float64) []float64 { // the edges of the discs, and their middle
			var at []float64
			for i := range 2 {
				edge := math.Sqrt(max(0, h*h-(before[0]-plane.At(i, 0))*(before[0]-plane.At(i, 0))))
				at = append(at, plane.At(i, 1)-edge, plane.At(i, 1), plane.At(i, 1)+edge)
			}
			return at
		}
		list = append(list, instance{name: kernel.String() + ", two", p: must[*kde.KDE](t)(kde.New(plane, kernel, h)), region: region})
	}
	return list
}

// latent are the models with a latent variable whose density is known.
func latent(t *testing.T) []instance {
	rng := rand.New(rand.NewPCG(1, 6))
	x := mat.NewDense(200, 2, nil)
	for i := range 200 {
		z := rng.NormFloat64()
		x.SetRow(i, []float64{1 + z + 0.3*rng.NormFloat64(), 0.5*z + 0.3*rng.NormFloat64()})
	}
	ppca := must[*reduce.PPCA](t)(reduce.FitPPCA(x, 1))
	normal := must[*elbo.Normal](t)(elbo.NewNormal([]float64{1, -1}, mat.NewSymDense(2, []float64{1, -0.7, -0.7, 0.8})))
	return []instance{
		{name: "PPCA", p: ppca, region: square(12)},
		{name: "normal with a full covariance", p: normal, region: square(10)},
	}
}

// energies are exponentials of energies, normalised.
func energies(t *testing.T) []instance {
	model := func(m energy.Model, half float64, theta ...float64) density.Density {
		return must[*energy.Density](t)(energy.New(m, theta, energy.Cube(m.Dim(), half)))
	}
	return []instance{
		{name: "double well", p: model(energy.DoubleWell{}, 6, 0.25, -1.5, 0.2), region: density.Interval(-6, 6)},
		{name: "two hills", p: model(energy.TwoHills{M: 3}, 12, -1), region: density.Interval(-12, 12)},
		{name: "coupled wells", p: model(energy.CoupledWells{}, 5, 0.25, -1, -0.5, 0.2), region: square(5)},
	}
}

// flows are normals bent by random parameters.
func flows(t *testing.T) []instance {
	rng := rand.New(rand.NewPCG(2, 6))
	bent := func(layers ...flow.Layer) density.Density {
		var theta []float64
		for _, l := range layers {
			for _, v := range l.Start(rng) {
				theta = append(theta, v+0.2*rng.NormFloat64())
			}
		}
		return must[*flow.Flow](t)(flow.New(theta, layers...))
	}
	return []instance{
		{name: "sinh-arcsinh flow", p: bent(flow.Affine{D: 1}, flow.SinhArcsinh{}), region: density.Interval(-60, 60, -5, 0, 5)},
		{name: "flow of sigmoids", p: bent(flow.Affine{D: 1}, flow.Sigmoids{K: 3}), region: density.Interval(-25, 25, -5, 0, 5)},
		{name: "coupling flow", p: bent(flow.RealNVP(4, 4)...), region: square(25)},
	}
}
