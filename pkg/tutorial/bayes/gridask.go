package bayes

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Density is p(θ|X) in each cell: P divided by the cell's volume.
func (g *Grid) Density() []float64 {
	p := make([]float64, len(g.P))
	return floats.ScaleTo(p, 1/g.cell(), g.P)
}

// Marginal is the posterior of some of the parameters, in the order given; the others are summed out. Errors: no axis,
// one that does not exist or comes twice.
func (g *Grid) Marginal(axes ...int) (*Grid, error) {
	if len(axes) == 0 {
		return nil, fmt.Errorf("bayes: grid: marginal of no axis; name the axes to keep")
	}
	m := &Grid{LogEvidence: g.LogEvidence, PriorMass: g.PriorMass}
	seen, n := make([]bool, len(g.Axes)), 1
	for _, j := range axes {
		if j < 0 || j >= len(g.Axes) || seen[j] {
			return nil, fmt.Errorf("bayes: grid: marginal of axes %v; each must be one from 0 to %d, once", axes, len(g.Axes)-1)
		}
		seen[j] = true
		m.Axes = append(m.Axes, g.Axes[j])
		n *= g.Axes[j].N
	}
	m.P = make([]float64, n)
	index := make([]int, len(g.Axes))
	for i, p := range g.P {
		for j, rest := len(g.Axes)-1, i; j >= 0; j-- {
			index[j] = rest % g.Axes[j].N
			rest /= g.Axes[j].N
		}
		at := 0
		for _, j := range axes {
			at = at*g.Axes[j].N + index[j]
		}
		m.P[at] += p
	}
	return m, nil
}

// matrix has a row for each cell, its midpoint.
func (g *Grid) matrix() *mat.Dense {
	x := mat.NewDense(len(g.P), len(g.Axes), nil)
	_ = g.each(func(i int, theta []float64) error { x.SetRow(i, theta); return nil })
	return x
}

// Mean is E[θ] = Σ_i P[i] θ_i.
func (g *Grid) Mean() []float64 {
	mean := make([]float64, len(g.Axes))
	_ = g.each(func(i int, theta []float64) error { floats.AddScaled(mean, g.P[i], theta); return nil })
	return mean
}

// Covariance is Σ_i P[i] (θ_i − E[θ]) (θ_i − E[θ])ᵀ.
func (g *Grid) Covariance() *mat.SymDense {
	mean, c := g.Mean(), mat.NewSymDense(len(g.Axes), nil)
	_ = g.each(func(i int, theta []float64) error {
		floats.Sub(theta, mean)
		c.SymRankOne(c, g.P[i], mat.NewVecDense(len(theta), theta))
		return nil
	})
	return c
}

// Variance is the covariance's diagonal.
func (g *Grid) Variance() []float64 {
	c, v := g.Covariance(), make([]float64, len(g.Axes))
	for j := range v {
		v[j] = c.At(j, j)
	}
	return v
}

// CDF is P(θ ≤ x) of a grid of one axis, the mass being spread evenly over each cell; NaN where there are more axes or x
// is NaN.
func (g *Grid) CDF(x float64) float64 {
	if len(g.Axes) != 1 || math.IsNaN(x) {
		return math.NaN()
	}
	a := g.Axes[0]
	below := 0.0
	for i, p := range g.P {
		share := (x - a.Lo - float64(i)*a.Width()) / a.Width() // of cell i
		if share <= 0 {
			break
		}
		below += p * min(1, share)
	}
	return min(1, below)
}

// Quantile is CDF's inverse. Errors: more than one axis (ask a Marginal), a u outside [0, 1].
func (g *Grid) Quantile(u float64) (float64, error) {
	if len(g.Axes) != 1 {
		return 0, fmt.Errorf("bayes: grid: quantile of %d parameters; ask the Marginal of one", len(g.Axes))
	}
	if !(0 <= u && u <= 1) {
		return 0, fmt.Errorf("bayes: grid: quantile of u = %g; it must be from 0 to 1", u)
	}
	a, below := g.Axes[0], 0.0
	for i, p := range g.P {
		if p > 0 && below+p >= u {
			return a.Lo + (float64(i)+(u-below)/p)*a.Width(), nil
		}
		below += p
	}
	return a.Hi, nil // the sum was rounded to just below u
}

// EdgeMass is the mass in the outermost cells. If it is not tiny, the box cuts off part of the posterior.
func (g *Grid) EdgeMass() float64 {
	edge := 0.0
	for i, p := range g.P {
		for j, rest := len(g.Axes)-1, i; j >= 0; j-- {
			at := rest % g.Axes[j].N
			if at == 0 || at == g.Axes[j].N-1 {
				edge += p
				break
			}
			rest /= g.Axes[j].N
		}
	}
	return edge
}

// Sample draws n rows (n × d): a cell, then a place in it, evenly. n < 1 gives an empty matrix. Spreading adds h²/12 to
// the variance.
func (g *Grid) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || len(g.P) == 0 {
		return &mat.Dense{}
	}
	cells, midpoints := distuv.NewCategorical(g.P, rng), g.matrix()
	x := mat.NewDense(n, len(g.Axes), nil)
	for i := range n {
		row := midpoints.RawRowView(int(cells.Rand()))
		for j, a := range g.Axes {
			x.Set(i, j, row[j]+(rng.Float64()-0.5)*a.Width())
		}
	}
	return x
}
