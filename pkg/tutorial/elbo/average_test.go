package elbo

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// codesAndRows returns a model with l latent dimensions, n rows and a q for each.
func codesAndRows(t *testing.T, seed uint64, n, l int) (*LinearGaussian, *mat.Dense, []*Normal) {
	t.Helper()
	rng := newRand(seed)
	m, err := NewLinearGaussian(mat.NewDense(4, l, normals(rng, 4*l, 1)), normals(rng, 4, 1), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	q := make([]*Normal, n)
	for i := range q {
		q[i] = randomNormal(t, rng, l, 20)
		q[i].Cov.ScaleSym(math.Exp(-2*rng.Float64()), q[i].Cov)
		if q[i], err = NewNormal(q[i].Mean, q[i].Cov); err != nil {
			t.Fatal(err)
		}
	}
	return m, mat.NewDense(n, 4, normals(rng, 4*n, 1.5)), q
}

// The fourth form is the mean of the first, and its two divergences are those of the rows taken together.
func TestAverageIsMeanOfRows(t *testing.T) {
	for seed, c := range []struct{ n, l int }{{1, 1}, {2, 1}, {20, 1}, {1, 2}, {3, 2}, {12, 2}} {
		m, x, q := codesAndRows(t, uint64(seed), c.n, c.l)
		a, err := m.AverageELBO(x, q)
		if err != nil {
			t.Fatal(err)
		}
		mean, kl := 0.0, 0.0
		for i := range q {
			elbo, err := m.ReconMinusKL(x.RawRowView(i), q[i])
			if err != nil {
				t.Fatal(err)
			}
			mean += elbo / float64(c.n)
			kl += q[i].KLPrior() / float64(c.n)
		}
		tol := map[int]float64{1: 1e-11, 2: 1e-5}[c.l]
		near(t, "ELBO", a.ELBO(), nil, mean, tol)
		near(t, "I + KL(q(z)‖p(z))", a.Information+a.MarginalKL, nil, kl, tol)
		if a.Information > math.Log(float64(c.n))+1e-9 {
			t.Errorf("information %v of %d rows is above log N", a.Information, c.n)
		}
		z := normals(newRand(9), c.l, 1)
		sum := 0.0
		for i := range q {
			sum += math.Exp(q[i].LogProb(z)) / float64(c.n)
		}
		near(t, "log q(z)", LogMarginal(q, z), nil, math.Log(sum), 1e-12)
	}
}

// All q alike: z tells nothing. No two overlap: z tells the row, log N nats.
func TestInformationAtItsEnds(t *testing.T) {
	one, err := NewDiagonal([]float64{0.3, -1}, []float64{-1, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	information, err := Information([]*Normal{one, one, one})
	near(t, "all alike", information, err, 0, 1e-12)
	var far []*Normal
	for i := range 5 {
		q, err := NewDiagonal([]float64{40 * float64(i)}, []float64{0})
		if err != nil {
			t.Fatal(err)
		}
		far = append(far, q)
	}
	information, err = Information(far)
	near(t, "far apart", information, err, math.Log(5), 1e-12)
}
