package book

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/ledger"
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// (1.1) The gradient of log p(y|x) is (y − σ(wᵀx + b)) x, and y − σ(wᵀx + b) for b.
func TestLogisticGradient(t *testing.T) {
	x, theta := []float64{1.3, -0.4, 2}, []float64{0.5, -1.2, 0.3, 0.7} // the last is b
	for y := range 2 {
		logP := func(theta []float64) float64 {
			m := &supervised.Logistic{W: mat.NewDense(1, 3, theta[:3]), B: theta[3:]}
			return m.LogProb(x, y)
		}
		left := fd.Gradient(nil, logP, theta, central)
		miss := float64(y) - 1/(1+math.Exp(-floats.Dot(theta[:3], x)-theta[3]))
		for j, xj := range append(x, 1) {
			ledger.Check(t, "1.1", left[j], miss*xj, 1e-8)
		}
	}
}

// cloud is n rows of d numbers, of different variances and mixed, far from the origin.
func cloud(n, d int, seed uint64) *mat.Dense {
	r := rand.New(rand.NewPCG(1, seed))
	z, mix := mat.NewDense(n, d, nil), mat.NewDense(d, d, nil)
	z.Apply(func(_, j int, _ float64) float64 { return float64(j+1) * r.NormFloat64() }, z)
	mix.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, mix)
	z.Mul(mat.DenseCopyOf(z), mix)
	z.Apply(func(_, j int, v float64) float64 { return v + float64(3*j) }, z)
	return z
}

// (1.2) From a place m the sum of squares is larger than from the mean by n times their squared distance.
func TestMeanMinimisesSquares(t *testing.T) {
	const n, d = 17, 3
	x, m := cloud(n, d, 2), []float64{1, -2, 0.5}
	var left, right float64
	for j := range d {
		column := mat.Col(nil, j, x)
		mean := stat.Mean(column, nil)
		for _, v := range column {
			left += (v - m[j]) * (v - m[j])
		}
		right += n*stat.PopVariance(column, nil) + n*(mean-m[j])*(mean-m[j])
	}
	ledger.Check(t, "1.2", left, right, 1e-9)
}

// (1.3) The variances of the columns add up to the eigenvalues of their covariance.
// (1.4) The reconstruction error is the sum of the eigenvalues dropped.
func TestVarianceIsDealtOutAnew(t *testing.T) {
	const n, d = 60, 5
	x := cloud(n, d, 3)
	var s mat.SymDense
	stat.CovarianceMatrix(&s, x, nil)
	var eigen mat.EigenSym
	if !eigen.Factorize(&s, false) {
		t.Fatal("no eigenvalues")
	}
	rising := eigen.Values(nil)
	var total float64
	for j := range d {
		total += stat.Variance(mat.Col(nil, j, x), nil)
	}
	ledger.Check(t, "1.3", total, floats.Sum(rising), 1e-10*total)
	for k := 1; k < d; k++ {
		pca, err := reduce.FitPCA(x, k)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := pca.Error(x)
		if err != nil {
			t.Fatal(err)
		}
		ledger.Check(t, "1.4", mean*n/(n-1), floats.Sum(rising[:d-k]), 1e-9*total)
	}
}

// (1.5) No linear code of K numbers comes below the eigenvalues dropped: here random codes, each with its best decoder.
func TestNoLinearCodeBeatsPCA(t *testing.T) {
	const n, d, k = 60, 5, 2
	x := cloud(n, d, 3)
	pca, err := reduce.FitPCA(x, k)
	if err != nil {
		t.Fatal(err)
	}
	floor := pca.Total - floats.Sum(pca.Variance)
	r := rand.New(rand.NewPCG(1, 5))
	for range 20 {
		code := mat.NewDense(n, k+1, nil)
		w := mat.NewDense(d, k, nil)
		w.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, w)
		code.Slice(0, n, 0, k).(*mat.Dense).Mul(x, w)
		for i := range n {
			code.Set(i, k, 1)
		}
		var decoder, back mat.Dense
		if err := decoder.Solve(code, x); err != nil {
			t.Fatal(err)
		}
		back.Mul(code, &decoder)
		back.Sub(x, &back)
		ledger.CheckBound(t, "1.5", floor, math.Pow(mat.Norm(&back, 2), 2)/(n-1), 1e-9*pca.Total)
	}
}

// (1.6) A histogram and a kernel density estimate have area 1.
func TestEstimatesAreDensities(t *testing.T) {
	x := cloud(40, 1, 6)
	column := mat.Col(nil, 0, x)
	low, high := floats.Min(column), floats.Max(column)
	for _, h := range []float64{0.3, 1, 4} {
		k, err := kde.New(x, kde.Gaussian, h)
		if err != nil {
			t.Fatal(err)
		}
		p := func(v float64) float64 { return math.Exp(k.LogProb([]float64{v})) }
		ledger.Check(t, "1.6", quad.Fixed(p, low-12*h, high+12*h, 2000, nil, 0), 1, 1e-9)
		var area float64
		for edge := math.Floor(low/h) * h; edge <= high; edge += h {
			in := floats.Count(func(v float64) bool { return v >= edge && v < edge+h }, column)
			area += float64(in) / (float64(len(column)) * h) * h
		}
		ledger.Check(t, "1.6", area, 1, 1e-12)
	}
}

// (1.7) The mean of a histogram over all places of its edges is a kernel density estimate with triangles.
func TestMeanHistogramIsTriangles(t *testing.T) {
	x := cloud(40, 1, 7)
	column := mat.Col(nil, 0, x)
	const h, cuts = 1.5, 30_000
	k, err := kde.New(x, kde.Linear, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{-0.4, 0.3, 1} {
		var left float64
		for i := range cuts {
			edge := h * (float64(i) + 0.5) / cuts
			bin := math.Floor((at - edge) / h)
			in := floats.Count(func(v float64) bool { return math.Floor((v-edge)/h) == bin }, column)
			left += float64(in) / (float64(len(column)) * h) / cuts
		}
		ledger.Check(t, "1.7", left, math.Exp(k.LogProb([]float64{at})), 1e-4)
	}
}
