package exercise

import (
	"fmt"
	"math"
	"sync/atomic"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// slope is an input of exercise 0.3: a function, how it is written, its derivative, and where to take it.
type slope struct {
	name  string
	f, df func(float64) float64
	x     float64
}

// CheckDerivative grades exercise 0.3: the slope of f at x, by a small difference.
//
//	f'(x) ≈ ( f(x+h) − f(x−h) ) / 2h
//
// Any step and either difference will do that comes within 1e-4 of the derivative.
func CheckDerivative(slopeOf func(f func(float64) float64, x float64) float64) {
	report(gradeDerivative(slopeOf))
}

func gradeDerivative(slopeOf func(f func(float64) float64, x float64) float64) result {
	square := func(x float64) float64 { return x * x }
	cube := func(x float64) float64 { return x * x * x }
	p := problem[slope]{
		title: lang.T("Numerical derivative"),
		why:   lang.T("A small step up and one down: what f gains between them, divided by how far they are apart."),
		inputs: []slope{
			{"x²", square, func(x float64) float64 { return 2 * x }, 3},
			{"sin x", math.Sin, math.Cos, 0.5},
			{"eˣ", math.Exp, math.Exp, -1},
			{"x³", cube, func(x float64) float64 { return 3 * x * x }, 2},
		},
		show:  func(s slope) string { return fmt.Sprintf("f(x) = %s, x = %g", s.name, s.x) },
		right: func(s slope) []float64 { return one(s.df(s.x)) },
		tol:   1e-4,
	}
	times := func(say string, factor float64) mistake[slope] {
		return mistake[slope]{say, func(s slope, got []float64) bool { return equal(got, one(factor*s.df(s.x)), 1e-3) }}
	}
	var called atomic.Bool
	p.begun = called.Load
	p.mistakes = []mistake[slope]{
		{lang.T("f(x+h) and f(x−h) come out as the same float64: h is far too small. Try h = 1e-5."),
			func(s slope, got []float64) bool { return got[0] == 0 }},
		like(lang.T("That is the value of f at x. How much does f change when x moves by a small h?"),
			func(s slope) []float64 { return one(s.f(s.x)) }),
		times(lang.T("It is twice too big: x−h and x+h lie 2h apart, so divide by 2*h."), 2),
		times(lang.T("It is half of what it should be: a step from x to x+h is h long, not 2h."), 0.5),
		times(lang.T("The sign is wrong: take f(x+h) − f(x−h), the later value first."), -1),
		{lang.T("The difference is tiny: divide it by the distance between the two points. In Go, a/2*h is (a/2)*h; write a/(2*h)."),
			func(s slope, got []float64) bool { return math.Abs(got[0]) < 1e-2 }},
		{lang.T("It is near, but not near enough: h is too big, or so small that only rounding is left. Try h = 1e-5."),
			func(s slope, got []float64) bool { return equal(got, one(s.df(s.x)), 0.5) }},
	}
	return p.grade(func(s slope) []float64 {
		if slopeOf == nil {
			panic(NotYet)
		}
		return one(slopeOf(func(x float64) float64 { called.Store(true); return s.f(x) }, s.x))
	})
}

// tosses is an input of exercise 0.4.
type tosses struct{ heads, tails float64 }

// share is the answer to it: the p that makes the tosses most probable.
func (c tosses) share() float64 { return c.heads / (c.heads + c.tails) }

// CheckLearnCoin grades exercise 0.4: the probability of heads, found by gradient descent on w with p = σ(w).
//
//	L(w) = −heads log σ(w) − tails log(1 − σ(w)),   L'(w) = (heads + tails) σ(w) − heads
//
// The descent must end within 0.001 of heads/(heads + tails), for ten tosses and for a thousand.
func CheckLearnCoin(f func(heads, tails float64) float64) { report(gradeLearnCoin(f)) }

func gradeLearnCoin(f func(heads, tails float64) float64) result {
	p := problem[tosses]{
		title:  lang.T("Learn a coin"),
		why:    lang.T("The slope is zero where p is the share of heads, and there the descent comes to rest."),
		inputs: []tosses{{7, 3}, {2, 8}, {5, 5}, {700, 300}},
		show:   func(c tosses) string { return fmt.Sprintf("heads = %g, tails = %g", c.heads, c.tails) },
		right:  func(c tosses) []float64 { return one(c.share()) },
		tol:    1e-3,
	}
	near := func(got []float64, want float64) bool { return math.Abs(got[0]-want) <= 1e-3 }
	p.mistakes = []mistake[tosses]{
		{lang.T("It answers 0.7 to everything: put heads and tails in place of 7 and 3."),
			func(_ tosses, got []float64) bool { return near(got, 0.7) }},
		{lang.T("That is w. The answer is p = σ(w)."),
			func(c tosses, got []float64) bool { return near(got, math.Log(c.heads/c.tails)) }},
		{lang.T("That is the probability of tails."),
			func(c tosses, got []float64) bool { return near(got, 1-c.share()) }},
		{lang.T("It runs uphill: step against the slope, w -= rate*slope."),
			func(c tosses, got []float64) bool { return near(got, math.Round(1-c.share())) || c.share() == 0.5 }},
		{lang.T("Ten tosses work, a thousand do not: the slope of a sum grows with the number of tosses. Divide it by heads+tails, or take a smaller rate."),
			func(c tosses, got []float64) bool { return near(got, c.share()) != (c.heads+c.tails > 10) }},
		{lang.T("The descent stops too early: take more steps, or bigger ones."),
			func(c tosses, got []float64) bool {
				return math.Abs(got[0]-0.5) <= math.Abs(c.share()-0.5)+1e-3 && (got[0]-0.5)*(c.share()-0.5) >= 0
			}},
	}
	return p.grade(func(c tosses) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(c.heads, c.tails))
	})
}

// halvings is how often 1 can be halved before a float64 is 0: the smallest above 0 is 2^−1074.
const halvings = 1075

// CheckHalvings grades exercise 0.5: guess, then count, after how many halvings 1 becomes exactly 0.
func CheckHalvings(guess int, count func() int) { report(gradeHalvings(guess, count)) }

func gradeHalvings(guess int, count func() int) result {
	p := problem[int]{
		title:  lang.T("Halvings"),
		why:    lang.T("The smallest number above 0 is 2⁻¹⁰⁷⁴, and half of it is rounded to 0. You had guessed %d.", guess),
		inputs: []int{halvings},
		right:  func(n int) []float64 { return one(float64(n)) },
	}
	exactly := func(say string, n ...int) mistake[int] {
		return mistake[int]{say, func(_ int, got []float64) bool {
			for _, m := range n {
				if got[0] == float64(m) {
					return true
				}
			}
			return false
		}}
	}
	p.mistakes = []mistake[int]{
		exactly(lang.T("One too few: the last halving, which makes it 0, counts too."), halvings-1),
		exactly(lang.T("One too many: stop as soon as the number is 0."), halvings+1),
		exactly(lang.T("That is where a float32 becomes 0. Count with a float64."), 149, 150, 151),
		exactly(lang.T("Below 2⁻¹⁰²² a float64 loses digits, but it is not 0 yet. Go on until it is."), 1021, 1022, 1023),
	}
	r := p.grade(func(int) []float64 {
		if count == nil {
			panic(NotYet)
		}
		return one(float64(count()))
	})
	if r.state == right && guess == 0 {
		return result{unfilled, lang.T("… %s: count works. Put your guess into guess, then run the cell again.", p.title)}
	}
	return r
}
