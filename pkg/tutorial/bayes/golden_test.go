package bayes_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

type counted struct {
	Prior, Predictive   []float64
	X                   []int
	Evidence, Mean, MAP float64
}

type measured struct {
	Prior, X, Posterior, Joint, Predictive []float64
	Evidence                               float64
}

type golden struct {
	Beta, Gamma []counted
	Normal, Nig []measured
	Dirichlet   []struct {
		Prior, Mean []float64
		X           []int
		Evidence    float64
	}
	Intervals []struct {
		Family                      string
		Parameters, Tails, Shortest []float64
		Level                       float64
	}
	Ab []struct {
		A, B          [2]float64
		Greater, Loss float64
	}
	Coverage []struct {
		Theta, Level, Wald, Wilson, Jeffreys float64
		N                                    int
		Interval                             [2]float64
	}
	Laplace struct {
		X, Y, Mode        []float64
		Hessian           [][]float64
		Laplace, Evidence float64
	}
	Models struct{ Evidence, Prior, Alike, Weighed []float64 }
}

func readGolden() (g golden) {
	reference.Read(&g)
	return g
}

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Evidence, posterior mean, MAP and predictive of counts are scipy's integrals and distributions.
func TestCountsGolden(t *testing.T) {
	g := readGolden()
	for _, g := range g.Beta {
		m := bayes.BetaBernoulli{Alpha: g.Prior[0], Beta: g.Prior[1]}
		evidence, err := m.LogEvidence(g.X...)
		noError(t, err)
		after, err := m.Update(g.X...)
		noError(t, err)
		top, err := after.MAP()
		noError(t, err)
		check(t, fmt.Sprint("beta ", g.Prior), g, evidence, after.Mean(), top, after.PredictiveCount(7))
	}
	for _, g := range g.Gamma {
		m := bayes.GammaPoisson{Shape: g.Prior[0], Rate: g.Prior[1]}
		evidence, err := m.LogEvidence(g.X...)
		noError(t, err)
		after, err := m.Update(g.X...)
		noError(t, err)
		top, err := after.MAP()
		noError(t, err)
		check(t, fmt.Sprint("gamma ", g.Prior), g, evidence, after.Mean(), top, after.Predictive())
	}
	for _, g := range g.Dirichlet {
		m := bayes.DirichletCategorical{Alpha: g.Prior}
		evidence, err := m.LogEvidence(g.X...)
		noError(t, err)
		reference.Near(t, "Dirichlet's evidence", evidence, g.Evidence, 1e-9)
		after, err := m.Update(g.X...)
		noError(t, err)
		for k, p := range after.Mean() {
			reference.Near(t, "Dirichlet's mean", p, g.Mean[k], 1e-13)
		}
	}
}

func check(t *testing.T, name string, g counted, evidence, mean, top float64, next prob.Univariate) {
	t.Helper()
	reference.Near(t, name+": evidence", evidence, g.Evidence, 1e-9)
	reference.Near(t, name+": mean", mean, g.Mean, 1e-12)
	reference.Near(t, name+": MAP", top, g.MAP, 1e-6) // scipy's search stops there
	for k, want := range g.Predictive {
		reference.Near(t, fmt.Sprintf("%s: predictive of %d", name, k), next.LogP(float64(k)), want, 1e-11)
	}
}

// The evidence of numbers is the density of scipy's multivariate normal and t.
func TestNumbersGolden(t *testing.T) {
	g := readGolden()
	at := []float64{-1, 0, 2.5}
	for _, g := range g.Normal {
		m := bayes.NormalKnown{Mu: g.Prior[0], Sigma: g.Prior[1], Noise: g.Prior[2]}
		evidence, err := m.LogEvidence(g.X...)
		noError(t, err)
		reference.Near(t, "normal: evidence", evidence, g.Evidence, 1e-10)
		after, err := m.Update(g.X...)
		noError(t, err)
		reference.Near(t, "normal: Mu", after.Mu, g.Posterior[0], 1e-12)
		reference.Near(t, "normal: Sigma", after.Sigma, g.Posterior[1], 1e-12)
		for i, x := range at {
			reference.Near(t, "normal: predictive", after.Predictive().LogP(x), g.Predictive[i], 1e-10)
		}
	}
	for _, g := range g.Nig {
		m := bayes.NormalInverseGamma{Mu: g.Prior[0], Kappa: g.Prior[1], Alpha: g.Prior[2], Beta: g.Prior[3]}
		evidence, err := m.LogEvidence(g.X...)
		noError(t, err)
		reference.Near(t, "NIG: evidence", evidence, g.Evidence, 1e-10)
		after, err := m.Update(g.X...)
		noError(t, err)
		for i, x := range at {
			reference.Near(t, "NIG: predictive", after.Predictive().LogP(x), g.Predictive[i], 1e-9)
			reference.Near(t, "NIG: joint", m.LogProb(m.Mu+0.3, []float64{0.1, 1, 7}[i]), g.Joint[i], 1e-12)
		}
	}
}

