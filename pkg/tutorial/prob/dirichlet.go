package prob

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Dirichlet is the distribution of the K probabilities x of a [Categorical]: [Beta] for more than two kinds.
//
//	p(x) = Γ(Σ_k Alpha[k]) / Π_k Γ(Alpha[k]) · Π_k x_k^(Alpha[k]−1)          x_k ≥ 0, Σ_k x_k = 1; Alpha[k] > 0, K ≥ 2
//
// As the last of the x follows from the others, it is a density of the first K − 1. Each x_k alone is
// Beta(Alpha[k], Σ Alpha − Alpha[k]).
type Dirichlet struct{ Alpha []float64 }

// NewDirichlet makes a Dirichlet of a copy of alpha, which has been checked.
func NewDirichlet(alpha []float64) (Dirichlet, error) {
	d := Dirichlet{Alpha: slices.Clone(alpha)}
	return d, d.Check()
}

// Check wants two or more Alphas, all above 0, whose sum is finite.
func (d Dirichlet) Check() error {
	if len(d.Alpha) < 2 {
		return fmt.Errorf("prob: Dirichlet: Alpha has %d numbers; give one for each kind, of which there must be two or more", len(d.Alpha))
	}
	for k, a := range d.Alpha {
		if err := finite("Dirichlet", fmt.Sprintf("Alpha[%d]", k), a, true); err != nil {
			return err
		}
	}
	return finite("Dirichlet", "the sum of Alpha", floats.Sum(d.Alpha), true)
}

// Dim is the number of kinds K.
func (d Dirichlet) Dim() int { return len(d.Alpha) }

// LogProb is log p(x), nats: −Inf where x is no list of probabilities with a sum of 1, +Inf where an x_k is 0 with an
// Alpha[k] below 1. It is NaN for x of another length, for wrong parameters, and where an Alpha above 1 and another below 1
// both meet a 0.
func (d Dirichlet) LogProb(x []float64) float64 {
	if len(x) != len(d.Alpha) || d.Check() != nil || floats.HasNaN(x) {
		return math.NaN()
	}
	if floats.Min(x) < 0 || !(math.Abs(floats.Sum(x)-1) <= tolerance) {
		return math.Inf(-1)
	}
	logP, _ := math.Lgamma(floats.Sum(d.Alpha))
	for k, a := range d.Alpha {
		logGamma, _ := math.Lgamma(a)
		logP -= logGamma
		if a != 1 { // 0 log 0 = 0
			logP += (a - 1) * math.Log(x[k])
		}
	}
	return logP
}

// Mean is Alpha[k] / Σ Alpha of every kind, nil for wrong parameters.
func (d Dirichlet) Mean() []float64 {
	if d.Check() != nil {
		return nil
	}
	return distmv.NewDirichlet(d.Alpha, nil).Mean(nil)
}

// Marginal is the distribution of x_k alone; its Check has an error where there is no kind k.
func (d Dirichlet) Marginal(k int) Beta {
	if k < 0 || k >= len(d.Alpha) || d.Check() != nil {
		return Beta{Alpha: math.NaN(), Beta: math.NaN()}
	}
	rest := 0.0
	for j, a := range d.Alpha {
		if j != k {
			rest += a
		}
	}
	return Beta{Alpha: d.Alpha[k], Beta: rest}
}

// Score gives log p of every row of x (n × K), exactly.
func (d Dirichlet) Score(x mat.Matrix) (score.Score, error) {
	if err := d.Check(); err != nil {
		return score.Score{}, err
	}
	return density.Score(d, x, score.Exact, score.Lebesgue)
}

// Sample draws n rows (n × K); n < 1 gives an empty matrix, wrong parameters NaN.
func (d Dirichlet) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || len(d.Alpha) == 0 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, len(d.Alpha), nil)
	if d.Check() != nil {
		x.Apply(func(int, int, float64) float64 { return math.NaN() }, x)
		return x
	}
	mv := distmv.NewDirichlet(d.Alpha, rng)
	for i := range n {
		row := mv.Rand(x.RawRowView(i))
		if floats.HasNaN(row) {
			// The Alphas are so small that all gamma draws were rounded to 0: all mass lies at the corners.
			clear(row)
			row[int(distuv.NewCategorical(d.Alpha, rng).Rand())] = 1
		}
	}
	return x
}
