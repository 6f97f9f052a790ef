package supervised

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// ErrSeparable is wrapped in the error of a fit without penalty to classes that hyperplanes part without a mistake: the
// longer the weights, the more probable the answers, so that no weights are the best. The model that comes with the error
// is where the fit stopped; it classifies well, and its probabilities are too near 0 and 1.
var ErrSeparable = errors.New("the classes can be separated, so that the likelihood has no maximum")

// ErrNotConverged is wrapped in the error of a fit that came to Config.MaxIter before Config.Tol. The model that comes
// with it is the best so far.
var ErrNotConverged = errors.New("not converged")

// ErrPerfectFit is wrapped in the error of a regression without residuals: σ² would be 0 and the density infinite. The
// weights of the model that comes with it are right.
var ErrPerfectFit = errors.New("the answers lie on the regression exactly")

// checkWidth wants finite rows of d numbers.
func checkWidth(x mat.Matrix, d int) error {
	if err := density.CheckRows(x, 1); err != nil {
		return err
	}
	if _, width := x.Dims(); width != d {
		return fmt.Errorf("supervised: the rows have %d columns, the model has %d; pass rows as long as those it was fitted on", width, d)
	}
	return nil
}

// checkLength wants an answer for each row.
func checkLength(rows, answers int) error {
	if rows != answers {
		return fmt.Errorf("supervised: %d rows and %d answers y; give one answer to each row", rows, answers)
	}
	return nil
}

// checkNumbers wants a finite answer for each row.
func checkNumbers(rows int, y []float64) error {
	if err := checkLength(rows, len(y)); err != nil {
		return err
	}
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("supervised: answer y of row %d is %g; every answer must be finite: leave such rows away or correct them", i, v)
		}
	}
	return nil
}

// checkLabels wants a class 0 … k−1 for each row.
func checkLabels(rows int, y []int, k int) error {
	if err := checkLength(rows, len(y)); err != nil {
		return err
	}
	for i, class := range y {
		if class < 0 || class >= k {
			return fmt.Errorf("supervised: label y of row %d is %d; the classes are 0 to %d", i, class, k-1)
		}
	}
	return nil
}

// countClasses gives the number of classes, asked for or found, each of which must have a row.
func countClasses(rows int, y []int, asked int) (int, error) {
	if err := checkLength(rows, len(y)); err != nil {
		return 0, err
	}
	k := asked
	if k == 0 {
		for _, class := range y {
			k = max(k, class+1)
		}
		k = max(k, 2)
	}
	if k < 2 || k > 1+rows {
		return 0, fmt.Errorf("supervised: %d classes for %d rows; set Config.Classes to 2 or more, at most one for each row, or to 0", k, rows)
	}
	if err := checkLabels(rows, y, k); err != nil {
		return 0, err
	}
	seen := make([]bool, k)
	for _, class := range y {
		seen[class] = true
	}
	for class, ok := range seen {
		if !ok {
			return 0, fmt.Errorf("supervised: no row has label %d of the %d classes; number the classes that occur 0 to K−1", class, k)
		}
	}
	return k, nil
}
