package viz

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// overData gives texts a light rim until the function it returns is called.
func overData(c draw.Canvas) func() {
	svg := svgOf(c)
	if svg == nil {
		return func() {}
	}
	svg.halo = true
	return func() { svg.halo = false }
}

// names writes each group's name at the median of its points, so that a map
// can be read without telling ten colours apart.
type names []Points

func (n names) Plot(c draw.Canvas, p *plot.Plot) {
	if len(n) < 2 {
		return
	}
	defer overData(c)()
	x, y := p.Transforms(&c)
	sty := style(tickSize, ink)
	sty.XAlign, sty.YAlign = draw.XCenter, draw.YCenter
	var taken []vg.Rectangle
	for _, g := range n {
		s := lang.T(g.Label)
		if len(g.X) == 0 || s == "" {
			continue
		}
		at := vg.Point{X: x(median(g.X)), Y: y(median(g.Y))}
		half := vg.Point{X: sty.Width(s)/2 + 2, Y: tickSize * 0.6}
		at.X = min(max(at.X, c.Min.X+half.X), c.Max.X-half.X)
		at.Y = free(at, half, taken)
		taken = append(taken, vg.Rectangle{Min: at.Sub(half), Max: at.Add(half)})
		if c.Contains(at) {
			c.FillText(sty, at, s)
		}
	}
}

// free is the height nearest to at where a text of the given half size touches
// none of the places taken.
func free(at, half vg.Point, taken []vg.Rectangle) vg.Length {
	for d := vg.Length(0); d < 120; d += 2 {
		for _, y := range []vg.Length{at.Y + d, at.Y - d} {
			hit := func(r vg.Rectangle) bool {
				return at.X-half.X < r.Max.X && at.X+half.X > r.Min.X && y-half.Y < r.Max.Y && y+half.Y > r.Min.Y
			}
			if !slices.ContainsFunc(taken, hit) {
				return y
			}
		}
	}
	return at.Y
}

// median of the finite values.
func median(v []float64) float64 {
	s := slices.DeleteFunc(slices.Clone(v), func(x float64) bool { return !finite(x) })
	if len(s) == 0 {
		return 0
	}
	slices.Sort(s)
	return s[len(s)/2]
}
