package viz

import (
	"image/color"
	"math"
	"os/exec"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

func TestFontHasTheDictionary(t *testing.T) {
	if err := fontError(); err != nil {
		t.Fatal(err)
	}
	if len(notoSansSC) > 1_500_000 {
		t.Errorf("the font has %d bytes, which every program that draws carries; keep it under 1.5 MB", len(notoSansSC))
	}
	for _, s := range append(lang.Entries(), lang.Chinese()...) {
		for _, r := range s {
			if r != '\n' && !HasGlyph(r) {
				t.Errorf("%q of %q is not in the font; run font/subset.py anew", r, s)
			}
		}
	}
	for _, r := range "z₁₂²ᵀαβσΣ∑∫−≤≈·×→∇" {
		if !HasGlyph(r) {
			t.Errorf("%q is not in the font", r)
		}
	}
}

func TestFontMeasures(t *testing.T) {
	if w := textWidth("变分自编码器", 10); w != 60 {
		t.Errorf("six Chinese characters at size 10 are %g wide, want 60", w)
	}
	if a, b := textWidth("₁", 10), textWidth("1", 10); math.Abs(a/b-0.62) > 0.02 {
		t.Errorf("a subscript is %g wide and its digit %g, want 0.62 of it", a, b)
	}
}

func TestWrap(t *testing.T) {
	for _, s := range []string{
		"A title that is rather long and has to be broken",
		"这个标题很长，需要折成好几行，标点不能放在行首。", "KL 散度与 ELBO 的差",
	} {
		lines := wrap(s, 17, 120)
		for _, l := range lines {
			if textWidth(l, 17) > 120 || l != "" && strings.ContainsAny(string([]rune(l)[:1]), "，。") {
				t.Errorf("%q breaks into %q", s, lines)
			}
		}
		if strings.ReplaceAll(strings.Join(lines, ""), " ", "") != strings.ReplaceAll(s, " ", "") {
			t.Errorf("%q lost something in %q", s, lines)
		}
	}
}

// TestPaletteContrast holds every series 3:1 away from the ground, as WCAG asks
// of graphics, and texts 4.5:1.
func TestPaletteContrast(t *testing.T) {
	for i, c := range palette {
		if r := contrast(c, ground); r < 3 {
			t.Errorf("colour %d has a contrast of %.2f to the ground, want 3 or more", i, r)
		}
	}
	for _, c := range []color.Color{ink, markStyle.Color} {
		if r := contrast(c, ground); r < 4.5 {
			t.Errorf("text colour %v has a contrast of %.2f, want 4.5 or more", c, r)
		}
	}
	if r := contrast(color.Black, color.White); math.Abs(r-21) > 1e-9 {
		t.Errorf("contrast of black and white is %g, want 21", r)
	}
}

// vision is what a reader sees: linear RGB through a matrix for complete
// protanopia, deuteranopia and tritanopia (Machado, Oliveira, Fernandes 2009).
var vision = map[string][9]float64{
	"usual":        {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// cielab of a colour seen through m.
func cielab(c color.NRGBA, m [9]float64) [3]float64 {
	lin := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	in := [3]float64{lin(c.R), lin(c.G), lin(c.B)}
	mul := func(m [9]float64, v [3]float64) (o [3]float64) {
		for i := range o {
			o[i] = m[3*i]*v[0] + m[3*i+1]*v[1] + m[3*i+2]*v[2]
		}
		return o
	}
	seen := mul(m, in)
	for i := range seen {
		seen[i] = math.Min(math.Max(seen[i], 0), 1)
	}
	xyz := mul([9]float64{0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041}, seen)
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x, y, z := f(xyz[0]/0.95047), f(xyz[1]), f(xyz[2]/1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// TestPaletteForColourBlindReaders keeps any two colours 15 apart in CIELAB (2.3
// is the least that can be seen) for every kind of sight.
func TestPaletteForColourBlindReaders(t *testing.T) {
	for name, m := range vision {
		for i := range palette {
			for j := range i {
				a, b := cielab(palette[i], m), cielab(palette[j], m)
				d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
				if d < 15 {
					t.Errorf("%s: colours %d and %d are %.1f apart, want 15 or more", name, j, i, d)
				}
			}
		}
	}
}

// TestShadesRise holds the sequential scale's lightness rising, so that it reads
// in grey as well.
func TestShadesRise(t *testing.T) {
	last := -1.0
	for i := range 101 {
		l := cielab(shade(cividis, float64(i)/100), vision["usual"])[0]
		if l <= last {
			t.Errorf("at %d %% the lightness is %.2f after %.2f", i, l, last)
		}
		last = l
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{-130, -100, "−130 −125 −120 −115 −110 −105 −100"},
		{0, 60000, "0 10000 20000 30000 40000 50000 60000"},
		{-3, 3, "−3 −2 −1 0 1 2 3"},
		{-6, 6, "−6 −4 −2 0 2 4 6"},
		{0, 0.002, "0.0000 0.0005 0.0010 0.0015 0.0020"},
		{0.1, 0.3, "0.10 0.15 0.20 0.25 0.30"},
	} {
		var got []string
		for _, k := range (ticks{}).Ticks(c.lo, c.hi) {
			got = append(got, k.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%g…%g: %q, want %q", c.lo, c.hi, s, c.want)
		}
	}
}

func TestSig(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   float64
	}{{1234.5, 2, 1200}, {-0.012345, 3, -0.0123}, {0, 3, 0}, {9.99, 1, 10}, {1e-12, 2, 1e-12}, {5, 0, 5}} {
		if got := Sig(c.v, c.digits); math.Abs(got-c.want) > 1e-12*math.Abs(c.want) {
			t.Errorf("Sig(%g, %d) = %g, want %g", c.v, c.digits, got, c.want)
		}
	}
}

// TestKnowsNoModel keeps the library's models out of viz.
func TestKnowsNoModel(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		if strings.Contains(p, "vaebook/pkg/tutorial") || strings.Contains(p, "gomlx") {
			t.Errorf("viz depends on %s; it draws and knows no model", p)
		}
	}
}
