package viz

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Line is one curve. X may be nil: then the points stand at 1, 2, 3, …
// A value that is NaN or infinite leaves a gap.
type Line struct {
	Label string
	X, Y  []float64
	Band  []float64 // half-width of a pale band around Y (a standard error), or nil
	Dots  bool      // mark every point as well
}

// Lines draws curves over common axes: a training history, a density, a bound
// against its target. Label texts are written in English and drawn in the
// reader's language.
type Lines struct {
	Title, X, Y, Alt string // X and Y name the axes, with their units
	Lines            []Line
	Marks            []Mark // reference lines
	XRange, YRange   Range
	LogX, LogY       bool
	Width, Height    int // pixels; 640×400 where zero
}

// Picture draws the curves as SVG.
func (f Lines) Picture() (Picture, error) {
	c, err := newChart(newHead("Lines", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 640, 400))
	if err != nil {
		return Picture{}, err
	}
	if len(f.Lines) == 0 {
		return Picture{}, c.errorf("there is no line to draw; give at least one Line")
	}
	for _, a := range []struct {
		log  bool
		r    Range
		name string
	}{{f.LogX, f.XRange, "X"}, {f.LogY, f.YRange, "Y"}} {
		if a.log && a.r.set() && a.r.Min <= 0 {
			return Picture{}, c.errorf("Log%s with %sRange from %g; a logarithmic axis begins above 0", a.name, a.name, a.r.Min)
		}
	}
	c.add(grid{})
	if f.LogX {
		logAxis(&c.plot.X)
	}
	if f.LogY {
		logAxis(&c.plot.Y)
	}
	c.ranges(f.XRange, f.YRange)
	if err := c.addLines(f.Lines, 0, f.LogX, f.LogY); err != nil {
		return Picture{}, err
	}
	c.addMarks(slices.DeleteFunc(slices.Clone(f.Marks), func(m Mark) bool {
		return m.At <= 0 && (m.Vertical && f.LogX || !m.Vertical && f.LogY)
	}))
	return c.draw(), nil
}

// addLines draws curves, their colours and dashes counted from first.
func (c *chart) addLines(lines []Line, first int, logX, logY bool) error {
	for i, l := range lines {
		x, err := l.xs()
		if err != nil {
			return c.errorf("line %d (%q): %v", i+1, l.Label, err)
		}
		if l.Band != nil && len(l.Band) != len(l.Y) {
			return c.errorf("line %d (%q): Band has %d values and Y %d; give equally many", i+1, l.Label, len(l.Band), len(l.Y))
		}
		sty := lineStyle(first + i)
		if l.Band != nil {
			c.add(band(x, l, sty.Color))
		}
		ok := func(x, y float64) bool {
			return finite(x) && finite(y) && (!logX || x > 0) && (!logY || y > 0)
		}
		segments := split(x, l.Y, ok)
		for _, s := range segments {
			c.add(&plotter.Line{XYs: thin(s, 2*c.w), LineStyle: sty})
		}
		g := glyphStyle(first+i, 4)
		dots := l.Dots || len(l.Y) == 1
		if dots {
			c.add(&points{xys: join(segments), style: g})
		}
		c.addEntry(l.Label, sty, g, dots)
	}
	return nil
}

// xs gives the line's x values.
func (l Line) xs() ([]float64, error) {
	if l.X == nil {
		x := make([]float64, len(l.Y))
		for i := range x {
			x[i] = float64(i + 1)
		}
		return x, nil
	}
	if len(l.X) != len(l.Y) {
		return nil, fmt.Errorf("X has %d values and Y %d; give equally many", len(l.X), len(l.Y))
	}
	return l.X, nil
}

// addEntry puts a line into the legend, where it has a name.
func (c *chart) addEntry(label string, sty draw.LineStyle, g draw.GlyphStyle, dots bool) {
	if label == "" {
		return
	}
	c.legend = append(c.legend, entry{lang.T(label), func(s draw.Canvas) {
		y := s.Center().Y
		s.StrokeLine2(sty, s.Min.X, y, s.Max.X, y)
		if dots {
			s.DrawGlyph(g, s.Center())
		}
	}})
}

