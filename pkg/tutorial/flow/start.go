package flow

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// Start makes a flow from which a fit to the rows of x (n × D) can start: where the first layer is an [Affine], it gives the
// data mean 0 and variance 1; all other layers start near the identity, by their Start. The same seed gives the same flow.
//
// Errors: what New refuses, fewer than 2 rows or numbers that are not finite, and a column without spread.
func Start(x mat.Matrix, seed uint64, layers ...Layer) (*Flow, error) {
	if err := checkLayers(layers); err != nil {
		return nil, err
	}
	if err := checkRows(x, 2, layers[0].Dim()); err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(seed, 0x666c6f77))
	var theta []float64
	for _, l := range layers {
		theta = append(theta, l.Start(rng)...)
	}
	if first, ok := layers[0].(Affine); ok {
		for j := range first.D {
			mean, sd := stat.MeanStdDev(mat.Col(nil, j, x), nil)
			if !(sd > 0) || math.IsInf(sd, 0) {
				return nil, fmt.Errorf("flow: column %d has the standard deviation %g, so that it cannot be standardised; leave it away or rescale it", j, sd)
			}
			theta[j], theta[first.D+j] = mean, math.Log(sd)
		}
	}
	return New(theta, layers...)
}

// checkRows wants at least minRows finite rows of d numbers.
func checkRows(x mat.Matrix, minRows, d int) error {
	if err := density.CheckRows(x, minRows); err != nil {
		return fmt.Errorf("flow: %w", err)
	}
	if _, columns := x.Dims(); columns != d {
		return fmt.Errorf("flow: the rows have %d columns, the layers map rows of %d numbers; take layers of that dimension", columns, d)
	}
	return nil
}
