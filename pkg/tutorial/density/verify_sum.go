package density

import (
	"fmt"
	"math"
	"slices"
)

// Support lists what a discrete x can be: of each coordinate its values, which are combined in all ways.
type Support struct {
	Values  [][]float64 // one list a coordinate
	Outside float64     // at most this much probability lies on other values: a tail that was cut off
}

// Whole is the list lo, lo+1 … hi; none where hi < lo.
func Whole(lo, hi int) []float64 {
	values := make([]float64, max(0, hi-lo+1))
	for i := range values {
		values[i] = float64(lo + i)
	}
	return values
}

// Sum is Σ p(x) over all combinations of the values. Errors: a p that is nil, a support that is none or has more than
// 20 million combinations, a p(x) that is NaN or infinite (a [*Fault]), a panic in p.
func Sum(p Func, s Support) (total float64, err error) {
	q, err := summed(p, s)
	return q.total, err
}

// VerifySum tells whether p is the distribution of a discrete x:
//
//	p(x) ≥ 0  for every x          Σ_x p(x) = 1
//
// From the two follows p(x) ≤ 1. The answer is nil, a [*Fault], or another error: those of Sum.
func VerifySum(p Func, s Support) error {
	q, err := summed(p, s)
	switch {
	case err != nil:
		return err
	case q.lowest.Reason == Negative:
		return &q.lowest
	case !(q.total <= 1+Tolerance && q.total >= 1-Tolerance-s.Outside):
		return &Fault{Reason: NotOne, Value: q.total, sum: true}
	}
	return nil
}

// adder is a sum in the making. Its integrator asks p and notes what is wrong with it.
type adder struct {
	integrator
	total float64
}

func summed(p Func, s Support) (q adder, err error) {
	if p == nil {
		return q, fmt.Errorf("density: there is no function to check; pass one, or density.Prob of a density")
	}
	if !(s.Outside >= 0 && s.Outside < 1) {
		return q, fmt.Errorf("density: a probability of %g on other values; it must be 0 or more and below 1", s.Outside)
	}
	if err := s.check(); err != nil {
		return q, err
	}
	q.p, q.x = p, make([]float64, len(s.Values))
	defer caught(&err)
	q.add(s.Values)
	return q, q.err
}

// add adds p over the values of the last coordinates, the first being fixed in q.x.
func (q *adder) add(values [][]float64) {
	if len(values) == 0 {
		q.total += q.ask()
		return
	}
	for _, v := range values[0] {
		if q.err != nil {
			return
		}
		q.x[len(q.x)-len(values)] = v
		q.add(values[1:])
	}
}

// check wants one value or more for each coordinate, none of them twice, and not too many in all.
func (s Support) check() error {
	if len(s.Values) == 0 {
		return fmt.Errorf("density: the support has no coordinate; list the values of each coordinate of x")
	}
	all := 1.0
	for i, values := range s.Values {
		if len(values) == 0 {
			return fmt.Errorf("density: coordinate %d has no values; list those that it can have", i)
		}
		sorted := slices.Sorted(slices.Values(values))
		for j, v := range sorted {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("density: coordinate %d has the value %g; values must be finite", i, v)
			}
			if j > 0 && v == sorted[j-1] {
				return fmt.Errorf("density: coordinate %d has the value %g twice; list each once", i, v)
			}
		}
		all *= float64(len(values))
	}
	if all >= evaluation {
		return fmt.Errorf("density: %.3g combinations of values are too many to sum; check fewer coordinates", all)
	}
	return nil
}
