package mcmc

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Estimate is what the draws say about one quantity, and how far that can be trusted.
type Estimate struct {
	Mean    float64
	SD      float64 // standard deviation of the distribution, with 1/(S − 1) over all S draws
	MCSE    float64 // standard error of Mean, see MCSE: more draws make it smaller, and leave SD
	Q5, Q95 float64 // quantiles: between them lie 90 %
	ESSBulk float64
	ESSTail float64
	RHat    float64 // NaN for a single chain, and where all draws are equal
}

// Describe summarises one quantity x (chains × draws). Errors: those of [ESSBulk].
func Describe(x [][]float64) (Estimate, error) {
	if err := checkQuantity(x); err != nil {
		return Estimate{}, err
	}
	all := sorted(x)
	e := Estimate{Q5: quantile(all, 0.05), Q95: quantile(all, 0.95), RHat: math.NaN()}
	e.Mean, e.SD = stat.MeanStdDev(slices.Concat(x...), nil)
	var errs [4]error
	e.MCSE, errs[0] = MCSE(x)
	e.ESSBulk, errs[1] = ESSBulk(x)
	e.ESSTail, errs[2] = ESSTail(x)
	if len(x) > 1 {
		e.RHat, errs[3] = RHat(x)
	}
	return e, errors.Join(errs[:]...)
}

// Summary describes each coordinate of theta [d]. Errors: those of [ESSBulk], and chains of different widths.
func Summary(c Chains) ([]Estimate, error) {
	d, err := c.width()
	if err != nil {
		return nil, err
	}
	all := make([]Estimate, d)
	for j := range all {
		if all[j], err = Describe(c.Column(j)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
