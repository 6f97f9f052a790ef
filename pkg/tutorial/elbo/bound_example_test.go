package elbo_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Both derivations of the ELBO, each line with its number, where log p(x) is known.
func ExampleLinearGaussian_Decompose() {
	m := must.M1(elbo.NewLinearGaussian(mat.NewDense(3, 2, []float64{1, 0.5, 0, 1, -1, 0.3}), []float64{0, 0, 0}, 0.5))
	x := []float64{0.4, -0.2, 0.9}
	q := must.M1(elbo.NewNormal([]float64{-0.2, 0.1}, mat.NewSymDense(2, []float64{0.2, 0.05, 0.05, 0.3})))
	d := must.M1(m.Decompose(x, q))
	for _, line := range d.Jensen() {
		fmt.Println(line)
	}
	fmt.Println()
	for _, line := range d.Identity() {
		fmt.Println(line)
	}
	fmt.Printf("\nELBO %.6f + gap %.6f = log p(x) %.6f\n", d.Recon-d.KLPrior, d.Gap, d.LogP)
	// Output:
	// log p(x)                                          -4.367379
	// = log ∫ p(x, z) dz                                  -4.367379
	// ≥ E_q[log p(x, z)] − E_q[log q(z)]                  -4.707159
	// = E_q[log p(x|z)] + E_q[log p(z)] + H[q]            -4.707159
	// = E_q[log p(x|z)] − KL(q(z) ‖ p(z))                 -4.707159
	//
	//   KL(q(z) ‖ p(z|x))                                  0.339781
	// = E_q[log q(z)] − E_q[log p(z|x)]                    0.339781
	// = E_q[log q(z)] − E_q[log p(x, z)] + log p(x)        0.339781
	// = −E_q[log p(x|z)] + KL(q(z) ‖ p(z)) + log p(x)      0.339781
	// = log p(x) − ELBO                                    0.339781
	//
	// ELBO -4.707159 + gap 0.339781 = log p(x) -4.367379
}

// One code that tells the rows apart and one that does not: what the encoder says of x, and how far its codes are from the prior.
func ExampleLinearGaussian_AverageELBO() {
	m := must.M1(elbo.NewLinearGaussian(mat.NewDense(1, 1, []float64{2}), []float64{0}, 0.5))
	x := mat.NewDense(4, 1, []float64{-3, -1, 1, 3})
	for _, slope := range []float64{0, 0.45} {
		var q []*elbo.Normal
		for i := range 4 {
			q = append(q, must.M1(elbo.NewDiagonal([]float64{slope * x.At(i, 0)}, []float64{-2})))
		}
		a := must.M1(m.AverageELBO(x, q))
		fmt.Printf("recon %8.3f − information %.3f − KL(q(z)‖p(z)) %.3f = ELBO %8.3f\n", a.Recon, a.Information, a.MarginalKL, a.ELBO())
	}
	fmt.Printf("log 4 = %.3f\n", math.Log(4))
	// Output:
	// recon  -11.308 − information 0.000 − KL(q(z)‖p(z)) 0.568 = ELBO  -11.876
	// recon   -1.408 − information 0.993 − KL(q(z)‖p(z)) 0.081 = ELBO   -2.482
	// log 4 = 1.386
}

// A normal for a density with two modes: one divergence chooses a mode, the other covers both.
func ExampleFitReverse() {
	left, right := prob.Normal{Mu: -2, Sigma: 0.5}, prob.Normal{Mu: 2, Sigma: 0.5}
	target := elbo.Target{Lo: -12, Hi: 12, LogP: func(z float64) float64 {
		return elbo.LogMeanExp([]float64{left.LogP(z), right.LogP(z)})
	}}
	ctx := context.Background()
	for _, mu := range []float64{-1, 1} {
		fit := must.M1(elbo.FitReverse(ctx, target, prob.Normal{Mu: mu, Sigma: 1}, nil))
		fmt.Printf("KL(q‖p) from %+.0f: Mu %+.2f, Sigma %.2f, KL %.3f\n", mu, fit.Q.Mu, fit.Q.Sigma, fit.KL)
	}
	fit := must.M1(elbo.FitForward(ctx, target, prob.Normal{Mu: 1, Sigma: 1}, nil))
	fmt.Printf("KL(p‖q):         Mu %.2f, Sigma %.2f, KL %.3f\n", math.Abs(fit.Q.Mu), fit.Q.Sigma, fit.KL)
	// Output:
	// KL(q‖p) from -1: Mu -2.00, Sigma 0.50, KL 0.693
	// KL(q‖p) from +1: Mu +2.00, Sigma 0.50, KL 0.693
	// KL(p‖q):         Mu 0.00, Sigma 2.06, KL 0.724
}

// One draw of a gradient varies; how much depends on the number of dimensions, or does not.
func ExampleQuadratic() {
	for _, dim := range []int{1, 4, 16, 64} {
		c := must.M1(elbo.NewQuadratic(dim, 1, 1))
		fmt.Printf("Dim %2d: score %7.1f, with the best baseline %5.1f, pathwise %.0f\n",
			dim, c.ScoreVariance(0), c.ScoreVariance(c.BestBaseline()), c.PathVariance())
	}
	// Output:
	// Dim  1: score     7.5, with the best baseline   3.5, pathwise 1
	// Dim  4: score    33.0, with the best baseline   8.0, pathwise 1
	// Dim 16: score   315.0, with the best baseline  26.0, pathwise 1
	// Dim 64: score  4323.0, with the best baseline  98.0, pathwise 1
}

// The bound rises with the number of weights towards log p(x), at the rate that the weights' variance tells.
func ExampleCompareBounds() {
	m := must.M1(elbo.NewLinearGaussian(mat.NewDense(2, 1, []float64{1, 2}), []float64{0, 0}, 0.5))
	x := []float64{1, 1}
	q := must.M1(elbo.NewDiagonal([]float64{0.5}, []float64{-2}))
	logW := must.M1(m.LogWeights(x, q, 64*2000, rand.New(rand.NewPCG(7, 1))))
	variance := must.M1(m.RelativeVariance(x, q))
	logP := must.M1(m.LogP(x))
	for _, b := range must.M1(elbo.CompareBounds(logW, 1, 8, 64)) {
		gap, _, err := elbo.EvidenceGap(logW, logP, b.K)
		must.M(err)
		fmt.Printf("K = %2d: L_K %.2f, gap %.4f, Var/2K %.4f\n", b.K, b.Mean, gap, variance/float64(2*b.K))
	}
	fmt.Printf("log p(x)  %.2f\n", logP)
	// Output:
	// K =  1: L_K -3.00, gap 0.4535, Var/2K 0.1718
	// K =  8: L_K -2.57, gap 0.0237, Var/2K 0.0215
	// K = 64: L_K -2.55, gap 0.0027, Var/2K 0.0027
	// log p(x)  -2.55
}
