package kde

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// Selection is what a search for the bandwidth found.
type Selection struct {
	Bandwidths []float64 // those that were tried, in the order given
	LogP       []float64 // mean log p of held-out rows under each, nats per row; −Inf where a row was out of reach
	Best       float64   // the bandwidth of the highest LogP, the first of equals
}

// LeaveOneOut chooses the bandwidth by the log-density of each row of x (n × d) under all the others:
//
//	LogP(h) = 1/n Σ_i log p_−i(x_i; h)         p_−i: the estimate from the n − 1 other rows
//
// (Silverman 1986, section 3.4.4, "likelihood cross-validation".) Without leaving out, the best h would be 0: each row
// is best explained by a spike on itself. (Rows that occur twice still are: with copies among the data the likelihood has
// no bound as h falls, so leave copies away first.) One bandwidth takes at most time proportional to n²·d, and less where boxes of
// rows can be left out.
//
// Errors: what New refuses, fewer than 2 rows, no bandwidths, and bandwidths under all of which some row is out of reach.
// When ctx ends, the bandwidths so far come with an error that wraps ctx.Err().
func LeaveOneOut(ctx context.Context, x mat.Matrix, kernel Kernel, bandwidths []float64) (Selection, error) {
	k, err := prepare(x, kernel, bandwidths)
	if err != nil {
		return Selection{}, err
	}
	n, _ := k.Points.Dims()
	logP := make([]float64, n)
	return search(ctx, bandwidths, func(h float64) (float64, error) {
		k.Bandwidth = h
		blocks.Each((n+group-1)/group, func() func(int) {
			w := new(walk)
			return func(g int) {
				w.sums = w.sums[:0]
				for place := g * group; place < min(n, (g+1)*group); place++ {
					w.sums = append(w.sums, sum{q: k.Points.RawRowView(k.tree.index[place]), skip: place})
				}
				k.logProbs(logP[g*group:], w)
			}
		})
		return stat.Mean(logP, nil), nil
	})
}

// CrossValidate chooses the bandwidth by the log-density of each row of x (n × d) under the rows of the other folds;
// folds [n] numbers the fold of each row, see ShuffledFolds and ConsecutiveFolds. The mean is over all rows. Errors as
// for LeaveOneOut, and folds of another number than rows, or fewer than two different ones.
func CrossValidate(ctx context.Context, x mat.Matrix, kernel Kernel, bandwidths []float64, folds []int) (Selection, error) {
	all, err := prepare(x, kernel, bandwidths)
	if err != nil {
		return Selection{}, err
	}
	n, _ := x.Dims()
	if len(folds) != n {
		return Selection{}, fmt.Errorf("kde: %d folds for %d rows; give the number of each row's fold", len(folds), n)
	}
	names := slices.Clone(folds)
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 2 {
		return Selection{}, fmt.Errorf("kde: all rows are in one fold; two or more are needed")
	}
	models, tests := make([]*KDE, len(names)), make([]*mat.Dense, len(names))
	for i, name := range names {
		train, test := divide(all.Points, folds, name)
		if models[i], err = New(train, kernel, bandwidths[0]); err != nil {
			return Selection{}, err
		}
		tests[i] = test
	}
	return search(ctx, bandwidths, func(h float64) (float64, error) {
		sum := 0.0
		for i, k := range models {
			k.Bandwidth = h
			s, err := k.Score(tests[i])
			if err != nil {
				return 0, err
			}
			sum += s.Mean * float64(len(s.LogP)) / float64(n)
		}
		return sum, nil
	})
}

// ConsecutiveFolds numbers n rows by k folds of consecutive rows, as equal in size as can be, the first ones one row
// larger: scikit-learn's KFold. Do not use it where rows are sorted by what they are.
func ConsecutiveFolds(n, k int) []int {
	k = max(k, 1)
	folds := make([]int, max(n, 0))
	for i := range folds {
		if large := n % k; i < large*(n/k+1) {
			folds[i] = i / (n/k + 1)
		} else {
			folds[i] = large + (i-large*(n/k+1))/(n/k)
		}
	}
	return folds
}

// ShuffledFolds numbers n rows by k folds at random, as equal in size as can be.
func ShuffledFolds(n, k int, seed uint64) []int {
	k, n = max(k, 1), max(n, 0)
	folds := make([]int, n)
	for i, row := range rand.New(rand.NewPCG(seed, 0x666f6c64)).Perm(n) {
		folds[row] = i % k
	}
	return folds
}

// prepare checks what both searches are given.
func prepare(x mat.Matrix, kernel Kernel, bandwidths []float64) (*KDE, error) {
	if len(bandwidths) == 0 {
		return nil, fmt.Errorf("kde: no bandwidths; give those to try")
	}
	for _, h := range bandwidths {
		if err := checkBandwidth(h); err != nil {
			return nil, err
		}
	}
	if err := blocks.Check(x, 2); err != nil {
		return nil, fmt.Errorf("kde: %w", err)
	}
	return New(x, kernel, bandwidths[0])
}

// search tries the bandwidths one after the other.
func search(ctx context.Context, bandwidths []float64, heldOut func(h float64) (float64, error)) (Selection, error) {
	s := Selection{Best: math.NaN()}
	top := math.Inf(-1)
	for _, h := range bandwidths {
		if err := ctx.Err(); err != nil {
			return s, fmt.Errorf("kde: stopped after %d bandwidths of %d: %w", len(s.LogP), len(bandwidths), err)
		}
		logP, err := heldOut(h)
		if err != nil {
			return s, err
		}
		s.Bandwidths, s.LogP = append(s.Bandwidths, h), append(s.LogP, logP)
		if logP > top {
			top, s.Best = logP, h
		}
	}
	if math.IsNaN(s.Best) {
		return s, fmt.Errorf("kde: under each of the %d bandwidths some row is out of reach of all others; try larger ones", len(bandwidths))
	}
	return s, nil
}

// divide splits rows into those of other folds and those of the fold.
func divide(x *mat.Dense, folds []int, fold int) (train, test *mat.Dense) {
	var in, out []float64
	for i, f := range folds {
		if f == fold {
			out = append(out, x.RawRowView(i)...)
		} else {
			in = append(in, x.RawRowView(i)...)
		}
	}
	_, d := x.Dims()
	return mat.NewDense(len(in)/d, d, in), mat.NewDense(len(out)/d, d, out)
}
