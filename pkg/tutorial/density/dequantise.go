package density

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Dequantise adds uniform noise u ∈ [0, 1) to every number of whole-number rows x (n × d) and gives y = x + u.
//
// A continuous density has no meaning on whole numbers: it can grow without bound on them. On y it has, for by Jensen's
// inequality its mean log density bounds from below the log of the probability that it gives to the unit cube above x:
//
//	∫ log p(x + u) du  ≤  log ∫ p(x + u) du  =  log P(x)          u over [0, 1)^d, in nats
//
// (Theis, van den Oord, Bethge 2016, arXiv:1511.01844, §3.1). Pixels 0 … 16 become numbers in [0, 17). The same seed
// gives the same noise. Errors: what CheckRows refuses, and a number that is not whole.
func Dequantise(x mat.Matrix, seed uint64) (*mat.Dense, error) {
	if err := CheckRows(x, 1); err != nil {
		return nil, err
	}
	n, d := x.Dims()
	rng := rand.New(rand.NewPCG(seed, 0x6465717561))
	y := mat.NewDense(n, d, nil)
	for i := range n {
		row := y.RawRowView(i)
		for j := range row {
			v := x.At(i, j)
			if v != math.Trunc(v) {
				return nil, fmt.Errorf("density: row %d, column %d is %g, not a whole number; dequantise counts or grey values only", i, j, v)
			}
			// Rounding may carry the sum up to v + 1, which belongs to the next cube.
			row[j] = min(v+rng.Float64(), math.Nextafter(v+1, math.Inf(-1)))
		}
	}
	return y, nil
}
