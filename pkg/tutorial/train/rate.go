package train

import "math"

// Cosine is a learning rate for [Config].Rate that falls from the given one to 0 along half a cosine over so many steps,
// and stays there (Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts):
//
//	rate(t) = rate · ½ (1 + cos(π t/steps))
//
// n rows in batches of B make ⌈n/B⌉ steps an epoch.
func Cosine(rate float64, steps int) func(step int64) float64 {
	return func(step int64) float64 {
		t := min(float64(step)/float64(max(steps, 1)), 1)
		return rate / 2 * (1 + math.Cos(math.Pi*t))
	}
}
