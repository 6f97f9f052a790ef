package mcmc_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
)

// number is a float64 that may be written as "nan".
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	*n = number(v)
	return err
}

type goldenCase struct {
	X                         [][]float64
	Rho                       []float64
	ESSBulk, ESSTail, ESSMean number
	RHat, MCSE, Mean, SD      number
	Q5, Q95                   number
}

func golden() map[string]goldenCase {
	var g struct{ Cases map[string]goldenCase }
	reference.Read(&g)
	return g.Cases
}

func TestGolden(t *testing.T) {
	const tol = 1e-9
	for name, c := range golden() {
		near := func(what string, got float64, err error, want number) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %s: %v", name, what, err)
			} else if !(math.IsNaN(got) && math.IsNaN(float64(want))) {
				reference.Near(t, name+": "+what, got, float64(want), tol)
			}
		}
		for what, f := range map[string]struct {
			f    func([][]float64) (float64, error)
			want number
		}{
			"bulk ESS": {mcmc.ESSBulk, c.ESSBulk}, "tail ESS": {mcmc.ESSTail, c.ESSTail},
			"ESS of the mean": {mcmc.ESSMean, c.ESSMean}, "MCSE": {mcmc.MCSE, c.MCSE},
		} {
			got, err := f.f(c.X)
			near(what, got, err, f.want)
		}
		if len(c.X) > 1 {
			got, err := mcmc.RHat(c.X)
			near("R-hat", got, err, c.RHat)
		}
		e, err := mcmc.Describe(c.X)
		for what, pair := range map[string][2]float64{
			"mean": {e.Mean, float64(c.Mean)}, "sd": {e.SD, float64(c.SD)}, "described MCSE": {e.MCSE, float64(c.MCSE)},
			"Q5": {e.Q5, float64(c.Q5)}, "Q95": {e.Q95, float64(c.Q95)}, "described bulk ESS": {e.ESSBulk, float64(c.ESSBulk)},
			"described tail ESS": {e.ESSTail, float64(c.ESSTail)}, "described R-hat": {e.RHat, float64(c.RHat)},
		} {
			near(what, pair[0], err, number(pair[1]))
		}
		if len(c.Rho) > 0 {
			rho, err := mcmc.Autocorrelation(c.X[0], len(c.Rho)-1)
			for lag, want := range c.Rho {
				near("autocorrelation "+strconv.Itoa(lag), rho[lag], err, number(want))
			}
		}
	}
}

// Summary describes each column.
func TestSummary(t *testing.T) {
	cases := golden()
	a, b := cases["iid"], cases["no variance"]
	chains := make(mcmc.Chains, len(a.X))
	for c := range chains {
		draws := mat.NewDense(len(a.X[c]), 2, nil)
		draws.SetCol(0, a.X[c])
		draws.SetCol(1, b.X[c])
		chains[c] = &mcmc.Chain{Draws: draws}
	}
	got, err := mcmc.Summary(chains)
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range []goldenCase{a, b} {
		reference.Near(t, "mean", got[j].Mean, float64(want.Mean), 1e-9)
		reference.Near(t, "R-hat", got[j].RHat, float64(want.RHat), 1e-9)
		square, err := mcmc.Describe(chains.Quantity(func(theta []float64) float64 { return 1e6 + 3*theta[j] }))
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, "bulk ESS in another unit", square.ESSBulk, float64(want.ESSBulk), 1e-9)
	}
}
