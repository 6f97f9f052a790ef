package prob_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// number is a float64 that may be written as "inf" or "-inf".
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	v, err := strconv.ParseFloat(s, 64)
	*n = number(v)
	return err
}

type golden struct {
	Families []struct {
		Family     string
		Parameters []float64
		X          []float64
		LogP       []number `json:"log p"`
		CDF        []number
		U          []float64
		Quantile   []number
		Mean       number
		Variance   number
	}
	Fits map[string]struct {
		X          []float64
		Parameters []float64
	}
	Tables []struct {
		Counts    [][]float64
		Entropy   float64
		Entropies [2]float64
		Mutual    float64
		Other     []float64
		KL        float64
		G         float64
		DF        int
		P         float64
	}
	Strata struct {
		Counts []float64
		G      float64
		DF     int
		P      float64
		Mutual float64
	}
}

func readGolden() (g golden) {
	reference.Read(&g)
	return g
}

// family makes a distribution of its name and parameters.
func family(t testing.TB, name string, p []float64) prob.Univariate {
	t.Helper()
	var d prob.Univariate
	var err error
	switch name {
	case "normal":
		d, err = prob.NewNormal(p[0], p[1])
	case "exponential":
		d, err = prob.NewExponential(p[0])
	case "bernoulli":
		d, err = prob.NewBernoulli(p[0])
	case "categorical":
		d, err = prob.NewCategorical(p)
	case "poisson":
		d, err = prob.NewPoisson(p[0])
	case "beta":
		d, err = prob.NewBeta(p[0], p[1])
	case "gamma":
		d, err = prob.NewGamma(p[0], p[1])
	default:
		t.Fatalf("no family %s", name)
	}
	if err != nil {
		t.Fatalf("%s %v: %v", name, p, err)
	}
	return d
}

func TestFamiliesGolden(t *testing.T) {
	for _, g := range readGolden().Families {
		d := family(t, g.Family, g.Parameters)
		name := fmt.Sprint(g.Family, g.Parameters)
		for i, x := range g.X {
			at := fmt.Sprintf("%s at %g", name, x)
			reference.Near(t, at+": log p", d.LogP(x), float64(g.LogP[i]), 1e-11)
			reference.Near(t, at+": row", d.LogProb([]float64{x}), d.LogP(x), 0)
			reference.Near(t, at+": p", d.Prob(x), math.Exp(float64(g.LogP[i])), 1e-11)
			reference.Near(t, at+": cdf", d.CDF(x), float64(g.CDF[i]), 1e-11)
		}
		for i, u := range g.U {
			reference.Near(t, fmt.Sprintf("%s: quantile %g", name, u), d.Quantile(u), float64(g.Quantile[i]), 1e-9)
		}
		reference.Near(t, name+": mean", d.Mean(), float64(g.Mean), 1e-12)
		reference.Near(t, name+": variance", d.Variance(), float64(g.Variance), 1e-12)
	}
}

func TestFitsGolden(t *testing.T) {
	fits := readGolden().Fits
	normal, err := prob.FitNormal(fits["normal"].X)
	check := func(name string, err error, got ...float64) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		for i, want := range fits[name].Parameters {
			reference.Near(t, fmt.Sprintf("%s, parameter %d", name, i), got[i], want, 1e-13)
		}
	}
	check("normal", err, normal.Mu, normal.Sigma)
	exponential, err := prob.FitExponential(fits["exponential"].X)
	check("exponential", err, exponential.Rate)
	bernoulli, err := prob.FitBernoulli(fits["bernoulli"].X, 0)
	check("bernoulli", err, bernoulli.P)
	poisson, err := prob.FitPoisson(fits["poisson"].X)
	check("poisson", err, poisson.Lambda)
	categorical, err := prob.FitCategorical(fits["categorical"].X, 9, 0)
	check("categorical", err, categorical.P...)
}
