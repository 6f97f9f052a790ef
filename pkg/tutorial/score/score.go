// Package score holds the one value with which every density model of the book answers: how probable it finds each row
// of a data set, in nats, and how far that number can be trusted.
//
// Two scores can be set side by side only when they mean the same thing: log probabilities of discrete rows (counting
// measure) and log densities of continuous rows (Lebesgue measure) cannot be compared, see [Comparable]; and an exact
// value, a lower bound and an estimate each say less than the one before, see [Kind].
package score

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Kind says what the numbers are to the true log p(x).
type Kind int

const (
	Exact      Kind = iota // equal to log p(x), up to rounding
	LowerBound             // at most log p(x), in expectation: an ELBO, an importance-weighted bound
	Estimate               // near log p(x), on either side
)

// String names the kind in the reader's language.
func (k Kind) String() string {
	switch k {
	case Exact:
		return lang.T("exact")
	case LowerBound:
		return lang.T("lower bound")
	case Estimate:
		return lang.T("estimate")
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Measure says what p(x) is a density to.
type Measure int

const (
	Counting Measure = iota // x is discrete: p(x) is a probability, log p(x) ≤ 0
	Lebesgue                // x is continuous: p(x) is a density and may exceed 1
)

// String names the measure in the reader's language.
func (m Measure) String() string {
	switch m {
	case Counting:
		return lang.T("counting measure")
	case Lebesgue:
		return lang.T("Lebesgue measure")
	}
	return fmt.Sprintf("Measure(%d)", int(m))
}

// Score is a model's answer about N rows: log p of each, in nats.
type Score struct {
	LogP    []float64 // nats, one per row
	Mean    float64   // the mean of LogP; NaN when there are no rows
	StdErr  float64   // standard error of Mean over the rows, s/√N with s² the sample variance; NaN when N < 2
	Kind    Kind
	Measure Measure
}

// New makes the score of rows with these log-probabilities; it keeps logP.
//
//	Mean = 1/N Σ logP_i          StdErr = √( Σ (logP_i − Mean)² / (N (N−1)) )
//
// The standard error tells how far the mean may be from the mean over all data; it does not tell how far a bound is
// from what it bounds.
func New(logP []float64, kind Kind, measure Measure) Score {
	s := Score{LogP: logP, Mean: math.NaN(), StdErr: math.NaN(), Kind: kind, Measure: measure}
	if len(logP) > 0 {
		s.Mean = stat.Mean(logP, nil)
	}
	if n := float64(len(logP)); n > 1 {
		s.StdErr = stat.StdDev(logP, nil) / math.Sqrt(n)
	}
	return s
}

// String gives mean, standard error, kind, measure and number of rows in one line of the reader's language.
func (s Score) String() string {
	return lang.T("%.2f ± %.2f nats (%s, %s, %d rows)", s.Mean, s.StdErr, s.Kind, s.Measure, len(s.LogP))
}

// Comparable returns an error when the scores are to different measures or of different numbers of rows: then their
// means must not stand in one column.
func Comparable(scores ...Score) error {
	for i, s := range scores {
		if s.Measure != scores[0].Measure {
			return fmt.Errorf("score: score %d is to the %s, score 0 to the %s: a density and a probability cannot be compared; "+
				"score both on the same kind of data", i, s.Measure, scores[0].Measure)
		}
		if len(s.LogP) != len(scores[0].LogP) {
			return fmt.Errorf("score: score %d is of %d rows, score 0 of %d; score both on the same rows",
				i, len(s.LogP), len(scores[0].LogP))
		}
	}
	return nil
}
