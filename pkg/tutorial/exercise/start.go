package exercise

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// CheckMean grades exercise 0.1: the mean of a list.
//
//	1/N Σ_i x_i
func CheckMean(f func(xs []float64) float64) { report(gradeMean(f)) }

func gradeMean(f func(xs []float64) float64) result {
	p := problem[[]float64]{
		title:  lang.T("Mean"),
		why:    lang.T("The sum of the values, divided by how many there are."),
		inputs: [][]float64{{1, 2, 4.5}, {5}, {-3, 3.5}, {0.1, 0.2, 0.3, 0.4, 9}},
		show:   func(xs []float64) string { return named("xs", xs) },
		right:  func(xs []float64) []float64 { return one(stat.Mean(xs, nil)) },
		tol:    1e-9,
	}
	p.mistakes = []mistake[[]float64]{
		like(lang.T("That is the sum. Divide it by the number of values, len(xs)."),
			func(xs []float64) []float64 { return one(floats.Sum(xs)) }),
		like(lang.T("You divide by one less than the number of values. That belongs to the variance of a sample; the mean divides by len(xs)."),
			func(xs []float64) []float64 { return one(floats.Sum(xs) / float64(len(xs)-1)) }),
		like(lang.T("The first value is left out of the sum: indices begin at 0."),
			func(xs []float64) []float64 { return one(floats.Sum(xs[1:]) / float64(len(xs))) }),
		like(lang.T("The last value is left out of the sum: it has index len(xs)-1."),
			func(xs []float64) []float64 { return one(floats.Sum(xs[:len(xs)-1]) / float64(len(xs))) }),
		like(lang.T("That is a whole number: it was rounded on the way. Divide by float64(len(xs))."),
			func(xs []float64) []float64 { return one(math.Trunc(stat.Mean(xs, nil))) }),
	}
	return p.grade(scalar(f))
}

// CheckLogProduct grades exercise 0.2: the logarithm of a product, without forming the product.
//
//	log Π_i p_i = Σ_i log p_i
func CheckLogProduct(f func(ps []float64) float64) { report(gradeLogProduct(f)) }

func gradeLogProduct(f func(ps []float64) float64) result {
	long := slices.Repeat([]float64{0.25, 0.5, 0.01}, 300)
	p := problem[[]float64]{
		title:  lang.T("Log of a product"),
		why:    lang.T("A sum of logarithms stays a number of ordinary size where the product itself has long been rounded to 0."),
		inputs: [][]float64{{0.5, 0.25}, {0.9}, {0.3, 0, 0.7}, long},
		show:   func(ps []float64) string { return named("ps", ps) },
		right:  func(ps []float64) []float64 { return one(sumOf(math.Log, ps)) },
		tol:    1e-9,
	}
	p.mistakes = []mistake[[]float64]{
		like(lang.T("The product has been rounded to 0 before its logarithm is taken. Take the logarithm of each factor, then add."),
			func(ps []float64) []float64 { return one(math.Log(floats.Prod(ps))) }),
		like(lang.T("That is the product itself. Its logarithm is asked for."),
			func(ps []float64) []float64 { return one(floats.Prod(ps)) }),
		like(lang.T("That is the logarithm of the sum. Take the logarithm of each factor first, then add."),
			func(ps []float64) []float64 { return one(math.Log(floats.Sum(ps))) }),
		like(lang.T("That is the mean of the logarithms. Their sum is asked for."),
			func(ps []float64) []float64 { return one(sumOf(math.Log, ps) / float64(len(ps))) }),
		like(lang.T("The sign is wrong: the logarithm of a probability is never above 0."),
			func(ps []float64) []float64 { return one(-sumOf(math.Log, ps)) }),
		like(lang.T("That is the logarithm to base 10. The book uses the natural one, math.Log."),
			func(ps []float64) []float64 { return one(sumOf(math.Log10, ps)) }),
		like(lang.T("That is the logarithm to base 2. The book uses the natural one, math.Log."),
			func(ps []float64) []float64 { return one(sumOf(math.Log2, ps)) }),
		like(lang.T("A factor 0 has been skipped. It makes the product 0, whose logarithm is −∞; math.Log(0) gives just that."),
			func(ps []float64) []float64 {
				return one(sumOf(math.Log, slices.DeleteFunc(slices.Clone(ps), func(p float64) bool { return p == 0 })))
			}),
	}
	return p.grade(scalar(f))
}

// one makes a scalar the answer of a problem.
func one(v float64) []float64 { return []float64{v} }

// scalar makes a function of a list that returns a number into one that a problem can call, on a copy of the list.
// Without a function it is a stub.
func scalar(f func([]float64) float64) func([]float64) []float64 {
	return func(v []float64) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(v)))
	}
}

// sumOf is Σ_i g(v_i).
func sumOf(g func(float64) float64, v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += g(x)
	}
	return sum
}
