package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// proposal is an input of exercise 4.5: the log of prior times likelihood here, and there.
type proposal struct{ now, next float64 }

// CheckAccept grades exercise 4.5: the probability that Metropolis accepts a jump, from the logs of prior times likelihood, nats.
//
//	min(1, exp(next − now))
func CheckAccept(f func(now, next float64) float64) { report(gradeAccept(f)) }

func gradeAccept(f func(now, next float64) float64) result {
	p := problem[proposal]{
		title: lang.T("Accept or not"),
		why:   lang.T("A ratio of two heights is the exponential of a difference of logs; the unknown evidence has cancelled, and nothing underflows."),
		inputs: []proposal{
			{-1.5, -2.25}, {-3, -1}, {-1000, -1001}, {-1002, -1000}, {-4, math.Inf(-1)}, {-0.5, -0.75}, {-2, -2},
		},
		show:  func(p proposal) string { return fmt.Sprintf("now = %g, next = %g", p.now, p.next) },
		right: func(p proposal) []float64 { return one(min(1, math.Exp(p.next-p.now))) },
		tol:   1e-9,
	}
	far := func(p proposal) bool { return p.now < -700 }
	p.mistakes = []mistake[proposal]{
		{lang.T("Near 0 it works, but exp(−1000) is 0 in a float64, and 0/0 is no number. Subtract the logs first, then take one exponential."), func(in proposal, got []float64) bool {
			return !far(in) && equal(got, p.right(in), 1e-6) || far(in) && len(got) == 1 && (math.IsNaN(got[0]) || got[0] == 1)
		}},
		like(lang.T("A probability never exceeds 1: where the new place is higher, the answer is 1."), func(p proposal) []float64 { return one(math.Exp(p.next - p.now)) }),
		like(lang.T("The ratio is upside down: the new place stands above, the old one below."), func(p proposal) []float64 { return one(min(1, math.Exp(p.now-p.next))) }),
		like(lang.T("The ratio of the logs is not the log of the ratio. Subtract them, and take the exponential."), func(p proposal) []float64 { return one(min(1, p.next/p.now)) }),
		like(lang.T("That is the logarithm of the answer. Take the exponential."), func(p proposal) []float64 { return one(min(0, p.next-p.now)) }),
		like(lang.T("That only ever climbs, and ends on the peak. Downhill must be accepted at times."), func(p proposal) []float64 {
			if p.next >= p.now {
				return one(1)
			}
			return one(0)
		}),
		like(lang.T("That is another rule, p'/(p + p') (Barker 1965). It is valid, but accepts less often than min(1, p'/p)."), func(p proposal) []float64 {
			return one(1 / (1 + math.Exp(p.now-p.next)))
		}),
	}
	return p.grade(func(p proposal) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(p.now, p.next))
	})
}

// pair is an input of exercise 4.6: joint draws of two shares.
type pair struct{ a, b []float64 }

// mean is the mean of a function of each pair of draws.
func (p pair) mean(f func(a, b float64) float64) []float64 {
	sum := 0.0
	for i := range p.a {
		sum += f(p.a[i], p.b[i])
	}
	return one(sum / float64(len(p.a)))
}

// CheckLoss grades exercise 4.6: the expected loss of choosing A, from joint posterior draws of two shares of which more is better.
//
//	E[max(b − a, 0)]
func CheckLoss(f func(a, b []float64) float64) { report(gradeLoss(f)) }

func gradeLoss(f func(a, b []float64) float64) result {
	p := problem[pair]{
		title: lang.T("Expected loss"),
		why:   lang.T("Any question about the posterior is a mean over its draws: ask it of each draw, then average."),
		inputs: []pair{
			{[]float64{0.5, 0.6, 0.4, 0.7}, []float64{0.4, 0.7, 0.5, 0.3}}, {[]float64{0.2, 0.3}, []float64{0.5, 0.4}},
			{[]float64{0.9, 0.8, 0.7}, []float64{0.3, 0.75, 0.1}}, {[]float64{0.35, 0.55, 0.15, 0.45, 0.25}, []float64{0.6, 0.5, 0.4, 0.5, 0.2}},
		},
		show:  func(p pair) string { return named("a", p.a) + ", " + named("b", p.b) },
		right: func(p pair) []float64 { return p.mean(func(a, b float64) float64 { return max(b-a, 0) }) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[pair]{
		like(lang.T("That is the loss of choosing B: you chose A, and lose where b is larger."), func(p pair) []float64 { return p.mean(func(a, b float64) float64 { return max(a-b, 0) }) }),
		like(lang.T("That is the probability that B is better. How much better counts too."), func(p pair) []float64 {
			return p.mean(func(a, b float64) float64 {
				if b > a {
					return 1
				}
				return 0
			})
		}),
		like(lang.T("Gains are set off against losses: where A is better, the loss is 0, not negative."), func(p pair) []float64 { return one(stat.Mean(p.b, nil) - stat.Mean(p.a, nil)) }),
		like(lang.T("You average first and take the maximum afterwards. Ask each draw for its loss, then average."), func(p pair) []float64 {
			return one(max(0, stat.Mean(p.b, nil)-stat.Mean(p.a, nil)))
		}),
		like(lang.T("That is the mean distance. Where A is better, nothing is lost."), func(p pair) []float64 { return p.mean(func(a, b float64) float64 { return math.Abs(b - a) }) }),
		like(lang.T("That is the sum over the draws. Divide by how many there are."), func(q pair) []float64 {
			return one(p.right(q)[0] * float64(len(q.a)))
		}),
		like(lang.T("You divide by the draws with a loss only. Those without count, as 0."), func(p pair) []float64 {
			losses := make([]float64, 0, len(p.a))
			for i := range p.a {
				if p.b[i] > p.a[i] {
					losses = append(losses, p.b[i]-p.a[i])
				}
			}
			return one(floats.Sum(losses) / max(1, float64(len(losses))))
		}),
	}
	return p.grade(func(p pair) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(p.a), slices.Clone(p.b)))
	})
}
