package viz

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// ImageGrid shows small images side by side: data, reconstructions, samples, or
// a decoder's images over a grid of codes. Each row of Images is one image of
// H×W values from 0 (black) to 1 (white), row by row.
type ImageGrid struct {
	Title, Alt     string
	Images         mat.Matrix
	H, W           int      // size of one image; square where zero
	Columns        int      // images in a row; nearly square where zero
	RowLabels      []string // left of the rows, or nil
	ColumnLabels   []string // above the columns, or nil
	Captions       []string // under each image, or nil
	X, Y           string   // names of a grid's axes, or empty
	XRange, YRange Range    // values at the ends of these, or zero
	Range          Range    // values drawn black and white; 0 and 1 where zero
	Diverging      bool     // blue below zero, white at zero, red above
	Width          int      // pixels at most; 640 where zero
}

// Rows makes a matrix of d columns from values in row order. Bytes become
// numbers from 0 to 1; other values stay as they are. Values that do not fill a
// last row are left out.
func Rows[T uint8 | float32 | float64](values []T, d int) *mat.Dense {
	if d <= 0 || len(values) < d {
		return &mat.Dense{}
	}
	n := len(values) / d
	out := make([]float64, n*d)
	scale := 1.0
	if _, ok := any(values).([]uint8); ok {
		scale = 1.0 / 255
	}
	for i := range out {
		out[i] = float64(values[i]) * scale
	}
	return mat.NewDense(n, d, out)
}

// density is the number of a PNG's pixels to a CSS pixel.
const density = 2

// edge is around each image: a white stroke at an image's border does not run into the white of the page.
var edge = color.Gray{Y: 0xa0}

// maxZoom is the largest size of an image's pixel, in CSS pixels.
const maxZoom = 8

// gridPlan is where everything stands, in the PNG's pixels.
type gridPlan struct {
	n, rows, cols, h, w         int
	zoom, gap                   int // pixels of the PNG to one of the image; between images
	left, top, right            int // the grid's corner and what is at its right
	caption, bottom             int // height under each image, and under the grid
	width, height               int
	title, rowLabels, colLabels []string
	captions                    []string
}

// Picture draws the grid as PNG.
func (f ImageGrid) Picture() (Picture, error) {
	h := newHead("ImageGrid", f.Title, f.X, f.Y, f.Alt, f.Width, 0, 640, 400)
	if err := h.check(); err != nil {
		return Picture{}, err
	}
	p, err := f.plan(h)
	if err != nil {
		return Picture{}, err
	}
	c := newRaster(p.width, p.height, f.Diverging)
	c.card()
	y := margin * density
	for _, line := range p.title {
		c.text(line, titleSize, p.width/2, y, alignCenter)
		y += lineHeight(titleSize)
	}
	f.drawImages(c, p)
	p.drawLabels(c)
	f.drawAxes(c, p, h)
	var buf bytes.Buffer
	if err := png.Encode(&buf, c.img); err != nil {
		return Picture{}, h.errorf("%v", err)
	}
	return Picture{MIME: "image/png", Data: buf.Bytes(), Width: p.width / density, Height: p.height / density, Alt: h.alt}, nil
}

