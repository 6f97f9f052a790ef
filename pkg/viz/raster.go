package viz

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/vector"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// raster is a page of pixels that draws text with the embedded font.
type raster struct {
	img draw.Image
}

// newRaster makes a white page, grey unless colours are needed.
func newRaster(w, h int, colours bool) *raster {
	r := image.Rect(0, 0, w, h)
	var img draw.Image = image.NewGray(r)
	if colours {
		img = image.NewNRGBA(r)
	}
	c := &raster{img}
	c.fill(r, ground)
	return c
}

func (c *raster) fill(r image.Rectangle, col color.Color) {
	if g, ok := c.img.(*image.Gray); ok { // the common case, without a call for each pixel
		y := color.GrayModel.Convert(col).(color.Gray).Y
		r = r.Intersect(g.Rect)
		for v := r.Min.Y; v < r.Max.Y; v++ {
			row := g.Pix[g.PixOffset(r.Min.X, v):g.PixOffset(r.Max.X, v)]
			for i := range row {
				row[i] = y
			}
		}
		return
	}
	draw.Draw(c.img, r, image.NewUniform(col), image.Point{}, draw.Src)
}

// card draws the figure's border.
func (c *raster) card() {
	b := c.img.Bounds()
	c.fill(b, border)
	c.fill(b.Inset(density), ground)
}

type align int

const (
	alignLeft align = iota
	alignCenter
	alignRight
)

// lineHeight is the height of a line of text in the page's pixels.
func lineHeight(size float64) int { return int(size * (ascent + descent + 0.1) * density) }

// text writes s, in the given size of CSS pixels, with its top at y.
func (c *raster) text(s string, size float64, x, y int, a align) {
	if s == "" {
		return
	}
	px := size * density
	width := int(textWidth(s, px))
	switch a {
	case alignCenter:
		x -= width / 2
	case alignRight:
		x -= width
	}
	k := float32(px / em)
	const room = 4
	area := vector.NewRasterizer(width+2*room+int(px), int(px*1.4)+room)
	base := float32(px * ascent)
	pen := float32(room)
	for _, r := range s {
		g := lookup(r)
		at := func(p fixed.Point26_6) (float32, float32) {
			return pen + float32(p.X)/64*k, base + float32(p.Y)/64*k
		}
		if g.missing {
			tofu(area, pen, base, float32(g.advance)*k)
		}
		trace(area, g.outline, at)
		pen += float32(g.advance) * k
	}
	box := area.Bounds().Add(image.Pt(x-room, y))
	area.Draw(c.img, box, image.NewUniform(ink), image.Point{})
}

// tofu draws an empty box for a character that the font lacks.
func tofu(z *vector.Rasterizer, x, base, width float32) {
	box := func(in float32, sign float32) {
		l, r, top, bottom := x+in, x+width-in, base-0.75*width+in, base-in
		if sign < 0 {
			l, r = r, l
		}
		z.MoveTo(l, top)
		z.LineTo(r, top)
		z.LineTo(r, bottom)
		z.LineTo(l, bottom)
		z.ClosePath()
	}
	box(width*0.08, 1)
	box(width*0.14, -1)
}

// trace adds a glyph's outline to a rasterizer.
func trace(z *vector.Rasterizer, outline sfnt.Segments, at func(fixed.Point26_6) (x, y float32)) {
	for _, s := range outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			z.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			z.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			z.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	z.ClosePath()
}
