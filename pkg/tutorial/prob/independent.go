package prob

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Independent is the distribution of rows whose columns know nothing of one another, one family a column:
//
//	log p(x) = Σ_j log p_j(x_j)
//
// Columns are all discrete or all continuous.
type Independent []Univariate

// Dim is the number of columns.
func (d Independent) Dim() int { return len(d) }

// LogProb is Σ_j log p_j(x_j), nats.
func (d Independent) LogProb(x []float64) float64 {
	if len(x) != len(d) {
		return math.NaN()
	}
	logP := 0.0
	for j, p := range d {
		logP += p.LogP(x[j])
	}
	return logP
}

// Check wants at least one column, right parameters in each, and one measure for all.
func (d Independent) Check() error {
	if len(d) == 0 {
		return fmt.Errorf("prob: independent columns: there are none; give at least one family")
	}
	for j, p := range d {
		if p == nil {
			return fmt.Errorf("prob: independent columns: column %d has no family", j)
		}
		if err := p.Check(); err != nil {
			return fmt.Errorf("prob: independent columns: column %d: %w", j, err)
		}
		if p.Measure() != d[0].Measure() {
			return fmt.Errorf("prob: independent columns: column %d is to the %s, column 0 to the %s; "+
				"a product of a probability and a density is neither: score them apart", j, p.Measure(), d[0].Measure())
		}
	}
	return nil
}

// Score gives log p of every row of x (n × Dim), exactly.
func (d Independent) Score(x mat.Matrix) (score.Score, error) {
	if err := d.Check(); err != nil {
		return score.Score{}, err
	}
	return density.Score(d, x, score.Exact, d[0].Measure())
}

// Sample draws n rows, column after column; n < 1 gives an empty matrix, wrong parameters NaN.
func (d Independent) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || len(d) == 0 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, len(d), nil)
	for j, p := range d {
		x.SetCol(j, mat.Col(nil, 0, p.Sample(n, rng)))
	}
	return x
}

// FitIndependentBernoulli fits a [FitBernoulli] of its own to each column of the binary rows x (n × d): independent
// pixels, the first line of the book's running table. alpha > 0 keeps a pixel that was never inked in training from
// making an image of the test impossible.
func FitIndependentBernoulli(x mat.Matrix, alpha float64) (Independent, error) {
	if err := density.CheckRows(x, 1); err != nil {
		return nil, err
	}
	_, width := x.Dims()
	d := make(Independent, width)
	for j := range d {
		p, err := FitBernoulli(mat.Col(nil, j, x), alpha)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", j, err)
		}
		d[j] = p
	}
	return d, nil
}
