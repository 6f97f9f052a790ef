package prob_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// A density may exceed 1; a probability may not.
func Example() {
	narrow := prob.Normal{Mu: 0, Sigma: 0.1}
	coin := prob.Bernoulli{P: 0.3}
	fmt.Printf("density at 0:      %.3f\n", narrow.Prob(0))
	fmt.Printf("P(−0.1 < x ≤ 0.1): %.3f\n", narrow.CDF(0.1)-narrow.CDF(-0.1))
	fmt.Printf("p(1) = %.1f, log p(1) = %.3f nats\n", coin.Prob(1), coin.LogP(1))
	fmt.Println(mat.Col(nil, 0, coin.Sample(8, rand.New(rand.NewPCG(1, 3)))))
	// Output:
	// density at 0:      3.989
	// P(−0.1 < x ≤ 0.1): 0.683
	// p(1) = 0.3, log p(1) = -1.204 nats
	// [0 1 0 0 0 0 0 0]
}

func ExampleNewNormal() {
	_, err := prob.NewNormal(0, -1)
	fmt.Println(err)
	// Output: prob: normal: Sigma is -1; it must be above 0
}

// The model of independent pixels on the book's digits: the first line of the running table.
func ExampleFitIndependentBernoulli() {
	os.Setenv("VAEBOOK_LANG", "en")
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		fmt.Println(err)
		return
	}
	pixels, _ := prob.FitIndependentBernoulli(train.X, 1)
	s, _ := pixels.Score(test.X)
	fmt.Println(s)
	// Output: -24.80 ± 0.22 nats (exact, counting measure, 360 rows)
}

// Joint, marginal and conditional of species and island, counted from the penguins.
func ExampleTable() {
	penguins, err := dataset.Penguins()
	if err != nil {
		fmt.Println(err)
		return
	}
	joint, _ := prob.Count(penguins, 0, "species", "island")
	island, _ := joint.Marginal("island")
	fmt.Printf("p(island) = %.3f of %v\n", island.P, island.Vars[0].Values)
	dream, _ := joint.Condition(prob.Event{"island": "Dream"})
	fmt.Printf("p(species|Dream) = %.3f of %v\n", dream.P, dream.Vars[0].Values)
	mi, _ := joint.MutualInformation([]string{"species"}, []string{"island"}, nil)
	fmt.Printf("I(species; island) = %.3f nats\n", mi)
	both := prob.Event{"island": "Dream", "species": "Gentoo"}
	p, _ := joint.Prob(both)
	_, err = joint.Condition(both)
	fmt.Println(p, errors.Is(err, prob.ErrZero))
	// Output:
	// p(island) = [0.488 0.360 0.151] of [Biscoe Dream Torgersen]
	// p(species|Dream) = [0.452 0.548 0.000] of [Adelie Chinstrap Gentoo]
	// I(species; island) = 0.520 nats
	// 0 true
}

// The sex tells nothing of the species, the island much: the test says how surprising the counts would be otherwise.
func ExampleTable_GTest() {
	penguins, err := dataset.Penguins()
	if err != nil {
		fmt.Println(err)
		return
	}
	whole, _ := penguins.Complete()
	joint, _ := prob.Count(whole, 0, "species", "island", "sex")
	for _, of := range []string{"sex", "island"} {
		r, _ := joint.GTest([]string{"species"}, []string{of}, nil, whole.Len())
		fmt.Printf("species and %s: G = %.2f, %d degrees of freedom, p = %.2g\n", of, r.Statistic, r.DF, r.PValue)
	}
	// Output:
	// species and sex: G = 0.05, 2 degrees of freedom, p = 0.98
	// species and island: G = 342.47, 4 degrees of freedom, p = 7.4e-73
}
