package viz

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// shape is a filled mark given by the corners of a polygon of radius one; it is
// heavier than gonum's outlined glyphs, which vanish from the back row.
type shape []vg.Point

// DrawGlyph fills the shape.
func (s shape) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, at vg.Point) {
	var p vg.Path
	for i, q := range s {
		v := at.Add(q.Scale(sty.Radius))
		if i == 0 {
			p.Move(v)
		} else {
			p.Line(v)
		}
	}
	p.Close()
	c.Fill(p)
}

// ring is a circle with a hole.
type ring struct{}

// DrawGlyph strokes the circle.
func (ring) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: sty.Color, Width: max(1, sty.Radius*0.45)})
	var p vg.Path
	p.Move(vg.Point{X: at.X + sty.Radius*0.85, Y: at.Y})
	p.Arc(at, sty.Radius*0.85, 0, 2*math.Pi)
	p.Close()
	c.Stroke(p)
}

// regular is a regular polygon whose first corner stands at the given angle.
func regular(n int, start, radius float64) shape {
	s := make(shape, n)
	for i := range s {
		sin, cos := math.Sincos(start + 2*math.Pi*float64(i)/float64(n))
		s[i] = vg.Point{X: vg.Length(radius * cos), Y: vg.Length(radius * sin)}
	}
	return s
}

// cross is a plus sign with thick arms, turned by an angle.
func cross(turn float64) shape {
	const a, b = 1.15, 0.36
	var s shape
	sin, cos := math.Sincos(turn)
	for _, p := range [][2]float64{{b, b}, {b, a}, {-b, a}, {-b, b}, {-a, b}, {-a, -b}, {-b, -b}, {-b, -a}, {b, -a}, {b, -b}, {a, -b}, {a, b}} {
		s = append(s, vg.Point{X: vg.Length(p[0]*cos - p[1]*sin), Y: vg.Length(p[0]*sin + p[1]*cos)})
	}
	return s
}

// shapes tell groups apart without colour.
var shapes = []draw.GlyphDrawer{
	draw.CircleGlyph{},
	regular(3, math.Pi/2, 1.3),  // triangle
	regular(4, math.Pi/4, 1.2),  // square
	cross(0),                    // plus
	ring{},                      // ring
	regular(4, 0, 1.35),         // diamond
	cross(math.Pi / 4),          // times
	regular(3, -math.Pi/2, 1.3), // triangle on its tip
	regular(5, math.Pi/2, 1.2),  // pentagon
	shape{{X: -1.3, Y: -0.45}, {X: 1.3, Y: -0.45}, {X: 1.3, Y: 0.45}, {X: -1.3, Y: 0.45}}, // bar
}

// glyphStyle is the mark of the i-th group.
func glyphStyle(i int, radius vg.Length) draw.GlyphStyle {
	return draw.GlyphStyle{Color: Color(i), Radius: radius, Shape: shapes[i%len(shapes)]}
}
