package mixture_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/janpfeifer/must"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
)

// Draw from a mixture of two normals, forget it, and find it again; BIC knows how many there were.
func ExampleFitGMM() {
	os.Setenv("VAEBOOK_LANG", "en")
	truth := must.M1(mixture.NewGMM(mixture.Full, []float64{0.25, 0.75}, mat.NewDense(2, 1, []float64{0, 10}),
		[]*mat.SymDense{mat.NewSymDense(1, []float64{1}), mat.NewSymDense(1, []float64{4})}))
	x := truth.Sample(4000, rand.New(rand.NewPCG(1, 2)))
	for k := 1; k <= 3; k++ {
		m := must.M1(mixture.FitGMM(context.Background(), x, mixture.GMMConfig{K: k, Seed: 1}))
		s := must.M1(m.Score(x))
		fmt.Printf("K = %d: %v, BIC %.0f\n", k, s, mixture.BIC(s, m.Parameters()))
		if k == 2 {
			for c, w := range m.Weights {
				fmt.Printf("  weight %.2f, mean %4.1f, variance %.1f\n", w, m.Means.At(c, 0), m.Covs[c].At(0, 0))
			}
		}
	}
	// Output:
	// K = 1: -2.97 ± 0.01 nats (exact, Lebesgue measure, 4000 rows), BIC 23784
	// K = 2: -2.50 ± 0.01 nats (exact, Lebesgue measure, 4000 rows), BIC 20077
	//   weight 0.75, mean 10.0, variance 4.1
	//   weight 0.25, mean -0.1, variance 1.0
	// K = 3: -2.50 ± 0.01 nats (exact, Lebesgue measure, 4000 rows), BIC 20102
}

// Two kinds of rows, each with pixels of its own: the mixture tells them apart, and which row is of which kind.
func ExampleFitBernoulli() {
	x := mat.NewDense(6, 4, []float64{
		1, 1, 0, 0,
		1, 1, 0, 0,
		1, 1, 1, 0,
		0, 0, 1, 1,
		0, 0, 1, 1,
		0, 1, 1, 1,
	})
	m := must.M1(mixture.FitBernoulli(context.Background(), x, mixture.BernoulliConfig{K: 2, Alpha: 0.1}))
	fmt.Printf("%.2f\n", mat.Formatted(m.Probs))
	r := must.M1(m.Responsibilities(x))
	fmt.Printf("the third row is of the kind of the first: %.3f against %.3f\n", r.At(2, 1), r.At(0, 1))
	// Output:
	// ⎡0.03  0.34  0.97  0.97⎤
	// ⎣0.97  0.97  0.34  0.03⎦
	// the third row is of the kind of the first: 0.999 against 1.000
}
