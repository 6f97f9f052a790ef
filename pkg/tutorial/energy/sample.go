package energy

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Sample draws n rows (n × d) by rejection, which is exact: a point of the box, uniformly, is kept with probability
//
//	a(x) = p(x) / c          c ≥ max p
//
// It takes c · volume(box) tries a row, which is why it ends with few dimensions. n < 1 gives an empty matrix.
func (d *Density) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || d.x == nil {
		return &mat.Dense{}
	}
	lowest := math.Inf(1) // energy
	for _, x := range d.x {
		lowest = min(lowest, d.Model.Energy(x, d.Theta))
	}
	logC := -lowest + math.Log(1.2) // the highest point may lie between those of the box
	for {
		x, highest := d.reject(n, logC, rng)
		if highest <= logC {
			return x
		}
		logC = highest + math.Log(1.2)
	}
}

// reject draws with log c as given, up to log Z, and gives the highest −E that it met.
func (d *Density) reject(n int, logC float64, rng *rand.Rand) (x *mat.Dense, highest float64) {
	x = mat.NewDense(n, d.Dim(), nil)
	highest = math.Inf(-1)
	for i := 0; i < n; {
		row := x.RawRowView(i)
		for j := range row {
			row[j] = d.Box.Lo[j] + (d.Box.Hi[j]-d.Box.Lo[j])*rng.Float64()
		}
		logP := -d.Model.Energy(row, d.Theta)
		highest = max(highest, logP)
		if math.Log(rng.Float64()) < logP-logC {
			i++
		}
	}
	return x, highest
}
