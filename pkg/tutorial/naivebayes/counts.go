package naivebayes

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Counts are all that Bernoulli, Multinomial and Complement need to know of the rows: sums of each column in each class.
// Those of two sets of rows add up to those of both.
//
//	Sum_kj = Σ_i x_ij        over the rows i of class k where x_ij is observed; Seen_kj is the number of these
type Counts struct {
	Rows      []float64  // N_k, the rows of each class [K]
	Seen, Sum *mat.Dense // K × D
}

// NewCounts are those of no rows, for that many classes and columns.
func NewCounts(classes, d int) (*Counts, error) {
	if err := checkSize(classes, d); err != nil {
		return nil, err
	}
	return &Counts{make([]float64, classes), mat.NewDense(classes, d, nil), mat.NewDense(classes, d, nil)}, nil
}

// Add takes in rows of counts x (n × D) with their classes y [n], for Multinomial and Complement. Errors, after which
// nothing was taken in: rows of another width, a number that is negative, infinite or NaN, a label that is no class.
func (s *Counts) Add(x mat.Matrix, y []int) error {
	return s.add(x, y, noCount, func(v float64) float64 { return v })
}

// AddAbove takes in rows x (n × D) with their classes y [n], for Bernoulli: it counts how often a number is above the
// threshold. NaN is a number that was not observed. Errors, after which nothing was taken in: rows of another width, an
// infinite or too large number, a label that is no class.
func (s *Counts) AddAbove(x mat.Matrix, y []int, threshold float64) error {
	return s.add(x, y, tooLarge, func(v float64) float64 {
		if v > threshold {
			return 1
		}
		return 0
	})
}

func (s *Counts) add(x mat.Matrix, y []int, f fault, count func(v float64) float64) error {
	if !s.valid() {
		return errNotFitted
	}
	classes, d := s.Sum.Dims()
	if err := checkRows(x, d, f); err != nil {
		return err
	}
	n, _ := x.Dims()
	if err := checkLabels(n, y, classes); err != nil {
		return err
	}
	size := classes * d
	sums := sumRows(x, 2*size, func(i int, row, acc []float64) {
		from := y[i] * d
		seen, sum := acc[from:from+d], acc[size+from:size+from+d]
		for j, v := range row {
			if !math.IsNaN(v) {
				seen[j]++
				sum[j] += count(v)
			}
		}
	})
	s.Seen.Add(s.Seen, mat.NewDense(classes, d, sums[:size]))
	s.Sum.Add(s.Sum, mat.NewDense(classes, d, sums[size:]))
	for _, class := range y {
		s.Rows[class]++
	}
	return nil
}

// counted makes the counts of rows that are fitted at once.
func counted(x mat.Matrix, y []int, classes int, add func(s *Counts) error) (*Counts, error) {
	k, d, err := countClasses(x, y, classes)
	if err != nil {
		return nil, err
	}
	s, err := NewCounts(k, d)
	if err != nil {
		return nil, err
	}
	return s, add(s)
}

// classTotal is Σ_j Sum_kj.
func (s *Counts) classTotal(k int) float64 { return floats.Sum(s.Sum.RawRowView(k)) }

// valid tells whether these are counts at all.
func (s *Counts) valid() bool {
	if s == nil {
		return false
	}
	k, d := dims(s.Sum)
	return k > 0 && k == len(s.Rows) && sameShape(k, d, s.Seen)
}

func (s *Counts) clone() *Counts {
	return &Counts{append([]float64{}, s.Rows...), mat.DenseCopyOf(s.Seen), mat.DenseCopyOf(s.Sum)}
}
