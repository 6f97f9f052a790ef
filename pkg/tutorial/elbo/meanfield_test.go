package elbo

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
)

// Each update gives what conditioning p's covariance gives; the end is p's mean.
func TestMeanFieldUpdates(t *testing.T) {
	for _, g := range ascent.Sweeps {
		l := len(g.Mean)
		cov := mat.NewSymDense(l, nil)
		for i, row := range g.Cov {
			for j, v := range row {
				cov.SetSym(i, j, v)
			}
		}
		p, err := NewNormal(g.Mean, cov)
		if err != nil {
			t.Fatal(err)
		}
		last := math.Inf(-1)
		q, err := FitMeanField(context.Background(), p, g.Start, make([]float64, l), func(q MeanField) {
			if q.ELBO < last-1e-12 || q.ELBO > 0 {
				t.Errorf("the ELBO went from %v to %v", last, q.ELBO)
			}
			last = q.ELBO
			if j := q.Component; q.Sweep == 1 {
				near(t, "mean", q.Mu[j], nil, g.After[j].Mu, 1e-10)
				near(t, "variance", math.Exp(q.LogVar[j]), nil, g.After[j].Variance, 1e-10)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		_, logVar, gap, err := p.BestDiagonal()
		if err != nil {
			t.Fatal(err)
		}
		near(t, "ELBO", q.ELBO, nil, -gap, 1e-10)
		for j := range l {
			near(t, "mean at the end", q.Mu[j], nil, g.Mean[j], 1e-8)
			near(t, "log-variance at the end", q.LogVar[j], nil, logVar[j], 1e-10)
			if math.Exp(q.LogVar[j]) > cov.At(j, j) {
				t.Errorf("variance %v is above p's %v", math.Exp(q.LogVar[j]), cov.At(j, j))
			}
		}
	}
}

// With correlation rho a sweep leaves rho² of the distance, and the gap is −½ log(1 − rho²).
func TestMeanFieldRate(t *testing.T) {
	for _, rho := range []float64{0.3, -0.8, 0.95} {
		p, err := NewNormal([]float64{1, -1}, mat.NewSymDense(2, []float64{1, rho, rho, 1}))
		if err != nil {
			t.Fatal(err)
		}
		var path []float64
		q, err := FitMeanField(context.Background(), p, []float64{3, 4}, []float64{0, 0}, func(q MeanField) {
			if q.Component == 1 {
				path = append(path, q.Mu[1]+1)
			}
		})
		near(t, "gap", -q.ELBO, err, -0.5*math.Log(1-rho*rho), 1e-10)
		near(t, "rate", path[2]/path[1], nil, rho*rho, 1e-9)
	}
}

func TestMeanFieldErrors(t *testing.T) {
	ctx := context.Background()
	p, err := NewNormal([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 0.5, 0.5, 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = FitMeanField(ctx, &Normal{}, []float64{0}, []float64{0}, nil)
	says(t, err, "NewNormal")
	_, err = FitMeanField(ctx, p, []float64{0}, []float64{0}, nil)
	says(t, err, "start has 1 components")
	_, err = FitMeanField(ctx, p, []float64{0, math.NaN()}, []float64{0, 0}, nil)
	says(t, err, "NaN")
	_, err = FitMeanField(ctx, p, []float64{0, 0}, []float64{0, 999}, nil)
	says(t, err, "logVar is 999")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = FitMeanField(ended, p, []float64{0, 0}, []float64{0, 0}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	tight, err := NewNormal([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 1 - 1e-9, 1 - 1e-9, 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = FitMeanField(ctx, tight, []float64{1, -3}, []float64{0, 0}, nil)
	says(t, err, "too correlated")
}

// nig is the golden prior.
func nig(p []float64) bayes.NormalInverseGamma {
	return bayes.NormalInverseGamma{Mu: p[0], Kappa: p[1], Alpha: p[2], Beta: p[3]}
}

// Against a search that knows no update rule, over a bound by quadrature.
func TestMeanPrecisionGolden(t *testing.T) {
	for _, g := range ascent.Precisions {
		q, err := FitMeanPrecision(context.Background(), nig(g.Prior), g.X, 1, nil)
		near(t, "ELBO", q.ELBO, err, g.ELBO, 1e-9)
		near(t, "Mu", q.Mu.Mu, err, g.Mu, 1e-4)
		near(t, "Sigma", q.Mu.Sigma, err, g.Sigma, 1e-4)
		near(t, "Shape", q.Tau.Shape, err, g.Shape, 1e-4)
		near(t, "Rate", q.Tau.Rate, err, g.Rate, 1e-4)
		if !(q.ELBO < g.LogP) {
			t.Errorf("the bound %v is above log p(X) = %v", q.ELBO, g.LogP)
		}
		logP, err := nig(g.Prior).LogEvidence(g.X...)
		near(t, "log p(X)", logP, err, g.LogP, 1e-9)
	}
}

// Against the exact posterior, on random data: the ELBO rises to at most log p(X); E[μ] and E[τ] are right, both variances too
// small: Var[τ] = E[τ]²/(Alpha' + ½) instead of E[τ]²/Alpha'.
func TestMeanPrecisionAgainstExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 0))
	for trial := range 40 {
		x := make([]float64, 1+rng.IntN(30))
		for i := range x {
			x[i] = 5*rng.NormFloat64() - 2
		}
		prior := bayes.NormalInverseGamma{Mu: rng.NormFloat64(), Kappa: math.Exp(rng.NormFloat64()), Alpha: 1 + rng.ExpFloat64(), Beta: math.Exp(rng.NormFloat64())}
		logP, err1 := prior.LogEvidence(x...)
		after, err2 := prior.Update(x...)
		last := math.Inf(-1)
		q, err3 := FitMeanPrecision(context.Background(), prior, x, math.Exp(3*rng.NormFloat64()), func(q MeanPrecision) {
			if q.ELBO < last-1e-9 || q.ELBO > logP {
				t.Errorf("trial %d, sweep %d, %s: the ELBO is %v after %v, log p(X) is %v", trial, q.Sweep, q.Last, q.ELBO, last, logP)
			}
			last = q.ELBO
		})
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		near(t, "E[μ]", q.Mu.Mu, nil, after.Mu, 1e-12)
		near(t, "E[τ]", q.Tau.Mean(), nil, after.Alpha/after.Beta, 1e-8)
		near(t, "Var[τ]", q.Tau.Variance(), nil, math.Pow(after.Alpha/after.Beta, 2)/(after.Alpha+0.5), 1e-8)
		if v := after.MarginalMu().Variance(); !(q.Mu.Variance() < v) {
			t.Errorf("Var[μ] is %v, the exact %v is not above it", q.Mu.Variance(), v)
		}
	}
}

func TestMeanPrecisionErrors(t *testing.T) {
	ctx, prior := context.Background(), bayes.NormalInverseGamma{Kappa: 1, Alpha: 1, Beta: 1}
	_, err := FitMeanPrecision(ctx, prior, nil, 1, nil)
	says(t, err, "no data")
	_, err = FitMeanPrecision(ctx, prior, []float64{1, math.NaN()}, 1, nil)
	says(t, err, "NaN")
	_, err = FitMeanPrecision(ctx, bayes.NormalInverseGamma{Kappa: 1, Alpha: 0, Beta: 1}, []float64{1}, 1, nil)
	says(t, err, "Alpha")
	for _, tau := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		_, err = FitMeanPrecision(ctx, prior, []float64{1}, tau, nil)
		says(t, err, "tau is")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = FitMeanPrecision(ended, prior, []float64{1}, 1, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}

// EM with a diagonal q turns W until its columns stand
// at right angles.
func TestDiagonalTurnsW(t *testing.T) {
	x := reference.Dense(golden.Iris.X)
	fit, err := FitEM(context.Background(), x, EMConfig{L: 2, Family: Diagonal, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	var g mat.Dense
	g.Mul(fit.W.T(), fit.W)
	if cos := g.At(0, 1) / math.Sqrt(g.At(0, 0)*g.At(1, 1)); math.Abs(cos) > 1e-2 {
		t.Errorf("the columns' cosine is %v", cos)
	}
	near(t, "gap", fit.LogP-fit.ELBO, nil, 0, 1e-6)
}
