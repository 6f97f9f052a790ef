package vae

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// spoil moves every mu of the encoder by 0.7 and every logVar by 1.
func spoil(t *testing.T, m *Model) {
	t.Helper()
	for path, by := range map[string]float32{"/encoder/mu/dense/biases": 0.7, "/encoder/log_var/dense/biases": 1} {
		v := m.machine.Store.GetVariable(path)
		values := tensors.MustCopyFlatData[float32](v.MustValue())
		for i := range values {
			values[i] += by
		}
		if err := v.SetValue(tensors.FromFlatDataAndDimensions(values, len(values))); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRefineInLinearModel: where the best diagonal q is known, refining finds it from a spoilt encoder, the reported ELBO are the
// exact ones within their errors, and a best encoder gains nothing.
func TestRefineInLinearModel(t *testing.T) {
	const n, d, l = 110, 6, 2 // more than a block
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m, exact := linear(t, be, d, l)
		x := normalRows(n, d)
		best, err := m.Refine(context.Background(), Matrix(x), RefineConfig{Steps: 20})
		if err != nil {
			t.Fatal(err)
		}
		for i, g := range best.Gain {
			if g.Mean > 0.02 {
				t.Errorf("row %d: the best encoder gains %v", i, g)
			}
		}
		spoil(t, m)
		mu, logVar, err := m.Encode(Matrix(x))
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Refine(context.Background(), Matrix(x), RefineConfig{})
		if err != nil {
			t.Fatal(err)
		}
		chi := 0.0
		for i := range n {
			row := x.RawRowView(i)
			_, _, least, err := exact.BestDiagonal(row)
			if err != nil {
				t.Fatal(err)
			}
			gap, err := exact.Gap(row, r.Mu.RawRowView(i), r.LogVar.RawRowView(i))
			if err != nil {
				t.Fatal(err)
			}
			near(t, "gap after refining", gap, least, 0.02)
			before, err1 := exact.ELBO(row, mu.RawRowView(i), logVar.RawRowView(i))
			after, err2 := exact.ELBO(row, r.Mu.RawRowView(i), r.LogVar.RawRowView(i))
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				got  Estimate
				want float64
			}{{r.Before[i], before.ELBO()}, {r.After[i], after.ELBO()}, {r.Gain[i], after.ELBO() - before.ELBO()}} {
				z := (c.got.Mean - c.want) / c.got.StdErr
				chi += z * z / (3 * n)
			}
		}
		near(t, "mean squared error in standard errors", chi, 1, 0.5)
	})
}

// TestRefineRaisesTheBound on a Bernoulli model with a hidden layer, hardly trained, as a mean and image by image.
func TestRefineRaisesTheBound(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		fit(t, m, bars(200, false), FitConfig{Epochs: 8, Batch: 50, LearningRate: 0.01})
		test := bars(30, false)
		var last, calls int
		cfg := RefineConfig{Steps: 60, Seed: 2, OnStep: func(done, total int) { last, calls = done-total, calls+1 }}
		r, err := m.Refine(context.Background(), test, cfg)
		if err != nil {
			t.Fatal(err)
		}
		if last != 0 || calls != 60 {
			t.Errorf("%d calls, the last %d before the end", calls, -last)
		}
		for i, g := range r.Gain {
			if g.Mean < -4*g.StdErr {
				t.Errorf("image %d lost %v", i, g)
			}
			near(t, "gain", r.After[i].Mean-r.Before[i].Mean, g.Mean, 1e-6)
		}
		before, after := r.Scores()
		if !(after.Mean > before.Mean+0.01) || after.Kind != score.LowerBound || after.Measure != score.Counting {
			t.Errorf("from %v to %v", before, after)
		}
		b, err := m.ELBO(test, 200, 7)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "ELBO before", before.Mean, b.Score().Mean, 0.1)
		again, err1 := m.Refine(context.Background(), test, RefineConfig{Steps: 60, Seed: 2})
		other, err2 := m.Refine(context.Background(), test, RefineConfig{Steps: 60, Seed: 3})
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(again.Mu, r.Mu) || again.Gain[3] != r.Gain[3] {
			t.Error("the same seed gave other numbers")
		}
		if mat.Equal(other.Mu, r.Mu) {
			t.Error("another seed gave the same numbers")
		}
		if floats.HasNaN(r.LogVar.RawMatrix().Data) {
			t.Error("logVar is NaN")
		}
	})
}

// TestRefineOneRow: a single row, a learnt deviation, dynamic pixels.
func TestRefineOneRow(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	dynamic := small()
	dynamic.Binarize = Dynamic
	for _, c := range []struct {
		cfg  Config
		rows Rows
	}{{Linear(5, 2), Matrix(normalRows(1, 5))}, {dynamic, bars(1, true)}} {
		r, err := newModel(t, be, c.cfg).Refine(context.Background(), c.rows, RefineConfig{Steps: 5, Samples: 3, EvalSamples: 7})
		if err != nil || len(r.Gain) != 1 || math.IsNaN(r.Gain[0].Mean) {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func TestRefineErrors(t *testing.T) {
	be, _ := backend.Open(backend.Prefer(backend.Go))
	ctx, m := context.Background(), newModel(t, be, small())
	for want, cfg := range map[string]RefineConfig{
		"Steps is -1":                {Steps: -1},
		"Samples is -2":              {Samples: -2},
		"Samples is 5000; take 1 to": {Samples: 5000},
		"EvalSamples is 1;":          {EvalSamples: 1},
		"LearningRate is -1":         {LearningRate: -1},
		"LearningRate is NaN":        {LearningRate: math.NaN()},
	} {
		_, err := m.Refine(ctx, bars(3, false), cfg)
		wants(t, want, err, want)
	}
	_, err := m.Refine(ctx, &dataset.Images{H: 4, W: 4}, RefineConfig{})
	wants(t, "no rows", err, "no rows")
	_, err = m.Refine(ctx, Matrix(normalRows(2, 15)), RefineConfig{})
	wants(t, "narrow rows", err, "15 numbers")
	ended, cancel := context.WithCancel(ctx)
	_, err = m.Refine(ended, bars(3, false), RefineConfig{OnStep: func(int, int) { cancel() }})
	wants(t, "an ended context", err, "rows 0 to 2")
	if !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	v := m.machine.Store.GetVariable("/decoder/logits/dense/biases")
	if err := v.SetValue(tensors.FromFlatDataAndDimensions([]float32{15: float32(math.NaN())}, 16)); err != nil {
		t.Fatal(err)
	}
	_, err = m.Refine(ctx, bars(3, false), RefineConfig{})
	wants(t, "weights that are not finite", err, "NaN", "checkpoint")
}
