package kde

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Sample draws n rows (n × d): a point at random, and a step from it that the kernel draws.
//
//	x = x_i + h u         i uniform, u with the density c_d k(‖u‖)
//
// With a small bandwidth that is the data with a little noise. No rows where n is below 1 or
// the model was not made with New.
func (k *KDE) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || k.Dim() == 0 {
		return &mat.Dense{}
	}
	points, d := k.Points.Dims()
	x := mat.NewDense(n, d, nil)
	for i := range n {
		row := x.RawRowView(i)
		k.Kernel.draw(row, rng)
		floats.Scale(k.Bandwidth, row)
		floats.Add(row, k.Points.RawRowView(rng.IntN(points)))
	}
	return x
}

// draw fills u [d] with a step: a direction from normal numbers, and a length r whose density is r^(d−1) k(r),
//
//	Tophat r^d uniform;  Epanechnikov r² ~ Beta(d/2, 2);  Exponential r ~ Gamma(d, 1);  Linear r ~ Beta(d, 2)
//
// up to its constant; normal numbers as they are have the Gaussian's.
func (k Kernel) draw(u []float64, rng *rand.Rand) {
	for {
		for j := range u {
			u[j] = rng.NormFloat64()
		}
		if k == Gaussian {
			return
		}
		if norm := floats.Norm(u, 2); norm > 0 {
			floats.Scale(k.length(float64(len(u)), rng)/norm, u)
			return
		}
	}
}

// length draws r.
func (k Kernel) length(d float64, rng *rand.Rand) float64 {
	switch k {
	case Epanechnikov:
		return math.Sqrt(distuv.Beta{Alpha: d / 2, Beta: 2, Src: rng}.Rand())
	case Exponential:
		return distuv.Gamma{Alpha: d, Beta: 1, Src: rng}.Rand()
	case Linear:
		return distuv.Beta{Alpha: d, Beta: 2, Src: rng}.Rand()
	}
	return math.Pow(rng.Float64(), 1/d)
}
