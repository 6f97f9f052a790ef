package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// onePath is an input of exercises 7.5 and 7.6: a function of one z with its slope, a normal, a baseline and draws of N(0, 1).
type onePath struct {
	name         string
	f, df        func(z float64) float64
	c, mu, sigma float64
	eps          []float64
}

func pathInputs() []onePath {
	eps := []float64{0.5, -1.2, 0.3, 1.7}
	square := func(z float64) float64 { return z * z }
	twice := func(z float64) float64 { return 2 * z }
	cosine := func(z float64) float64 { return -math.Sin(z) }
	return []onePath{
		{"z²", square, twice, 1.5, 1, 0.5, eps}, {"z²", square, twice, -0.5, -0.4, 2, eps[:3]},
		{"cos z", math.Cos, cosine, 0.25, 0.7, 1.5, eps}, {"exp z", math.Exp, math.Exp, 2, 0.2, 0.8, eps[1:]},
	}
}

func (d onePath) show() string {
	return fmt.Sprintf("f(z) = %s, c = %g, mu = %g, sigma = %g, ", d.name, d.c, d.mu, d.sigma) + named("eps", d.eps)
}

// mean is the mean of term over the draws z = mu + sigma eps.
func (d onePath) mean(term func(z, eps float64) float64) float64 {
	return sumOf(func(e float64) float64 { return term(d.mu+d.sigma*e, e) }, d.eps) / float64(len(d.eps))
}

// CheckPathGradient grades exercise 7.5: the pathwise estimates of the slopes of E[f(z)] by mu and by sigma, z = mu + sigma eps.
//
//	mean of f'(z),   mean of f'(z) eps
func CheckPathGradient(f func(df func(z float64) float64, mu, sigma float64, eps []float64) []float64) {
	report(gradePathGradient(f))
}

func gradePathGradient(f func(df func(z float64) float64, mu, sigma float64, eps []float64) []float64) result {
	both := func(d onePath, byMu, bySigma func(z, eps float64) float64) []float64 {
		return []float64{d.mean(byMu), d.mean(bySigma)}
	}
	p := problem[onePath]{
		title:  lang.T("Pathwise gradient"),
		why:    lang.T("z moves by 1 when mu does, and by eps when sigma does: the chain rule, draw by draw, then the mean."),
		inputs: pathInputs(),
		show:   onePath.show,
		right: func(d onePath) []float64 {
			return both(d, func(z, _ float64) float64 { return d.df(z) }, func(z, e float64) float64 { return d.df(z) * e })
		},
		tol: 1e-9,
	}
	per := func(say string, byMu, bySigma func(d onePath, z, eps float64) float64) mistake[onePath] {
		return like(say, func(d onePath) []float64 {
			return both(d, func(z, e float64) float64 { return byMu(d, z, e) }, func(z, e float64) float64 { return bySigma(d, z, e) })
		})
	}
	slope := func(d onePath, z, _ float64) float64 { return d.df(z) }
	p.mistakes = []mistake[onePath]{
		per(lang.T("The slope by mu is right. By sigma, z moves by eps: multiply the slope by eps."), slope, slope),
		per(lang.T("The slope by mu is right. By sigma, multiply by eps alone: sigma itself is already in z."), slope, func(d onePath, z, e float64) float64 { return d.df(z) * d.sigma * e }),
		per(lang.T("The slope is taken at mu. Take it at z = mu + sigma eps, for every draw."), func(d onePath, _, _ float64) float64 { return d.df(d.mu) }, func(d onePath, _, e float64) float64 { return d.df(d.mu) * e }),
		per(lang.T("The slope is taken at eps. Move the draw first: z = mu + sigma eps."), func(d onePath, _, e float64) float64 { return d.df(e) }, func(d onePath, _, e float64) float64 { return d.df(e) * e }),
		like(lang.T("Those are sums over the draws. Divide by their number."), func(d onePath) []float64 { return scaled(float64(len(d.eps)), p.right(d)) }),
		like(lang.T("The two have changed places: first the slope by mu, then by sigma."), func(d onePath) []float64 { r := p.right(d); return []float64{r[1], r[0]} }),
	}
	return p.grade(func(d onePath) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(d.df, d.mu, d.sigma, slices.Clone(d.eps))
	})
}

// CheckScoreGradient grades exercise 7.6: the score-function estimate of the slope of E[f(z)] by mu, with a baseline c.
//
//	mean of ( f(z) − c ) eps/sigma,   z = mu + sigma eps
func CheckScoreGradient(f func(f func(z float64) float64, c, mu, sigma float64, eps []float64) float64) {
	report(gradeScoreGradient(f))
}

