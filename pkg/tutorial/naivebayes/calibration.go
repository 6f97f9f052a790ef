package naivebayes

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// LogLoss is the mean of −log P(y_i|x_i), nats, of the logs (n × K) that LogProbs gives and the true classes y [n]. It
// is at least 0, and +Inf where a true class was given probability 0. Errors: no rows, a log above 0 or NaN, labels that
// do not fit.
func LogLoss(logProbs mat.Matrix, y []int) (float64, error) {
	if err := checkLogProbs(logProbs, y); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, k := range y {
		sum -= logProbs.At(i, k)
	}
	return sum / float64(len(y)), nil
}

// Confidence gives the probability p [n] of the most probable class of each row, and whether it was the right one, of the
// logs (n × K) that LogProbs gives and the true classes y [n]. Errors as those of LogLoss.
func Confidence(logProbs mat.Matrix, y []int) (p []float64, right []bool, err error) {
	if err := checkLogProbs(logProbs, y); err != nil {
		return nil, nil, err
	}
	_, classes := logProbs.Dims()
	row := make([]float64, classes)
	for i, k := range y {
		mat.Row(row, i, logProbs)
		predicted := floats.MaxIdx(row)
		p = append(p, min(1, math.Exp(row[predicted])))
		right = append(right, predicted == k)
	}
	return p, right, nil
}

// OfClass gives the probability p [n] of class k in each row, and whether that is the row's class, of the logs (n × K)
// that LogProbs gives and the true classes y [n]. Errors as those of LogLoss, and no such class.
func OfClass(logProbs mat.Matrix, y []int, k int) (p []float64, right []bool, err error) {
	if err := checkLogProbs(logProbs, y); err != nil {
		return nil, nil, err
	}
	if _, classes := logProbs.Dims(); k < 0 || k >= classes {
		return nil, nil, fmt.Errorf("naivebayes: there is no class %d; the classes are 0 to %d", k, classes-1)
	}
	for i, class := range y {
		p = append(p, min(1, math.Exp(logProbs.At(i, k))))
		right = append(right, class == k)
	}
	return p, right, nil
}

// checkLogProbs wants logs of probabilities, up to rounding, and a label for each row.
func checkLogProbs(logProbs mat.Matrix, y []int) error {
	n, classes := dims(logProbs)
	if n == 0 || classes == 0 {
		return errNoData(n, classes)
	}
	for i := range n {
		for k := range classes {
			if v := logProbs.At(i, k); !(v <= 1e-9) {
				return fmt.Errorf("naivebayes: row %d, class %d: the log-probability is %g; it must be 0 or less: give what LogProbs gives", i, k, v)
			}
		}
	}
	return checkLabels(n, y, classes)
}

// Bin is one of the intervals of [0, 1] that predicted probabilities fall into, (From, To]; 0 belongs to the first.
type Bin struct {
	From, To float64
	Mean     float64 // the mean of the predicted probabilities; NaN where Count is 0
	Right    float64 // the share of them that came true; NaN where Count is 0
	Count    int
}

// Reliability says how often what was predicted with probability p [n] came true: it cuts [0, 1] into equal bins, and in
// each compares the mean of p with the share that came true (a reliability diagram; Guo, Pleiss, Sun & Weinberger 2017,
// arXiv:1706.04599, section 2). Probabilities mean what they say where the two are equal, but for chance. Errors: no
// probabilities, as many outcomes are needed, a p outside [0, 1], no bins.
func Reliability(p []float64, right []bool, bins int) ([]Bin, error) {
	const most = 1 << 20
	switch {
	case len(p) == 0 || len(p) != len(right):
		return nil, fmt.Errorf("naivebayes: %d probabilities and %d outcomes; give one or more, and as many of each", len(p), len(right))
	case bins < 1 || bins > most:
		return nil, fmt.Errorf("naivebayes: %d bins; give 1 to %d: 10 is usual", bins, most)
	}
	if i := slices.IndexFunc(p, func(v float64) bool { return !(v >= 0 && v <= 1) }); i >= 0 {
		return nil, fmt.Errorf("naivebayes: probability %d is %g; it must be 0 to 1", i, p[i])
	}
	edges := floats.Span(make([]float64, bins+1), 0, 1)
	out := make([]Bin, bins)
	for i, v := range p {
		b := &out[sort.SearchFloat64s(edges[1:bins], v)]
		b.Count++
		b.Mean += v
		if right[i] {
			b.Right++
		}
	}
	for i := range out {
		b := &out[i]
		b.From, b.To = edges[i], edges[i+1]
		b.Mean /= float64(b.Count) // 0/0 is NaN
		b.Right /= float64(b.Count)
	}
	return out, nil
}

// CalibrationError is the expected calibration error of bins, 0 to 1 (Guo et al. 2017, equation 3); NaN where they hold
// nothing.
//
//	Σ_b Count_b/n |Right_b − Mean_b|        n = Σ_b Count_b
func CalibrationError(bins []Bin) float64 {
	sum, n := 0.0, 0
	for _, b := range bins {
		if b.Count > 0 {
			sum += float64(b.Count) * math.Abs(b.Right-b.Mean)
			n += b.Count
		}
	}
	return sum / float64(n)
}