// addMarks draws reference lines with their names beside them.
func (c *chart) addMarks(marks []Mark) {
	for _, m := range marks {
		c.add(reference{m, lang.T(m.Label)})
	}
}

// reference draws a Mark.
type reference struct {
	Mark
	label string
}

var markStyle = draw.LineStyle{Color: color.NRGBA{0x55, 0x55, 0x55, 0xff}, Width: 1.3, Dashes: []vg.Length{5, 4}}

func (r reference) DataRange() (xmin, xmax, ymin, ymax float64) {
	inf := math.Inf(1)
	if r.Vertical {
		return r.At, r.At, inf, -inf
	}
	return inf, -inf, r.At, r.At
}

func (r reference) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	defer overData(c)()
	sty := style(tickSize, markStyle.Color)
	if r.Vertical {
		v := x(r.At)
		c.StrokeLine2(markStyle, v, c.Min.Y, v, c.Max.Y)
		sty.YAlign = draw.YTop
		left := v + 4
		if left+sty.Width(r.label) > c.Max.X {
			left = v - 4 - sty.Width(r.label)
		}
		c.FillText(sty, vg.Point{X: left, Y: c.Max.Y}, r.label)
		return
	}
	v := y(r.At)
	c.StrokeLine2(markStyle, c.Min.X, v, c.Max.X, v)
	sty.XAlign = draw.XRight
	above := vg.Length(2)
	if v+above+sty.Height(r.label) > c.Max.Y {
		sty.YAlign, above = draw.YTop, -2
	}
	c.FillText(sty, vg.Point{X: c.Max.X - 2, Y: v + above}, r.label)
}

// split cuts a curve at values that cannot be drawn.
func split(x, y []float64, ok func(x, y float64) bool) []plotter.XYs {
	var out []plotter.XYs
	var run plotter.XYs
	for i := range y {
		if ok(x[i], y[i]) {
			run = append(run, plotter.XY{X: x[i], Y: y[i]})
		} else if len(run) > 0 {
			out, run = append(out, run), nil
		}
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}

func join(segments []plotter.XYs) plotter.XYs {
	var out plotter.XYs
	for _, s := range segments {
		out = append(out, s...)
	}
	return out
}

// thin keeps the lowest and the highest of every few points, so that a curve
// with more points than pixels looks the same and stays small.
func thin(s plotter.XYs, limit int) plotter.XYs {
	if len(s) <= limit {
		return s
	}
	per := int(math.Ceil(2 * float64(len(s)) / float64(limit)))
	out := plotter.XYs{s[0]}
	for i := 1; i < len(s)-1; i += per {
		end := min(i+per, len(s)-1)
		lo, hi := i, i
		for j := i; j < end; j++ {
			if s[j].Y < s[lo].Y {
				lo = j
			}
			if s[j].Y > s[hi].Y {
				hi = j
			}
		}
		out = append(out, s[min(lo, hi)])
		if lo != hi {
			out = append(out, s[max(lo, hi)])
		}
	}
	return append(out, s[len(s)-1])
}

// band is the pale area between Y − Band and Y + Band.
func band(x []float64, l Line, col color.Color) plot.Plotter {
	var top, bottom plotter.XYs
	for i := range l.Y {
		if finite(x[i]) && finite(l.Y[i]) && finite(l.Band[i]) {
			top = append(top, plotter.XY{X: x[i], Y: l.Y[i] + l.Band[i]})
			bottom = append(bottom, plotter.XY{X: x[i], Y: l.Y[i] - l.Band[i]})
		}
	}
	for i := len(bottom) - 1; i >= 0; i-- {
		top = append(top, bottom[i])
	}
	if len(top) == 0 {
		return grid{}
	}
	return &plotter.Polygon{XYs: []plotter.XYs{top}, Color: pale(col)}
}
