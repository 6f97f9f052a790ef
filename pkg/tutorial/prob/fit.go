package prob

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"
)

// check wants at least one number, all finite and such as the family can give.
func check(family string, x []float64, good func(v float64) bool, want string) error {
	if len(x) == 0 {
		return fmt.Errorf("prob: fit of a %s: there are no data; give at least one number", family)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) || !good(v) {
			return fmt.Errorf("prob: fit of a %s: x[%d] is %g; every number must be %s", family, i, v, want)
		}
	}
	return nil
}

func anyNumber(float64) bool     { return true }
func notNegative(v float64) bool { return v >= 0 }
func count(v float64) bool       { return v >= 0 && v == math.Trunc(v) }
func binary(v float64) bool      { return v == 0 || v == 1 }

// FitNormal is the normal of greatest likelihood:
//
//	Mu = 1/n Σ x_i          Sigma² = 1/n Σ (x_i − Mu)²          (1/n, not 1/(n−1))
//
// Errors: no data, a number that is not finite, numbers that are all equal (the likelihood has no maximum).
func FitNormal(x []float64) (Normal, error) {
	if err := check("normal", x, anyNumber, "finite"); err != nil {
		return Normal{}, err
	}
	var uv distuv.Normal
	uv.Fit(x, nil)
	d := Normal{Mu: uv.Mu, Sigma: uv.Sigma}
	if floats.Min(x) == floats.Max(x) || d.Check() != nil {
		return Normal{}, fmt.Errorf("prob: fit of a normal: Sigma is %g, from numbers between %g and %g; "+
			"give at least two different numbers whose squares are finite", uv.Sigma, floats.Min(x), floats.Max(x))
	}
	return d, nil
}

// FitExponential is the exponential of greatest likelihood: Rate = 1 / mean of x.
//
// Errors: no data, a negative number or one that is not finite, only zeros.
func FitExponential(x []float64) (Exponential, error) {
	if err := check("exponential", x, notNegative, "finite and not below 0"); err != nil {
		return Exponential{}, err
	}
	var uv distuv.Exponential
	uv.Fit(x, nil)
	d := Exponential{Rate: uv.Rate}
	if err := d.Check(); err != nil {
		return Exponential{}, fmt.Errorf("prob: fit of an exponential: the mean is %g; it must be above 0 and finite", 1/uv.Rate)
	}
	return d, nil
}

// FitBernoulli is the Bernoulli of greatest likelihood, P = share of ones. With alpha > 0 each of the two values is
// counted alpha times more (Laplace smoothing), so that P is neither 0 nor 1:
//
//	P = (ones + alpha) / (n + 2 alpha)
//
// Errors: no data, a number other than 0 and 1, a negative alpha.
func FitBernoulli(x []float64, alpha float64) (Bernoulli, error) {
	if err := checkAlpha(alpha); err != nil {
		return Bernoulli{}, err
	}
	if err := check("Bernoulli", x, binary, "0 or 1"); err != nil {
		return Bernoulli{}, err
	}
	return Bernoulli{P: (floats.Sum(x) + alpha) / (float64(len(x)) + 2*alpha)}, nil
}

// FitCategorical is the categorical of greatest likelihood over kinds 0 … k−1, smoothed where alpha > 0:
//
//	P[j] = (n_j + alpha) / (n + k alpha)
//
// Errors: no data, k < 1, a number that is no kind, a negative alpha.
func FitCategorical(x []float64, k int, alpha float64) (Categorical, error) {
	if k < 1 {
		return Categorical{}, fmt.Errorf("prob: fit of a categorical: k is %d; there must be at least one kind", k)
	}
	if err := checkAlpha(alpha); err != nil {
		return Categorical{}, err
	}
	good := func(v float64) bool { return count(v) && v < float64(k) }
	if err := check("categorical", x, good, fmt.Sprintf("a whole number from 0 to %d", k-1)); err != nil {
		return Categorical{}, err
	}
	d := Categorical{P: make([]float64, k)}
	for _, v := range x {
		d.P[int(v)]++
	}
	for j := range d.P {
		d.P[j] = (d.P[j] + alpha) / (float64(len(x)) + float64(k)*alpha)
	}
	return d, nil
}

// FitPoisson is the Poisson of greatest likelihood: Lambda = mean of x.
//
// Errors: no data, a number that is no count, only zeros.
func FitPoisson(x []float64) (Poisson, error) {
	if err := check("Poisson", x, count, "a whole number not below 0"); err != nil {
		return Poisson{}, err
	}
	d := Poisson{Lambda: floats.Sum(x) / float64(len(x))}
	if err := d.Check(); err != nil {
		return Poisson{}, fmt.Errorf("prob: fit of a Poisson: the mean of x gives no rate: %w", err)
	}
	return d, nil
}

// checkAlpha wants a pseudo-count that is finite and not below 0.
func checkAlpha(alpha float64) error {
	if !(alpha >= 0) || math.IsInf(alpha, 1) {
		return fmt.Errorf("prob: alpha is %g; a pseudo-count must be finite and not below 0", alpha)
	}
	return nil
}
