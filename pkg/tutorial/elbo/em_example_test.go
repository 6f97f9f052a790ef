package elbo_test

import (
	"context"
	"fmt"
	"math"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/bayes"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
)

// One and the same climb: with the posterior as q it is EM and ends at the maximum likelihood, which has a closed form. A q that keeps
// components apart gets there too, since W may turn; one that has a single variance for all of them does not.
func ExampleFitEM() {
	x := must.M1(dataset.Iris()).X
	exact := must.M1(reduce.FitPPCA(x, 2))
	fmt.Printf("closed form: log p %.6f\n", must.M1(exact.MeanLogP(x)))
	for i, family := range []elbo.Family{elbo.Full, elbo.Diagonal, elbo.Spherical} {
		fit := must.M1(elbo.FitEM(context.Background(), x, elbo.EMConfig{L: 2, Family: family}))
		fmt.Printf("%-11s  log p %.4f, ELBO %.4f, sigma %.4f\n", []string{"full", "diagonal", "spherical"}[i], fit.LogP, fit.ELBO, fit.Sigma)
	}
	// Output:
	// closed form: log p -2.699752
	// full         log p -2.6998, ELBO -2.6998, sigma 0.2251
	// diagonal     log p -2.6998, ELBO -2.6998, sigma 0.2251
	// spherical    log p -2.9358, ELBO -3.1719, sigma 0.2251
}

// An E step lifts the ELBO to log p(x); an M step lifts both, and opens a gap again.
func ExampleFitEM_halfSteps() {
	x := must.M1(dataset.Iris()).X
	cfg := elbo.EMConfig{L: 2, MaxIter: 2, Each: func(s elbo.HalfStep) {
		fmt.Printf("%d %s: ELBO %.3f, log p %.3f\n", s.Iteration, s.Half, s.ELBO, s.LogP)
	}}
	must.M1(elbo.FitEM(context.Background(), x, cfg))
	// Output:
	// 0 E: ELBO -7.453, log p -7.453
	// 1 M: ELBO -6.315, log p -5.445
	// 1 E: ELBO -5.445, log p -5.445
	// 2 M: ELBO -4.752, log p -4.264
	// 2 E: ELBO -4.264, log p -4.264
}

// The same density, W turned: what a q that keeps components apart loses by it.
func ExampleLinearGaussian_RotationGap() {
	m := must.M1(reduce.FitPPCA(must.M1(dataset.Iris()).X, 2))
	for _, degrees := range []float64{0, 15, 30, 45, 90} {
		fmt.Printf("%2.0f°: %.4f nats\n", degrees, must.M1(m.RotationGap(0, 1, degrees/180*math.Pi)))
	}
	// Output:
	//  0°: 0.0000 nats
	// 15°: 0.3384 nats
	// 30°: 0.6808 nats
	// 45°: 0.7916 nats
	// 90°: 0.0000 nats
}

// Coordinate ascent on two correlated components: one mean after the other, each time by the other's distance.
func ExampleFitMeanField() {
	p := must.M1(elbo.NewNormal([]float64{0, 0}, mat.NewSymDense(2, []float64{1, 0.8, 0.8, 1})))
	q := must.M1(elbo.FitMeanField(context.Background(), p, []float64{2, -2}, []float64{0, 0}, func(q elbo.MeanField) {
		if q.Sweep < 3 {
			fmt.Printf("sweep %d: mean (%.2f, %.2f), ELBO %.4f\n", q.Sweep, q.Mu[0], q.Mu[1], q.ELBO)
		}
	}))
	fmt.Printf("%d sweeps, ELBO %.4f\n", q.Sweep, q.ELBO)
	// Output:
	// sweep 0: mean (2.00, -2.00), ELBO -21.2670
	// sweep 1: mean (-1.60, -2.00), ELBO -2.8889
	// sweep 1: mean (-1.60, -1.28), ELBO -1.7908
	// sweep 2: mean (-1.02, -1.28), ELBO -1.3300
	// sweep 2: mean (-1.02, -0.82), ELBO -1.0351
	// 54 sweeps, ELBO -0.5108
}

// A normal's mean and precision, kept apart: the bound is near log p(X), the means are right, the variances too small.
func ExampleFitMeanPrecision() {
	prior := bayes.NormalInverseGamma{Mu: 0, Kappa: 0.1, Alpha: 1, Beta: 1}
	x := []float64{1.3, 0.2, 2.1, 1.7, 0.9}
	q := must.M1(elbo.FitMeanPrecision(context.Background(), prior, x, 1, nil))
	exact := must.M1(prior.Update(x...))
	fmt.Printf("ELBO %.4f, log p(X) %.4f\n", q.ELBO, must.M1(prior.LogEvidence(x...)))
	fmt.Printf("E[μ]   %.4f, exact %.4f\n", q.Mu.Mu, exact.Mu)
	fmt.Printf("Var[μ] %.4f, exact %.4f\n", q.Mu.Variance(), exact.MarginalMu().Variance())
	fmt.Printf("E[τ]   %.4f, exact %.4f\n", q.Tau.Mean(), exact.Alpha/exact.Beta)
	// Output:
	// ELBO -8.1107, log p(X) -8.0410
	// E[μ]   1.2157, exact 1.2157
	// Var[μ] 0.1205, exact 0.1687
	// E[τ]   1.6269, exact 1.6269
}
