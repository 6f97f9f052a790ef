package viz

import (
	"image"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// HeatMap shows a matrix as colours, row 0 at the top as a matrix is written.
// With Rows and Columns named it is a table (a confusion matrix, correlations);
// else XRange and YRange give the axes and row 0 stands at YRange.Min.
type HeatMap struct {
	Title, X, Y, Alt string
	Z                mat.Matrix
	Scale            string   // what the colours mean, beside the colour bar
	Rows, Columns    []string // names, or nil
	XRange, YRange   Range
	ZRange           Range
	Diverging        bool // colours either side of zero
	Values           bool // write each value into its cell
	Digits           int  // decimals of these
	Width, Height    int  // pixels; 560×480 where zero
}

// Picture draws the matrix as SVG.
func (f HeatMap) Picture() (Picture, error) {
	c, err := newChart(newHead("HeatMap", f.Title, f.X, f.Y, f.Alt, f.Width, f.Height, 560, 480))
	if err != nil {
		return Picture{}, err
	}
	if f.Z == nil {
		return Picture{}, c.errorf("Z is nil; give a matrix")
	}
	rows, cols := f.Z.Dims()
	if f.Rows != nil && len(f.Rows) != rows || f.Columns != nil && len(f.Columns) != cols {
		return Picture{}, c.errorf("%d names of rows and %d of columns for a %d×%d matrix; give one each", len(f.Rows), len(f.Columns), rows, cols)
	}
	cells := newCells(f.Z, f.ZRange, f.Diverging)
	cells.flip = f.Rows == nil && f.YRange.set()
	cells.digits = -1
	if f.Values {
		cells.digits = f.Digits
	}
	cells.x, cells.y = Range{-0.5, float64(cols) - 0.5}, Range{-0.5, float64(rows) - 0.5}
	if f.XRange.set() {
		cells.x = f.XRange
	}
	if f.YRange.set() {
		cells.y = f.YRange
	}
	c.nameCells(f, rows)
	c.bar = &colorBar{label: lang.T(f.Scale), table: cells.table, lo: cells.lo, hi: cells.hi}
	c.ranges(cells.x, cells.y)
	c.plot.X.Padding, c.plot.Y.Padding = 0, 0
	c.add(cells)
	return c.draw(), nil
}

// nameCells puts the names of rows and columns on the axes.
func (c *chart) nameCells(f HeatMap, rows int) {
	if f.Columns != nil {
		names := make([]string, len(f.Columns))
		for i, s := range f.Columns {
			names[i] = lang.T(s)
		}
		c.plot.X.Tick.Marker = plot.ConstantTicks(nominal(names))
		c.turnIfCrowded(names)
	}
	if f.Rows != nil {
		t := make([]plot.Tick, rows)
		for i, s := range f.Rows {
			t[i] = plot.Tick{Value: float64(rows - 1 - i), Label: lang.T(s)}
		}
		c.plot.Y.Tick.Marker = plot.ConstantTicks(t)
	}
}

// cells draws a matrix as coloured rectangles.
type cells struct {
	z      mat.Matrix
	lo, hi float64
	table  []uint32
	x, y   Range
	flip   bool // row 0 at the bottom
	digits int  // decimals of the values written, −1 for none
}

func newCells(z mat.Matrix, r Range, div bool) *cells {
	c := &cells{z: z, table: cividis, lo: math.Inf(1), hi: math.Inf(-1), digits: -1}
	rows, cols := z.Dims()
	for i := range rows {
		for j := range cols {
			if v := z.At(i, j); finite(v) {
				c.lo, c.hi = math.Min(c.lo, v), math.Max(c.hi, v)
			}
		}
	}
	if c.lo > c.hi {
		c.lo, c.hi = 0, 1
	}
	if div {
		c.table = diverging
		c.hi = math.Max(math.Abs(c.lo), math.Abs(c.hi))
		c.lo = -c.hi
	}
	if r.set() {
		c.lo, c.hi = r.Min, r.Max
	}
	if c.lo == c.hi {
		c.lo, c.hi = c.lo-0.5, c.hi+0.5
	}
	return c
}

func (h *cells) DataRange() (xmin, xmax, ymin, ymax float64) {
	return h.x.Min, h.x.Max, h.y.Min, h.y.Max
}

// row is the matrix's row drawn in place i from the top.
func (h *cells) row(i int) int {
	if h.flip {
		rows, _ := h.z.Dims()
		return rows - 1 - i
	}
	return i
}

func (h *cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	rows, cols := h.z.Dims()
	img := image.NewNRGBA(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			img.SetNRGBA(j, i, shade(h.table, (h.z.At(h.row(i), j)-h.lo)/(h.hi-h.lo)))
		}
	}
	r := vg.Rectangle{Min: vg.Point{X: x(h.x.Min), Y: y(h.y.Min)}, Max: vg.Point{X: x(h.x.Max), Y: y(h.y.Max)}}
	c.DrawImage(r, img)
	if h.digits < 0 {
		return
	}
	w, ht := (r.Max.X-r.Min.X)/vg.Length(cols), (r.Max.Y-r.Min.Y)/vg.Length(rows)
	for i := range rows {
		for j := range cols {
			s := strings.ReplaceAll(strconv.FormatFloat(h.z.At(h.row(i), j), 'f', h.digits, 64), "-", "−")
			sty := style(tickSize, ink)
			if contrast(ground, img.NRGBAAt(j, i)) > contrast(ink, img.NRGBAAt(j, i)) {
				sty.Color = ground
			}
			sty.XAlign, sty.YAlign = draw.XCenter, draw.YCenter
			c.FillText(sty, vg.Point{X: r.Min.X + w*(vg.Length(j)+0.5), Y: r.Max.Y - ht*(vg.Length(i)+0.5)}, s)
		}
	}
}

// colorBar is the scale of colours at the right of a figure.
type colorBar struct {
	label  string
	table  []uint32
	lo, hi float64
}

// draw draws the bar and gives what is left of the area.
func (b *colorBar) draw(c draw.Canvas) draw.Canvas {
	if b == nil {
		return c
	}
	marks := ticks{}.Ticks(b.lo, b.hi)
	sty := style(tickSize, ink)
	widest := vg.Length(0)
	for _, m := range marks {
		widest = max(widest, sty.Width(m.Label))
	}
	right := c.Max.X
	if b.label != "" {
		l := style(labelSize, ink)
		l.Rotation, l.XAlign, l.YAlign = math.Pi/2, draw.XCenter, draw.YBottom
		c.FillText(l, vg.Point{X: right, Y: c.Center().Y + 20}, b.label)
		right -= labelSize + 8
	}
	const width, steps = 16, 128
	r := vg.Rectangle{Min: vg.Point{X: right - widest - 8 - width, Y: c.Min.Y + 46}, Max: vg.Point{X: right - widest - 8, Y: c.Max.Y - 8}}
	img := image.NewNRGBA(image.Rect(0, 0, 1, steps))
	for i := range steps {
		img.SetNRGBA(0, i, shade(b.table, 1-(float64(i)+0.5)/steps))
	}
	c.DrawImage(r, img)
	sty.YAlign = draw.YCenter
	for _, m := range marks {
		y := r.Min.Y + (r.Max.Y-r.Min.Y)*vg.Length((m.Value-b.lo)/(b.hi-b.lo))
		c.StrokeLine2(draw.LineStyle{Color: ink, Width: 1}, r.Max.X, y, r.Max.X+4, y)
		c.FillText(sty, vg.Point{X: r.Max.X + 7, Y: y}, m.Label)
	}
	c.Max.X = r.Min.X - 16
	return c
}
