package mixture

import (
	"context"
	"fmt"
	"math"
)

// History tells how EM went.
type History struct {
	Objective []float64 // nats per row, at the start and after each iteration: what EM raises, see FitGMM and FitBernoulli
	Converged bool      // false where MaxIter or the context ended the run
}

// Iterations is the number of times that the parameters were updated.
func (h History) Iterations() int { return max(0, len(h.Objective)-1) }

// last is the objective at the end.
func (h History) last() float64 { return h.Objective[len(h.Objective)-1] }

// algorithm is EM for models M. expect gives the objective of a model and the sums over rows that maximise makes the
// next model of.
type algorithm[M any] struct {
	expect   func(m M) (objective float64, sums []float64)
	maximise func(m M, sums []float64) (M, error)
	each     func(iteration int, objective float64, m M)
}

// run iterates from m until the objective moves by less than tol, or maxIter times. An objective that is no number, and
// an error of maximise, end it; the model is then the last good one.
func (a algorithm[M]) run(ctx context.Context, m M, maxIter int, tol float64) (M, History, error) {
	var h History
	for i := 0; ; i++ {
		objective, sums := a.expect(m)
		if math.IsNaN(objective) || math.IsInf(objective, 0) {
			return m, h, fmt.Errorf("mixture: the log-likelihood is %g after %d iterations; some rows are too far from every component: start elsewhere, or rescale the data", objective, i)
		}
		h.Objective = append(h.Objective, objective)
		a.each(i, objective, m)
		h.Converged = i > 0 && math.Abs(objective-h.Objective[i-1]) < tol
		if h.Converged || i == maxIter {
			return m, h, nil
		}
		if err := ctx.Err(); err != nil {
			return m, h, fmt.Errorf("mixture: stopped after %d iterations: %w", i, err)
		}
		next, err := a.maximise(m, sums)
		if err != nil {
			return m, h, fmt.Errorf("mixture: iteration %d: %w", i+1, err)
		}
		m = next
	}
}

// restarts calls one for each restart and keeps the model with the highest objective. A restart that fails, because a
// component loses all its rows, counts only where all fail; the error is then the last one. An ended context stops all.
func restarts[M any](ctx context.Context, n int, one func(restart int) (M, History, error)) (best M, err error) {
	top, whole := math.Inf(-1), false // whole: the best is of a restart that did not fail
	for restart := range n {
		m, h, failure := one(restart)
		better := len(h.Objective) > 0 && (h.last() > top || failure == nil && !whole)
		if better && (failure == nil || !whole) {
			best, top = m, h.last()
		}
		whole = whole || failure == nil
		if failure != nil && ctx.Err() != nil {
			return best, failure
		}
		if failure != nil {
			err = failure
		}
	}
	if whole {
		err = nil
	}
	return best, err
}

// Start says where EM begins.
type Start int

const (
	FromKMeans   Start = iota // each row to its cluster as k-means finds them (from k-means++, one run)
	FromPlusPlus              // each row to the nearest of K rows chosen by k-means++
	FromRandom                // responsibilities drawn uniformly and divided by their sum: the components start nearly alike
)

// settings are what both kinds of mixture can be told about the run.
type settings struct {
	k, restarts, maxIter int
	tol                  float64
	start                Start
}

// withDefaults replaces zero values, or says what is wrong.
func (s settings) withDefaults(n int) (settings, error) {
	if s.restarts == 0 {
		s.restarts = 1
	}
	if s.maxIter == 0 {
		s.maxIter = 1000
	}
	if s.tol == 0 {
		s.tol = 1e-6
	}
	switch {
	case s.k < 1:
		return s, fmt.Errorf("mixture: K is %d; set it to the number of components, 1 or more", s.k)
	case s.k > n:
		return s, fmt.Errorf("mixture: %d components for %d rows; ask for at most as many components as rows", s.k, n)
	case s.restarts < 0 || s.maxIter < 0:
		return s, fmt.Errorf("mixture: Restarts is %d and MaxIter %d; neither may be negative", s.restarts, s.maxIter)
	case !(s.tol > 0) || math.IsInf(s.tol, 1):
		return s, fmt.Errorf("mixture: Tol is %g; it must be positive, 1e-6 nats per row is usual", s.tol)
	case s.start < FromKMeans || s.start > FromRandom:
		return s, fmt.Errorf("mixture: Start is %d; use the constants of this package", s.start)
	}
	return s, nil
}
