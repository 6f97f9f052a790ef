package energy

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// odd is a double well that a test spoils.
type odd struct {
	DoubleWell
	energy func(x float64) float64
	slope  float64
}

func (odd) Check([]float64) error                 { return nil }
func (o odd) Energy(x, _ []float64) float64       { return o.energy(x[0]) }
func (o odd) GradX(dst, x, _ []float64)           { dst[0] = o.slope }
func (o odd) LaplaceX(x, theta []float64) float64 { return 0 }

var nan, inf = math.NaN(), math.Inf(1)

func TestLogZErrors(t *testing.T) {
	well, good := DoubleWell{}, []float64{0.25, -1.5, 0.2}
	of := func(f func(x float64) float64) Model { return odd{energy: f} }
	for name, c := range map[string]struct {
		m     Model
		theta []float64
		box   Box
		want  string
	}{
		"no model":     {nil, good, Cube(1, 6), "no model"},
		"short theta":  {well, good[:2], Cube(1, 6), "theta has 2 numbers"},
		"NaN theta":    {well, []float64{1, nan, 0}, Cube(1, 6), "theta[1] is NaN"},
		"diverges":     {well, []float64{-0.1, 1, 0}, Cube(1, 6), "Z diverges"},
		"diverges 2-D": {CoupledWells{}, []float64{0, 1, 2.5, 0}, Cube(2, 6), "Z diverges"},
		"hills":        {TwoHills{M: nan}, []float64{0}, Cube(1, 6), "M is NaN"},
		"narrow box":   {well, good, Cube(1, 2), "the box leaves mass outside"},
		"one side":     {well, good, Box{Lo: []float64{0}, Hi: []float64{6}}, "the box leaves mass outside"},
		"few nodes":    {well, good, Box{Lo: []float64{-6}, Hi: []float64{6}, Nodes: 16}, "narrow parts or kinks"},
		"heavy tail":   {of(func(x float64) float64 { return math.Log1p(x*x) / 2 }), good, Cube(1, 6), "grows"},
		"flat":         {of(func(float64) float64 { return 0 }), good, Cube(1, 6), "if it grows for ever, Z diverges"},
		"falls":        {of(func(x float64) float64 { return -x * x }), good, Cube(1, 6), "if it grows for ever, Z diverges"},
		"NaN":          {of(func(x float64) float64 { return math.Log(x) }), good, Cube(1, 6), "the energy is NaN at x"},
		"-Inf":         {of(func(float64) float64 { return -inf }), good, Cube(1, 6), "the energy is -Inf"},
		"nothing":      {of(func(float64) float64 { return inf }), good, Cube(1, 6), "the density is 0"},
		"panic":        {of(nil), good, Cube(1, 6), "the model panicked"},
		"flat box":     {well, good, Box{Lo: []float64{1}, Hi: []float64{1}}, "goes from 1 to 1"},
		"endless box":  {well, good, Cube(1, inf), "finite ends"},
		"box of 2":     {well, good, Cube(2, 6), "the box has 2 and 2 ends"},
		"no box":       {well, good, Box{}, "0 and 0 ends"},
		"one node":     {well, good, Box{Lo: []float64{-6}, Hi: []float64{6}, Nodes: 1}, "1 nodes"},
		"many nodes":   {CoupledWells{}, []float64{1, 1, 0, 0}, Box{Lo: []float64{-1, -1}, Hi: []float64{1, 1}, Nodes: 4000}, "4000 nodes"},
	} {
		if z, err := LogZ(c.m, c.theta, c.box); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("LogZ, %s: %g, %v; want %q", name, z, err, c.want)
		}
		if d, err := New(c.m, c.theta, c.box); err == nil || d != nil {
			t.Errorf("New, %s: %v, %v", name, d, err)
		}
	}
	d := must(t, well, good, Cube(1, 6))
	if v := d.LogProb([]float64{1, 2}); !math.IsNaN(v) || d.GradTheta(nil) != nil {
		t.Errorf("rows of another length: log p %g", v)
	}
	if _, err := d.Score(mat.NewDense(1, 2, nil)); err == nil {
		t.Error("Score of two columns: no error")
	}
	if bare := (&Density{Model: well, Theta: good}); !math.IsNaN(bare.Mean(func([]float64) float64 { return 1 })) || !bare.Sample(3, random(1)).IsEmpty() {
		t.Error("a literal has averages or draws")
	}
}

