package viz

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// samples is one figure of every kind, its texts in the dictionary.
func samples() map[string]Figure {
	rng := rand.New(rand.NewPCG(1, 2))
	curve := func(k float64) []float64 {
		y := make([]float64, 30)
		for i := range y {
			y[i] = -100 - 30*math.Exp(-float64(i)/k)
		}
		return y
	}
	cloud := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		return v
	}
	labels := make([]int, 2000)
	for i := range labels {
		labels[i] = i % 3
	}
	z := mat.NewDense(2000, 2, cloud(4000))
	pics := mat.NewDense(6, 16, nil)
	pics.Apply(func(i, j int, _ float64) float64 { return float64(i*j) / 75 }, pics)
	r := Range{-2, 2}
	many := Lines{Title: "training", X: "step", Y: "nats", Alt: "step"}
	for range 9 {
		many.Lines = append(many.Lines, Line{Label: "nats per image", Y: []float64{1, 2}})
	}
	return map[string]Figure{
		"Lines": Lines{Title: "training", X: "epoch", Y: "nats per image", Alt: "step", Lines: []Line{
			{Label: "training", Y: curve(3)}, {Label: "test", Y: curve(4), Band: cloud(30), Dots: true}},
			Marks: []Mark{{Label: "lower bound", At: -105}, {Label: "estimate", At: 12, Vertical: true}}},
		"Lines, many": many,
		"Lines, log": Lines{Title: "loss", X: "step", Y: "loss", Alt: "step", LogX: true, LogY: true,
			Lines: []Line{{Label: "loss", X: []float64{1, 10, 100, 1e6}, Y: []float64{1, 0.1, 0.01, 1e-6}}}},
		"Scatter": Scatter{Title: "samples", X: "value", Y: "count", Alt: "step", Equal: true,
			Points: []Points{{"training", cloud(50), cloud(50)}, {"test", cloud(50), cloud(50)}}},
		"LatentMap": LatentMap{Title: "samples", Alt: "step", Z: z, Labels: labels, Classes: []string{"original", "sample", "mean"}},
		"Bars": Bars{Title: "estimate", X: "class", Y: "nats", Alt: "step", Categories: []string{"mean", "sample"},
			Bars: []Bar{{Label: "training", Values: []float64{-3, 2}}, {Label: "test", Values: []float64{1, 2}, Err: []float64{0.5, 0.1}}}},
		"Histogram": Histogram{Title: "density", X: "value", Alt: "step", Density: true, Samples: []Sample{{Label: "samples", Values: cloud(500)}}},
		"HeatMap": HeatMap{Title: "count", X: "class", Y: "estimate", Alt: "step", Scale: "count", Values: true,
			Z: mat.NewDense(2, 2, []float64{5, 1, 0, 7}), Rows: []string{"original", "sample"}, Columns: []string{"original", "sample"}},
		"Contour": Contour{Title: "density", X: "x₁", Y: "x₂", Alt: "step", Scale: "density", XRange: r, YRange: r,
			F: func(x, y float64) float64 { return math.Exp(-x*x - y*y) }},
		"ImageGrid": ImageGrid{Title: "samples", Alt: "step", Images: pics, Columns: 3, RowLabels: []string{"original", "reconstruction"}},
	}
}

// element is one node of a parsed SVG.
type element struct {
	name, text string
	attr       map[string]string
}

// parse reads a picture's SVG, and fails where it is not well formed.
func parse(t *testing.T, data []byte) []element {
	t.Helper()
	var out []element
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = true
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := element{name: tok.Name.Local, attr: map[string]string{}}
			for _, a := range tok.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			out = append(out, e)
		case xml.CharData:
			if len(out) > 0 {
				out[len(out)-1].text += string(tok)
			}
		}
	}
}

// texts lists the texts drawn in an SVG.
func texts(els []element) map[string]element {
	out := map[string]element{}
	for _, e := range els {
		if s := e.attr["aria-label"]; s != "" {
			out[s] = e
		}
	}
	return out
}

func TestFiguresDraw(t *testing.T) {
	words := map[string][]string{
		"Lines":      {"训练集", "测试集", "轮数", "每幅图像的奈特数", "下界", "估计值"},
		"Lines, log": {"损失", "步数", "10⁶", "10⁻⁶"},
		"Scatter":    {"样本", "取值", "频数", "训练集"},
		"LatentMap":  {"样本", "z₁", "z₂", "原图", "均值"},
		"Bars":       {"估计值", "类别", "奈特", "均值", "样本", "训练集"},
		"Histogram":  {"密度", "取值", "样本"},
		"HeatMap":    {"频数", "类别", "原图", "样本", "5", "7"},
		"Contour":    {"密度", "x₁", "x₂"},
	}
	t.Setenv("VAEBOOK_LANG", "zh")
	for name, f := range samples() {
		p, err := f.Picture()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Alt != "步数" {
			t.Errorf("%s: alt %q is not translated", name, p.Alt)
		}
		if !strings.Contains(p.html(), `alt="步数"`) {
			t.Errorf("%s: the page's image has no alt text", name)
		}
		if p.MIME != "image/svg+xml" {
			continue
		}
		els := parse(t, p.Data)
		if els[0].name != "svg" || els[0].attr["width"] != strconv.Itoa(p.Width) {
			t.Errorf("%s: root %v, want an svg %d wide", name, els[0], p.Width)
		}
		have := texts(els)
		for _, w := range words[name] {
			if _, ok := have[w]; !ok {
				t.Errorf("%s: %q is not drawn; texts are %v", name, w, keys(have))
			}
		}
		for _, e := range els {
			if e.name == "text" {
				t.Errorf("%s: %q is left to the reader's font", name, e.text)
			}
		}
		if len(p.Data) > 150_000 {
			t.Errorf("%s: %d bytes; a notebook holds 2 MB in all", name, len(p.Data))
		}
	}
}