func gradeScoreGradient(f func(f func(z float64) float64, c, mu, sigma float64, eps []float64) float64) result {
	p := problem[onePath]{
		title:  lang.T("Score-function gradient"),
		why:    lang.T("(z − mu)/sigma² is eps/sigma, the slope of log q by mu; f is only called, and c changes the noise, not the mean."),
		inputs: pathInputs(),
		show:   onePath.show,
		right: func(d onePath) []float64 {
			values := make([]float64, len(d.eps))
			for i, e := range d.eps {
				g, err := elbo.ScoreGradient(func(z []float64) float64 { return d.f(z[0]) }, d.c, one(d.mu), one(2*math.Log(d.sigma)), one(e))
				if err != nil {
					return nil
				}
				values[i] = g.Mu[0]
			}
			return one(stat.Mean(values, nil))
		},
		tol: 1e-9,
	}
	per := func(say string, term func(d onePath, z, eps float64) float64) mistake[onePath] {
		return like(say, func(d onePath) []float64 { return one(d.mean(func(z, e float64) float64 { return term(d, z, e) })) })
	}
	p.mistakes = []mistake[onePath]{
		per(lang.T("The baseline is missing: subtract c from f(z)."), func(d onePath, z, e float64) float64 { return d.f(z) * e / d.sigma }),
		per(lang.T("The baseline is added. It has to be subtracted."), func(d onePath, z, e float64) float64 { return (d.f(z) + d.c) * e / d.sigma }),
		per(lang.T("The score of mu is (z − mu)/sigma², which is eps/sigma: divide by sigma."), func(d onePath, z, e float64) float64 { return (d.f(z) - d.c) * e }),
		per(lang.T("You divide eps by sigma². eps is already (z − mu)/sigma: divide by sigma once more, not twice."), func(d onePath, z, e float64) float64 { return (d.f(z) - d.c) * e / d.sigma / d.sigma }),
		per(lang.T("The distance z − mu is not divided by sigma²: the score is (z − mu)/sigma²."), func(d onePath, z, e float64) float64 { return (d.f(z) - d.c) * (z - d.mu) }),
		per(lang.T("f is evaluated at eps. Move the draw first: z = mu + sigma eps."), func(d onePath, _, e float64) float64 { return (d.f(e) - d.c) * e / d.sigma }),
		per(lang.T("The score is missing: f(z) − c alone says nothing about mu."), func(d onePath, z, _ float64) float64 { return d.f(z) - d.c }),
		like(lang.T("That is a sum over the draws. Divide by their number."), func(d onePath) []float64 { return scaled(float64(len(d.eps)), p.right(d)) }),
	}
	return p.grade(func(d onePath) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(d.f, d.c, d.mu, d.sigma, slices.Clone(d.eps)))
	})
}

// CheckBestVariances grades exercise 7.7: the variances of the best diagonal q for a normal posterior with covariance ((a, b), (b, d)).
//
//	1/Λ_11 = a − b²/d,   1/Λ_22 = d − b²/a,   Λ the inverse of the covariance
func CheckBestVariances(f func(a, b, d float64) []float64) { report(gradeBestVariances(f)) }

func gradeBestVariances(f func(a, b, d float64) []float64) result {
	type cov struct{ a, b, d float64 }
	det := func(c cov) float64 { return c.a*c.d - c.b*c.b }
	p := problem[cov]{
		title:  lang.T("Variances of the best diagonal q"),
		why:    lang.T("One over the diagonal of the precision matrix: the variance of one component while the other is held fixed, at most its own."),
		inputs: []cov{{2, 1, 3}, {1, 0, 4}, {0.5, -0.3, 0.25}, {7. / 24, -5. / 24, 7. / 24}},
		show:   func(c cov) string { return fmt.Sprintf("a = %.4g, b = %.4g, d = %.4g", c.a, c.b, c.d) },
		right:  func(c cov) []float64 { return []float64{det(c) / c.d, det(c) / c.a} },
		tol:    1e-9,
	}
	p.mistakes = []mistake[cov]{
		like(lang.T("Those are the posterior's own variances. The ELBO's KL wants narrower ones where b is not 0."), func(c cov) []float64 { return []float64{c.a, c.d} }),
		like(lang.T("That is the precision's diagonal. The variances are one over it."), func(c cov) []float64 { return []float64{c.d / det(c), c.a / det(c)} }),
		like(lang.T("The two have changed places: Λ₁₁ is d over the determinant."), func(c cov) []float64 { return []float64{det(c) / c.a, det(c) / c.d} }),
		like(lang.T("Those are standard deviations. Variances are asked for."), func(c cov) []float64 { return []float64{math.Sqrt(det(c) / c.d), math.Sqrt(det(c) / c.a)} }),
		like(lang.T("That is one over the covariance's diagonal. Invert the matrix first, then take one over its diagonal."), func(c cov) []float64 { return []float64{1 / c.a, 1 / c.d} }),
		like(lang.T("The determinant is a d − b²: the minus was lost."), func(c cov) []float64 {
			return []float64{(c.a*c.d + c.b*c.b) / c.d, (c.a*c.d + c.b*c.b) / c.a}
		}),
	}
	return p.grade(func(c cov) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(c.a, c.b, c.d)
	})
}
