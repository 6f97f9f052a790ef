package flow

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Flow is the density of x = f⁻¹(z), z ~ N(0, I), where f is the chain of the layers, the first of them nearest to x:
//
//	log p(x) = log N(f(x); 0, I) + Σ_l log|det ∂f_l/∂x|
//
// [New] and [Start] make one. Both fields are for reading: change θ by making another.
type Flow struct {
	Layers []Layer
	Theta  []float64 // the layers' parameters one after another, see Names

	parts [][]float64 // Theta cut into what belongs to each layer
}

// Names are the names of θ's numbers, "0.shift_0" for shift_0 of layer 0.
func Names(layers ...Layer) []string {
	var names []string
	for i, l := range layers {
		for _, name := range l.Names() {
			names = append(names, fmt.Sprintf("%d.%s", i, name))
		}
	}
	return names
}

// New makes the flow of that θ. It copies θ.
//
// Errors: no layers, layers that do not fit together, a θ of another length, numbers that are not finite, and a θ so large that
// already the point z = 0 is beyond float64.
func New(theta []float64, layers ...Layer) (*Flow, error) {
	if err := checkLayers(layers); err != nil {
		return nil, err
	}
	names := Names(layers...)
	if len(theta) != len(names) {
		return nil, fmt.Errorf("flow: θ has %d numbers, these layers have %d parameters; see Names", len(theta), len(names))
	}
	for j, v := range theta {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("flow: θ[%d], %s, is %g; every parameter must be finite", j, names[j], v)
		}
	}
	f := &Flow{Layers: slices.Clone(layers), Theta: slices.Clone(theta)}
	rest := f.Theta
	for _, l := range layers {
		n := len(l.Names())
		f.parts, rest = append(f.parts, rest[:n]), rest[n:]
	}
	if p := f.LogProb(f.Inverse(make([]float64, f.Dim()))); math.IsNaN(p) || math.IsInf(p, 0) {
		return nil, fmt.Errorf("flow: with this θ log p is %g where z = 0, beyond float64; take smaller parameters, logarithms of scales above all", p)
	}
	return f, nil
}

// checkLayers wants layers of one dimension, each with a shape that makes sense.
func checkLayers(layers []Layer) error {
	if len(layers) == 0 {
		return errors.New("flow: there are no layers; give at least one")
	}
	for i, l := range layers {
		wrong := ""
		switch l := l.(type) {
		case nil:
			wrong = "nil"
		case Affine:
			wrong = below("D", l.D, 1)
		case Sigmoids:
			wrong = below("K", l.K, 1)
		case Coupling:
			wrong = below("Hidden", l.Hidden, 1)
			if l.Pass != 0 && l.Pass != 1 {
				wrong = fmt.Sprintf("Pass = %d; take 0 or 1", l.Pass)
			}
		}
		if wrong != "" {
			return fmt.Errorf("flow: layer %d: %s", i, wrong)
		}
		if l.Dim() != layers[0].Dim() {
			return fmt.Errorf("flow: layer %d maps rows of %d numbers, layer 0 rows of %d; all must have as many", i, l.Dim(), layers[0].Dim())
		}
	}
	return nil
}

func below(name string, v, least int) string {
	if v >= least {
		return ""
	}
	return fmt.Sprintf("%s = %d; take %d or more", name, v, least)
}

// Dim is the number of columns of x, and of z.
func (f *Flow) Dim() int { return f.Layers[0].Dim() }

// Path is x [D] before the first layer and after each: len(Layers) + 1 points, the last of them z. Rows of another length
// give nil.
func (f *Flow) Path(x []float64) [][]float64 {
	path, _ := f.forward(x)
	return path
}

// forward is Path, and the sum of the log-determinants.
func (f *Flow) forward(x []float64) (path [][]float64, logDet float64) {
	if len(x) != f.Dim() {
		return nil, math.NaN()
	}
	path = [][]float64{slices.Clone(x)}
	for i, l := range f.Layers {
		z, d := l.Forward(f.parts[i], path[i])
		path, logDet = append(path, z), logDet+d
	}
	return path, logDet
}

// Forward is z = f(x), x and z [D]; nil where x has another length.
func (f *Flow) Forward(x []float64) []float64 {
	path, _ := f.forward(x)
	if path == nil {
		return nil
	}
	return path[len(path)-1]
}

// Inverse is x = f⁻¹(z), z and x [D]; nil where z has another length.
func (f *Flow) Inverse(z []float64) []float64 {
	if len(z) != f.Dim() {
		return nil
	}
	x := slices.Clone(z)
	for i, l := range slices.Backward(f.Layers) {
		x = l.Inverse(f.parts[i], x)
	}
	return x
}

// LogDet is log|det ∂f/∂x| at x [D], nats: by how much f pulls space apart there. NaN where x has another length.
func (f *Flow) LogDet(x []float64) float64 {
	_, logDet := f.forward(x)
	return logDet
}

// LogProb is log p(x) of x [D], nats; NaN where x has another length or a number that is NaN, −Inf where x is infinite or a layer
// carries it beyond float64.
//
//	log p(x) = −D/2 log 2π − ½ ‖z‖² + log|det ∂f/∂x|,   z = f(x)
func (f *Flow) LogProb(x []float64) float64 {
	path, logDet := f.forward(x)
	if path == nil || floats.HasNaN(x) {
		return math.NaN()
	}
	for _, point := range path {
		if slices.ContainsFunc(point, func(v float64) bool { return math.IsInf(v, 0) }) {
			return math.Inf(-1)
		}
	}
	z := path[len(path)-1]
	return -0.5*float64(len(z))*math.Log(2*math.Pi) - 0.5*floats.Dot(z, z) + logDet
}

// Score gives log p of every row of x (n × D), exactly.
func (f *Flow) Score(x mat.Matrix) (score.Score, error) {
	return density.Score(f, x, score.Exact, score.Lebesgue)
}

// Sample draws n rows (n × D): z ~ N(0, I), x = f⁻¹(z); n < 1 gives an empty matrix.
func (f *Flow) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 {
		return &mat.Dense{}
	}
	x, z := mat.NewDense(n, f.Dim(), nil), make([]float64, f.Dim())
	for i := range n {
		for j := range z {
			z[j] = rng.NormFloat64()
		}
		x.SetRow(i, f.Inverse(z))
	}
	return x
}
