package elbo

import (
	"errors"
	"fmt"
	"math"
)

// sameLen says so when two rows that belong together are not of one length.
func sameLen(nameA string, a []float64, nameB string, b []float64) error {
	if len(a) != len(b) {
		return fmt.Errorf("elbo: %s has %d components, %s has %d; they must have as many", nameA, len(a), nameB, len(b))
	}
	return nil
}

// finite says so when a row has a number that is NaN or infinite.
func finite(name string, v []float64) error {
	for j, a := range v {
		if math.IsNaN(a) || math.IsInf(a, 0) {
			return fmt.Errorf("elbo: component %d of %s is %g; every component must be finite", j, name, a)
		}
	}
	return nil
}

// checkDiagonal wants finite mu and logVar of one length, 1 or more, with variances that a float64 can hold.
func checkDiagonal(mu, logVar []float64) error {
	if len(mu) == 0 {
		return errors.New("elbo: mu is empty; give a component for each dimension of z")
	}
	if err := errors.Join(sameLen("mu", mu, "logVar", logVar), finite("mu", mu), finite("logVar", logVar)); err != nil {
		return err
	}
	for j, v := range logVar {
		if math.Abs(v) > maxLogVar {
			return fmt.Errorf("elbo: component %d of logVar is %g; it must lie between −%d and %d, so that the variance is a number above 0", j, v, maxLogVar, maxLogVar)
		}
	}
	return nil
}

// maxLogVar keeps exp(±logVar) and its square inside float64.
const maxLogVar = 300
