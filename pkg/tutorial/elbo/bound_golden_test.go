package elbo

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// normalOf makes a normal of a golden mean and covariance.
func normalOf(t *testing.T, mean []float64, cov [][]float64) *Normal {
	t.Helper()
	l := len(mean)
	q, err := NewNormal(mean, mat.NewSymDense(l, reference.Dense(cov).RawMatrix().Data))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func (g goldenModel) model(t *testing.T) *LinearGaussian {
	t.Helper()
	m, err := NewLinearGaussian(reference.Dense(g.W), g.B, g.Sigma)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// nearRow compares two rows.
func nearRow(t *testing.T, what string, got []float64, err error, want []float64, tol float64) {
	t.Helper()
	if err != nil || len(got) != len(want) {
		t.Errorf("%s = %v (%v), want %v", what, got, err, want)
		return
	}
	for j := range got {
		near(t, what, got[j], nil, want[j], tol)
	}
}

func TestGoldenFullNormal(t *testing.T) {
	for _, g := range golden.Full {
		q, p := normalOf(t, g.Mean, g.Cov), normalOf(t, g.Mean2, g.Cov2)
		near(t, "log q(z)", q.LogProb(g.Z), nil, g.LogProb, 1e-12)
		near(t, "entropy", q.Entropy(), nil, g.Entropy, 1e-12)
		kl, err := q.KL(p)
		near(t, "KL(q‖p)", kl, err, g.KL, 1e-11)
		near(t, "KL to the prior", q.KLPrior(), nil, g.KLPrior, 1e-11)
	}
}

func TestGoldenDecomposition(t *testing.T) {
	for _, g := range golden.Decompositions {
		d, err := g.model(t).Decompose(g.X, normalOf(t, g.Mean, g.Cov))
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"log p(x)", d.LogP, g.LogP}, {"log ∫ p(x, z) dz", d.LogIntegral, g.LogP}, {"E log p(x|z)", d.Recon, g.Recon},
			{"E log p(z)", d.LogPrior, g.LogPrior}, {"E log p(x, z)", d.LogJoint, g.Recon + g.LogPrior},
			{"E log p(z|x)", d.LogPosterior, g.LogPosterior}, {"H[q]", d.Entropy, g.Entropy},
			{"KL to the prior", d.KLPrior, g.KLPrior}, {"gap", d.Gap, g.Gap},
		} {
			near(t, c.what, c.got, err, c.want, 1e-11)
		}
	}
}

func TestGoldenGradients(t *testing.T) {
	for _, g := range golden.Decompositions {
		m := g.model(t)
		joint, err := m.LogJointGradient(g.X, g.Mu)
		nearRow(t, "∂ log p(x, z)/∂z", joint, err, g.JointGradient, 1e-11)
		exact, err := m.ExactGradient(g.X, g.Mu, g.LogVar)
		nearRow(t, "exact, mu", exact.Mu, err, g.Exact.Mu, 1e-11)
		nearRow(t, "exact, logVar", exact.LogVar, err, g.Exact.LogVar, 1e-11)
		score, err := m.ScoreGradient(g.X, -3, g.Mu, g.LogVar, g.Eps[0])
		nearRow(t, "score, mu", score.Mu, err, g.Score.Mu, 1e-11)
		nearRow(t, "score, logVar", score.LogVar, err, g.Score.LogVar, 1e-11)
		path, err := m.PathGradient(g.X, g.Mu, g.LogVar, g.Eps[0])
		nearRow(t, "path, mu", path.Mu, err, g.Path.Mu, 1e-11)
		nearRow(t, "path, logVar", path.LogVar, err, g.Path.LogVar, 1e-11)
		weighted, err := m.WeightedGradient(g.X, g.Mu, g.LogVar, reference.Dense(g.Eps))
		nearRow(t, "∇L_4, mu", weighted.Mu, err, g.Weighted.Mu, 1e-11)
		nearRow(t, "∇L_4, logVar", weighted.LogVar, err, g.Weighted.LogVar, 1e-11)
		nearRow(t, "∇L_4, b", weighted.B, err, g.Weighted.B, 1e-11)
	}
}

