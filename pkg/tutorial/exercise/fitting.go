package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// pairs is an input of the exercise on a line: data, and the line's parameters.
type pairs struct {
	x, y         []float64
	w, b, sigma2 float64
}

// sum adds a term for each pair, a function of its residual.
func (d pairs) sum(term func(r float64) float64) []float64 {
	total := 0.0
	for i, x := range d.x {
		total += term(d.y[i] - d.w*x - d.b)
	}
	return one(total)
}

// CheckLineLogLikelihood grades exercise 3.3: the log-likelihood of answers y to numbers x under a line with normal
// noise, nats.
//
//	Σ_i log N(y_i; w x_i + b, sigma2)
func CheckLineLogLikelihood(f func(x, y []float64, w, b, sigma2 float64) float64) {
	report(gradeLine(f))
}

func gradeLine(f func(x, y []float64, w, b, sigma2 float64) float64) result {
	p := problem[pairs]{
		title: lang.T("Log-likelihood of a line"),
		why:   lang.T("Only the sum of squares holds w and b, with a minus before it: where it is smallest, the likelihood is largest."),
		inputs: []pairs{
			{[]float64{1, 2, 3}, []float64{2.5, 3, 5}, 1, 1, 1}, {[]float64{2, 4.5}, []float64{54, 85}, 10.5, 33, 36}, {[]float64{0, 1, 2, 3}, []float64{1, 0.8, 2.5, 2}, 0.5, 0.7, 0.25},
		},
		show: func(d pairs) string {
			return named("x", d.x) + ", " + named("y", d.y) + fmt.Sprintf(", w = %g, b = %g, sigma2 = %g", d.w, d.b, d.sigma2)
		},
		right: func(d pairs) []float64 {
			s, err := (&supervised.Linear{W: one(d.w), B: d.b, Sigma2: d.sigma2}).Score(mat.NewDense(len(d.x), 1, slices.Clone(d.x)), d.y)
			if err != nil {
				return nil
			}
			return one(floats.Sum(s.LogP))
		},
		tol: 1e-9,
	}
	formula := func(say string, g func(d pairs) []float64) mistake[pairs] { return like(say, g) }
	normal := func(sigma float64) func(r float64) float64 { return distuv.Normal{Sigma: sigma}.LogProb }
	p.mistakes = []mistake[pairs]{
		formula(lang.T("The sign is wrong: this is the negative log-likelihood. The squares pull it down, so they get the minus."),
			func(d pairs) []float64 { return one(-p.right(d)[0]) }),
		formula(lang.T("That is the mean over the pairs. Independent pairs multiply, so their logarithms add up."),
			func(d pairs) []float64 { return one(p.right(d)[0] / float64(len(d.x))) }),
		formula(lang.T("sigma2 is taken for the standard deviation. It is the variance, the deviation squared."),
			func(d pairs) []float64 { return d.sum(normal(d.sigma2)) }),
		formula(lang.T("That is the likelihood itself. Its logarithm is asked for."),
			func(d pairs) []float64 { return one(math.Exp(p.right(d)[0])) }),
		formula(lang.T("The first part is missing: −n/2 log(2π sigma2) keeps a wide curve from being free."),
			func(d pairs) []float64 { return d.sum(func(r float64) float64 { return -r * r / (2 * d.sigma2) }) }),
		formula(lang.T("2π is missing from the logarithm. Without it the density does not integrate to 1."),
			func(d pairs) []float64 {
				return d.sum(func(r float64) float64 { return -math.Log(d.sigma2)/2 - r*r/(2*d.sigma2) })
			}),
		formula(lang.T("The factor ½ of the squares is missing: divide by 2*sigma2."),
			func(d pairs) []float64 {
				return d.sum(func(r float64) float64 { return normal(math.Sqrt(d.sigma2))(r) - r*r/(2*d.sigma2) })
			}),
		formula(lang.T("b is missing: the line is w x + b."),
			func(d pairs) []float64 {
				return d.sum(func(r float64) float64 { return normal(math.Sqrt(d.sigma2))(r + d.b) })
			}),
		formula(lang.T("The residual is not squared."),
			func(d pairs) []float64 {
				return d.sum(func(r float64) float64 { return normal(math.Sqrt(d.sigma2))(0) - r/(2*d.sigma2) })
			}),
		formula(lang.T("The first part is there once, not for each of the n pairs."),
			func(d pairs) []float64 {
				head := normal(math.Sqrt(d.sigma2))(0)
				return one(p.right(d)[0] - float64(len(d.x)-1)*head)
			}),
	}
	return p.grade(func(d pairs) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(d.x), slices.Clone(d.y), d.w, d.b, d.sigma2))
	})
}

