package viz

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	"golang.org/x/image/font/sfnt"
)

var pathToken = regexp.MustCompile(`[a-zA-Z]|-?\d+`)

// absolute follows a relative path and gives the end of every piece, and the
// start of every contour, as SVG defines them.
func absolute(t *testing.T, d string) [][2]int {
	t.Helper()
	var out [][2]int
	var args []int
	x, y, x0, y0, op := 0, 0, 0, 0, byte(0)
	need := map[byte]int{'m': 2, 'l': 2, 'q': 4, 'c': 6}
	for _, tok := range pathToken.FindAllString(d, -1) {
		if n, err := strconv.Atoi(tok); err == nil {
			args = append(args, n)
		} else if op = tok[0]; op == 'z' {
			x, y = x0, y0
		} else if need[op] == 0 {
			t.Fatalf("unknown command %q in %s", tok, d)
		}
		if n := need[op]; n > 0 && len(args) == n {
			x, y = x+args[n-2], y+args[n-1]
			if op == 'm' {
				x0, y0 = x, y
			}
			out = append(out, [2]int{x, y})
			args = args[:0]
		}
	}
	return out
}

// TestOutlines holds what the SVG draws equal to the font's own outlines, for
// glyphs of several contours.
func TestOutlines(t *testing.T) {
	for _, r := range "图像B8₁σ✓%" {
		g := lookup(r)
		got := absolute(t, outline(g))
		if len(got) != len(g.outline) {
			t.Errorf("%q: %d pieces drawn, the font has %d", r, len(got), len(g.outline))
			continue
		}
		for i, s := range g.outline {
			p := s.Args[0]
			switch s.Op {
			case sfnt.SegmentOpQuadTo:
				p = s.Args[1]
			case sfnt.SegmentOpCubeTo:
				p = s.Args[2]
			}
			dx, dy := float64(got[i][0])-float64(p.X)/64, float64(got[i][1])-float64(p.Y)/64
			if math.Hypot(dx, dy) > 1 {
				t.Errorf("%q: piece %d ends at %v, want %.1f %.1f", r, i, got[i], float64(p.X)/64, float64(p.Y)/64)
				break
			}
		}
	}
}
