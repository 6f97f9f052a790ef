package autoregressive

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Bins cut a box of points into 2^Bits bins along each axis, and write the number of a point's bin as a row of binary
// pixels: the bits of the first coordinate, most significant first, then those of the next. So a model of binary rows can
// learn points, p(x₁) first and then p(x₂|x₁).
type Bins struct {
	Low, High []float64 // the box, axis by axis
	Bits      int       // 1 to 20 for each axis
}

// NewBins puts a box around the points x [N, d], wider than they are by a tenth on either side.
func NewBins(x mat.Matrix, bits int) (Bins, error) {
	if x == nil {
		return Bins{}, fmt.Errorf("autoregressive: there are no points; give a matrix")
	}
	if err := density.CheckRows(x, 1); err != nil {
		return Bins{}, fmt.Errorf("autoregressive: %w", err)
	}
	_, d := x.Dims()
	b := Bins{Low: make([]float64, d), High: make([]float64, d), Bits: bits}
	for j := range d {
		column := mat.Col(nil, j, x)
		low, high := floats.Min(column), floats.Max(column)
		if low == high {
			return Bins{}, fmt.Errorf("autoregressive: column %d is %v throughout; leave it out", j, low)
		}
		b.Low[j], b.High[j] = low-(high-low)/10, high+(high-low)/10
	}
	return b, b.check()
}

// check returns an error unless the bins can be used.
func (b Bins) check() error {
	if b.Bits < 1 || b.Bits > 20 {
		return fmt.Errorf("autoregressive: %d bits for each axis; take 1 to 20", b.Bits)
	}
	if len(b.Low) == 0 || len(b.Low) != len(b.High) {
		return fmt.Errorf("autoregressive: a box of %d lower and %d upper ends; give as many of each, 1 or more", len(b.Low), len(b.High))
	}
	for j := range b.Low {
		if width := b.High[j] - b.Low[j]; !(width > 0) || math.IsInf(width, 0) {
			return fmt.Errorf("autoregressive: axis %d of the box goes from %v to %v; the first must be below the second", j, b.Low[j], b.High[j])
		}
	}
	return nil
}

// D is the length of a row of bits.
func (b Bins) D() int { return b.Bits * len(b.Low) }

// LogVolume is the logarithm of a bin's volume: log p(x) = log P(bits of x) − LogVolume.
func (b Bins) LogVolume() float64 {
	v := 0.0
	for j := range b.Low {
		v += math.Log(b.High[j]-b.Low[j]) - float64(b.Bits)*math.Ln2
	}
	return v
}

// row writes the bits of a point into dst [D] and tells whether the point lies in the box.
func (b Bins) row(dst, x []float64) bool {
	for j, v := range x {
		t := (v - b.Low[j]) / (b.High[j] - b.Low[j])
		if !(t >= 0 && t < 1) {
			return false
		}
		number := int(t * float64(int(1)<<b.Bits))
		for k := range b.Bits {
			dst[j*b.Bits+k] = float64(number >> (b.Bits - 1 - k) & 1)
		}
	}
	return true
}

// Encode writes points x [N, d] as rows of bits, [N, D]. A point outside the box is an error.
func (b Bins) Encode(x mat.Matrix) (*mat.Dense, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	if x == nil {
		return nil, fmt.Errorf("autoregressive: there are no points; give a matrix")
	}
	if err := density.CheckRows(x, 1); err != nil {
		return nil, fmt.Errorf("autoregressive: %w", err)
	}
	n, d := x.Dims()
	if d != len(b.Low) {
		return nil, fmt.Errorf("autoregressive: points of %d numbers for a box of %d axes", d, len(b.Low))
	}
	out := mat.NewDense(n, b.D(), nil)
	for i := range n {
		if point := mat.Row(nil, i, x); !b.row(out.RawRowView(i), point) {
			return nil, fmt.Errorf("autoregressive: point %d, %v, lies outside the box from %v to %v; widen the box", i, point, b.Low, b.High)
		}
	}
	return out, nil
}

// Points draws a point from each row of bits [N, D], uniform in its bin: [N, d].
func (b Bins) Points(bits mat.Matrix, rng *rand.Rand) *mat.Dense {
	n, _ := bits.Dims()
	x := mat.NewDense(n, len(b.Low), nil)
	x.Apply(func(i, j int, _ float64) float64 {
		number := 0.0
		for k := range b.Bits {
			number = 2*number + bits.At(i, j*b.Bits+k)
		}
		t := (number + rng.Float64()) / float64(int(1)<<b.Bits)
		return b.Low[j] + t*(b.High[j]-b.Low[j])
	}, x)
	return x
}

// Binned is the density of points that a chain over their bits gives: the same throughout a bin, 0 outside the box.
//
//	p(x) = P(bits of x) / volume of a bin
//
// It is a density.Density, a density.Sampler and a density.Scorer.
type Binned struct {
	Bins  Bins
	Chain *Chain
}

// NewBinned joins bins and a chain over as many bits.
func NewBinned(b Bins, c *Chain) (*Binned, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	if c == nil || c.Dim() != b.D() {
		return nil, fmt.Errorf("autoregressive: the bins give rows of %d bits; give a chain over as many", b.D())
	}
	return &Binned{b, c}, nil
}

// Dim is the number of axes.
func (b *Binned) Dim() int { return len(b.Bins.Low) }

// LogProb is log p(x) in nats, −Inf outside the box.
func (b *Binned) LogProb(x []float64) float64 {
	if len(x) != b.Dim() {
		return math.NaN()
	}
	bits := make([]float64, b.Bins.D())
	if !b.Bins.row(bits, x) {
		return math.Inf(-1)
	}
	return b.Chain.LogProb(bits) - b.Bins.LogVolume()
}

// Score is log p of each point x [N, d], exact.
func (b *Binned) Score(x mat.Matrix) (score.Score, error) {
	return density.Score(b, x, score.Exact, score.Lebesgue)
}

// Sample draws n points, [n, d].
func (b *Binned) Sample(n int, rng *rand.Rand) *mat.Dense {
	return b.Bins.Points(b.Chain.Sample(n, rng), rng)
}
