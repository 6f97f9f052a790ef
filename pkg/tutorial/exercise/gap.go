package exercise

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// CheckJensen grades exercise 7.1: how far the mean of two logarithms is below the logarithm of the mean, a and b > 0.
//
//	log( (a + b)/2 ) − ( log a + log b )/2
func CheckJensen(f func(a, b float64) float64) { report(gradeJensen(f)) }

func gradeJensen(f func(a, b float64) float64) result {
	type pair struct{ a, b float64 }
	log := math.Log
	p := problem[pair]{
		title:  lang.T("Jensen's difference"),
		why:    lang.T("The logarithm of the mean comes first and is never smaller; with a = b nothing varies, and the difference is 0."),
		inputs: []pair{{1, 3}, {0.5, 3.5}, {2, 2}, {0.01, 5}, {7, 4}},
		show:   func(c pair) string { return fmt.Sprintf("a = %g, b = %g", c.a, c.b) },
		right:  func(c pair) []float64 { return one(log((c.a+c.b)/2) - (log(c.a)+log(c.b))/2) },
		tol:    1e-9,
	}
	p.mistakes = []mistake[pair]{
		like(lang.T("The sign is turned round: the logarithm of the mean is the larger one."), func(c pair) []float64 { return one(-p.right(c)[0]) }),
		like(lang.T("The logarithms are added, not averaged: divide their sum by 2."), func(c pair) []float64 { return one(log((c.a+c.b)/2) - log(c.a) - log(c.b)) }),
		like(lang.T("That is the logarithm of the sum. The mean is half of it."), func(c pair) []float64 { return one(log(c.a+c.b) - (log(c.a)+log(c.b))/2) }),
		like(lang.T("That is the logarithm of the mean alone."), func(c pair) []float64 { return one(log((c.a + c.b) / 2)) }),
		like(lang.T("That is the mean of the logarithms alone."), func(c pair) []float64 { return one((log(c.a) + log(c.b)) / 2) }),
		like(lang.T("That is the mean less the geometric mean. The difference of their logarithms is asked for."), func(c pair) []float64 { return one((c.a+c.b)/2 - math.Sqrt(c.a*c.b)) }),
	}
	return p.grade(func(c pair) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(c.a, c.b))
	})
}

// CheckKLNormal grades exercise 7.2: KL( N(mu1, s1²) ‖ N(mu2, s2²) ), nats, by formula 7.16.
//
//	log(s2/s1) + ( s1² + (mu1 − mu2)² )/(2 s2²) − ½
func CheckKLNormal(f func(mu1, s1, mu2, s2 float64) float64) { report(gradeKLNormal(f)) }

func gradeKLNormal(f func(mu1, s1, mu2, s2 float64) float64) result {
	type pair struct{ mu1, s1, mu2, s2 float64 }
	kl := func(c pair) float64 {
		d := c.mu1 - c.mu2
		return math.Log(c.s2/c.s1) + (c.s1*c.s1+d*d)/(2*c.s2*c.s2) - 0.5
	}
	p := problem[pair]{
		title:  lang.T("KL of two normals"),
		why:    lang.T("It is 0 only where both means and both deviations agree, and it is measured in units of the second one's deviation."),
		inputs: []pair{{2, 1, 0, 1}, {0, math.E, 0, 1}, {1, 0.5, -1, 2}, {0.3, 1.5, 0.3, 1.5}, {-1, 3, 2, 0.7}},
		show: func(c pair) string {
			return fmt.Sprintf("mu1 = %g, s1 = %.4g, mu2 = %g, s2 = %g", c.mu1, c.s1, c.mu2, c.s2)
		},
		right: func(c pair) []float64 {
			return known(elbo.KLNormal(one(c.mu1), one(2*math.Log(c.s1)), one(c.mu2), one(2*math.Log(c.s2))))
		},
		tol: 1e-9,
	}
	p.mistakes = []mistake[pair]{
		like(lang.T("The two have changed places: that is KL of the second from the first, and KL is not symmetric."), func(c pair) []float64 { return one(kl(pair{c.mu2, c.s2, c.mu1, c.s1})) }),
		like(lang.T("The ½ at the end is missing: two equal normals must give 0."), func(c pair) []float64 { return one(kl(c) + 0.5) }),
		like(lang.T("The logarithm is turned round: log(s2/s1), the second over the first."), func(c pair) []float64 { return one(kl(c) + 2*math.Log(c.s1/c.s2)) }),
		like(lang.T("log(s2/s1) is missing."), func(c pair) []float64 { return one(kl(c) - math.Log(c.s2/c.s1)) }),
		like(lang.T("The distance of the means is not squared."), func(c pair) []float64 {
			d := c.mu1 - c.mu2
			return one(kl(c) + (d-d*d)/(2*c.s2*c.s2))
		}),
		like(lang.T("s1 is not squared: the formula holds its variance."), func(c pair) []float64 { return one(kl(c) + (c.s1-c.s1*c.s1)/(2*c.s2*c.s2)) }),
		like(lang.T("The factor 2 before s2² is missing."), func(c pair) []float64 {
			d := c.mu1 - c.mu2
			return one(kl(c) + (c.s1*c.s1+d*d)/(2*c.s2*c.s2))
		}),
	}
	return p.grade(func(c pair) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(c.mu1, c.s1, c.mu2, c.s2))
	})
}
