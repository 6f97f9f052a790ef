package exercise

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// fewStates is an input of exercises 7.3 and 7.4: a latent variable of a few states, and one x.
type fewStates struct{ prior, likelihood, q []float64 }

func (s fewStates) show() string {
	words := named("prior", s.prior) + ", " + named("likelihood", s.likelihood)
	if s.q != nil {
		words += ", " + named("q", s.q)
	}
	return words
}

// joint is p(x, z) for every state.
func (s fewStates) joint() []float64 {
	return floats.MulTo(make([]float64, len(s.prior)), s.prior, s.likelihood)
}

// logP is log p(x).
func (s fewStates) logP() float64 { return math.Log(floats.Sum(s.joint())) }

// sum adds term over the states with q > 0.
func (s fewStates) sum(term func(prior, likelihood, q float64) float64) []float64 {
	total := 0.0
	for k, q := range s.q {
		if q > 0 {
			total += term(s.prior[k], s.likelihood[k], q)
		}
	}
	return one(total)
}

// CheckELBO grades exercise 7.3: the ELBO where z has a few states, nats; a state with q = 0 adds nothing.
//
//	Σ_k q_k ( log prior_k + log likelihood_k − log q_k )
func CheckELBO(f func(prior, likelihood, q []float64) float64) { report(gradeELBO(f)) }

func gradeELBO(f func(prior, likelihood, q []float64) float64) result {
	log := math.Log
	p := problem[fewStates]{
		title: lang.T("ELBO by hand"),
		why:   lang.T("Three logarithms, averaged under q: the joint pulls q to where it is high, −log q keeps it from shrinking to one state."),
		inputs: []fewStates{
			{[]float64{0.5, 0.5}, []float64{0.8, 0.2}, []float64{0.6, 0.4}}, {[]float64{0.3, 0.7}, []float64{0.1, 0.4}, []float64{0.25, 0.75}},
			{[]float64{0.2, 0.5, 0.3}, []float64{0.9, 0.05, 0.4}, []float64{0.5, 0, 0.5}}, {[]float64{0.9, 0.1}, []float64{0.02, 0.6}, []float64{1, 0}},
		},
		show: fewStates.show,
		right: func(s fewStates) []float64 {
			return s.sum(func(p, l, q float64) float64 { return q * (log(p*l) - log(q)) })
		},
		tol: 1e-9,
	}
	per := func(say string, term func(prior, likelihood, q float64) float64) mistake[fewStates] {
		return like(say, func(s fewStates) []float64 { return s.sum(term) })
	}
	p.mistakes = []mistake[fewStates]{
		{lang.T("Right, until q = 0: 0 · log 0 is NaN in a float64. Leave such a state out."), func(s fewStates, got []float64) bool {
			return slices.Contains(s.q, 0) && math.IsNaN(got[0]) || !slices.Contains(s.q, 0) && equal(got, p.right(s), 1e-6)
		}},
		like(lang.T("That is log p(x). It is what the ELBO stays below; there is no q in it."), func(s fewStates) []float64 { return one(s.logP()) }),
		per(lang.T("The entropy is missing: subtract q log q as well."), func(p, l, q float64) float64 { return q * log(p*l) }),
		per(lang.T("log q is added. It has to be subtracted."), func(p, l, q float64) float64 { return q * (log(p*l) + log(q)) }),
		per(lang.T("The prior is missing: p(x, z) is prior times likelihood."), func(_, l, q float64) float64 { return q * (log(l) - log(q)) }),
		per(lang.T("The likelihood is missing: p(x, z) is prior times likelihood."), func(p, _, q float64) float64 { return q * (log(p) - log(q)) }),
		per(lang.T("The average is taken under the prior. The ELBO averages under q."), func(p, l, q float64) float64 { return p * (log(p*l) - log(q)) }),
		per(lang.T("The KL to the prior is added. It has to be subtracted."), func(p, l, q float64) float64 { return q * (log(l) + log(q/p)) }),
		per(lang.T("The terms are added without their weights q: it is an average, not a sum."), func(p, l, q float64) float64 { return log(p*l) - log(q) }),
		like(lang.T("That is the negative of the ELBO, the loss that programs minimise."), func(s fewStates) []float64 { return one(-p.right(s)[0]) }),
	}
	return p.grade(func(s fewStates) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(s.prior), slices.Clone(s.likelihood), slices.Clone(s.q)))
	})
}

// CheckBestQ grades exercise 7.4: the q that makes the ELBO largest, which is the posterior.
//
//	q_k = prior_k likelihood_k / Σ_i prior_i likelihood_i
func CheckBestQ(f func(prior, likelihood []float64) []float64) { report(gradeBestQ(f)) }

func gradeBestQ(f func(prior, likelihood []float64) []float64) result {
	p := problem[fewStates]{
		title: lang.T("The best q"),
		why:   lang.T("It is the posterior, by Bayes' theorem: there the gap is 0, and the ELBO is log p(x)."),
		inputs: []fewStates{
			{[]float64{0.5, 0.5}, []float64{0.8, 0.1}, nil}, {[]float64{0.3, 0.7}, []float64{0.1, 0.4}, nil}, {[]float64{0.2, 0.5, 0.3}, []float64{0.9, 0, 0.4}, nil},
		},
		show:  fewStates.show,
		right: func(s fewStates) []float64 { return scaled(1/floats.Sum(s.joint()), s.joint()) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[fewStates]{
		like(lang.T("That is p(x, z), which does not sum to 1. Divide by its sum, p(x)."), fewStates.joint),
		like(lang.T("That is the prior: with it the KL to the prior is 0, but q has forgotten x."), func(s fewStates) []float64 { return s.prior }),
		like(lang.T("That is the likelihood, made to sum to 1. The prior counts too."), func(s fewStates) []float64 { return scaled(1/floats.Sum(s.likelihood), s.likelihood) }),
		like(lang.T("That is the likelihood as it stands. A q sums to 1, and the prior counts too."), func(s fewStates) []float64 { return s.likelihood }),
		like(lang.T("That puts all on the likeliest state. It leaves out the entropy: a posterior keeps its doubt."), func(s fewStates) []float64 {
			q := make([]float64, len(s.prior))
			q[floats.MaxIdx(s.joint())] = 1
			return q
		}),
	}
	return p.grade(func(s fewStates) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(slices.Clone(s.prior), slices.Clone(s.likelihood))
	})
}
