package kde

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// SilvermanFactor is the bandwidth that has the least mean integrated squared error for n draws of a standard normal in
// d dimensions, as n grows, with a Gaussian kernel (Silverman 1986, equation 4.14):
//
//	( 4 / ((d + 2) n) )^(1/(d + 4))
func SilvermanFactor(n, d int) float64 {
	return math.Pow(4/(float64(d+2)*float64(n)), 1/float64(d+4))
}

// ScottFactor leaves out the constant, which is near 1 (Scott 1992, equation 6.42): n^(−1/(d + 4)).
func ScottFactor(n, d int) float64 { return math.Pow(float64(n), -1/float64(d+4)) }

// Silverman is Silverman's rule for a Gaussian kernel on the rows of x (n × d): SilvermanFactor times the standard
// deviation, the root of the columns' mean variance (Silverman 1986, section 4.3.2). Exact for normal data, too wide
// where there are several modes: a guess to start from. Errors: what density.CheckRows refuses, one row, and rows that
// are all equal, which have no scale.
func Silverman(x mat.Matrix) (float64, error) { return rule(x, SilvermanFactor) }

// Scott is Silverman with ScottFactor.
func Scott(x mat.Matrix) (float64, error) { return rule(x, ScottFactor) }

func rule(x mat.Matrix, factor func(n, d int) float64) (float64, error) {
	if err := blocks.Check(x, 2); err != nil {
		return 0, fmt.Errorf("kde: %w", err)
	}
	n, d := x.Dims()
	variance := 0.0
	for j := range d {
		column := mat.Col(nil, j, x)
		if floats.Min(column) < floats.Max(column) {
			variance += stat.Variance(column, nil) / float64(d)
		}
	}
	return positive(math.Sqrt(variance) * factor(n, d))
}

// SilvermanRobust is Silverman's rule of thumb for one column x [n], which outliers and a second mode mislead less
// (Silverman 1986, equations 3.30 and 3.31):
//
//	0.9 min( s, IQR/1.349 ) n^(−1/5)
//
// with s the standard deviation (1/(n−1)) and IQR the interquartile range, 1.349 s in a normal (quartiles interpolate
// linearly between the ordered values); where IQR is 0 it counts for nothing. Errors as for Silverman.
func SilvermanRobust(x []float64) (float64, error) {
	if len(x) == 0 {
		return 0, fmt.Errorf("kde: no numbers; give at least two")
	}
	if err := blocks.Check(mat.NewDense(len(x), 1, x), 2); err != nil {
		return 0, fmt.Errorf("kde: %w", err)
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	spread := 0.0
	if sorted[0] < sorted[len(x)-1] {
		spread = stat.StdDev(x, nil)
	}
	if iqr := quantile(sorted, 0.75) - quantile(sorted, 0.25); iqr > 0 {
		spread = min(spread, iqr/1.349)
	}
	return positive(0.9 * spread * math.Pow(float64(len(x)), -0.2))
}

// quantile interpolates linearly between sorted values of which the lowest is the 0-quantile and the highest the
// 1-quantile (Hyndman & Fan 1996, type 7); gonum's stat.Quantile has other conventions.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// positive wants a bandwidth above 0.
func positive(h float64) (float64, error) {
	if !(h > 0) {
		return 0, fmt.Errorf("kde: the rows are all equal, so that they suggest no bandwidth; choose one by hand")
	}
	return h, nil
}
