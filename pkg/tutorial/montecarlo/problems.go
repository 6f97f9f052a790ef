package montecarlo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Problem is a case of rejection sampling whose acceptance is known.
type Problem struct {
	LogTarget     func(x []float64) float64 // log p(x), normalised
	Q             Proposal
	LogM          float64 // log of the largest p(x)/q(x)
	LogAcceptance float64 // log of the acceptance, −LogM: exact in any dimension
}

// Reject makes n proposals, see [Reject].
func (p Problem) Reject(n int, rng *rand.Rand) (Rejection, error) {
	return Reject(p.LogTarget, p.Q, p.LogM, n, rng)
}

// NormalInNormal draws N(0, sigma² I) in d dimensions by proposals of the slightly wider N(0, sigmaQ² I):
//
//	acceptance = (sigma/sigmaQ)^d
//
// The ratio is largest at 0. Errors: d < 1, deviations that are not finite and above 0, sigmaQ < sigma: there is no M then.
func NormalInNormal(d int, sigma, sigmaQ float64) (Problem, error) {
	if d < 1 || !(sigma > 0) || !(sigmaQ >= sigma) || math.IsInf(sigmaQ, 1) {
		return Problem{}, fmt.Errorf("montecarlo: d %d, sigma %g inside sigmaQ %g; take d ≥ 1 and 0 < sigma ≤ sigmaQ, for p/q has no upper bound else", d, sigma, sigmaQ)
	}
	logA := float64(d) * (math.Log(sigma) - math.Log(sigmaQ))
	target := func(x []float64) float64 { return logNormals(x, 0, sigma) }
	return Problem{LogTarget: target, Q: independent(d, prob.Normal{Sigma: sigmaQ}), LogM: -logA, LogAcceptance: logA}, nil
}

// BallInCube draws from the ball of radius 1 by proposals of the cube [−1, 1]^d round it:
//
//	acceptance = volume of the ball / volume of the cube = π^(d/2) / ( Γ(d/2 + 1) 2^d )
//
// The corners take nearly all of the cube: 0.785 in the plane, 0.0025 in 10 dimensions, 2e-8 in 20. Errors: d < 1.
func BallInCube(d int) (Problem, error) {
	if d < 1 {
		return Problem{}, fmt.Errorf("montecarlo: d is %d; take a dimension of 1 or more", d)
	}
	half := float64(d) / 2
	gamma, _ := math.Lgamma(half + 1)
	logVolume := half*math.Log(math.Pi) - gamma
	logA := logVolume - float64(d)*math.Ln2
	ball := func(x []float64) float64 {
		squares := 0.0
		for _, v := range x {
			squares += v * v
		}
		if squares > 1 {
			return math.Inf(-1)
		}
		return -logVolume
	}
	return Problem{LogTarget: ball, Q: Cube{d}, LogM: -logA, LogAcceptance: logA}, nil
}

// Cube is the uniform distribution on [−1, 1]^D.
type Cube struct{ D int }

// Dim is D.
func (c Cube) Dim() int { return c.D }

// LogProb is −D log 2 inside, −Inf outside, NaN for a row of another length.
func (c Cube) LogProb(x []float64) float64 {
	if len(x) != c.D {
		return math.NaN()
	}
	for _, v := range x {
		if math.IsNaN(v) {
			return v
		}
		if math.Abs(v) > 1 {
			return math.Inf(-1)
		}
	}
	return -float64(c.D) * math.Ln2
}

// Sample draws n rows; n < 1 gives an empty matrix.
func (c Cube) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || c.D < 1 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, c.D, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return 2*rng.Float64() - 1 }, x)
	return x
}
