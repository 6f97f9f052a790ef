package kde

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// KDE is a kernel density estimate over rows of d numbers, a density to the Lebesgue measure:
//
//	p(x) = c_d / (n h^d) Σ_i k(‖x − x_i‖ / h)
//
// Make it with New; a literal without its tree has no log-probability.
type KDE struct {
	Points    *mat.Dense // x_i, n × d
	Kernel    Kernel
	Bandwidth float64 // h, in the unit of the columns
	Rel, Abs  float64 // error allowed to p(x), see Within; both 0: rounding only
	tree      *tree
}

// New puts a bump of the given kernel and bandwidth on every row of x (n × d), which it copies. Errors: what
// density.CheckRows refuses, magnitudes above 1e150, and a bandwidth outside 1e-150 … 1e150.
func New(x mat.Matrix, kernel Kernel, bandwidth float64) (*KDE, error) {
	if err := blocks.Check(x, 1); err != nil {
		return nil, fmt.Errorf("kde: %w", err)
	}
	if !kernel.known() {
		return nil, fmt.Errorf("kde: Kernel is %d; use the constants of this package", int(kernel))
	}
	if err := checkBandwidth(bandwidth); err != nil {
		return nil, err
	}
	k := &KDE{Points: mat.DenseCopyOf(x), Kernel: kernel, Bandwidth: bandwidth}
	k.tree = newTree(k.Points)
	return k, nil
}

func checkBandwidth(h float64) error {
	if !(h >= 1/blocks.Largest && h <= blocks.Largest) {
		return fmt.Errorf("kde: the bandwidth is %g; it must be positive and finite (%g to %g)", h, 1/blocks.Largest, blocks.Largest)
	}
	return nil
}

// WithBandwidth is the same estimate with another bandwidth; both share the points.
func (k *KDE) WithBandwidth(h float64) (*KDE, error) {
	if err := checkBandwidth(h); err != nil {
		return nil, err
	}
	other := *k
	other.Bandwidth = h
	return &other, nil
}

// Within is the same estimate computed faster, with an error of at most
//
//	|computed p(x) − p(x)| ≤ rel · p(x) + abs
//
// beside rounding: scikit-learn's rtol and atol. Its scores are estimates where either is above 0. Errors: a tolerance
// that is negative or not finite, or rel of 1 and more.
func (k *KDE) Within(rel, abs float64) (*KDE, error) {
	if !(rel >= 0 && rel < 1) || !(abs >= 0) || math.IsInf(abs, 1) {
		return nil, fmt.Errorf("kde: tolerances rel %g, abs %g; rel must be at least 0 and below 1, abs at least 0", rel, abs)
	}
	other := *k
	other.Rel, other.Abs = rel, abs
	return &other, nil
}

// Dim is d; 0 where the model was not made with New.
func (k *KDE) Dim() int {
	if k.tree == nil {
		return 0
	}
	return k.tree.d
}

// LogProb is log p(x) of one row x [d] in nats; −Inf where no bump of a bounded kernel reaches, NaN where x has another
// length or the model was not made with New.
func (k *KDE) LogProb(x []float64) float64 {
	if k.tree == nil || len(x) != k.tree.d {
		return math.NaN()
	}
	var logP [1]float64
	k.logProbs(logP[:], &walk{sums: []sum{{q: x, skip: -1}}})
	return logP[0]
}

// logProbs gives log p of the rows of some sums, whose q and skip are set. The point at place skip of the tree, where that
// is not −1, counts as if it had never been there.
func (k *KDE) logProbs(dst []float64, w *walk) {
	n, d := float64(len(k.tree.index)), float64(k.tree.d)
	scale := k.Kernel.LogNorm(k.tree.d) - d*math.Log(k.Bandwidth) // p = e^scale/n · sum
	shared := newTerms(k.tree, k.Kernel, k.Bandwidth, k.Rel, math.Log(k.Abs)+math.Log(n)-scale)
	for i := range w.sums {
		w.sums[i] = sum{terms: shared, q: w.sums[i].q, skip: w.sums[i].skip}
	}
	w.add()
	for i := range w.sums {
		used := n
		if w.sums[i].skip >= 0 {
			used--
		}
		dst[i] = w.sums[i].log() + scale - math.Log(used)
	}
}

// Score is log p of every row of x (n × d), to the Lebesgue measure: exact, or an estimate where a tolerance is allowed. It
// equals LogProb up to rounding, and the tolerance. Errors as for density.Score.
func (k *KDE) Score(x mat.Matrix) (score.Score, error) {
	if k.tree == nil {
		return score.Score{}, fmt.Errorf("kde: the model has no points; make it with New")
	}
	if err := blocks.Check(x, 1); err != nil {
		return score.Score{}, fmt.Errorf("kde: %w", err)
	}
	n, d := x.Dims()
	if d != k.tree.d {
		return score.Score{}, fmt.Errorf("kde: the rows have %d columns, the points %d; give rows as long as the points", d, k.tree.d)
	}
	rows := mat.DenseCopyOf(x)
	order := newTree(rows).index // rows that lie together
	logP := make([]float64, n)
	blocks.Each((n+group-1)/group, func() func(int) {
		w, out := new(walk), make([]float64, group)
		return func(g int) {
			mine := order[g*group : min(n, (g+1)*group)]
			w.sums = w.sums[:0]
			for _, row := range mine {
				w.sums = append(w.sums, sum{q: rows.RawRowView(row), skip: -1})
			}
			k.logProbs(out, w)
			for i, row := range mine {
				logP[row] = out[i]
			}
		}
	})
	kind := score.Exact
	if k.Rel > 0 || k.Abs > 0 {
		kind = score.Estimate
	}
	return score.New(logP, kind, score.Lebesgue), nil
}
