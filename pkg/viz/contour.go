package viz

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Contour shows a function of two variables by lines of equal height over its
// colours. Give F, or its values Z on an even grid: row 0 at YRange.Min, column
// 0 at XRange.Min. Points and Lines are drawn over it.
type Contour struct {
	Title, X, Y, Alt string
	F                func(x, y float64) float64
	Z                mat.Matrix
	XRange, YRange   Range     // needed
	Levels           []float64 // heights of the lines; nil: eight even ones
	Scale            string    // what the colours mean; empty: no colour bar
	Points           []Points
	Lines            []Line
	Equal            bool
	Width, Height    int // pixels; 600×480 where zero
}

// Picture draws the function as SVG.
func (f Contour) Picture() (Picture, error) {
	c, err := newChart(newHead("Contour", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 600, 480))
	if err != nil {
		return Picture{}, err
	}
	if !f.XRange.set() || !f.YRange.set() {
		return Picture{}, c.errorf("XRange or YRange is not set; say where the function is drawn")
	}
	if f.F == nil && f.Z == nil {
		return Picture{}, c.errorf("there is no function; give F or Z")
	}
	z := f.Z
	if f.F != nil {
		z = sample(f.F, f.XRange, f.YRange, 121)
	}
	if r, k := z.Dims(); r < 2 || k < 2 {
		return Picture{}, c.errorf("Z is %d×%d; give at least two rows and columns", r, k)
	}
	h := newCells(centres(z, 120), Range{}, false)
	h.x, h.y, h.flip = f.XRange, f.YRange, true
	c.equal = f.Equal
	c.ranges(f.XRange, f.YRange)
	c.plot.X.Padding, c.plot.Y.Padding = 0, 0
	if f.Scale != "" {
		c.bar = &colorBar{label: lang.T(f.Scale), table: h.table, lo: h.lo, hi: h.hi}
	}
	c.add(h)
	levels := f.Levels
	if levels == nil {
		for i := 1; i <= 8; i++ {
			levels = append(levels, h.lo+(h.hi-h.lo)*float64(i)/9)
		}
	}
	if len(levels) > 0 {
		c.add(&plotter.Contour{GridXYZ: surface{z, f.XRange, f.YRange}, Levels: levels,
			LineStyles: levelStyles(levels, h), Min: math.Inf(-1), Max: math.Inf(1)})
	}
	if err := c.addPoints(f.Points); err != nil {
		return Picture{}, err
	}
	if err := c.addLines(f.Lines, len(f.Points), false, false); err != nil {
		return Picture{}, err
	}
	return c.draw(), nil
}

// sample evaluates f on an n×n grid over the ranges, ends included.
func sample(f func(x, y float64) float64, x, y Range, n int) *mat.Dense {
	z := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			u, v := float64(j)/float64(n-1), float64(i)/float64(n-1)
			z.Set(i, j, f(x.Min+u*(x.Max-x.Min), y.Min+v*(y.Max-y.Min)))
		}
	}
	return z
}

// centres interpolates a grid linearly to the centres of n×n cells that cover
// the same ranges.
func centres(z mat.Matrix, n int) *mat.Dense {
	rows, cols := z.Dims()
	out := mat.NewDense(n, n, nil)
	place := func(k, size int) (int, float64) {
		t := (float64(k) + 0.5) / float64(n) * float64(size-1)
		i := min(int(t), size-2)
		return i, t - float64(i)
	}
	for r := range n {
		i, u := place(r, rows)
		for c := range n {
			j, v := place(c, cols)
			out.Set(r, c, (1-u)*((1-v)*z.At(i, j)+v*z.At(i, j+1))+u*((1-v)*z.At(i+1, j)+v*z.At(i+1, j+1)))
		}
	}
	return out
}

// levelStyles draws lines white over the dark half of the colours and dark over
// the light half.
func levelStyles(levels []float64, h *cells) []draw.LineStyle {
	out := make([]draw.LineStyle, len(levels))
	for i, v := range levels {
		under := shade(h.table, (v-h.lo)/(h.hi-h.lo))
		out[i] = draw.LineStyle{Color: ink, Width: 1.1}
		if contrast(ground, under) > contrast(ink, under) {
			out[i].Color = ground
		}
	}
	return out
}

// surface is a grid as gonum's contour plotter reads it.
type surface struct {
	z    mat.Matrix
	x, y Range
}

func (s surface) Dims() (c, r int)   { r, c = s.z.Dims(); return c, r }
func (s surface) Z(c, r int) float64 { return s.z.At(r, c) }

func (s surface) X(c int) float64 {
	_, n := s.z.Dims()
	return s.x.Min + (s.x.Max-s.x.Min)*float64(c)/float64(n-1)
}

func (s surface) Y(r int) float64 {
	n, _ := s.z.Dims()
	return s.y.Min + (s.y.Max-s.y.Min)*float64(r)/float64(n-1)
}
