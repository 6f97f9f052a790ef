package density_test

import (
	"fmt"
	"math"
	"os"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// coin is the density of one toss: p(1) = P.
type coin struct{ P float64 }

func (c coin) Dim() int { return 1 }
func (c coin) LogProb(x []float64) float64 {
	switch {
	case len(x) != 1:
		return math.NaN()
	case x[0] == 1:
		return math.Log(c.P)
	case x[0] == 0:
		return math.Log1p(-c.P)
	}
	return math.Inf(-1)
}

// Four tosses of a coin, scored in nats.
func ExampleScore() {
	os.Setenv("VAEBOOK_LANG", "en")
	tosses := mat.NewDense(4, 1, []float64{1, 0, 1, 1})
	s, err := density.Score(coin{P: 0.75}, tosses, score.Exact, score.Counting)
	fmt.Println(s, err)
	tosses.Set(2, 0, math.NaN())
	_, err = density.Score(coin{P: 0.75}, tosses, score.Exact, score.Counting)
	fmt.Println(err)
	// Output:
	// -0.56 ± 0.27 nats (exact, counting measure, 4 rows) <nil>
	// density: row 2, column 0 is NaN; every number must be finite: leave such rows away or correct them
}