func TestFitErrors(t *testing.T) {
	ctx := context.Background()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	well, good, box := DoubleWell{}, []float64{0.25, -1.5, 0.2}, Cube(1, 6)
	x := must(t, well, good, box).Sample(50, random(1))
	with := func(v float64) *mat.Dense { y := mat.DenseCopyOf(x); y.Set(7, 0, v); return y }
	cd := CDConfig{K: 1, Walk: Walk{Step: 1}}
	exact := func(ctx context.Context, m Model, x mat.Matrix, start []float64) error {
		_, err := FitExact(ctx, m, x, start, box)
		return err
	}
	contrastive := func(ctx context.Context, m Model, x mat.Matrix, start []float64) error {
		_, err := FitCD(ctx, m, x, start, cd)
		return err
	}
	score := func(ctx context.Context, m Model, x mat.Matrix, start []float64) error {
		_, err := FitScore(ctx, m, x, start)
		return err
	}
	chains := func(ctx context.Context, m Model, x mat.Matrix, start []float64) error {
		_, err := ChainMean(ctx, m, start, x, 1, cd.Walk, 1)
		return err
	}
	type call = func(ctx context.Context, m Model, x mat.Matrix, start []float64) error
	all := map[string]call{"exact": exact, "CD": contrastive, "score": score, "chains": chains}
	same := mat.NewDense(50, 1, nil)
	for name, c := range map[string]struct {
		ctx   context.Context
		m     Model
		x     mat.Matrix
		start []float64
		of    string
		want  string
	}{
		"no model":      {ctx, nil, x, good, "exact CD score chains", "no model"},
		"no data":       {ctx, well, nil, good, "exact CD score chains", "0 rows"},
		"empty data":    {ctx, well, &mat.Dense{}, good, "exact CD score chains", "0 rows"},
		"NaN data":      {ctx, well, with(nan), good, "exact CD score chains", "row 7, column 0 is NaN"},
		"width":         {ctx, well, mat.NewDense(5, 2, nil), good, "exact CD score chains", "2 columns"},
		"bad start":     {ctx, well, x, []float64{-1, 0, 0}, "exact CD chains", "Z diverges"},
		"no start":      {ctx, TwoHills{M: 1}, x, nil, "exact CD score chains", "theta has 0 numbers"},
		"outside":       {ctx, well, with(7), good, "exact", "row 7 is [7], outside of the box"},
		"all rows same": {ctx, well, same, good, "exact CD score", ""},
		"canceled":      {gone, well, x, []float64{1, 1, 1}, "exact CD score chains", "context canceled"},
		"panic":         {ctx, odd{}, x, good, "exact CD chains", "panicked"},
		"NaN energy":    {ctx, odd{energy: math.Log}, x, good, "exact CD chains", "NaN"},
		"NaN slope":     {ctx, odd{slope: nan}, x, good, "score", "not finite"},
	} {
		for _, fit := range strings.Fields(c.of) {
			err := all[fit](c.ctx, c.m, c.x, c.start)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "energy: ") {
				t.Errorf("%s, %s: %v; want %q", name, fit, err, c.want)
			}
		}
	}
	if err := exact(gone, well, x, []float64{1, 1, 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error does not wrap the context's: %v", err)
	}
	for name, cfg := range map[string]CDConfig{"K": {Walk: cd.Walk}, "steps": {K: 1, Walk: cd.Walk, Steps: 1}, "rate": {K: 1, Walk: cd.Walk, Rate: 2}, "NaN rate": {K: 1, Walk: cd.Walk, Rate: nan}, "walk": {K: 1}} {
		if _, err := FitCD(ctx, well, x, good, cfg); err == nil {
			t.Errorf("contrastive divergence with a bad %s: no error", name)
		}
	}
	if _, err := ChainMean(ctx, well, good, x, 0, cd.Walk, 1); err == nil || !strings.Contains(err.Error(), "chains of 0 steps") {
		t.Errorf("k = 0: %v", err)
	}
	if _, err := ScoreMatching(well, []float64{nan, 0, 0}, x); err == nil {
		t.Error("ScoreMatching at NaN: no error")
	}
}

// Rows whose best parabola has no density: the fit comes with the error.
func TestFitScoreWithoutDensity(t *testing.T) {
	x := mat.NewDense(7, 1, []float64{-3, -0.2, -0.1, 0, 0.1, 0.2, 3})
	fit, err := FitScore(context.Background(), DoubleWell{}, x, nil)
	if err == nil || len(fit.Theta) != 3 || !strings.Contains(err.Error(), "Z diverges") {
		t.Errorf("theta %g, %v", fit.Theta, err)
	}
}
