package prob

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Univariate is a distribution of one number x. It is the density.Density of rows of one column.
//
// All methods answer NaN where Check has an error, or where x is NaN; none panics.
type Univariate interface {
	density.Density
	density.Sampler
	density.Scorer
	Prob(x float64) float64     // p(x): a density for a continuous x, a probability for a discrete one
	LogP(x float64) float64     // log p(x), nats; −Inf where p(x) = 0
	CDF(x float64) float64      // P(X ≤ x)
	Quantile(u float64) float64 // the least x with CDF(x) ≥ u; NaN unless 0 ≤ u ≤ 1
	Mean() float64
	Variance() float64
	Measure() score.Measure // score.Lebesgue for a continuous x, score.Counting for a discrete one
	Check() error           // what is wrong with the parameters, nil where they are right
}

// logProb makes Density's method of LogP.
func logProb(d Univariate, x []float64) float64 {
	if len(x) != 1 {
		return math.NaN()
	}
	return d.LogP(x[0])
}

// scoreRows makes Scorer's method: the score is exact.
func scoreRows(d Univariate, x mat.Matrix) (score.Score, error) {
	if err := d.Check(); err != nil {
		return score.Score{}, err
	}
	return density.Score(d, x, score.Exact, d.Measure())
}

// sample fills n rows from draw.
func sample(d Univariate, n int, draw func() float64) *mat.Dense {
	if n < 1 {
		return &mat.Dense{}
	}
	good := d.Check() == nil
	x := mat.NewDense(n, 1, nil)
	for i := range n {
		v := math.NaN()
		if good {
			v = draw()
		}
		x.Set(i, 0, v)
	}
	return x
}

// at evaluates f where it has a meaning: NaN where the parameters are wrong or x is NaN, outside where x is infinite.
func at(d Univariate, x float64, below, above float64, f func(x float64) float64) float64 {
	switch {
	case math.IsNaN(x) || d.Check() != nil:
		return math.NaN()
	case math.IsInf(x, -1):
		return below
	case math.IsInf(x, 1):
		return above
	}
	return f(x)
}

// logAt is at for LogP, cdfAt for CDF, quantileAt for Quantile.
func logAt(d Univariate, x float64, f func(x float64) float64) float64 {
	return at(d, x, math.Inf(-1), math.Inf(-1), f)
}

func cdfAt(d Univariate, x float64, f func(x float64) float64) float64 { return at(d, x, 0, 1, f) }

func quantileAt(d Univariate, u float64, f func(u float64) float64) float64 {
	if !(0 <= u && u <= 1) {
		return math.NaN()
	}
	return at(d, u, 0, 0, f)
}

// least finds the least whole x ≥ 0 with cdf(x) ≥ u, which must exist, by doubling and bisection.
func least(cdf func(x float64) float64, u float64) float64 {
	high := 1
	for cdf(float64(high)) < u {
		high *= 2
	}
	return float64(sort.Search(high, func(x int) bool { return cdf(float64(x)) >= u }))
}

// moment is v where the parameters are right, else NaN.
func moment(d Univariate, v float64) float64 {
	if d.Check() != nil {
		return math.NaN()
	}
	return v
}

// finite says so when a parameter is not a finite number, or not above 0 where it has to be.
func finite(family, name string, v float64, positive bool) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("prob: %s: %s is %g; it must be a finite number", family, name, v)
	case positive && v <= 0:
		return fmt.Errorf("prob: %s: %s is %g; it must be above 0", family, name, v)
	}
	return nil
}

// probability says so when a parameter is not in [0, 1].
func probability(family, name string, v float64) error {
	if !(0 <= v && v <= 1) {
		return fmt.Errorf("prob: %s: %s is %g; it must be a probability, from 0 to 1", family, name, v)
	}
	return nil
}
