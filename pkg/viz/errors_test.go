package viz

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	y := []float64{1, 2, 3}
	for want, f := range map[string]Figure{
		"Alt is empty":           Lines{Lines: []Line{{Y: y}}},
		"at least one Line":      Lines{Alt: "a"},
		"X has 2 values and Y 3": Lines{Alt: "a", Lines: []Line{{X: y[:2], Y: y}}},
		"Band has 1 values":      Lines{Alt: "a", Lines: []Line{{Y: y, Band: y[:1]}}},
		"begins above 0":         Lines{Alt: "a", LogY: true, YRange: Range{0, 1}, Lines: []Line{{Y: y}}},
		"width of 120–4000":      Lines{Alt: "a", Width: 5, Lines: []Line{{Y: y}}},
		"one group of Points":    Scatter{Alt: "a"},
		"group 1":                Scatter{Alt: "a", Points: []Points{{X: y, Y: y[:1]}}},
		"Z is nil":               LatentMap{Alt: "a"},
		"Z is 2×3":               LatentMap{Alt: "a", Z: mat.NewDense(2, 3, nil)},
		"1 labels for 2 rows":    LatentMap{Alt: "a", Z: mat.NewDense(2, 2, nil), Labels: []int{0}},
		"label 7 has no name":    LatentMap{Alt: "a", Z: mat.NewDense(1, 2, nil), Labels: []int{7}, Classes: []string{"a"}},
		"give Categories":        Bars{Alt: "a"},
		"2 categories":           Bars{Alt: "a", Categories: []string{"a", "b"}, Bars: []Bar{{Values: y}}},
		"no finite value":        Histogram{Alt: "a", Samples: []Sample{{Values: []float64{math.NaN()}}}},
		"give a matrix":          HeatMap{Alt: "a"},
		"names of rows":          HeatMap{Alt: "a", Z: mat.NewDense(2, 2, nil), Rows: []string{"a"}},
		"XRange or YRange":       Contour{Alt: "a"},
		"give F or Z":            Contour{Alt: "a", XRange: Range{0, 1}, YRange: Range{0, 1}},
		"Images is nil":          ImageGrid{Alt: "a"},
		"H×W is its length":      ImageGrid{Alt: "a", Images: mat.NewDense(2, 7, nil)},
		"1 RowLabels":            ImageGrid{Alt: "a", Images: mat.NewDense(9, 4, nil), RowLabels: []string{"a"}},
	} {
		_, err := f.Picture()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "viz: ") {
			t.Errorf("%T: error %v, want one with %q", f, err, want)
		}
	}
}

// TestOddData draws what training gone wrong produces, and must not panic.
func TestOddData(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, f := range map[string]Figure{
		"gaps":        Lines{Alt: "a", Lines: []Line{{Label: "loss", Y: []float64{1, nan, 2, inf, 3}}}},
		"all NaN":     Lines{Alt: "a", Lines: []Line{{Label: "loss", Y: []float64{nan, nan}}}},
		"no values":   Lines{Alt: "a", Lines: []Line{{Label: "loss"}}},
		"one value":   Lines{Alt: "a", Lines: []Line{{Y: []float64{3}}}},
		"constant":    Lines{Alt: "a", Lines: []Line{{Y: []float64{3, 3, 3}}}},
		"huge":        Lines{Alt: "a", Lines: []Line{{Y: []float64{1e300, -1e300}}}},
		"tiny":        Lines{Alt: "a", Lines: []Line{{Y: []float64{1e-300, 2e-300}}}},
		"log of 0":    Lines{Alt: "a", LogY: true, Lines: []Line{{Y: []float64{0, -1, nan}}}, Marks: []Mark{{At: 0}}},
		"NaN bars":    Bars{Alt: "a", Categories: []string{"a"}, Bars: []Bar{{Values: []float64{nan}}}},
		"NaN cells":   HeatMap{Alt: "a", Z: mat.NewDense(1, 2, []float64{nan, nan}), Values: true},
		"flat":        Contour{Alt: "a", XRange: Range{0, 1}, YRange: Range{0, 1}, F: func(x, y float64) float64 { return 1 }},
		"NaN surface": Contour{Alt: "a", XRange: Range{0, 1}, YRange: Range{0, 1}, F: func(x, y float64) float64 { return math.Log(x - 0.5) }},
		"same point":  LatentMap{Alt: "a", Z: mat.NewDense(5, 2, nil)},
		"NaN points":  LatentMap{Alt: "a", Z: mat.NewDense(1, 2, []float64{nan, inf}), Labels: []int{0}, Classes: []string{"a", "b"}},
		"NaN image":   ImageGrid{Alt: "a", Images: mat.NewDense(1, 4, []float64{nan, inf, -inf, 0})},
		"long title": Lines{Alt: "a", Title: strings.Repeat("很长的标题", 30), Y: strings.Repeat("long ", 40),
			Lines: []Line{{Label: strings.Repeat("名字", 40), Y: []float64{1, 2}}}},
	} {
		if _, err := f.Picture(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOutsideTheFont leaves a character that the font lacks to the reader's own.
func TestOutsideTheFont(t *testing.T) {
	if HasGlyph('龘') {
		t.Skip("the font has grown")
	}
	p, err := Lines{Alt: "a", Title: "龘 & <x>", Lines: []Line{{Y: []float64{1, 2}}}}.Picture()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range parse(t, p.Data) {
		if e.name == "text" && e.text == "龘" && strings.Contains(e.attr["font-family"], "sans-serif") {
			return
		}
	}
	t.Error("a character outside the font is not drawn by a text element with a generic family")
}
