package score

import (
	"math"
	"strings"
	"testing"
)

// The mean of 1, 2, 4, 9 is 4 and the sum of squared deviations 38, so that StdErr = √(38/12).
func TestNew(t *testing.T) {
	s := New([]float64{-1, -2, -4, -9}, LowerBound, Counting)
	if s.Mean != -4 || math.Abs(s.StdErr-math.Sqrt(38.0/12)) > 1e-15 {
		t.Errorf("Mean, StdErr = %v, %v; want -4, %v", s.Mean, s.StdErr, math.Sqrt(38.0/12))
	}
	if one := New([]float64{-3}, Exact, Lebesgue); one.Mean != -3 || !math.IsNaN(one.StdErr) {
		t.Errorf("one row: Mean, StdErr = %v, %v; want -3, NaN", one.Mean, one.StdErr)
	}
	if none := New(nil, Exact, Lebesgue); !math.IsNaN(none.Mean) || !math.IsNaN(none.StdErr) {
		t.Errorf("no rows: Mean, StdErr = %v, %v; want NaN, NaN", none.Mean, none.StdErr)
	}
}

func TestComparable(t *testing.T) {
	two := New([]float64{-1, -2}, Exact, Counting)
	for _, c := range []struct {
		other Score
		want  string // part of the error, "" for none
	}{
		{New([]float64{-3, -1}, LowerBound, Counting), ""},
		{New([]float64{-3, -1}, Exact, Lebesgue), "cannot be compared"},
		{New([]float64{-3}, Exact, Counting), "1 rows"},
	} {
		err := Comparable(two, c.other)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("Comparable with %v: %v; want %q", c.other, err, c.want)
		}
	}
	if err := Comparable(); err != nil {
		t.Errorf("Comparable of nothing: %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	s := New([]float64{-1, -2, -4, -9}, LowerBound, Counting)
	if got, want := s.String(), "-4.00 ± 1.78 奈特（下界，计数测度，4 行）"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Kind(9).String() + Measure(9).String(); got != "Kind(9)Measure(9)" {
		t.Errorf("unknown values: %q", got)
	}
}
