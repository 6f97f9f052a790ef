package viz

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"sort"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// fallbackFonts draws the characters that the embedded font lacks.
const fallbackFonts = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Source Han Sans SC',sans-serif"

// svgCanvas is a gonum/plot canvas that writes SVG. It differs from gonum's own
// in what labels need: text is drawn with the outlines of the embedded font, so
// that Chinese stands where it was measured and looks the same on a machine
// without a Chinese font; each text keeps its words in an aria-label. One point
// of gonum's lengths is one CSS pixel; y points upwards, as gonum has it.
type svgCanvas struct {
	w, h  float64
	body  bytes.Buffer
	used  map[rune]bool
	halo  bool // texts get a rim in the ground's colour, to be read over data
	state svgState
	stack []svgState
}

type svgState struct {
	color  color.Color
	width  float64
	dashes []vg.Length
	offset vg.Length
	m      [6]float64 // x' = m0 x + m2 y + m4, y' = m1 x + m3 y + m5
}

func newSVG(w, h float64) *svgCanvas {
	return &svgCanvas{w: w, h: h, used: map[rune]bool{},
		state: svgState{color: ink, width: 1, m: [6]float64{1, 0, 0, -1, 0, h}}}
}

func (c *svgCanvas) Size() (x, y vg.Length)   { return vg.Length(c.w), vg.Length(c.h) }
func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.width = float64(w) }
func (c *svgCanvas) SetLineDash(d []vg.Length, off vg.Length) {
	c.state.dashes, c.state.offset = d, off
}
func (c *svgCanvas) Push()                { c.stack = append(c.stack, c.state) }
func (c *svgCanvas) Translate(p vg.Point) { c.concat(1, 0, 0, 1, float64(p.X), float64(p.Y)) }
func (c *svgCanvas) Scale(x, y float64)   { c.concat(x, 0, 0, y, 0, 0) }
func (c *svgCanvas) FillString(f font.Face, p vg.Point, s string) {
	c.text(s, float64(f.Font.Size), p)
}

func (c *svgCanvas) SetColor(col color.Color) {
	if col == nil {
		col = ink
	}
	c.state.color = col
}

func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.concat(cos, sin, -sin, cos, 0, 0)
}

func (c *svgCanvas) concat(a0, a1, a2, a3, a4, a5 float64) {
	m := c.state.m
	c.state.m = [6]float64{
		m[0]*a0 + m[2]*a1, m[1]*a0 + m[3]*a1,
		m[0]*a2 + m[2]*a3, m[1]*a2 + m[3]*a3,
		m[0]*a4 + m[2]*a5 + m[4], m[1]*a4 + m[3]*a5 + m[5],
	}
}

// at maps a point to the page.
func (c *svgCanvas) at(p vg.Point) (x, y float64) {
	m, px, py := c.state.m, float64(p.X), float64(p.Y)
	return m[0]*px + m[2]*py + m[4], m[1]*px + m[3]*py + m[5]
}

// num writes a length with two decimals at most.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *svgCanvas) Stroke(p vg.Path) {
	if c.state.width <= 0 || len(p) == 0 {
		return
	}
	fmt.Fprintf(&c.body, `<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linejoin="round"%s%s/>`+"\n",
		c.data(p), hex(c.state.color), num(c.state.width), opacity("stroke", c.state.color), c.dash())
}

func (c *svgCanvas) Fill(p vg.Path) {
	if len(p) == 0 {
		return
	}
	fmt.Fprintf(&c.body, `<path d="%s" fill="%s"%s/>`+"\n", c.data(p), hex(c.state.color), opacity("fill", c.state.color))
}

func (c *svgCanvas) dash() string {
	if len(c.state.dashes) == 0 {
		return ""
	}
	parts := make([]string, len(c.state.dashes))
	for i, d := range c.state.dashes {
		parts[i] = num(float64(d))
	}
	return ` stroke-dasharray="` + strings.Join(parts, ",") + `"`
}

// data is the path in SVG's own notation.
func (c *svgCanvas) data(p vg.Path) string {
	var b strings.Builder
	to := func(op string, pts ...vg.Point) {
		b.WriteString(op)
		for i, q := range pts {
			if i > 0 {
				b.WriteByte(' ')
			}
			x, y := c.at(q)
			b.WriteString(num(x) + "," + num(y))
		}
	}
	open := false
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			to("M", s.Pos)
		case vg.LineComp:
			to("L", s.Pos)
		case vg.CurveComp:
			op := "Q"
			if len(s.Control) == 2 {
				op = "C"
			}
			to(op, append(append([]vg.Point{}, s.Control...), s.Pos)...)
		case vg.ArcComp:
			c.arc(to, s, open)
		case vg.CloseComp:
			b.WriteByte('Z')
		}
		open = s.Type != vg.CloseComp
	}
	return b.String()
}

