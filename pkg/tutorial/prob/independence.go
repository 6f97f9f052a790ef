package prob

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// blocks is a joint distribution of three blocks of variables a, b, c: p[(i·nb + j)·nc + k] = p(a=i, b=j, c=k).
type blocks struct {
	p          []float64
	na, nb, nc int
}

// blocks sums out all variables but those of the three sets, which must not meet; a and b must not be empty.
func (t *Table) blocks(a, b, c []string) (*blocks, error) {
	if len(a) == 0 || len(b) == 0 {
		return nil, fmt.Errorf("prob: %d variables against %d; name at least one on either side", len(a), len(b))
	}
	m, err := t.Marginal(slices.Concat(a, b, c)...)
	if err != nil {
		return nil, err
	}
	size := func(vars []Variable) int {
		n := 1
		for _, v := range vars {
			n *= len(v.Values)
		}
		return n
	}
	return &blocks{p: m.P, na: size(m.Vars[:len(a)]), nb: size(m.Vars[len(a) : len(a)+len(b)]), nc: size(m.Vars[len(a)+len(b):])}, nil
}

// stratum gives p(a, b, c=k) as na rows of nb, its sums over b and over a, and p(c=k).
func (g *blocks) stratum(k int) (pab [][]float64, pa, pb []float64, pc float64) {
	pa, pb = make([]float64, g.na), make([]float64, g.nb)
	pab = make([][]float64, g.na)
	for i := range pab {
		pab[i] = make([]float64, g.nb)
		for j := range pab[i] {
			p := g.p[(i*g.nb+j)*g.nc+k]
			pab[i][j] = p
			pa[i] += p
			pb[j] += p
			pc += p
		}
	}
	return pab, pa, pb, pc
}

// Independent tells whether the variables a and b are independent, given the variables c (none: unconditionally): in
// every combination, up to tol,
//
//	p(a, b|c) = p(a|c) p(b|c)          wherever p(c) > 0
//
// For a table counted from data this holds exactly almost never; there ask [Table.GTest].
func (t *Table) Independent(a, b, c []string, tol float64) (bool, error) {
	if !(tol >= 0) {
		return false, fmt.Errorf("prob: tol is %g; a tolerance must not be below 0", tol)
	}
	g, err := t.blocks(a, b, c)
	if err != nil {
		return false, err
	}
	for k := range g.nc {
		pab, pa, pb, pc := g.stratum(k)
		for i := range pa {
			for j := range pb {
				if pc > 0 && math.Abs(pab[i][j]/pc-pa[i]/pc*(pb[j]/pc)) > tol {
					return false, nil
				}
			}
		}
	}
	return true, nil
}

// TestResult is what a test of independence says.
type TestResult struct {
	Statistic float64 // grows with the distance from independence
	DF        int     // degrees of freedom of the χ² distribution that it has under independence
	PValue    float64 // the probability of as large a statistic under independence; small: they are dependent
}

// GTest asks whether n observations, whose relative frequencies the table holds (Count with alpha = 0), speak against
// the independence of a and b given c.
//
//	G = 2 n I(a; b|c) ~ χ²(DF),          DF = Σ_c (|a|_c − 1)(|b|_c − 1)
//
// |a|_c being how many values of a were seen together with that value of c. It is the likelihood-ratio test; the χ² is a
// good approximation where about 5 observations are expected in each combination. Errors: unknown names, sets that
// meet, n < 1, DF = 0 (nothing can vary).
func (t *Table) GTest(a, b, c []string, n int) (TestResult, error) {
	if n < 1 {
		return TestResult{}, fmt.Errorf("prob: n is %d; give the number of observations that were counted", n)
	}
	mi, err := t.MutualInformation(a, b, c)
	if err != nil {
		return TestResult{}, err
	}
	g, err := t.blocks(a, b, c)
	if err != nil {
		return TestResult{}, err
	}
	df := 0
	for k := range g.nc {
		_, pa, pb, pc := g.stratum(k)
		if pc > 0 {
			df += (positive(pa) - 1) * (positive(pb) - 1)
		}
	}
	if df == 0 {
		return TestResult{}, fmt.Errorf("prob: %q or %q has a single value wherever the other varies: there is nothing to test", a, b)
	}
	r := TestResult{Statistic: 2 * float64(n) * mi, DF: df}
	r.PValue = distuv.ChiSquared{K: float64(df)}.Survival(r.Statistic)
	return r, nil
}

// positive counts the numbers above 0.
func positive(p []float64) int {
	n := 0
	for _, v := range p {
		if v > 0 {
			n++
		}
	}
	return n
}