// terms is an input of the exercise on responsibilities.
type terms struct{ w, logP []float64 }

// share makes terms log a_k into a_k / Σ a.
func share(logA []float64) []float64 {
	total, out := floats.LogSumExp(logA), make([]float64, len(logA))
	for k, a := range logA {
		out[k] = math.Exp(a - total)
	}
	return out
}

func (t terms) each(term func(w, logP float64) float64) []float64 {
	out := make([]float64, len(t.w))
	for k := range out {
		out[k] = term(t.w[k], t.logP[k])
	}
	return out
}

// CheckResponsibilities grades exercise 3.4: the E-step of one data point, from the weights w and logP[k] = log p(x|z=k).
//
//	p(z=k|x) = w_k p(x|z=k) / Σ_l w_l p(x|z=l)
func CheckResponsibilities(f func(w, logP []float64) []float64) { report(gradeResponsibilities(f)) }

func gradeResponsibilities(f func(w, logP []float64) []float64) result {
	p := problem[terms]{
		title: lang.T("Responsibilities"),
		why:   lang.T("Each component's share of p(x), by the product rule; with the largest logarithm taken out first, even an image far from all of them is shared."),
		inputs: []terms{
			{[]float64{0.25, 0.75}, []float64{-1, -2}}, {[]float64{0.5, 0.3, 0.2}, []float64{-3, -2.5, 0.4}},
			{[]float64{0.6, 0.4}, []float64{-1000, -1001}}, {[]float64{0.1, 0.2, 0.7}, []float64{-900, -899, -905}},
		},
		show:  func(t terms) string { return named("w", t.w) + ", " + named("logP", t.logP) },
		right: func(t terms) []float64 { return share(t.each(func(w, l float64) float64 { return math.Log(w) + l })) },
		tol:   1e-9,
	}
	near := func(t terms) bool { return t.logP[0] > -700 }
	usual := func(say string, g func(t terms) []float64) mistake[terms] {
		return mistake[terms]{say, func(t terms, got []float64) bool { return !near(t) || equal(got, g(t), 1e-6) }}
	}
	p.mistakes = []mistake[terms]{
		{lang.T("Near the components it works, but exp(−1000) is 0 in a float64, and 0/0 is no number. Take the largest logarithm out before the exponential."),
			func(t terms, got []float64) bool {
				return near(t) && equal(got, p.right(t), 1e-6) || !near(t) && !equal(got, p.right(t), 1e-6)
			}},
		usual(lang.T("The weights are missing: a frequent component explains more. Multiply by w, or add log w."),
			func(t terms) []float64 { return share(t.logP) }),
		usual(lang.T("They do not sum to 1: divide by their sum, which is p(x)."),
			func(t terms) []float64 { return t.each(func(w, l float64) float64 { return w * math.Exp(l) }) }),
		usual(lang.T("That is log p(z=k|x). Take the exponential."),
			func(t terms) []float64 {
				out := p.right(t)
				for k := range out {
					out[k] = math.Log(out[k])
				}
				return out
			}),
		usual(lang.T("The logarithms are used as if they were probabilities: take math.Exp of logP first."),
			func(t terms) []float64 {
				out := t.each(func(w, l float64) float64 { return w * l })
				return scaled(1/floats.Sum(out), out)
			}),
		usual(lang.T("That gives all to the winner, as k-means does. Responsibilities are shares."),
			func(t terms) []float64 {
				out := make([]float64, len(t.w))
				out[floats.MaxIdx(p.right(t))] = 1
				return out
			}),
		usual(lang.T("That is the weights alone. Which component it came from depends on x."), func(t terms) []float64 { return t.w }),
	}
	return p.grade(func(t terms) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(t.w), slices.Clone(t.logP))
	})
}
