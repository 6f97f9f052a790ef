package mixture

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
)

type gmmParams struct {
	Weights []float64
	Means   [][]float64
	Covs    [][][]float64
}

// golden holds what testdata/golden.py computed with scikit-learn and scipy.
var golden struct {
	GMM []struct {
		Kind       Covariance
		X, Fresh   [][]float64
		Iterations int
		Start      gmmParams
		Some, End  gmmParams
		EndLogP    float64
		LogP       []float64
		Posterior  [][]float64
		BIC, AIC   float64
	}
	Iris struct {
		X, Centres [][]float64
		LogP       []float64
	}
	Bernoulli []struct {
		X, Probs, Posterior [][]float64
		Alpha               float64
		Iterations          int
		Start               struct {
			Weights []float64
			Probs   [][]float64
		}
		Weights, LogP []float64
	}
	NaiveBayes struct {
		Weights, LogP []float64
		Probs, X      [][]float64
	}
}

func init() { reference.Read(&golden) }

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func nearAll(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tol)
	}
}

func nearMat(t *testing.T, what string, got, want mat.Matrix, tol float64) {
	t.Helper()
	n, d := want.Dims()
	if a, b := got.Dims(); a != n || b != d {
		t.Fatalf("%s is %d×%d, want %d×%d", what, a, b, n, d)
	}
	for i := range n {
		nearAll(t, what, mat.Row(nil, i, got), mat.Row(nil, i, want), tol)
	}
}

func (p gmmParams) model(t *testing.T, kind Covariance) *GMM {
	t.Helper()
	var covs []*mat.SymDense
	for _, rows := range p.Covs {
		cov := mat.NewSymDense(len(rows), nil)
		for i, row := range rows {
			for j := i; j < len(row); j++ {
				cov.SetSym(i, j, row[j])
			}
		}
		covs = append(covs, cov)
	}
	m, err := NewGMM(kind, p.Weights, reference.Dense(p.Means), covs)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (p gmmParams) compare(t *testing.T, what string, m *GMM, tol float64) {
	t.Helper()
	nearAll(t, what+": weights", m.Weights, p.Weights, tol)
	nearMat(t, what+": means", m.Means, reference.Dense(p.Means), tol)
	for k, cov := range m.Covs {
		nearMat(t, what+": covariances", cov, reference.Dense(p.Covs[k]), tol)
	}
}

func TestGoldenGMM(t *testing.T) {
	for _, g := range golden.GMM {
		t.Setenv("VAEBOOK_LANG", "en")
		x, name := reference.Dense(g.X), g.Kind.String()
		cfg := GMMConfig{Covariance: g.Kind, Init: g.Start.model(t, g.Kind), MaxIter: g.Iterations, Tol: 1e-300, Floor: 1e-12}
		some, err := FitGMM(context.Background(), x, cfg)
		if err != nil {
			t.Fatal(err)
		}
		g.Some.compare(t, name+", some iterations", some, 1e-10)
		cfg.MaxIter, cfg.Tol = 100_000, 1e-12
		end, err := FitGMM(context.Background(), x, cfg)
		if err != nil || !end.History.Converged {
			t.Fatalf("%s: converged %v, error %v", name, end.History.Converged, err)
		}
		g.End.compare(t, name+", end", end, 1e-5)
		near(t, name+": mean log-likelihood at the end", end.History.last(), g.EndLogP, 1e-9)

		fresh := reference.Dense(g.Fresh)
		s, err := some.Score(fresh)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, name+": log p", s.LogP, g.LogP, 1e-9)
		r, err := some.Responsibilities(fresh)
		if err != nil {
			t.Fatal(err)
		}
		nearMat(t, name+": responsibilities", r, reference.Dense(g.Posterior), 1e-9)
		if s, err = some.Score(x); err != nil {
			t.Fatal(err)
		}
		near(t, name+": BIC", BIC(s, some.Parameters()), g.BIC, 1e-10)
		near(t, name+": AIC", AIC(s, some.Parameters()), g.AIC, 1e-10)
	}
}

// The numbers that the book promises for iris, three components, from the centres of k-means, run to 1e-10.
func TestIris(t *testing.T) {
	known := []float64{Full: -1.201237, Tied: -1.709027, Diag: -2.047850, Spherical: -2.562094}
	for kind, want := range known {
		m, err := FitGMM(context.Background(), reference.Dense(golden.Iris.X), GMMConfig{
			Covariance: Covariance(kind), Centres: reference.Dense(golden.Iris.Centres), Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.History.last(); math.Abs(got-want) > 5e-7 || math.Abs(got-golden.Iris.LogP[kind]) > 1e-8 {
			t.Errorf("kind %d: mean log-likelihood %.9f; the book says %.6f, scikit-learn %.9f", kind, got, want, golden.Iris.LogP[kind])
		}
	}
}

func TestGoldenBernoulli(t *testing.T) {
	for _, g := range golden.Bernoulli {
		x := reference.Dense(g.X)
		start, err := NewBernoulli(g.Start.Weights, reference.Dense(g.Start.Probs))
		if err != nil {
			t.Fatal(err)
		}
		m, tol := start, 1e-10
		if g.Iterations > 0 {
			m, err = FitBernoulli(context.Background(), x, BernoulliConfig{Init: start, Alpha: g.Alpha, MaxIter: g.Iterations, Tol: 1e-300})
			if err != nil {
				t.Fatal(err)
			}
		}
		if g.Iterations > 1000 {
			tol = 1e-6
		}
		nearAll(t, "weights", m.Weights, g.Weights, tol)
		nearMat(t, "probabilities", m.Probs, reference.Dense(g.Probs), tol)
		s, err := m.Score(x)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, "log p", s.LogP, g.LogP, tol)
		r, err := m.Responsibilities(x)
		if err != nil {
			t.Fatal(err)
		}
		nearMat(t, "responsibilities", r, reference.Dense(g.Posterior), tol)
	}
}

// Naive Bayes' evidence Σ_y p(y) p(x|y) is a Bernoulli mixture's p(x).
func TestGoldenNaiveBayes(t *testing.T) {
	g := golden.NaiveBayes
	m, err := NewBernoulli(g.Weights, reference.Dense(g.Probs))
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Score(reference.Dense(g.X))
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "log p", s.LogP, g.LogP, 1e-12)
}

// Other starts end elsewhere: a random one at a better place for diagonal covariances than k-means leads to, at a worse
// one for a tied covariance.
func TestLocalOptima(t *testing.T) {
	for kind, want := range map[Covariance]float64{Diag: -2.045736, Tied: -1.756493} {
		found := false
		for seed := range uint64(5) {
			m, err := FitGMM(context.Background(), reference.Dense(golden.Iris.X), GMMConfig{K: 3, Covariance: kind, Start: FromRandom, Seed: seed, Tol: 1e-10})
			if err != nil {
				t.Fatal(err)
			}
			found = found || math.Abs(m.History.last()-want) < 5e-7
		}
		if !found {
			t.Errorf("kind %d: no start of five ends at %.6f", kind, want)
		}
	}
}
