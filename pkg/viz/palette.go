package viz

import (
	"image/color"
	"math"
)

// Colours of every figure. The ground is white with its own border, so that a
// figure reads the same in JupyterLab's light and dark themes.
var (
	ground = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	ink    = color.NRGBA{R: 0x22, G: 0x22, B: 0x22, A: 0xff} // text and axes
	faint  = color.NRGBA{R: 0xe4, G: 0xe4, B: 0xe4, A: 0xff} // grid lines
	border = color.NRGBA{R: 0xc8, G: 0xcc, B: 0xd0, A: 0xff}
)

// palette begins with the four colours of Okabe and Ito's set that stand out
// from white by a contrast of 3:1 or more, then black, then five more chosen
// for the greatest distance under simulated protanopia, deuteranopia and
// tritanopia. Okabe and Ito's orange, sky blue and yellow are too pale for thin
// lines on white. Series differ by dash and marker as well.
//
// M. Okabe, K. Ito, Color Universal Design (2008).
var palette = []color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermilion
	{0x00, 0x9e, 0x73, 0xff}, // green
	{0xcc, 0x79, 0xa7, 0xff}, // pink
	{0x1a, 0x1a, 0x1a, 0xff}, // black
	{0x88, 0x00, 0xf5, 0xff}, // violet
	{0x7a, 0x2a, 0x0a, 0xff}, // brown
	{0xe8, 0x15, 0xd8, 0xff}, // magenta
	{0x20, 0x20, 0x9a, 0xff}, // navy
	{0x66, 0x44, 0x61, 0xff}, // plum
}

// Color is the colour of the i-th series or class; it repeats after ten.
func Color(i int) color.Color { return palette[((i%len(palette))+len(palette))%len(palette)] }

// fade is c mixed with the ground: share 1 leaves c, 0 gives the ground.
func fade(c color.Color, share float64) color.NRGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(share*float64(a) + (1-share)*float64(b))) }
	return color.NRGBA{R: mix(n.R, ground.R), G: mix(n.G, ground.G), B: mix(n.B, ground.B), A: 0xff}
}

// cividis runs from dark blue to yellow with evenly rising lightness, and looks
// nearly the same to readers with and without a colour deficiency.
//
// J. Nuñez, C. Anderton, R. Renslow, PLoS ONE 13(7): e0199239 (2018); 17 samples.
var cividis = []uint32{
	0x00224e, 0x002e6a, 0x1a386f, 0x32436d, 0x434e6c, 0x535a6d, 0x61656f, 0x6f7073, 0x7d7c78,
	0x8c8878, 0x9b9476, 0xaba072, 0xbcae6c, 0xcdbb63, 0xdec958, 0xf0d846, 0xfee838,
}

// diverging runs from blue over white to orange-red, for values of either sign.
var diverging = []uint32{
	0x053061, 0x2a71b2, 0x6bacd1, 0xc2ddec, 0xf7f6f6, 0xfbccb4, 0xe48066, 0xba2832, 0x67001f,
}

// shade gives the colour of t in [0, 1] on a colour table, interpolated.
func shade(table []uint32, t float64) color.NRGBA {
	if math.IsNaN(t) {
		return color.NRGBA{R: 0xbb, G: 0xbb, B: 0xbb, A: 0xff}
	}
	x := math.Min(math.Max(t, 0), 1) * float64(len(table)-1)
	i := min(int(x), len(table)-2)
	f := x - float64(i)
	mix := func(shift uint) uint8 {
		a, b := float64(table[i]>>shift&0xff), float64(table[i+1]>>shift&0xff)
		return uint8(math.Round(a + f*(b-a)))
	}
	return color.NRGBA{R: mix(16), G: mix(8), B: mix(0), A: 0xff}
}

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	lin := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(n.R) + 0.7152*lin(n.G) + 0.0722*lin(n.B)
}

// contrast is the contrast ratio of WCAG 2.1, between 1 and 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}
