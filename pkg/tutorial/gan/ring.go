package gan

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/mixture"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Ring is a distribution of points of the plane that is known by construction: normal ones, equally often, whose centres
// stand on a circle about the origin, the first to the right.
//
//	p(x) = 1/M Σ_m N(x; radius (cos 2πm/M, sin 2πm/M), sigma² I)
//
// As data it needs a generator that serves every mode; eight modes are usual since Metz et al. 2017 (arXiv:1611.02163).
func Ring(modes int, radius, sigma float64) (*mixture.GMM, error) {
	if modes < 1 || !(radius > 0) || !(sigma > 0) || math.IsInf(radius, 0) || math.IsInf(sigma, 0) {
		return nil, fmt.Errorf("gan: a ring of %d modes, radius %v, sigma %v; take 1 mode or more and positive lengths", modes, radius, sigma)
	}
	weights, means, covs := make([]float64, modes), mat.NewDense(modes, 2, nil), make([]*mat.SymDense, modes)
	for m := range modes {
		sin, cos := math.Sincos(2 * math.Pi * float64(m) / float64(modes))
		weights[m], covs[m] = 1/float64(modes), mat.NewSymDense(2, []float64{sigma * sigma, 0, 0, sigma * sigma})
		means.SetRow(m, []float64{radius * cos, radius * sin})
	}
	return mixture.NewGMM(mixture.Spherical, weights, means, covs)
}

// Coverage says which share of the samples x [N, D] lies nearest to each centre [M, D] and within the distance of it, and
// which share lies elsewhere; together they are 1. For normal modes in the plane a distance of 3 sigma holds
// 1 − e^(−9/2) = 98.9 % of the data.
func Coverage(x, centres mat.Matrix, distance float64) (shares []float64, elsewhere float64, err error) {
	if centres == nil {
		return nil, 0, fmt.Errorf("gan: there are no centres; give a matrix")
	}
	modes, d := centres.Dims()
	if err := train.CheckRows(kind, centres, d, "centres"); err != nil {
		return nil, 0, err
	}
	if err := train.CheckRows(kind, x, d, "samples"); err != nil {
		return nil, 0, err
	}
	if !(distance > 0) {
		return nil, 0, fmt.Errorf("gan: a distance of %v from the centres; take a positive one, such as 3 sigma", distance)
	}
	n, _ := x.Dims()
	shares = make([]float64, modes)
	row, centre := make([]float64, d), make([]float64, d)
	for i := range n {
		mat.Row(row, i, x)
		nearest, far := 0, math.Inf(1)
		for m := range modes {
			mat.Row(centre, m, centres)
			if f := floats.Distance(row, centre, 2); f < far {
				nearest, far = m, f
			}
		}
		if far <= distance {
			shares[nearest] += 1 / float64(n)
		} else {
			elsewhere += 1 / float64(n)
		}
	}
	return shares, elsewhere, nil
}
