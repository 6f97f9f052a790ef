package elbo_test

import (
	"fmt"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// Where log p(x) is known: whatever q is, the ELBO and its gap add up to it.
func ExampleLinearGaussian() {
	m := must.M1(elbo.NewLinearGaussian(mat.NewDense(2, 1, []float64{1, 2}), []float64{0, 0}, 0.5))
	x := []float64{1, 1}
	for _, mu := range []float64{0, 0.3, 0.6} {
		q := []float64{mu}
		logVar := []float64{-3}
		terms := must.M1(m.ELBO(x, q, logVar))
		gap := must.M1(m.Gap(x, q, logVar))
		fmt.Printf("mu %.1f: ELBO %.4f + gap %.4f = %.4f\n", mu, terms.ELBO(), gap, terms.ELBO()+gap)
	}
	fmt.Printf("log p(x) = %.4f\n", must.M1(m.LogP(x)))
	// Output:
	// mu 0.0: ELBO -5.9743 + gap 3.4291 = -2.5453
	// mu 0.3: ELBO -3.3193 + gap 0.7741 = -2.5453
	// mu 0.6: ELBO -2.5543 + gap 0.0091 = -2.5453
	// log p(x) = -2.5453
}

// One fair pixel costs log 2 nats, whatever its value; a confident and right logit costs next to nothing.
func ExampleLogBernoulliLogits() {
	fmt.Printf("%.4f\n", must.M1(elbo.LogBernoulliLogits([]float64{1}, []float64{0})))
	fmt.Printf("%.4f\n", must.M1(elbo.LogBernoulliLogits([]float64{1, 0}, []float64{8, -8})))
	fmt.Printf("%.0f\n", must.M1(elbo.LogBernoulliLogits([]float64{0}, []float64{1000})))
	// Output:
	// -0.6931
	// -0.0007
	// -1000
}