func TestGoldenInformation(t *testing.T) {
	for _, g := range golden.Informations {
		q := make([]*Normal, len(g.Means))
		for n := range q {
			q[n] = normalOf(t, g.Means[n], g.Covs[n])
		}
		tol := map[int]float64{1: 1e-10, 2: 1e-8}[q[0].Dim()]
		information, err := Information(q)
		near(t, "I(n; z)", information, err, g.Information, tol)
		kl, err := MarginalKL(q)
		near(t, "KL(q(z)‖p(z))", kl, err, g.MarginalKL, tol)
	}
}

func TestGoldenDiagonal(t *testing.T) {
	for _, g := range golden.Diagonals {
		mu, logVar, gap, err := normalOf(t, g.Mean, g.Cov).BestDiagonal()
		nearRow(t, "mu", mu, err, g.Mu, 1e-6)
		nearRow(t, "logVar", logVar, err, g.LogVar, 1e-6)
		near(t, "gap", gap, err, g.Gap, 1e-10)
	}
}

func TestGoldenQuadratic(t *testing.T) {
	for _, g := range golden.Quadratics {
		c, err := NewQuadratic(g.Dim, g.Delta, g.Sigma)
		near(t, "E f", c.Mean(), err, g.Mean, 1e-12)
		near(t, "score variance", c.ScoreVariance(g.Baseline), err, g.Score, 1e-12)
		near(t, "path variance", c.PathVariance(), err, g.Path, 1e-12)
		near(t, "best baseline", c.BestBaseline(), err, g.Best, 1e-12)
	}
}

// twoModes is the target of testdata/golden.py.
var twoModes = Target{Lo: -14, Hi: 14, LogP: func(z float64) float64 {
	a, b := prob.Normal{Mu: -2, Sigma: 0.6}, prob.Normal{Mu: 2, Sigma: 0.8}
	return LogMeanExp([]float64{math.Log(0.7) + a.LogP(z), math.Log(0.3) + b.LogP(z)}) + 5 // 5: need not be normalised
}}

func TestGoldenModes(t *testing.T) {
	type fit func(context.Context, Target, prob.Normal, func(ModeFit)) (ModeFit, error)
	check := func(what string, f fit, kl func(prob.Normal) (float64, error), want []goldenMode) {
		for _, g := range want {
			calls, last := 0, math.Inf(1)
			got, err := f(t.Context(), twoModes, prob.Normal{Mu: g.Start, Sigma: 1}, func(m ModeFit) {
				if m.KL > last {
					t.Errorf("%s from %g: KL rises from %v to %v", what, g.Start, last, m.KL)
				}
				calls, last = calls+1, m.KL
			})
			near(t, what+" Mu", got.Q.Mu, err, g.Mu, 1e-6)
			near(t, what+" Sigma", got.Q.Sigma, err, g.Sigma, 1e-6)
			near(t, what+" KL", got.KL, err, g.KL, 1e-10)
			if calls < 3 || calls > 100 {
				t.Errorf("%s: %d callbacks", what, calls)
			}
			again, err := kl(got.Q)
			near(t, what+" KL asked for", again, err, got.KL, 1e-12)
		}
	}
	check("reverse", FitReverse, twoModes.ReverseKL, golden.Modes.Reverse)
	check("forward", FitForward, twoModes.ForwardKL, golden.Modes.Forward)
}

func TestGoldenImportance(t *testing.T) {
	for i, g := range golden.Importance {
		m, q := g.model(t), normalOf(t, g.Mean, g.Cov)
		variance, err := m.RelativeVariance(g.X, q)
		near(t, "Var w/p", variance, err, g.Variance, 1e-9)
		if g.L2 == 0 {
			continue
		}
		logW, err := m.LogWeights(g.X, q, 100_000, newRand(uint64(i)))
		if err != nil {
			t.Fatal(err)
		}
		bounds, err := CompareBounds(logW, 1, 2)
		if err != nil || math.Abs(bounds[1].Mean-g.L2) > 4.5*bounds[1].StdErr {
			t.Errorf("L_2 = %+v (%v), want %v", bounds, err, g.L2)
		}
	}
}
