package elbo_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
)

// known are mean log p(x) of probabilistic PCA at its maximum, nats, from scikit-learn and scipy (digits: see package reduce's
// golden.py). climb are the families that are there within 400 iterations: a diagonal q turns ten columns of W only slowly (17.423 by then).
var known = []struct {
	data  string
	k     int
	logP  float64
	climb []elbo.Family
}{
	{"iris", 1, -3.137796, both}, {"iris", 2, -2.699752, both}, {"iris", 3, -2.532764, both},
	{"digits", 2, 0.005707, both}, {"digits", 10, 17.451947, both[:1]}, {"digits", 20, 27.277300, nil},
}

var both = []elbo.Family{elbo.Full, elbo.Diagonal}

func rowsOf(t *testing.T, name string) *mat.Dense {
	t.Helper()
	load := map[string]func() (*dataset.Samples, error){"iris": dataset.Iris, "digits": dataset.Digits}[name]
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	x := mat.DenseCopyOf(s.X)
	if name == "digits" {
		x.Scale(1.0/16, x)
	}
	return x
}

// In closed form the best diagonal q is the posterior, so that the ELBO is log p(x); EM, with a full q and with a diagonal one,
// climbs to the same height.
func TestKnownMaxima(t *testing.T) {
	for _, c := range known {
		x := rowsOf(t, c.data)
		m, err := reduce.FitPPCA(x, c.k)
		if err != nil {
			t.Fatal(err)
		}
		q, err := m.EStep(x, elbo.Diagonal)
		if err != nil {
			t.Fatal(err)
		}
		terms, err := m.MeanELBO(x, q)
		if err != nil {
			t.Fatal(err)
		}
		logP, err := m.MeanLogP(x)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(logP-c.logP) > 6e-7 || math.Abs(terms.ELBO()-c.logP) > 6e-7 {
			t.Errorf("%s, k = %d: log p %.7f, ELBO %.7f, want %.6f", c.data, c.k, logP, terms.ELBO(), c.logP)
		}
		for _, family := range c.climb {
			fit, err := elbo.FitEM(context.Background(), x, elbo.EMConfig{L: c.k, Family: family, Tol: 1e-7, MaxIter: 400})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(fit.ELBO-c.logP) > 1e-3 || fit.ELBO > c.logP+6e-7 {
				t.Errorf("%s, k = %d, family %d: EM ends at %.6f, want %.6f", c.data, c.k, family, fit.ELBO, c.logP)
			}
		}
	}
}
