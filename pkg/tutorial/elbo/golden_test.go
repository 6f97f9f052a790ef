package elbo

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
)

// golden holds what testdata/golden.py computed with scipy, scikit-learn and JAX.
var golden = struct {
	Normal []struct {
		X, Mu1, LogVar1, Mu2, LogVar2 []float64
		KLStandard, KL, LogNormal     float64
	}
	Bernoulli []struct {
		X, Logits []float64
		LogP      float64
	}
	LogMeanExp []struct {
		LogW  []float64
		Value float64
	}
	Linear struct {
		W     [][]float64
		B     []float64
		Sigma float64
		Rows  []struct {
			X, Mean []float64
			Cov     [][]float64
			LogP    float64
		}
	}
	Iris struct {
		X    [][]float64
		PPCA map[string]float64
	}
	Full []struct {
		Mean, Mean2, Z                []float64
		Cov, Cov2                     [][]float64
		LogProb, Entropy, KL, KLPrior float64
	}
	Decompositions []goldenDecomposition
	Informations   []struct {
		Means                   [][]float64
		Covs                    [][][]float64
		Information, MarginalKL float64
	}
	Importance []struct {
		goldenModel
		Mean         []float64
		Cov          [][]float64
		Variance, L2 float64
	}
	Diagonals []struct {
		Mean, Mu, LogVar []float64
		Cov              [][]float64
		Gap              float64
	}
	Modes      struct{ Reverse, Forward []goldenMode }
	Quadratics []struct {
		Dim                                             int
		Delta, Sigma, Baseline, Mean, Score, Path, Best float64
	}
}{}

// goldenModel is a linear-Gaussian model and a row.
type goldenModel struct {
	W           [][]float64
	B, X        []float64
	Sigma, LogP float64
}

type goldenDecomposition struct {
	goldenModel
	Mean, Mu, LogVar, JointGradient                      []float64
	Cov, Eps                                             [][]float64
	Recon, LogPrior, LogPosterior, Entropy, KLPrior, Gap float64
	Exact, Score, Path, Weighted                         WeightedGradient // B in Weighted only
}

type goldenMode struct{ Start, Mu, Sigma, KL float64 }

func init() { reference.Read(&golden) }

// near fails unless got is want to the given tolerance, absolute or relative.
func near(t *testing.T, what string, got float64, err error, want, tol float64) {
	t.Helper()
	if err != nil || !scalar.EqualWithinAbsOrRel(got, want, tol, tol) {
		t.Errorf("%s = %.15g (%v), want %.15g", what, got, err, want)
	}
}

func TestGoldenNormal(t *testing.T) {
	for _, g := range golden.Normal {
		kl, err := KLStandardNormal(g.Mu1, g.LogVar1)
		near(t, "KL to the standard normal", kl, err, g.KLStandard, 1e-11)
		kl, err = KLNormal(g.Mu1, g.LogVar1, g.Mu2, g.LogVar2)
		near(t, "KL", kl, err, g.KL, 1e-11)
		logP, err := LogNormal(g.X, g.Mu1, g.LogVar1)
		near(t, "log N", logP, err, g.LogNormal, 1e-13)
	}
}

func TestGoldenBernoulli(t *testing.T) {
	for _, g := range golden.Bernoulli {
		logP, err := LogBernoulliLogits(g.X, g.Logits)
		near(t, "log p(x|z)", logP, err, g.LogP, 1e-11)
	}
}

func TestGoldenLogMeanExp(t *testing.T) {
	for _, g := range golden.LogMeanExp {
		near(t, "log mean exp", LogMeanExp(g.LogW), nil, g.Value, 1e-14)
	}
	if got := LogMeanExp(nil); !math.IsNaN(got) {
		t.Errorf("no weights: %v, want NaN", got)
	}
}

// Divergences known in closed form: mu, log sigma → KL.
func TestKnownDivergences(t *testing.T) {
	for _, c := range []struct{ mu, logSigma, want float64 }{{0, 0, 0}, {2, 0, 2}, {0, 1, 2.194528}} {
		kl, err := KLStandardNormal([]float64{c.mu}, []float64{2 * c.logSigma})
		near(t, "KL", kl, err, c.want, 5e-7)
	}
}

func TestGoldenLinear(t *testing.T) {
	g := golden.Linear
	m, err := NewLinearGaussian(reference.Dense(g.W), g.B, g.Sigma)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range g.Rows {
		logP, err := m.LogP(row.X)
		near(t, "log p(x)", logP, err, row.LogP, 1e-12)
		mean, cov, err := m.Posterior(row.X)
		if err != nil {
			t.Fatal(err)
		}
		if !mat.EqualApprox(mat.NewVecDense(len(mean), mean), mat.NewVecDense(len(mean), row.Mean), 1e-12) {
			t.Errorf("posterior mean %v, want %v", mean, row.Mean)
		}
		if !mat.EqualApprox(cov, reference.Dense(row.Cov), 1e-12) {
			t.Errorf("posterior covariance %v, want %v", mat.Formatted(cov), row.Cov)
		}
	}
}
