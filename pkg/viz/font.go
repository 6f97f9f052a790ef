package viz

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// notoSansSC is a subset of Noto Sans SC under the SIL Open Font License
// (font/OFL.txt); font/subset.py makes it.
//
//go:embed font/NotoSansSC-subset.ttf
var notoSansSC []byte

// em is the size of the font's em square in its own units.
const em = 1000

// Line metrics in em: the font's own (1.16 and 0.288) leave room for stacked
// accents that labels do not need.
const (
	ascent  = 0.88
	descent = 0.22
)

// glyph is one character's outline and advance, in font units with y upwards.
type glyph struct {
	advance int
	outline sfnt.Segments // y downwards, as sfnt gives it
	missing bool          // not in the font: the reader's own font must draw it
}

var glyphs struct {
	sync.Mutex
	once  sync.Once
	font  *sfnt.Font
	err   error
	buf   sfnt.Buffer
	cache map[rune]*glyph
}

// lookup gives the glyph of r. A character outside the font gets the width of
// its kind: one em for a wide (East Asian) one, else 0.6 em.
func lookup(r rune) *glyph {
	glyphs.Lock()
	defer glyphs.Unlock()
	glyphs.once.Do(func() {
		glyphs.font, glyphs.err = sfnt.Parse(notoSansSC)
		glyphs.cache = map[rune]*glyph{}
	})
	if g, ok := glyphs.cache[r]; ok {
		return g
	}
	g := load(r)
	glyphs.cache[r] = g
	return g
}

// load reads r's glyph from the font; the caller holds the lock.
func load(r rune) *glyph {
	absent := &glyph{advance: 600, missing: true}
	if wide(r) {
		absent.advance = em
	}
	if glyphs.err != nil {
		return absent
	}
	i, err := glyphs.font.GlyphIndex(&glyphs.buf, r)
	if err != nil || i == 0 {
		return absent
	}
	adv, err := glyphs.font.GlyphAdvance(&glyphs.buf, i, fixed.I(em), font.HintingNone)
	if err != nil {
		return absent
	}
	segs, err := glyphs.font.LoadGlyph(&glyphs.buf, i, fixed.I(em), nil)
	if err != nil {
		return absent
	}
	return &glyph{advance: adv.Round(), outline: append(sfnt.Segments(nil), segs...)}
}

// wide reports whether r takes a full em: Chinese, Japanese and Korean
// characters and full-width forms.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// textWidth is the width of s drawn at the given size, in the unit of size.
func textWidth(s string, size float64) float64 {
	units := 0
	for _, r := range s {
		units += lookup(r).advance
	}
	return float64(units) * size / em
}

// HasGlyph reports whether the embedded font can draw r. Where it cannot, an
// SVG leaves the character to the reader's own fonts.
func HasGlyph(r rune) bool { return !lookup(r).missing }

// wrap breaks s into lines no wider than width at the given size. It breaks at
// spaces and between Chinese characters, never before closing punctuation.
func wrap(s string, size, width float64) []string {
	var lines []string
	line, word := "", ""
	flush := func() {
		if line != "" && textWidth(line+word, size) > width {
			lines = append(lines, strings.Trim(line, " "))
			line = ""
		}
		line += word
		word = ""
	}
	for _, r := range s {
		switch {
		case r == '\n':
			flush()
			lines, line = append(lines, strings.Trim(line, " ")), ""
		case r == ' ':
			word += " "
			flush()
		case wide(r) && !closing(r):
			flush()
			word = string(r)
		default:
			word += string(r)
		}
	}
	flush()
	return append(lines, strings.Trim(line, " "))
}

// closing reports whether r may not begin a line.
func closing(r rune) bool {
	return strings.ContainsRune("，。；：？！）】》、」％", r)
}

// fontError says what is wrong with the embedded font, if anything.
func fontError() error {
	lookup(' ')
	if glyphs.err != nil {
		return fmt.Errorf("viz: the embedded font cannot be read: %w; run font/subset.py anew", glyphs.err)
	}
	return nil
}
