package viz_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/viz"
)

// report tells what a figure has become; in a notebook write viz.Show(f).
func report(f viz.Figure) {
	p, err := f.Picture()
	fmt.Println(p.MIME, p.Width, p.Height, err)
}

func ExampleLines() {
	report(viz.Lines{
		Title: "training", X: "epoch", Y: "nats per image",
		Alt: "Both bounds rise; the test bound stays a little lower.",
		Lines: []viz.Line{
			{Label: "training", Y: []float64{-130, -112, -105, -102}},
			{Label: "test", Y: []float64{-131, -114, -108, -105}, Band: []float64{1, 1, 1, 1}, Dots: true},
		},
		Marks: []viz.Mark{{Label: "exact", At: -100}},
	})
	// Output: image/svg+xml 640 400 <nil>
}

func ExampleScatter() {
	report(viz.Scatter{
		X: "x₁", Y: "x₂", Equal: true,
		Alt:    "Two groups of points and the line between them.",
		Points: []viz.Points{{Label: "first", X: []float64{1, 2}, Y: []float64{1, 0}}, {Label: "second", X: []float64{4, 5}, Y: []float64{3, 4}}},
		Lines:  []viz.Line{{Label: "boundary", X: []float64{0, 5}, Y: []float64{4, 0}}},
	})
	// Output: image/svg+xml 640 440 <nil>
}

func ExampleLatentMap() {
	report(viz.LatentMap{
		Title: "codes", Alt: "Two classes lie apart.",
		Z: mat.NewDense(4, 2, []float64{-1, 0, -1, 1, 2, 0, 2, 1}), Labels: viz.Ints([]uint8{0, 0, 1, 1}), Classes: []string{"coat", "bag"},
	})
	// Output: image/svg+xml 640 500 <nil>
}

func ExampleBars() {
	report(viz.Bars{
		Y: "nats", Alt: "The second model scores better on both sets.", Categories: []string{"mixture", "VAE"},
		Bars: []viz.Bar{{Label: "training", Values: []float64{-150, -101}}, {Label: "test", Values: []float64{-153, -105}, Err: []float64{2, 1}}},
	})
	// Output: image/svg+xml 640 400 <nil>
}

func ExampleHistogram() {
	report(viz.Histogram{
		X: "x", Density: true, Alt: "Four values in three bins.", Bins: 3,
		Samples: []viz.Sample{{Label: "samples", Values: []float64{0, 1, 1, 3}}},
	})
	// Output: image/svg+xml 640 400 <nil>
}

func ExampleHeatMap() {
	report(viz.HeatMap{
		X: "predicted", Y: "true", Alt: "Most coats are told from shirts.", Values: true,
		Z: mat.NewDense(2, 2, []float64{9, 1, 2, 8}), Rows: []string{"coat", "shirt"}, Columns: []string{"coat", "shirt"},
	})
	// Output: image/svg+xml 560 480 <nil>
}

func ExampleContour() {
	report(viz.Contour{
		X: "z₁", Y: "z₂", Scale: "density", Equal: true, Alt: "A round hill over the middle.",
		XRange: viz.Range{Min: -3, Max: 3}, YRange: viz.Range{Min: -3, Max: 3},
		F: func(x, y float64) float64 { return math.Exp(-(x*x + y*y) / 2) },
	})
	// Output: image/svg+xml 600 480 <nil>
}

func ExampleImageGrid() {
	pixels := make([]uint8, 20*28*28) // twenty images, as a data set holds them
	report(viz.ImageGrid{
		Title: "reconstructions", Alt: "Ten images above, their reconstructions below.",
		Images: viz.Rows(pixels, 28*28), Columns: 10, RowLabels: []string{"original", "reconstruction"},
	})
	// Output: image/png 579 140 <nil>
}

func ExampleTable() {
	fmt.Print(viz.Table{
		Columns: []string{"model", "nats", "images"},
		Rows:    [][]any{{"mixture", viz.Value{Mean: -153.21, StdErr: 0.8}, 10000}, {"VAE", viz.Value{Mean: -104.98, StdErr: 0.52}, 10000}},
	})
	// Output:
	// model              nats  images
	// mixture  −153.21 ± 0.80   10000
	// VAE      −104.98 ± 0.52   10000
}

func ExampleNewLive() {
	live := viz.NewLive(viz.LiveConfig{Title: "training", Y: "nats", Series: []string{"ELBO"}})
	defer live.Done()
	for step := 1; step <= 500; step++ {
		elbo := -100 - 50*math.Exp(-float64(step)/100) // here a real program trains
		live.Update(step, 500, elbo)
	}
}

func ExampleSlider() {
	viz.Slider("μ", -2, 2, 20, 0, func(mu float64) viz.Figure {
		var bell viz.Line
		for x := -5.0; x <= 5; x += 0.1 {
			bell.X = append(bell.X, x)
			bell.Y = append(bell.Y, math.Exp(-(x-mu)*(x-mu)/2)/math.Sqrt(2*math.Pi))
		}
		return viz.Lines{X: "x", Y: "density", Alt: "A bell curve that follows the slider.", Lines: []viz.Line{bell}}
	})
}
