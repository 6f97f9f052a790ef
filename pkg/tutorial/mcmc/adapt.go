package mcmc

import "math"

// adaptive is a kernel whose step warm-up may tune.
type adaptive interface {
	stretch(factor float64) // makes the step factor times what the sampler says
	goal() float64          // share of proposals that should be accepted
}

// tuner finds the factor at which a kernel accepts as many proposals as it should (Robbins & Monro 1951; Andrieu & Thoms
// 2008): after warm-up step i with acceptance probability a,
//
//	log factor ← log factor + (a − goal) / i^0.6
//
// A chain whose step depends on where it has been does not leave p as it is. That is why the factor is frozen when
// warm-up ends, and the draws of warm-up are thrown away.
type tuner struct {
	k   adaptive
	log float64
}

// most bounds log factor, for a density that is flat for ever and accepts every jump.
const most = 50

// learn takes in step i, 1 or more, and gives the factor.
func (t *tuner) learn(i int, a float64) float64 {
	t.log += (a - t.k.goal()) / math.Pow(float64(i), 0.6)
	t.log = max(-most, min(most, t.log))
	factor := math.Exp(t.log)
	t.k.stretch(factor)
	return factor
}
