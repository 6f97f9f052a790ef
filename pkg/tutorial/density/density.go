// Package density holds the small interfaces by which all density models of the book are scored and sampled alike.
//
// A density model gives log p(x) of one row x, in nats (article §2.1: a generative model learns p(x)); [Score] asks it
// about every row of a matrix and makes the book's one score value of the answers. [Dequantise] turns whole-number rows
// into continuous ones, so that a continuous model can be asked about pixels at all.
//
// The files: density.go has the interfaces and Score, rows.go the checks of a data matrix, dequantise.go the noise,
// verify.go, verify_region.go, verify_integral.go and verify_sum.go the checks of what makes a density.
package density

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Density is a distribution over rows of Dim numbers whose probability or density can be evaluated.
type Density interface {
	Dim() int
	// LogProb gives log p(x) in nats: the log of a density where x is continuous, of a probability where it is
	// discrete; −Inf where p(x) = 0, NaN where len(x) ≠ Dim. It neither keeps nor changes x, and any number of
	// goroutines may call it at once.
	LogProb(x []float64) float64
}

// Sampler is a distribution over rows of Dim numbers from which rows can be drawn.
type Sampler interface {
	Dim() int
	// Sample draws n rows, n × Dim; n < 1 gives an empty matrix. The same source gives the same rows.
	Sample(n int, rng *rand.Rand) *mat.Dense
}

// Scorer is a density that says itself what its score means: every density model of the book is one.
type Scorer interface {
	Score(x mat.Matrix) (score.Score, error)
}

// Score evaluates log p on every row of x (n × d.Dim()), on all processors.
//
//	LogP_i = log p(x_i)  [nats]          i = 1 … n
//
// Errors: an empty matrix, a width other than d.Dim(), a number that is not finite, and a log p(x) that is NaN or +Inf
// (it names the row). A row with p(x) = 0 is no error: its log is −Inf, and so is the mean's.
func Score(d Density, x mat.Matrix, kind score.Kind, measure score.Measure) (score.Score, error) {
	if d == nil {
		return score.Score{}, fmt.Errorf("density: there is no density to score; pass a fitted model")
	}
	if err := CheckRows(x, 1); err != nil {
		return score.Score{}, err
	}
	n, width := x.Dims()
	if width != d.Dim() {
		return score.Score{}, fmt.Errorf("density: the rows have %d columns, the density has %d; score rows as long as those it was fitted on", width, d.Dim())
	}
	logP := make([]float64, n)
	err := eachRow(x, func(i int, row []float64) error {
		logP[i] = d.LogProb(row)
		if math.IsNaN(logP[i]) || math.IsInf(logP[i], 1) {
			return fmt.Errorf("density: row %d: log p(x) is %g; a density must be a number below infinity there: check the model's parameters", i, logP[i])
		}
		return nil
	})
	if err != nil {
		return score.Score{}, err
	}
	return score.New(logP, kind, measure), nil
}

// block is how many rows a worker takes at a time.
const block = 32

// eachRow calls f for every row of x, several at once, and gives the error of the lowest block that has one; a panic in
// f becomes an error. f must not keep or change the row.
func eachRow(x mat.Matrix, f func(i int, row []float64) error) error {
	n, width := x.Dims()
	blocks := (n + block - 1) / block
	errs := make([]error, blocks)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(blocks, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			buffer := make([]float64, width)
			for b := int(next.Add(1)) - 1; b < blocks; b = int(next.Add(1)) - 1 {
				errs[b] = blockRows(x, b*block, min(n, (b+1)*block), buffer, f)
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// blockRows calls f for the rows from … to−1.
func blockRows(x mat.Matrix, from, to int, buffer []float64, f func(i int, row []float64) error) (err error) {
	i := from
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("density: row %d: the density panicked: %v", i, p)
		}
	}()
	raw, isRaw := x.(mat.RawRowViewer)
	for ; i < to; i++ {
		row := buffer
		if isRaw {
			row = raw.RawRowView(i)
		} else {
			mat.Row(row, i, x)
		}
		if err := f(i, row); err != nil {
			return err
		}
	}
	return nil
}
