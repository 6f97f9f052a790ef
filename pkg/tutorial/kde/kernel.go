package kde

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Kernel is the shape k of the bump, a function of the distance r = ‖u‖/h to its centre.
type Kernel int

const (
	Gaussian     Kernel = iota // exp(−r²/2)
	Tophat                     // 1 for r < 1
	Epanechnikov               // 1 − r² for r < 1
	Exponential                // exp(−r)
	Linear                     // 1 − r for r < 1
)

// String names the kernel in the reader's language.
func (k Kernel) String() string {
	switch k {
	case Gaussian:
		return lang.T("Gaussian kernel")
	case Tophat:
		return lang.T("tophat kernel")
	case Epanechnikov:
		return lang.T("Epanechnikov kernel")
	case Exponential:
		return lang.T("exponential kernel")
	case Linear:
		return lang.T("linear kernel")
	}
	return fmt.Sprintf("Kernel(%d)", int(k))
}

// known says whether k is one of the constants.
func (k Kernel) known() bool { return k >= Gaussian && k <= Linear }

// bounded says whether the kernel is 0 from r = 1 on.
func (k Kernel) bounded() bool { return k == Tophat || k == Epanechnikov || k == Linear }

// At is k(r), between 0 and 1.
func (k Kernel) At(r float64) float64 { return math.Exp(k.log(r * r)) }

// log is log k, at most 0, from r²; −Inf outside of a bounded kernel.
func (k Kernel) log(r2 float64) float64 {
	switch {
	case k == Gaussian:
		return -r2 / 2
	case k == Exponential:
		return -math.Sqrt(r2)
	case r2 >= 1:
		return math.Inf(-1)
	case k == Epanechnikov:
		return math.Log1p(-r2)
	case k == Linear:
		return math.Log1p(-math.Sqrt(r2))
	}
	return 0
}

// LogNorm is log c_d, which makes the kernel a density in d dimensions:
//
//	c_d = 1 / ∫ k(‖u‖) du        over R^d, with V_d = π^(d/2) / Γ(d/2 + 1) the volume of the unit ball
//
//	Gaussian (2π)^(−d/2),  Tophat 1/V_d,  Epanechnikov (d+2)/(2 V_d),  Exponential 1/(d! V_d),  Linear (d+1)/V_d
func (k Kernel) LogNorm(d int) float64 {
	n := float64(d)
	ball := n/2*math.Log(math.Pi) - lgamma(n/2+1)
	switch k {
	case Gaussian:
		return -n / 2 * math.Log(2*math.Pi)
	case Epanechnikov:
		return math.Log(n/2+1) - ball
	case Exponential:
		return -lgamma(n+1) - ball
	case Linear:
		return math.Log(n+1) - ball
	}
	return -ball
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
