package mcmc

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// The diagnostics take one quantity: x[c][i] is its value in draw i of chain c.

// Draws up to the one have squares, as have differences down to the other.
const hugest, tiniest = 1e150, 1e-150

// checkQuantity wants chains of the same length, four draws or more, of finite numbers whose squares are finite.
func checkQuantity(x [][]float64) error {
	if len(x) == 0 {
		return fmt.Errorf("mcmc: there are no chains of this quantity; pass chains × draws")
	}
	for c, chain := range x {
		if len(chain) != len(x[0]) {
			return fmt.Errorf("mcmc: chain %d has %d draws, chain 0 has %d; cut all to the shortest", c, len(chain), len(x[0]))
		}
		if len(chain) < 4 {
			return fmt.Errorf("mcmc: chain %d has %d draws; the diagnostics need 4 or more", c, len(chain))
		}
		if i := slices.IndexFunc(chain, func(v float64) bool { return !(math.Abs(v) <= hugest) }); i >= 0 {
			return fmt.Errorf("mcmc: chain %d, draw %d is %g; every draw must be finite, its magnitude at most %g",
				c, i, chain[i], hugest)
		}
	}
	if all := slices.Concat(x...); floats.Max(all)-floats.Min(all) < tiniest && !constant(x) {
		return fmt.Errorf("mcmc: the draws differ by less than %g, which has no square; use another unit", tiniest)
	}
	return nil
}

// split cuts each chain in two halves, so that a chain that drifts differs from itself; the middle one of an odd number of
// draws is left out.
func split(x [][]float64) [][]float64 {
	halves := make([][]float64, 0, 2*len(x))
	for _, chain := range x {
		halves = append(halves, chain[:len(chain)/2])
	}
	for _, chain := range x {
		halves = append(halves, chain[len(chain)-len(chain)/2:])
	}
	return halves
}

// each is f of every draw.
func each(x [][]float64, f func(v float64) float64) [][]float64 {
	y := make([][]float64, len(x))
	for c, chain := range x {
		y[c] = make([]float64, len(chain))
		for i, v := range chain {
			y[c][i] = f(v)
		}
	}
	return y
}

// constant tells whether all draws are the same number.
func constant(x [][]float64) bool {
	all := slices.Concat(x...)
	return floats.Min(all) == floats.Max(all)
}

// quantile is the p-quantile of sorted numbers, between two of them where it falls there (Hyndman & Fan 1996, type 7):
//
//	h = n p + 1 − p,   k = ⌊h⌋:   (1 − (h − k)) x_k + (h − k) x_(k+1)           k from 1
//
// Draws are compared with it, so that the last bit matters: the products are rounded as ArviZ rounds them.
func quantile(sorted []float64, p float64) float64 {
	n := float64(len(sorted))
	h := float64(n*p) + (1 - p)
	k := math.Floor(max(1, min(h, n-1)))
	w := max(0, min(h-k, 1))
	return float64((1-w)*sorted[int(k)-1]) + float64(w*sorted[int(k)])
}

// sorted gives all draws of all chains in order.
func sorted(x [][]float64) []float64 {
	all := slices.Concat(x...)
	slices.Sort(all)
	return all
}
