package viz

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes in CSS pixels. Labels must be read from the back row of a classroom
// when the figure is shown at twice its size.
const (
	titleSize = 17
	labelSize = 15
	tickSize  = 14
	margin    = 14
)

// chart is a figure with axes: gonum/plot does axes and data, the chart adds
// card, title and legend around it.
type chart struct {
	head
	plot         *plot.Plot
	canvas       *svgCanvas
	legend       []entry
	beside       bool      // legend in a column at the right instead of rows above
	equal        bool      // one unit is as long on both axes
	roomX, roomY float64   // air around the data, as a share of their range
	bar          *colorBar // colour scale at the right
	xr, yr       Range
}

// entry is one line of a legend: a name with the sample that stands for it.
type entry struct {
	label  string
	sample func(c draw.Canvas) // draws into the canvas's rectangle
}

// newChart prepares axes in the house style.
func newChart(h head) (*chart, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = writer{}
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		ts, ls := a.Tick.Label, a.Label.TextStyle
		a.Tick.Label, a.Label.TextStyle = style(tickSize, ink), style(labelSize, ink)
		a.Tick.Label.XAlign, a.Tick.Label.YAlign = ts.XAlign, ts.YAlign
		a.Label.TextStyle.XAlign, a.Label.TextStyle.YAlign = ls.XAlign, ls.YAlign
		a.Color, a.Tick.Color = ink, ink
		a.Width, a.Tick.Width = 1, 1
		a.Tick.Length = 5
		a.Label.Padding, a.Padding = 4, 4
		a.Tick.Marker = ticks{}
	}
	p.X.Tick.Label.YAlign = -1.2 // a little lower than gonum's top alignment: clear of the axis
	p.X.Label.Padding = 7
	p.X.Label.Text, p.Y.Label.Text = h.x, h.y
	p.Legend.TextStyle = style(tickSize, ink)
	return &chart{head: h, plot: p, canvas: newSVG(float64(h.w), float64(h.h)), roomY: 0.04}, nil
}

// ranges fixes the axes where the figure asks for it.
func (c *chart) ranges(x, y Range) { c.xr, c.yr = x, y }

// add draws plotters over what is there and lets the axes grow to hold them.
func (c *chart) add(ps ...plot.Plotter) { c.plot.Add(ps...) }

// logAxis makes an axis logarithmic; every value must be above 0.
func logAxis(a *plot.Axis) {
	a.Scale = plot.LogScale{}
	a.Tick.Marker = ticks{log: true}
}

// draw lays the chart out and draws it.
func (c *chart) draw() Picture {
	area := draw.Canvas{Canvas: c.canvas, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Length(c.w), Y: vg.Length(c.h)}}}
	card(area)
	area = draw.Crop(area, margin, -margin, margin, -margin)
	area = drawTitle(area, c.title)
	area = c.drawLegend(area)
	area = c.bar.draw(area)
	fit(&c.plot.X, c.xr, c.roomX)
	fit(&c.plot.Y, c.yr, c.roomY)
	if c.equal && c.xr.set() && c.yr.set() {
		area = square(c.plot, area)
	} else if c.equal {
		equalise(c.plot, area)
	}
	c.plot.Draw(area)
	return c.picture(c.canvas)
}

// card draws the figure's own ground with a rounded border.
func card(c draw.Canvas) {
	r := vg.Length(6)
	lo, hi := c.Min.Add(vg.Point{X: 0.5, Y: 0.5}), c.Max.Sub(vg.Point{X: 0.5, Y: 0.5})
	var p vg.Path
	p.Move(vg.Point{X: lo.X + r, Y: lo.Y})
	p.Arc(vg.Point{X: hi.X - r, Y: lo.Y + r}, r, -math.Pi/2, math.Pi/2)
	p.Arc(vg.Point{X: hi.X - r, Y: hi.Y - r}, r, 0, math.Pi/2)
	p.Arc(vg.Point{X: lo.X + r, Y: hi.Y - r}, r, math.Pi/2, math.Pi/2)
	p.Arc(vg.Point{X: lo.X + r, Y: lo.Y + r}, r, math.Pi, math.Pi/2)
	p.Close()
	c.SetColor(ground)
	c.Fill(p)
	c.SetColor(border)
	c.SetLineWidth(1)
	c.SetLineDash(nil, 0)
	c.Stroke(p)
}

// drawTitle centres the title at the top, in as many lines as it needs, and
// gives what is left of the area.
func drawTitle(c draw.Canvas, title string) draw.Canvas {
	if title == "" {
		return c
	}
	sty := style(titleSize, ink)
	sty.XAlign, sty.YAlign = draw.XCenter, draw.YTop
	const height = titleSize * (ascent + descent)
	for _, line := range wrap(title, titleSize, float64(c.Size().X)) {
		c.FillText(sty, vg.Point{X: c.Center().X, Y: c.Max.Y + 2}, line)
		c.Max.Y -= height
	}
	c.Max.Y -= 8
	return c
}

