package energy

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Density is the density of a model at one theta, its Z known:
//
//	log p_θ(x) = −E_θ(x) − log Z(θ)
//
// Make it with [New]; a literal has no averages.
type Density struct {
	Model Model
	Theta []float64 // [k]
	Box   Box       // where the averages are taken; 1e-9 of the mass or less lies outside
	LogZ  float64   // log Z(θ), nats

	x    [][]float64 // the box's points
	mass []float64   // w_i p(x_i), which sum to 1
}

// New computes Z in the box. Errors: those of [LogZ].
func New(m Model, theta []float64, box Box) (d *Density, err error) {
	logZ, err := LogZ(m, theta, box)
	if err != nil {
		return nil, err
	}
	defer caught(&err)
	box, _ = box.check(m.Dim())
	return at(m, theta, box, logZ), nil
}

// at is New without its checks.
func at(m Model, theta []float64, box Box, logZ float64) *Density {
	d := &Density{Model: m, Theta: slices.Clone(theta), Box: box, LogZ: logZ}
	d.x, d.mass = box.points()
	for i, x := range d.x {
		d.mass[i] = math.Exp(d.mass[i] - m.Energy(x, theta) - logZ)
	}
	return d
}

// Dim is d.
func (d *Density) Dim() int { return d.Model.Dim() }

// LogProb is log p(x) = −E_θ(x) − log Z(θ), nats; NaN where x has another length.
func (d *Density) LogProb(x []float64) float64 {
	if len(x) != d.Model.Dim() {
		return math.NaN()
	}
	return -d.Model.Energy(x, d.Theta) - d.LogZ
}

// Score gives log p of every row of x (n × d), exactly.
func (d *Density) Score(x mat.Matrix) (score.Score, error) {
	return density.Score(d, x, score.Exact, score.Lebesgue)
}

// Mean is E_p[f] = ∫ f(x) p(x) dx, by quadrature in the box. f neither keeps nor changes x.
func (d *Density) Mean(f func(x []float64) float64) float64 {
	if d.x == nil {
		return math.NaN()
	}
	v := make([]float64, len(d.x))
	for i, x := range d.x {
		if d.mass[i] > 0 {
			v[i] = f(x)
		}
	}
	return floats.Dot(d.mass, v)
}
