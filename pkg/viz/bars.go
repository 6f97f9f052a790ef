package viz

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Bar is one series of a bar chart: a value for each category.
type Bar struct {
	Label  string
	Values []float64
	Err    []float64 // standard errors, drawn as whiskers, or nil
}

// Bars compares values by category, the series side by side.
type Bars struct {
	Title, X, Y, Alt string
	Categories       []string
	Bars             []Bar
	Marks            []Mark
	YRange           Range
	Width, Height    int // pixels; 640×400 where zero
}

// Picture draws the bars as SVG.
func (f Bars) Picture() (Picture, error) {
	c, err := newChart(newHead("Bars", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 640, 400))
	if err != nil {
		return Picture{}, err
	}
	if len(f.Bars) == 0 || len(f.Categories) == 0 {
		return Picture{}, c.errorf("there is nothing to draw; give Categories and at least one Bar")
	}
	for i, b := range f.Bars {
		if len(b.Values) != len(f.Categories) || b.Err != nil && len(b.Err) != len(b.Values) {
			return Picture{}, c.errorf("bar %d (%q): %d values and %d errors for %d categories; give one a category",
				i+1, b.Label, len(b.Values), len(b.Err), len(f.Categories))
		}
	}
	names := make([]string, len(f.Categories))
	for i, s := range f.Categories {
		names[i] = lang.T(s)
	}
	c.plot.X.Tick.Marker = plot.ConstantTicks(nominal(names))
	c.turnIfCrowded(names)
	c.add(grid{})
	c.ranges(Range{-0.5, float64(len(names)) - 0.5}, f.YRange)
	for i, b := range f.Bars {
		c.add(bars{b, i, len(f.Bars)})
		c.addSwatch(b.Label, i)
	}
	c.addMarks(f.Marks)
	return c.draw(), nil
}

// nominal names the places 0, 1, 2, …
func nominal(names []string) []plot.Tick {
	out := make([]plot.Tick, len(names))
	for i, s := range names {
		out[i] = plot.Tick{Value: float64(i), Label: s}
	}
	return out
}

// turnIfCrowded slants the names under the x axis when they would touch.
func (c *chart) turnIfCrowded(names []string) {
	room := float64(c.w-110) / float64(len(names))
	for _, s := range names {
		if textWidth(s, tickSize) > room-6 {
			c.plot.X.Tick.Label.Rotation = math.Pi / 5
			c.plot.X.Tick.Label.XAlign = draw.XRight
			c.plot.X.Tick.Label.YAlign = draw.YCenter
			return
		}
	}
}

// addSwatch puts a filled area into the legend, where it has a name.
func (c *chart) addSwatch(label string, i int) {
	if label == "" {
		return
	}
	c.legend = append(c.legend, entry{lang.T(label), func(s draw.Canvas) {
		s.Min.X += 6
		s.Max.X -= 2
		fillBar(s, s.Rectangle, i)
	}})
}

// bars draws one series.
type bars struct {
	Bar
	i, n int
}

func (b bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	ymin, ymax = 0, 0
	for j, v := range b.Values {
		e := 0.0
		if b.Err != nil && finite(b.Err[j]) {
			e = b.Err[j]
		}
		if finite(v) {
			ymin, ymax = math.Min(ymin, v-e), math.Max(ymax, v+e)
		}
	}
	return -0.5, float64(len(b.Values)) - 0.5, ymin, ymax
}

func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	base := math.Min(math.Max(0, p.Y.Min), p.Y.Max)
	width := 0.8 / float64(b.n)
	for j, v := range b.Values {
		if !finite(v) {
			continue
		}
		left := float64(j) - 0.4 + float64(b.i)*width
		lo, hi := y(base), y(math.Min(math.Max(v, p.Y.Min), p.Y.Max))
		fillBar(c, vg.Rectangle{Min: vg.Point{X: x(left) + 1, Y: min(lo, hi)}, Max: vg.Point{X: x(left+width) - 1, Y: max(lo, hi)}}, b.i)
		if b.Err == nil || !finite(b.Err[j]) {
			continue
		}
		mid, w := x(left+width/2), draw.LineStyle{Color: ink, Width: 1.5}
		for _, e := range []float64{-b.Err[j], b.Err[j]} {
			c.StrokeLines(w, c.ClipLinesXY([]vg.Point{{X: mid, Y: y(v)}, {X: mid, Y: y(v + e)}})...)
			c.StrokeLines(w, c.ClipLinesXY([]vg.Point{{X: mid - 5, Y: y(v + e)}, {X: mid + 5, Y: y(v + e)}})...)
		}
	}
}

// fillBar fills a rectangle in the i-th colour; every second series is hatched,
// so that neighbours differ without colour too.
func fillBar(c draw.Canvas, r vg.Rectangle, i int) {
	col := Color(i)
	edge := draw.LineStyle{Color: col, Width: 1.5}
	if i%2 == 0 {
		c.SetColor(fade(col, 0.85))
		c.Fill(r.Path())
	} else {
		c.SetColor(pale(col))
		c.Fill(r.Path())
		in := draw.Canvas{Canvas: c.Canvas, Rectangle: r}
		for d := r.Min.X - (r.Max.Y - r.Min.Y); d < r.Max.X; d += 7 {
			h := r.Max.Y - r.Min.Y
			c.StrokeLines(edge, in.ClipLinesXY([]vg.Point{{X: d, Y: r.Min.Y}, {X: d + h, Y: r.Max.Y}})...)
		}
	}
	c.SetColor(col)
	c.SetLineWidth(edge.Width)
	c.SetLineDash(nil, 0)
	c.Stroke(r.Path())
}

// Sample is one set of values of a histogram.
type Sample struct {
	Label  string
	Values []float64
}

// Histogram shows how values are spread. With Density its area is 1, so that a
// density can be drawn over it as a Line.
type Histogram struct {
	Title, X, Y, Alt string
	Samples          []Sample
	Bins             int // 0: the rule of Freedman and Diaconis
	Density          bool
	Lines            []Line
	Marks            []Mark
	XRange, YRange   Range
	Width, Height    int // pixels; 640×400 where zero
}

// Picture draws the histogram as SVG.
func (f Histogram) Picture() (Picture, error) {
	if f.Y == "" {
		f.Y = "count"
		if f.Density {
			f.Y = "density"
		}
	}
	c, err := newChart(newHead("Histogram", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 640, 400))
	if err != nil {
		return Picture{}, err
	}
	edges, err := f.edges(c.head)
	if err != nil {
		return Picture{}, err
	}
	c.add(grid{})
	c.ranges(f.XRange, f.YRange)
	for i, s := range f.Samples {
		c.add(steps{outlineOf(edges, s.Values, f.Density), i, len(f.Samples) > 1})
		c.addSwatch(s.Label, i)
	}
	if err := c.addLines(f.Lines, len(f.Samples), false, false); err != nil {
		return Picture{}, err
	}
	c.addMarks(f.Marks)
	return c.draw(), nil
}

// steps draws a histogram's outline over a pale area.
type steps struct {
	xys   plotter.XYs
	i     int
	clear bool // several lie over each other: no filling
}

func (s steps) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(s.xys) }

func (s steps) Plot(c draw.Canvas, p *plot.Plot) {
	if !s.clear {
		area := &plotter.Polygon{XYs: []plotter.XYs{s.xys}, Color: pale(Color(s.i))}
		area.Plot(c, p)
	}
	line := &plotter.Line{XYs: s.xys, LineStyle: lineStyle(s.i)}
	line.Plot(c, p)
}