// plan checks the figure and lays it out.
func (f ImageGrid) plan(h head) (gridPlan, error) {
	p := gridPlan{gap: 2 * density}
	if f.Images == nil {
		return p, h.errorf("Images is nil; give a matrix with one image a row")
	}
	d := 0
	p.n, d = f.Images.Dims()
	p.h, p.w = f.H, f.W
	if p.h == 0 && p.w == 0 {
		p.h = int(math.Round(math.Sqrt(float64(d))))
		p.w = p.h
	}
	if p.n == 0 || p.h*p.w != d {
		return p, h.errorf("Images is %d×%d and an image %d×%d; give one image a row and set H and W so that H×W is its length", p.n, d, p.h, p.w)
	}
	if p.cols = f.Columns; p.cols <= 0 {
		p.cols = int(math.Ceil(math.Sqrt(float64(p.n))))
	}
	p.cols = min(p.cols, p.n)
	p.rows = (p.n + p.cols - 1) / p.cols
	if f.RowLabels != nil && len(f.RowLabels) != p.rows || f.ColumnLabels != nil && len(f.ColumnLabels) != p.cols ||
		f.Captions != nil && len(f.Captions) != p.n {
		return p, h.errorf("%d RowLabels, %d ColumnLabels and %d Captions for %d rows, %d columns and %d images; give one each",
			len(f.RowLabels), len(f.ColumnLabels), len(f.Captions), p.rows, p.cols, p.n)
	}
	p.rowLabels, p.colLabels, p.captions = translate(f.RowLabels), translate(f.ColumnLabels), translate(f.Captions)
	p.layOut(h, f)
	return p, nil
}

// layOut finds the place and size of everything. It leaves room for the wider of
// both languages, so that a figure has the same size in both editions.
func (p *gridPlan) layOut(h head, f ImageGrid) {
	p.left = margin * density
	if widest := widestOf(f.RowLabels, labelSize); widest > 0 {
		p.left += int(widest*density) + 10*density
	}
	if h.y != "" || f.YRange.set() {
		p.left += int(math.Max(widestOf([]string{f.Y}, labelSize), f.YRange.width())*density) + 8*density
	}
	p.right = margin * density
	p.fitZoom(h.w*density - p.left - p.right)
	if len(p.captions) > 0 {
		p.caption = lineHeight(tickSize)
	}
	if h.x != "" || f.XRange.set() {
		p.bottom = lineHeight(labelSize) + 2*density
	}
	p.width = p.left + p.cols*p.w*p.zoom + (p.cols-1)*p.gap + p.right
	if t := int(widestOf([]string{f.Title}, titleSize)*density) + 2*margin*density; t > p.width {
		extra := max(0, min(t, h.w*density)-p.width)
		p.left, p.width = p.left+extra/2, p.width+extra
	}
	p.top = margin * density
	if h.title != "" {
		room := float64(p.width)/density - 2*margin
		p.title = wrap(h.title, titleSize, room)
		lines := max(len(wrap(lang.In(lang.EN, f.Title), titleSize, room)), len(wrap(lang.In(lang.ZH, f.Title), titleSize, room)))
		p.top += lines*lineHeight(titleSize) + 6*density
	}
	if len(p.colLabels) > 0 {
		p.top += lineHeight(labelSize) + 2*density
	}
	_, y := p.at(p.rows * p.cols)
	p.height = y - p.gap + p.bottom + margin*density
}

// fitZoom enlarges the images by the greatest whole number that fits the room,
// small images closer together.
func (p *gridPlan) fitZoom(room int) {
	fit := func() int { return max(1, min(maxZoom*density, (room-(p.cols-1)*p.gap)/(p.cols*p.w))) }
	if p.zoom = fit(); p.zoom*min(p.w, p.h) < 16*density {
		p.gap = density / 2
		p.zoom = fit()
	}
}

// at is the upper left corner of the i-th image.
func (p *gridPlan) at(i int) (x, y int) {
	r, c := i/p.cols, i%p.cols
	return p.left + c*(p.w*p.zoom+p.gap), p.top + r*(p.h*p.zoom+p.gap+p.caption)
}

// drawImages enlarges each image, its pixels sharp.
func (f ImageGrid) drawImages(c *raster, p gridPlan) {
	lo, hi := f.Range.Min, f.Range.Max
	if !f.Range.set() {
		lo, hi = 0, 1
		if f.Diverging {
			lo, hi = symmetric(f.Images)
		}
	}
	for i := range p.n {
		x0, y0 := p.at(i)
		c.fill(image.Rect(x0, y0, x0+p.w*p.zoom, y0+p.h*p.zoom).Inset(-(p.gap+1)/2), edge)
		for j := range p.h * p.w {
			t := (f.Images.At(i, j) - lo) / (hi - lo)
			x, y := x0+j%p.w*p.zoom, y0+j/p.w*p.zoom
			c.fill(image.Rect(x, y, x+p.zoom, y+p.zoom), f.tone(t))
		}
	}
}

