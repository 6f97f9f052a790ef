package viz

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Figure is anything that Show can put on the page.
type Figure interface {
	// Picture draws the figure, its texts in the current language. It returns
	// an error that says what is wrong with the data, or that Alt is missing.
	Picture() (Picture, error)
}

// Picture is a drawn figure.
type Picture struct {
	MIME          string // "image/svg+xml" or "image/png"
	Data          []byte // the file
	Width, Height int    // CSS pixels
	Alt           string // what the figure shows, for readers who cannot see it
}

// Range is an interval of an axis; the zero Range means "what the data need".
type Range struct{ Min, Max float64 }

func (r Range) set() bool { return r.Min != r.Max }

// Mark is a dashed reference line: horizontal at the value At of the y axis, or
// Vertical at that value of the x axis.
type Mark struct {
	Label    string
	At       float64
	Vertical bool
}

// head is what all figures share, in the reader's language.
type head struct {
	kind, title, x, y, alt string
	w, h                   int
}

// newHead translates a figure's texts and sets its size in pixels.
func newHead(kind, title, x, y, alt string, w, h, defaultW, defaultH int) head {
	if w == 0 {
		w = defaultW
	}
	if h == 0 {
		h = defaultH
	}
	return head{kind: kind, title: lang.T(title), x: lang.T(x), y: lang.T(y), alt: lang.T(alt), w: w, h: h}
}

// check refuses a figure without alt text, or of a size that cannot be drawn.
func (h head) check() error {
	if h.alt == "" {
		return h.errorf("Alt is empty; say in a sentence what the figure shows")
	}
	if h.w < 120 || h.h < 90 || h.w > 4000 || h.h > 4000 {
		return h.errorf("its size is %d×%d pixels; choose a width of 120–4000 and a height of 90–4000", h.w, h.h)
	}
	return fontError()
}

// errorf makes an error that names the figure.
func (h head) errorf(format string, args ...any) error {
	name := ""
	if h.title != "" {
		name = fmt.Sprintf(" %q", h.title)
	}
	return fmt.Errorf("viz: %s%s: %s", h.kind, name, fmt.Sprintf(format, args...))
}

// picture finishes a canvas.
func (h head) picture(c *svgCanvas) Picture {
	return Picture{MIME: "image/svg+xml", Data: c.bytes(h.title, h.alt), Width: h.w, Height: h.h, Alt: h.alt}
}

// nan leaves a gap in a curve.
var nan = math.NaN()

// finite reports whether v is neither infinite nor NaN.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Sig rounds v to the given number of significant digits, so that what a cell
// prints is the same on another processor or backend. Sig(v, 0) is v itself.
func Sig(v float64, digits int) float64 {
	if v == 0 || !finite(v) || digits <= 0 {
		return v
	}
	e := digits - 1 - int(math.Floor(math.Log10(math.Abs(v))))
	if e > 300 || e < -300 {
		return v
	}
	if p := math.Pow10(-e); e < 0 {
		return math.Round(v/p) * p
	}
	p := math.Pow10(e)
	return math.Round(v*p) / p
}

// Ints converts labels of any integer type, such as a data set's bytes.
func Ints[T ~int | ~int32 | ~int64 | ~uint8](labels []T) []int {
	out := make([]int, len(labels))
	for i, v := range labels {
		out[i] = int(v)
	}
	return out
}
