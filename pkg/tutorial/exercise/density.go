package exercise

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// stretched is an input of exercise 6.2: a place x, and the mu and sigma of z's map.
type stretched struct{ x, mu, sigma float64 }

// z is (log x − mu)/sigma, standard normal.
func (s stretched) z() float64 { return (math.Log(s.x) - s.mu) / s.sigma }

// of is a density of s, 0 where x is not positive.
func (s stretched) of(f func() float64) []float64 {
	if s.x <= 0 {
		return one(0)
	}
	return one(f())
}

// CheckTransformed grades exercise 6.2: the density of a positive x whose z = (log x − mu)/sigma is standard normal.
//
//	p(x) = N(z; 0, 1) |dz/dx|,   dz/dx = 1/(sigma x),   0 for x ≤ 0
func CheckTransformed(f func(x, mu, sigma float64) float64) { report(gradeTransformed(f)) }

func gradeTransformed(f func(x, mu, sigma float64) float64) result {
	normal := prob.Normal{Sigma: 1}
	p := problem[stretched]{
		title:  lang.T("Change of variables"),
		why:    lang.T("The normal's height at z, times how much the map stretches there. Where the map is steep, mass comes from far around and the density is high."),
		inputs: []stretched{{2, 0, 1}, {0.3, 0.5, 2}, {-1, 0, 1}, {7, 1.5, 0.4}, {0, 1, 1}, {1.5, -0.2, 0.7}},
		show:   func(s stretched) string { return fmt.Sprintf("x = %g, mu = %g, sigma = %g", s.x, s.mu, s.sigma) },
		right: func(s stretched) []float64 {
			return s.of(func() float64 { return normal.Prob(s.z()) / (s.sigma * s.x) })
		},
		tol: 1e-9,
	}
	positive := func(say string, f func(s stretched) float64) mistake[stretched] {
		return mistake[stretched]{say, func(s stretched, got []float64) bool { return s.x <= 0 || equal(got, one(f(s)), 1e-6) }}
	}
	p.mistakes = []mistake[stretched]{
		positive(lang.T("Right for x > 0. Where x is 0 or less no z leads there: the density is 0, not NaN."), func(s stretched) float64 { return p.right(s)[0] }),
		positive(lang.T("The factor |dz/dx| is missing: that is the height at z, and its area over x is not 1."), func(s stretched) float64 { return normal.Prob(s.z()) }),
		positive(lang.T("That multiplies by |dx/dz| = sigma x. The factor is its inverse, |dz/dx|."), func(s stretched) float64 { return normal.Prob(s.z()) * s.sigma * s.x }),
		positive(lang.T("dz/dx is 1/(sigma x): sigma is missing."), func(s stretched) float64 { return normal.Prob(s.z()) / s.x }),
		positive(lang.T("dz/dx is 1/(sigma x): x is missing. The logarithm stretches, too."), func(s stretched) float64 { return normal.Prob(s.z()) / s.sigma }),
		positive(lang.T("That is the logarithm of the density. Return p(x) itself."), func(s stretched) float64 { return math.Log(p.right(s)[0]) }),
	}
	return p.grade(func(s stretched) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(s.x, s.mu, s.sigma))
	})
}

// CheckLogDet grades exercise 6.3: log|det A| of a 2 × 2 matrix, the stretch of the map z = A x.
//
//	log|det A| = log|a₁₁ a₂₂ − a₁₂ a₂₁|
func CheckLogDet(f func(a [2][2]float64) float64) { report(gradeLogDet(f)) }

func gradeLogDet(f func(a [2][2]float64) float64) result {
	det := func(a [2][2]float64) float64 {
		return mat.Det(mat.NewDense(2, 2, []float64{a[0][0], a[0][1], a[1][0], a[1][1]}))
	}
	p := problem[[2][2]float64]{
		title:  lang.T("Log-determinant"),
		why:    lang.T("How many times larger an area becomes, as a logarithm, so that the stretches of layers add up. A mirror image changes the sign of the determinant and no area."),
		inputs: [][2][2]float64{{{2, 0.5}, {1, 1.5}}, {{0.5, 2}, {1.5, 1}}, {{3, 0}, {0, 0.25}}, {{-1, 0.3}, {0.2, 2}}},
		show:   func(a [2][2]float64) string { return fmt.Sprintf("a = %g", a) },
		right: func(a [2][2]float64) []float64 {
			l, _ := mat.LogDet(mat.NewDense(2, 2, []float64{a[0][0], a[0][1], a[1][0], a[1][1]}))
			return one(l)
		},
		tol: 1e-9,
	}
	p.mistakes = []mistake[[2][2]float64]{
		{lang.T("Right, until the determinant is negative: a map may mirror. Take the absolute value before the logarithm."), func(a [2][2]float64, got []float64) bool {
			return det(a) < 0 || equal(got, p.right(a), 1e-6)
		}},
		like(lang.T("That is |det A|, not its logarithm."), func(a [2][2]float64) []float64 { return one(math.Abs(det(a))) }),
		like(lang.T("That is log|det A⁻¹|: the sign is turned round."), func(a [2][2]float64) []float64 { return one(-p.right(a)[0]) }),
		like(lang.T("The products are added. The determinant subtracts the second."), func(a [2][2]float64) []float64 {
			return one(math.Log(math.Abs(a[0][0]*a[1][1] + a[0][1]*a[1][0])))
		}),
		like(lang.T("That is the diagonal alone, which is enough only where one corner is 0, as in a coupling layer."), func(a [2][2]float64) []float64 {
			return one(math.Log(math.Abs(a[0][0] * a[1][1])))
		}),
	}
	return p.grade(func(a [2][2]float64) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(a))
	})
}
