package energy

import (
	"context"
	"testing"

	"github.com/vaebook/vaebook/internal/reference"
)

var golden struct {
	Z []struct {
		Model          string
		Theta          []float64
		Half, LogZ     float64
		Mean, Variance []float64
	}
	Fits []struct {
		Model               string
		Half, NLL, J        float64
		Rows                [][]float64
		Truth, Exact, Score []float64
	}
}

func init() { reference.Read(&golden) }

// named is a model of golden.py; its hills are at ±m.
func named(name string, m float64) Model {
	return map[string]Model{"DoubleWell": DoubleWell{}, "CoupledWells": CoupledWells{}, "TwoHills": TwoHills{M: m}}[name]
}

// Z and the moments of ∇θ E equal scipy's adaptive integrals.
func TestZ(t *testing.T) {
	for _, g := range golden.Z {
		m := named(g.Model, 2)
		d, err := New(m, g.Theta, Cube(m.Dim(), g.Half))
		if err != nil {
			t.Errorf("%s at %g: %v", g.Model, g.Theta, err)
			continue
		}
		reference.Near(t, g.Model+": log Z", d.LogZ, g.LogZ, 1e-10)
		if mean, cov := d.MeanGradTheta(), d.Fisher(); g.Mean != nil {
			for j := range mean {
				reference.Near(t, g.Model+": mean", mean[j], g.Mean[j], 1e-9)
				reference.Near(t, g.Model+": variance", cov.At(j, j), g.Variance[j], 1e-9)
			}
		}
	}
}

// The fits are where scipy finds the lowest points of its own formulas.
func TestFits(t *testing.T) {
	ctx := context.Background()
	for _, g := range golden.Fits {
		m, x := named(g.Model, 1), reference.Dense(g.Rows)
		exact, err := FitExact(ctx, m, x, g.Truth, Cube(m.Dim(), g.Half))
		if err != nil {
			t.Errorf("%s: %v", g.Model, err)
			continue
		}
		score, err := FitScore(ctx, m, x, g.Truth)
		if err != nil {
			t.Errorf("%s: %v", g.Model, err)
			continue
		}
		j, err := ScoreMatching(m, g.Truth, x)
		if err != nil {
			t.Errorf("%s: %v", g.Model, err)
		}
		reference.Near(t, g.Model+": J", j, g.J, 1e-9)
		d, err := New(m, exact.Theta, Cube(m.Dim(), g.Half))
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Score(x)
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, g.Model+": −mean log p", -s.Mean, g.NLL, 1e-10)
		for j := range g.Truth {
			reference.Near(t, g.Model+": maximum likelihood", exact.Theta[j], g.Exact[j], 1e-6)
			reference.Near(t, g.Model+": score matching", score.Theta[j], g.Score[j], 2e-6)
		}
	}
}