// drawLegend draws the legend, above the plot in rows or beside it in a column,
// so that it never covers data.
func (c *chart) drawLegend(a draw.Canvas) draw.Canvas {
	if len(c.legend) == 0 {
		return a
	}
	const swatch, gap, height = 26, 7, tickSize + 7
	widest := 0.0
	for _, e := range c.legend {
		widest = math.Max(widest, textWidth(e.label, tickSize))
	}
	put := func(e entry, x, y vg.Length) { // y is the row's middle
		e.sample(draw.Canvas{Canvas: a.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y - 8}, Max: vg.Point{X: x + swatch, Y: y + 8}}})
		sty := style(tickSize, ink)
		sty.YAlign = draw.YCenter
		a.FillText(sty, vg.Point{X: x + swatch + gap, Y: y + 1}, e.label)
	}
	if c.beside {
		left := a.Max.X - vg.Length(widest) - swatch - gap
		for i, e := range c.legend {
			put(e, left, a.Max.Y-height*vg.Length(float64(i)+0.5))
		}
		a.Max.X = left - 14
		return a
	}
	x, y := a.Min.X, a.Max.Y-height/2
	for i, e := range c.legend {
		w := vg.Length(textWidth(e.label, tickSize)) + swatch + gap
		if i > 0 && x+w > a.Max.X {
			x, y = a.Min.X, y-height
		}
		put(e, x, y)
		x += w + 18
	}
	a.Max.Y = y - height/2 - 6
	return a
}

// fit sets an axis to the range asked for, or leaves some air around the data,
// but no air on the other side of zero: a count is not negative.
func fit(a *plot.Axis, r Range, room float64) {
	_, log := a.Scale.(plot.LogScale)
	switch {
	case r.set():
		a.Min, a.Max = r.Min, r.Max
	case a.Min > a.Max: // no data
		a.Min, a.Max = 0.1, 1
	case log:
		f := math.Max(math.Pow(a.Max/a.Min, room), 1.01)
		a.Min, a.Max = a.Min/f, a.Max*f
	case a.Min == a.Max:
		a.Min, a.Max = a.Min-0.5, a.Max+0.5
	default:
		d := (a.Max - a.Min) * room
		lo, hi := a.Min-d, a.Max+d
		if a.Min >= 0 {
			lo = math.Max(0, lo)
		}
		if a.Max <= 0 {
			hi = math.Min(0, hi)
		}
		a.Min, a.Max = lo, hi
	}
}

// square takes away from the area what makes a unit longer on one axis.
func square(p *plot.Plot, a draw.Canvas) draw.Canvas {
	d := p.DataCanvas(a).Size()
	perX, perY := d.X/vg.Length(p.X.Max-p.X.Min), d.Y/vg.Length(p.Y.Max-p.Y.Min)
	if perX > perY {
		extra := d.X * (1 - perY/perX)
		return draw.Crop(a, extra/2, -extra/2, 0, 0)
	}
	extra := d.Y * (1 - perX/perY)
	return draw.Crop(a, 0, 0, extra/2, -extra/2)
}

// equalise widens one axis's range so that a unit is as long on both.
func equalise(p *plot.Plot, a draw.Canvas) {
	for range 3 { // the tick labels, and with them the data's place, change with the range
		d := p.DataCanvas(a).Size()
		perX, perY := (p.X.Max-p.X.Min)/float64(d.X), (p.Y.Max-p.Y.Min)/float64(d.Y)
		widen := func(ax *plot.Axis, share float64) {
			mid, half := (ax.Min+ax.Max)/2, (ax.Max-ax.Min)/2*share
			ax.Min, ax.Max = mid-half, mid+half
		}
		if perX < perY {
			widen(&p.X, perY/perX)
		} else {
			widen(&p.Y, perX/perY)
		}
	}
}

// grid draws faint lines at the labelled ticks, under the data.
type grid struct{}

func (grid) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sty := draw.LineStyle{Color: faint, Width: 1}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if v := x(t.Value); !t.IsMinor() && v >= c.Min.X-0.01 && v <= c.Max.X+0.01 {
			c.StrokeLine2(sty, v, c.Min.Y, v, c.Max.Y)
		}
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if v := y(t.Value); !t.IsMinor() && v >= c.Min.Y-0.01 && v <= c.Max.Y+0.01 {
			c.StrokeLine2(sty, c.Min.X, v, c.Max.X, v)
		}
	}
}

// dashes tell series apart without colour; the first is solid.
var dashes = [][]vg.Length{nil, {8, 4}, {2, 3}, {10, 3, 2, 3}, {14, 4}, {5, 2, 2, 2, 2, 2}}

// lineStyle is the style of the i-th line.
func lineStyle(i int) draw.LineStyle {
	return draw.LineStyle{Color: Color(i), Width: 2.2, Dashes: dashes[i%len(dashes)]}
}

// pale is a colour for areas behind data.
func pale(c color.Color) color.NRGBA { return fade(c, 0.25) }
