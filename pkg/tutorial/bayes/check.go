package bayes

import (
	"fmt"
	"math"
)

// finite says so when a parameter is not a finite number.
func finite(model, name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("bayes: %s: %s is %g; it must be a finite number", model, name, v)
	}
	return nil
}

// proper says so when a parameter is not finite and above 0.
func proper(model, name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("bayes: %s: %s is %g; it must be finite and above 0, or the prior does not integrate to 1", model, name, v)
	}
	return nil
}

// checkData wants at least one datum, each such as the model can give.
func checkData[T int | float64](model string, x []T, good func(v T) bool, want string) error {
	if len(x) == 0 {
		return fmt.Errorf("bayes: %s: there are no data; give at least one number", model)
	}
	for i, v := range x {
		if !good(v) {
			return fmt.Errorf("bayes: %s: x[%d] is %v; every number must be %s", model, i, v, want)
		}
	}
	return nil
}

func binary(v int) bool     { return v == 0 || v == 1 }
func count(v int) bool      { return v >= 0 }
func number(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// checkLevel wants a probability strictly between 0 and 1.
func checkLevel(level float64) error {
	if !(0 < level && level < 1) {
		return fmt.Errorf("bayes: level is %g; it must be between 0 and 1, such as 0.95", level)
	}
	return nil
}

// sum is Σ x_i.
func sum(x []int) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v)
	}
	return s
}