func TestIntervalsGolden(t *testing.T) {
	for _, g := range readGolden().Intervals {
		p := g.Parameters
		d := map[string]func() prob.Univariate{
			"beta":          func() prob.Univariate { return prob.Beta{Alpha: p[0], Beta: p[1]} },
			"gamma":         func() prob.Univariate { return prob.Gamma{Shape: p[0], Rate: p[1]} },
			"student t":     func() prob.Univariate { return prob.StudentT{Mu: p[0], Sigma: p[1], Nu: p[2]} },
			"inverse gamma": func() prob.Univariate { return prob.InverseGamma{Shape: p[0], Scale: p[1]} },
		}[g.Family]()
		name := fmt.Sprintf("%T%v, %g", d, d, g.Level)
		lo, hi, err := bayes.EqualTailed(d, g.Level)
		noError(t, err)
		reference.Near(t, name+": lo", lo, g.Tails[0], 1e-8)
		reference.Near(t, name+": hi", hi, g.Tails[1], 1e-8)
		lo, hi, err = bayes.HighestDensity(d, g.Level)
		noError(t, err)
		reference.Near(t, name+": shortest lo", lo, g.Shortest[0], 2e-6) // scipy's search stops there
		reference.Near(t, name+": shortest hi", hi, g.Shortest[1], 2e-6)
		reference.Near(t, name+": width", hi-lo, g.Shortest[1]-g.Shortest[0], 1e-8)
	}
}

func TestDecisionsGolden(t *testing.T) {
	g := readGolden()
	for _, g := range g.Ab {
		a, b := prob.Beta{Alpha: g.A[0], Beta: g.A[1]}, prob.Beta{Alpha: g.B[0], Beta: g.B[1]}
		p, err := bayes.ProbGreater(a, b)
		noError(t, err)
		reference.Near(t, fmt.Sprint("P(a > b) ", g.A, g.B), p, g.Greater, 1e-10)
		loss, err := bayes.ExpectedLoss(a, b)
		noError(t, err)
		reference.Near(t, fmt.Sprint("loss ", g.A, g.B), loss, g.Loss, 1e-10)
	}
	for _, g := range g.Coverage {
		wald, err := bayes.Wald(g.Level)
		noError(t, err)
		wilson, err := bayes.Wilson(g.Level)
		noError(t, err)
		jeffreys, err := bayes.Credible(bayes.BetaBernoulli{Alpha: 0.5, Beta: 0.5}, g.Level)
		noError(t, err)
		lo, hi := wilson(1, g.N)
		reference.Near(t, "Wilson's lo", lo, g.Interval[0], 1e-12)
		reference.Near(t, "Wilson's hi", hi, g.Interval[1], 1e-12)
		for i, want := range []float64{g.Wald, g.Wilson, g.Jeffreys} {
			c, err := bayes.Coverage(g.Theta, g.N, []bayes.Interval{wald, wilson, jeffreys}[i])
			noError(t, err)
			reference.Near(t, fmt.Sprintf("coverage %d at %g", i, g.Theta), c, want, 1e-12)
		}
	}
	for i, prior := range [][]float64{nil, g.Models.Prior} {
		p, err := bayes.ModelProbabilities(g.Models.Evidence, prior)
		noError(t, err)
		for k, want := range [][]float64{g.Models.Alike, g.Models.Weighed}[i] {
			reference.Near(t, "model", p[k], want, 1e-12)
		}
	}
}

// A logistic regression with a normal prior: scipy's peak and its analytic curvature.
func TestLaplaceGolden(t *testing.T) {
	g := readGolden().Laplace
	l, err := bayes.FitLaplace(context.Background(), func(w []float64) float64 {
		logP := distuv.UnitNormal.LogProb(w[0]) + distuv.UnitNormal.LogProb(w[1])
		for i, x := range g.X {
			a := w[0] + w[1]*x
			logP += g.Y[i]*a - math.Max(a, 0) - math.Log1p(math.Exp(-math.Abs(a)))
		}
		return logP
	}, []float64{-2, 5})
	noError(t, err)
	for i, want := range g.Mode {
		reference.Near(t, "mode", l.Mode[i], want, 1e-6)
	}
	h := reference.Dense(g.Hessian)
	if !mat.EqualApprox(l.Hessian, h, 1e-5) {
		t.Errorf("Hessian %v, want %v", mat.Formatted(l.Hessian), mat.Formatted(h))
	}
	var one mat.Dense
	one.Mul(l.Covariance, h)
	if !mat.EqualApprox(&one, mat.NewDense(2, 2, []float64{1, 0, 0, 1}), 1e-4) {
		t.Errorf("covariance times Hessian is %v", mat.Formatted(&one))
	}
	reference.Near(t, "Laplace's evidence", l.LogEvidence, g.Laplace, 1e-6)
	reference.Near(t, "true evidence", l.LogEvidence, g.Evidence, 0.01/math.Abs(g.Evidence))
}