// tone is the colour of a value scaled to 0…1.
func (f ImageGrid) tone(t float64) color.Color {
	if f.Diverging {
		return shade(diverging, t)
	}
	if math.IsNaN(t) {
		return color.Gray{Y: 0x80}
	}
	return color.Gray{Y: uint8(math.Round(255 * math.Min(math.Max(t, 0), 1)))}
}

// drawLabels writes the names of rows, columns and images.
func (p gridPlan) drawLabels(c *raster) {
	for i, s := range p.rowLabels {
		x, y := p.at(i * p.cols)
		c.text(s, labelSize, x-10*density, y+(p.h*p.zoom-lineHeight(labelSize))/2, alignRight)
	}
	for i, s := range p.colLabels {
		x, y := p.at(i)
		c.text(s, labelSize, x+p.w*p.zoom/2, y-lineHeight(labelSize)-2*density, alignCenter)
	}
	room := float64(p.w*p.zoom+p.gap) / density
	for i, s := range p.captions {
		x, y := p.at(i)
		size := math.Min(tickSize, math.Max(10, tickSize*room/math.Max(1, textWidth(s, tickSize))))
		c.text(s, size, x+p.w*p.zoom/2, y+p.h*p.zoom, alignCenter)
	}
}

// drawAxes writes the names and ends of a grid's axes.
func (f ImageGrid) drawAxes(c *raster, p gridPlan, h head) {
	x0, y0 := p.at(0)
	x1 := x0 + p.cols*(p.w*p.zoom+p.gap) - p.gap
	y1 := p.top + p.rows*(p.h*p.zoom+p.gap+p.caption) - p.gap
	below, before := y1+3*density, x0-8*density
	c.text(h.x, labelSize, (x0+x1)/2, below, alignCenter)
	if f.XRange.set() {
		c.text(rangeLabel(f.XRange.Min), tickSize, x0, below, alignLeft)
		c.text(rangeLabel(f.XRange.Max), tickSize, x1, below, alignRight)
	}
	c.text(h.y, labelSize, before, (y0+y1-lineHeight(labelSize))/2, alignRight)
	if f.YRange.set() {
		c.text(rangeLabel(f.YRange.Max), tickSize, before, y0, alignRight)
		c.text(rangeLabel(f.YRange.Min), tickSize, before, y1-lineHeight(tickSize), alignRight)
	}
}

func rangeLabel(v float64) string { return tickLabel(Sig(v, 3), decimalsOf(Sig(v, 3))) }

// decimalsOf is how many decimals v needs, three at most.
func decimalsOf(v float64) int {
	for d := range 3 {
		if s := v * math.Pow10(d); math.Abs(s-math.Round(s)) < 1e-9 {
			return d
		}
	}
	return 3
}

// width is how wide the labels of a range's ends are.
func (r Range) width() float64 {
	if !r.set() {
		return 0
	}
	return math.Max(textWidth(rangeLabel(r.Min), tickSize), textWidth(rangeLabel(r.Max), tickSize))
}

// symmetric is the smallest range around zero that holds m.
func symmetric(m mat.Matrix) (lo, hi float64) {
	c := newCells(m, Range{}, true)
	return c.lo, c.hi
}

func translate(en []string) []string {
	out := make([]string, len(en))
	for i, s := range en {
		out[i] = lang.T(s)
	}
	return out
}

// widestOf is the greatest width of the texts, in either language.
func widestOf(en []string, size float64) float64 {
	w := 0.0
	for _, s := range en {
		w = math.Max(w, math.Max(textWidth(lang.In(lang.EN, s), size), textWidth(lang.In(lang.ZH, s), size)))
	}
	return w
}
