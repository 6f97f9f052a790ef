// Package viz draws the book's figures and puts them on the page. It knows
// nothing of models.
//
// A figure is a value: a struct with English texts, which are looked up in the
// dictionary (package lang) when it is drawn, so that one cell serves both
// editions. Alt, a sentence for readers who cannot see the figure, is required.
//
//	viz.Show(viz.Lines{
//		Title: "Training", X: "epoch", Y: "ELBO (nats per image)",
//		Alt:   "The bound rises steeply in the first two epochs, then slowly.",
//		Lines: []viz.Line{{Label: "training", Y: train}, {Label: "test", Y: test}},
//	})
//
// The figures are Lines, Scatter, LatentMap, Bars, Histogram, HeatMap, Contour
// (SVG, by gonum/plot) and ImageGrid (PNG). Text goes through Printf, Println
// and Table, so that it keeps its place among figures.
//
// Live follows a training run: curves, a progress bar, the rate and the time
// left, replaced in place. Slider and Button draw their figures beforehand and
// never hold up a cell; Explore answers each move from the running cell.
//
//	live := viz.NewLive(viz.LiveConfig{Title: "Training", Y: "nats", Series: []string{"ELBO"}})
//	defer live.Done()
//	live.Update(step, steps, elbo) // as often as wanted
//
//	viz.Slider("z₁", -3, 3, 24, 0, func(v float64) viz.Figure { return decoded(v) })
//
// In a notebook a figure is an image inside HTML, with its alt text, on a light
// card of its own: so it survives a notebook that is not trusted and reads in
// JupyterLab's light and dark themes. Elsewhere figures are written to the
// folder VAEBOOK_FIGURES (or a temporary one), and one line says where.
package viz
