package viz

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// writer is gonum/plot's text handler: it measures with the embedded font's
// real advance widths, so that a Chinese title is centred and a legend does not
// run into the next, and draws with its outlines.
type writer struct{}

var _ text.Handler = writer{}

func (writer) Cache() *font.Cache        { return font.DefaultCache }
func (writer) Lines(txt string) []string { return strings.Split(strings.TrimRight(txt, "\n"), "\n") }

func (writer) Extents(f font.Font) font.Extents {
	return font.Extents{Ascent: f.Size * ascent, Descent: f.Size * descent, Height: f.Size * (ascent + descent)}
}

func (writer) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	return vg.Length(textWidth(txt, float64(f.Size))), f.Size * ascent, f.Size * descent
}

func (w writer) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	svg := svgOf(c)
	if svg == nil || txt == "" {
		return
	}
	svg.SetColor(sty.Color)
	svg.Push()
	defer svg.Pop()
	svg.Translate(pt)
	svg.Rotate(sty.Rotation)
	size := float64(sty.Font.Size)
	lines := w.Lines(txt)
	n := float64(len(lines))
	// gonum's own handler places the baselines so, and its axes rely on it
	first := n*size*(ascent+descent)*float64(sty.YAlign) - size*ascent + n*size
	for i, line := range lines {
		x := float64(sty.XAlign) * textWidth(line, size)
		svg.text(line, size, vg.Point{X: vg.Length(x), Y: vg.Length(first - float64(i)*size)})
	}
}

// svgOf finds the SVG canvas under gonum's wrappers.
func svgOf(c vg.Canvas) *svgCanvas {
	switch c := c.(type) {
	case *svgCanvas:
		return c
	case draw.Canvas:
		return svgOf(c.Canvas)
	case *draw.Canvas:
		return svgOf(c.Canvas)
	}
	return nil
}

// style is a text style of the figures.
func style(size float64, col color.Color) text.Style {
	return text.Style{Color: col, Font: font.Font{Size: vg.Length(size)}, Handler: writer{}}
}

// outline writes a glyph's outline in font units, with relative coordinates to
// keep figures small.
func outline(g *glyph) string {
	var b strings.Builder
	x, y, last := 0, 0, byte(0)
	x0, y0 := 0, 0 // where the open contour began: closing it returns there
	rel := func(op byte, pts ...fixed.Point26_6) {
		if op != last {
			b.WriteByte(op)
			last = op
		} else {
			b.WriteByte(' ')
		}
		for i, p := range pts {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(p.X.Round()-x) + " " + strconv.Itoa(p.Y.Round()-y))
		}
		x, y = pts[len(pts)-1].X.Round(), pts[len(pts)-1].Y.Round()
	}
	for i, s := range g.outline {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				b.WriteByte('z')
				x, y = x0, y0
			}
			last = 0
			rel('m', s.Args[0])
			x0, y0 = x, y
		case sfnt.SegmentOpLineTo:
			rel('l', s.Args[0])
		case sfnt.SegmentOpQuadTo:
			rel('q', s.Args[:2]...)
		case sfnt.SegmentOpCubeTo:
			rel('c', s.Args[:3]...)
		}
	}
	return strings.ReplaceAll(b.String()+"z", " -", "-")
}

// hex writes a colour without its opacity.
func hex(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}

// opacity writes a colour's opacity as an attribute, nothing where it is opaque.
func opacity(what string, c color.Color) string {
	a := color.NRGBAModel.Convert(c).(color.NRGBA).A
	if a == 0xff {
		return ""
	}
	return fmt.Sprintf(` %s-opacity="%s"`, what, num(float64(a)/0xff))
}
