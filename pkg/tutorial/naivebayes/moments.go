package naivebayes

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Moments are all that Gaussian needs to know of the rows: for each class k and column j how many numbers were observed,
// their mean, and their squared distances from it. Those of two sets of rows add up to those of both.
//
//	Mean_kj = Σ_i x_ij / Seen_kj        M2_kj = Σ_i (x_ij − Mean_kj)²        over the rows i of class k where x_ij is observed
type Moments struct {
	Rows           []float64  // N_k, the rows of each class [K]
	Seen, Mean, M2 *mat.Dense // K × D
}

// NewMoments are those of no rows, for that many classes and columns.
func NewMoments(classes, d int) (*Moments, error) {
	if err := checkSize(classes, d); err != nil {
		return nil, err
	}
	zeros := func() *mat.Dense { return mat.NewDense(classes, d, nil) }
	return &Moments{make([]float64, classes), zeros(), zeros(), zeros()}, nil
}

// Add takes in the rows of x (n × D) with their classes y [n]; NaN is a number that was not observed. Errors, after which
// nothing was taken in: rows of another width, an infinite or too large number, a label that is no class.
func (s *Moments) Add(x mat.Matrix, y []int) error {
	if !s.valid() {
		return errNotFitted
	}
	k, d := s.Mean.Dims()
	if err := checkRows(x, d, tooLarge); err != nil {
		return err
	}
	n, _ := x.Dims()
	if err := checkLabels(n, y, k); err != nil {
		return err
	}
	more := momentsOf(x, y, k)
	for k := range k {
		for j := range d {
			s.set(k, j, s.at(k, j).join(more.at(k, j)))
		}
	}
	for _, class := range y {
		s.Rows[class]++
	}
	return nil
}

// momentsOf goes through the rows twice, for distances from the true mean lose no digits.
func momentsOf(x mat.Matrix, y []int, classes int) *Moments {
	_, d := x.Dims()
	size := classes * d
	sums := sumRows(x, 2*size, func(i int, row, acc []float64) {
		from := y[i] * d
		seen, sum := acc[from:from+d], acc[size+from:size+from+d]
		for j, v := range row {
			if !math.IsNaN(v) {
				seen[j]++
				sum[j] += v
			}
		}
	})
	seen, mean := sums[:size], sums[size:]
	for c, n := range seen {
		mean[c] /= max(1, n)
	}
	m2 := sumRows(x, size, func(i int, row, acc []float64) {
		from := y[i] * d
		centre, acc := mean[from:from+d], acc[from:from+d]
		for j, v := range row {
			if !math.IsNaN(v) {
				acc[j] += (v - centre[j]) * (v - centre[j])
			}
		}
	})
	return &Moments{nil, mat.NewDense(classes, d, seen), mat.NewDense(classes, d, mean), mat.NewDense(classes, d, m2)}
}

// moment is an entry of Moments: n numbers, their mean, their squared distances from it.
type moment struct{ n, mean, m2 float64 }

// join gives the moment of the numbers of both (Chan, Golub & LeVeque 1979, equation 2.1).
//
//	δ = mean_b − mean_a        mean = mean_a + δ n_b/n        M2 = M2_a + M2_b + δ² n_a n_b/n        n = n_a + n_b
func (a moment) join(b moment) moment {
	n := a.n + b.n
	if n == 0 {
		return moment{}
	}
	delta := b.mean - a.mean
	return moment{n, a.mean + delta*b.n/n, a.m2 + b.m2 + delta*delta*a.n*b.n/n}
}

func (s *Moments) at(k, j int) moment {
	return moment{s.Seen.At(k, j), s.Mean.At(k, j), s.M2.At(k, j)}
}

func (s *Moments) set(k, j int, m moment) {
	s.Seen.Set(k, j, m.n)
	s.Mean.Set(k, j, m.mean)
	s.M2.Set(k, j, m.m2)
}

// largestVariance is that of the column which varies most, over the rows of all classes.
func (s *Moments) largestVariance() float64 {
	classes, d := s.Mean.Dims()
	largest := 0.0
	for j := range d {
		all := moment{}
		for k := range classes {
			all = all.join(s.at(k, j))
		}
		largest = max(largest, all.m2/max(1, all.n))
	}
	return largest
}

// valid tells whether these are moments at all.
func (s *Moments) valid() bool {
	if s == nil {
		return false
	}
	k, d := dims(s.Mean)
	return k > 0 && k == len(s.Rows) && sameShape(k, d, s.Seen, s.M2)
}

func (s *Moments) clone() *Moments {
	return &Moments{append([]float64{}, s.Rows...), mat.DenseCopyOf(s.Seen), mat.DenseCopyOf(s.Mean), mat.DenseCopyOf(s.M2)}
}
