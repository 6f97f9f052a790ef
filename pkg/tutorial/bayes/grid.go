package bayes

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// Axis is an interval of one parameter, in N cells of width h = (Hi − Lo)/N.
type Axis struct {
	Lo, Hi float64
	N      int
}

// Width is a cell's, h.
func (a Axis) Width() float64 { return (a.Hi - a.Lo) / float64(a.N) }

// Points are the cells' midpoints, Lo + (i + ½) h.
func (a Axis) Points() []float64 {
	at := make([]float64, max(0, a.N))
	for i := range at {
		at[i] = a.Lo + (float64(i)+0.5)*a.Width()
	}
	return at
}

// Grid is a posterior in a box of the parameters, cell by cell: any prior and any likelihood will do.
//
//	P[i] = p(X|θ_i) p(θ_i) / Σ_j p(X|θ_j) p(θ_j)          θ_i: the midpoint of cell i
//
// The axes' last index changes fastest. It is the midpoint rule: for a smooth density the error of P, LogEvidence and
// all averages is O(h²) in the width h of the cells, and far less where the density has died away at the box's ends. What
// lies outside the box is not seen: see EdgeMass. The number of cells is N^d in d dimensions, which ends the method at
// d = 3 or 4.
type Grid struct {
	Axes []Axis
	P    []float64 // the mass of each cell; they sum to 1
	// LogEvidence is log ∫ p(X|θ) p(θ) dθ over the box, nats. It is the evidence where PriorMass is 1.
	LogEvidence float64
	// PriorMass is ∫ p(θ) dθ over the box: not 1 where the prior is not normalised, or has mass outside the box.
	PriorMass float64
}

// maxCells keeps a grid's memory below some 100 MB.
const maxCells = 4_000_000

// NewGrid evaluates log p(θ) and log p(X|θ), nats, at the midpoints of a grid. The likelihood is not asked where the
// prior is 0; neither may keep theta.
//
// Errors: no axis, an axis without cells or whose ends are not finite and in order, more than 4 million cells, a log that
// is NaN or +Inf (it names the θ), a posterior that is 0 everywhere, ctx's end.
func NewGrid(ctx context.Context, logPrior, logLikelihood func(theta []float64) float64, axes ...Axis) (*Grid, error) {
	if logPrior == nil || logLikelihood == nil {
		return nil, fmt.Errorf("bayes: grid: a prior or a likelihood is nil; pass functions that give their logs")
	}
	n, err := checkAxes(axes)
	if err != nil {
		return nil, err
	}
	g := &Grid{Axes: append([]Axis(nil), axes...)}
	prior, joint := make([]float64, n), make([]float64, n)
	err = g.each(func(i int, theta []float64) error {
		if i%1024 == 0 && ctx.Err() != nil {
			return fmt.Errorf("bayes: grid: stopped after %d of %d cells: %w", i, n, ctx.Err())
		}
		prior[i] = logPrior(theta)
		joint[i] = prior[i]
		if !math.IsInf(prior[i], -1) {
			joint[i] += logLikelihood(theta)
		}
		if math.IsNaN(joint[i]) || math.IsInf(joint[i], 1) {
			return fmt.Errorf("bayes: grid: at θ = %g the log prior is %g, with the log likelihood %g; both must be numbers, or −Inf where the density is 0",
				theta, prior[i], joint[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if math.IsInf(floats.Max(joint), -1) {
		return nil, fmt.Errorf("bayes: grid: prior times likelihood is 0 in all %d cells; choose a box that holds the posterior", n)
	}
	logSum, logCell := floats.LogSumExp(joint), math.Log(g.cell())
	for i := range joint {
		joint[i] = math.Exp(joint[i] - logSum)
	}
	g.P = joint
	g.LogEvidence = logSum + logCell
	g.PriorMass = math.Exp(floats.LogSumExp(prior) + logCell)
	return g, nil
}

// checkAxes gives the number of cells.
func checkAxes(axes []Axis) (int, error) {
	if len(axes) == 0 {
		return 0, fmt.Errorf("bayes: grid: there is no axis; give one for each parameter")
	}
	cells, alike, names := 1.0, true, make([]string, len(axes))
	for j, a := range axes {
		if a.N < 1 || !(a.Lo < a.Hi) || math.IsInf(a.Hi-a.Lo, 0) {
			return 0, fmt.Errorf("bayes: grid: axis %d goes from %g to %g in %d cells; it must go up, between finite ends, in one cell or more", j, a.Lo, a.Hi, a.N)
		}
		cells *= float64(a.N)
		alike = alike && a.N == axes[0].N
		names[j] = fmt.Sprint(a.N)
	}
	if cells <= maxCells {
		return int(cells), nil
	}
	size := strings.Join(names, "·")
	if alike {
		size = fmt.Sprintf("N^d = %d^%d", axes[0].N, len(axes))
	}
	return 0, fmt.Errorf("bayes: grid: %s = %.3g cells are more than %d; use fewer an axis, or draw samples instead of a grid", size, cells, maxCells)
}

// cell is the volume of a cell.
func (g *Grid) cell() float64 {
	v := 1.0
	for _, a := range g.Axes {
		v *= a.Width()
	}
	return v
}

// each calls f with every cell's midpoint, in the order of P. f must not keep theta.
func (g *Grid) each(f func(i int, theta []float64) error) error {
	d := len(g.Axes)
	points := make([][]float64, d)
	theta, buffer, n := make([]float64, d), make([]float64, d), 1
	for j, a := range g.Axes {
		points[j] = a.Points()
		n *= a.N
	}
	for i := range n {
		for j, rest := d-1, i; j >= 0; j-- {
			theta[j] = points[j][rest%g.Axes[j].N]
			rest /= g.Axes[j].N
		}
		copy(buffer, theta)
		if err := f(i, buffer); err != nil {
			return err
		}
	}
	return nil
}