// arc writes an arc as cubic curves of a quarter turn at most.
func (c *svgCanvas) arc(to func(string, ...vg.Point), s vg.PathComp, open bool) {
	n := int(math.Ceil(math.Abs(s.Angle) / (math.Pi / 2)))
	if n == 0 {
		return
	}
	step := s.Angle / float64(n)
	k := vg.Length(4.0 / 3 * math.Tan(step/4))
	on := func(a float64) (p, d vg.Point) {
		sin, cos := math.Sincos(a)
		d = vg.Point{X: -s.Radius * vg.Length(sin), Y: s.Radius * vg.Length(cos)}
		return vg.Point{X: s.Pos.X + s.Radius*vg.Length(cos), Y: s.Pos.Y + s.Radius*vg.Length(sin)}, d
	}
	p, d := on(s.Start)
	if open {
		to("L", p)
	} else {
		to("M", p)
	}
	for i := 1; i <= n; i++ {
		q, e := on(s.Start + float64(i)*step)
		to("C", p.Add(d.Scale(k)), q.Sub(e.Scale(k)), q)
		p, d = q, e
	}
}

// dots draws many points as one path of round caps: ten bytes a point.
func (c *svgCanvas) dots(pts []vg.Point, size float64, col color.Color) {
	var b strings.Builder
	for _, p := range pts {
		x, y := c.at(p)
		b.WriteString("M" + strconv.FormatFloat(x, 'f', 1, 64) + "," + strconv.FormatFloat(y, 'f', 1, 64) + "h0")
	}
	fmt.Fprintf(&c.body, `<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round"%s/>`+"\n",
		b.String(), hex(col), num(size), opacity("stroke", col))
}

// DrawImage draws img over rect; its pixels stay sharp when enlarged.
func (c *svgCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	var buf bytes.Buffer
	if png.Encode(&buf, img) != nil {
		return
	}
	x0, y0 := c.at(vg.Point{X: rect.Min.X, Y: rect.Max.Y})
	x1, y1 := c.at(vg.Point{X: rect.Max.X, Y: rect.Min.Y})
	fmt.Fprintf(&c.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,%s"/>`+"\n",
		num(x0), num(y0), num(x1-x0), num(y1-y0), base64.StdEncoding.EncodeToString(buf.Bytes()))
}

// text draws s with its baseline starting at p; its own turn and a halo in the
// ground's colour are part of the state.
func (c *svgCanvas) text(s string, size float64, p vg.Point) {
	if s == "" {
		return
	}
	m := c.state.m
	turn := math.Atan2(m[1], m[0])
	x, y := c.at(p)
	place := fmt.Sprintf("translate(%s %s)", num(x), num(y))
	if math.Abs(turn) > 1e-9 {
		place += fmt.Sprintf(" rotate(%s)", num(turn*180/math.Pi))
	}
	halo := ""
	if c.halo {
		halo = fmt.Sprintf(` stroke="%s" stroke-width="240" stroke-linejoin="round" paint-order="stroke"`, hex(ground))
	}
	fmt.Fprintf(&c.body, `<g role="img" aria-label="%s" transform="%s scale(%s)" fill="%s"%s>`,
		html.EscapeString(s), place, strconv.FormatFloat(size/em, 'g', 5, 64), hex(c.state.color), halo)
	adv := 0
	for _, r := range s {
		g := lookup(r)
		switch {
		case g.missing:
			fmt.Fprintf(&c.body, `<text x="%d" font-size="%d" font-family="%s">%s</text>`,
				adv, em, fallbackFonts, html.EscapeString(string(r)))
		case len(g.outline) > 0:
			c.used[r] = true
			fmt.Fprintf(&c.body, `<use href="#c%x" x="%d"/>`, r, adv)
		}
		adv += g.advance
	}
	c.body.WriteString("</g>\n")
}

// bytes is the finished document. The title and alt text travel inside it too.
func (c *svgCanvas) bytes(title, alt string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img">`+"\n",
		num(c.w), num(c.h), num(c.w), num(c.h))
	if title != "" {
		fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(title))
	}
	fmt.Fprintf(&b, "<desc>%s</desc>\n<defs>", html.EscapeString(alt))
	runes := make([]rune, 0, len(c.used))
	for r := range c.used {
		runes = append(runes, r)
	}
	sort.Slice(runes, func(i, j int) bool { return runes[i] < runes[j] })
	for _, r := range runes {
		fmt.Fprintf(&b, `<path id="c%x" d="%s"/>`, r, outline(lookup(r)))
	}
	b.WriteString("</defs>\n")
	b.Write(c.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}
