package viz

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Points is one group of a scatter plot, drawn in one colour and shape.
type Points struct {
	Label string
	X, Y  []float64
}

// Scatter draws groups of points, and curves over them where wanted (a decision
// boundary, a regression line).
type Scatter struct {
	Title, X, Y, Alt string
	Points           []Points
	Lines            []Line
	Marks            []Mark
	XRange, YRange   Range
	Equal            bool // one unit is as long on both axes
	Width, Height    int  // pixels; 640×440 where zero
}

// Picture draws the points as SVG.
func (f Scatter) Picture() (Picture, error) {
	c, err := newChart(newHead("Scatter", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 640, 440))
	if err != nil {
		return Picture{}, err
	}
	if len(f.Points) == 0 {
		return Picture{}, c.errorf("there are no points to draw; give at least one group of Points")
	}
	c.equal = f.Equal
	c.add(grid{})
	c.ranges(f.XRange, f.YRange)
	if err := c.addPoints(f.Points); err != nil {
		return Picture{}, err
	}
	if err := c.addLines(f.Lines, len(f.Points), false, false); err != nil {
		return Picture{}, err
	}
	c.addMarks(f.Marks)
	c.beside = len(c.legend) > 4
	return c.draw(), nil
}

// LatentMap draws two-dimensional codes coloured by class. Rows of Z are points,
// Labels their classes (nil: one colour), Classes the names of these.
type LatentMap struct {
	Title, X, Y, Alt string // X and Y are "z₁" and "z₂" where empty
	Z                mat.Matrix
	Labels           []int
	Classes          []string
	XRange, YRange   Range
	Width, Height    int // pixels; 640×500 where zero
}

// Picture draws the map as SVG.
func (f LatentMap) Picture() (Picture, error) {
	if f.X == "" && f.Y == "" {
		f.X, f.Y = "z₁", "z₂"
	}
	h := newHead("LatentMap", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 640, 500)
	c, err := newChart(h)
	if err != nil {
		return Picture{}, err
	}
	groups, err := f.groups(h)
	if err != nil {
		return Picture{}, err
	}
	c.equal = true
	c.beside = len(groups) > 1
	c.add(grid{})
	c.ranges(f.XRange, f.YRange)
	if err := c.addPoints(groups); err != nil {
		return Picture{}, err
	}
	c.add(names(groups))
	return c.draw(), nil
}

// groups sorts the rows of Z by class.
func (f LatentMap) groups(h head) ([]Points, error) {
	if f.Z == nil {
		return nil, h.errorf("Z is nil; give a matrix of N rows and 2 columns")
	}
	n, d := f.Z.Dims()
	if d != 2 || n == 0 {
		return nil, h.errorf("Z is %d×%d; give a matrix of N rows and 2 columns", n, d)
	}
	if f.Labels != nil && len(f.Labels) != n {
		return nil, h.errorf("there are %d labels for %d rows of Z; give one a row", len(f.Labels), n)
	}
	k := max(1, len(f.Classes))
	for _, l := range f.Labels {
		if l < 0 || len(f.Classes) > 0 && l >= len(f.Classes) || l > 255 {
			return nil, h.errorf("label %d has no name among the %d Classes", l, len(f.Classes))
		}
		k = max(k, l+1)
	}
	groups := make([]Points, k)
	for i, name := range f.Classes {
		groups[i].Label = name
	}
	for i := range n {
		l := 0
		if f.Labels != nil {
			l = f.Labels[i]
		}
		groups[l].X = append(groups[l].X, f.Z.At(i, 0))
		groups[l].Y = append(groups[l].Y, f.Z.At(i, 1))
	}
	return groups, nil
}

// manyPoints is where a scatter plot gives up shapes for plain small dots.
const manyPoints = 1500

// addPoints draws groups of points with their legend.
func (c *chart) addPoints(groups []Points) error {
	total := 0
	for i, g := range groups {
		if len(g.X) != len(g.Y) {
			return c.errorf("group %d (%q): X has %d values and Y %d; give equally many", i+1, g.Label, len(g.X), len(g.Y))
		}
		total += len(g.X)
	}
	for i, g := range groups {
		sty := glyphStyle(i, radius(total))
		many := total > manyPoints
		if many {
			sty.Shape = nil
		}
		var xys plotter.XYs
		for j := range g.X {
			if finite(g.X[j]) && finite(g.Y[j]) {
				xys = append(xys, plotter.XY{X: g.X[j], Y: g.Y[j]})
			}
		}
		if len(xys) > 0 {
			c.add(&points{xys: xys, style: sty})
		}
		if g.Label == "" {
			continue
		}
		key := glyphStyle(i, 5)
		if many {
			key.Shape = draw.CircleGlyph{}
		}
		c.legend = append(c.legend, entry{lang.T(g.Label), func(s draw.Canvas) { s.DrawGlyph(key, s.Center()) }})
	}
	return nil
}

// radius of a point, smaller where there are many.
func radius(n int) vg.Length {
	return vg.Length(math.Min(4.5, math.Max(1.3, 60/math.Sqrt(float64(n+1)))))
}

// points draws glyphs, or plain dots where the style has no shape.
type points struct {
	xys   plotter.XYs
	style draw.GlyphStyle
}

func (p *points) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(p.xys) }

func (p *points) Plot(c draw.Canvas, plt *plot.Plot) {
	x, y := plt.Transforms(&c)
	var at []vg.Point
	for _, q := range p.xys {
		if v := (vg.Point{X: x(q.X), Y: y(q.Y)}); c.Contains(v) {
			at = append(at, v)
		}
	}
	if svg := svgOf(c); svg != nil && p.style.Shape == nil {
		svg.dots(at, 2*float64(p.style.Radius), p.style.Color)
		return
	}
	for _, v := range at {
		c.DrawGlyph(p.style, v)
	}
}