func keys(m map[string]element) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// TestNothingLeavesTheCard holds every text inside the figure, in both languages.
func TestNothingLeavesTheCard(t *testing.T) {
	for _, l := range []string{"en", "zh"} {
		t.Setenv("VAEBOOK_LANG", l)
		for name, f := range samples() {
			p, err := f.Picture()
			if err != nil || p.MIME != "image/svg+xml" {
				continue
			}
			for s, e := range texts(parse(t, p.Data)) {
				var x, y, size float64
				if _, err := fmt.Sscanf(e.attr["transform"], "translate(%f %f) scale(%f)", &x, &y, &size); err != nil {
					continue // a turned label
				}
				size *= em
				right := x + textWidth(s, size)
				if x < 2 || right > float64(p.Width)-2 || y-size*0.75 < 2 || y > float64(p.Height)-2 {
					t.Errorf("%s, %s: %q stands at %.0f…%.0f, %.0f of %d×%d", name, l, s, x, right, y, p.Width, p.Height)
				}
				if size < 14 {
					t.Errorf("%s, %s: %q is %.0f pixels high; 14 can be read from the back row", name, l, s, size)
				}
			}
		}
	}
}

// TestChineseTitleIsCentred measures with the font's own advances: a Chinese
// title's middle is the figure's.
func TestChineseTitleIsCentred(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	const title = "变分自编码器的训练过程"
	p, err := Lines{Title: title, Alt: "step", Lines: []Line{{Y: []float64{1, 2}}}}.Picture()
	if err != nil {
		t.Fatal(err)
	}
	e, ok := texts(parse(t, p.Data))[title]
	if !ok {
		t.Fatal("the title is not drawn")
	}
	var x, y, scale float64
	if _, err := fmt.Sscanf(e.attr["transform"], "translate(%f %f) scale(%f)", &x, &y, &scale); err != nil {
		t.Fatal(err)
	}
	width := float64(len([]rune(title))) * titleSize // a Chinese character is one em wide
	if mid := x + width/2; math.Abs(mid-float64(p.Width)/2) > 0.5 {
		t.Errorf("the title's middle is at %.1f, want %.1f", mid, float64(p.Width)/2)
	}
}

func TestImageGridSize(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	g := ImageGrid{Alt: "step", Images: mat.NewDense(20, 784, nil), Columns: 10}
	p, err := g.Picture()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	if w := img.Bounds().Dx(); w != p.Width*density || p.Width > 640 || p.Width < 500 {
		t.Errorf("the file is %d wide and shown %d wide; want twice a width of 500 to 640", w, p.Width)
	}
	zoom := (p.Width*density - 2*margin*density - 9*2*density) / (10 * 28)
	if want := 2*margin*density + 10*28*zoom + 9*2*density; want != p.Width*density {
		t.Errorf("the grid is not a whole number of pixels to a pixel: %d, want %d", p.Width*density, want)
	}
}

// TestEditionsHaveOneSize holds a figure's size equal in both languages.
func TestEditionsHaveOneSize(t *testing.T) {
	all := samples()
	all["long title"] = ImageGrid{Title: "Run this cell to move the slider.", Alt: "step", Images: mat.NewDense(2, 16, nil), Columns: 1, Y: "density"}
	all["narrow"] = ImageGrid{Title: "Run this cell to move the slider.", Alt: "step", Images: mat.NewDense(2, 16, nil), Width: 150}
	for name, f := range all {
		t.Setenv("VAEBOOK_LANG", "en")
		en, err1 := f.Picture()
		t.Setenv("VAEBOOK_LANG", "zh")
		zh, err2 := f.Picture()
		if err1 != nil || err2 != nil || en.Width != zh.Width || en.Height != zh.Height {
			t.Errorf("%s: %d×%d and %d×%d, errors %v, %v", name, en.Width, en.Height, zh.Width, zh.Height, err1, err2)
		}
	}
}

func TestImageGridTones(t *testing.T) {
	p, err := ImageGrid{Alt: "step", Images: mat.NewDense(1, 4, []float64{0, 1, 0.5, 2})}.Picture()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	c, d := img.Bounds().Dx()/2, 8*density/2
	for i, want := range []uint32{0, 255, 128, 255} {
		x, y := c-d+i%2*2*d, margin*density+d+i/2*2*d
		if r, _, _, _ := img.At(x, y).RGBA(); r>>8 != want {
			t.Errorf("pixel %d is %d, want %d", i, r>>8, want)
		}
	}
}
