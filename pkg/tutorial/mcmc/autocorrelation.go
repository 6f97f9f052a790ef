package mcmc

import (
	"fmt"
	"math/bits"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// Autocorrelation tells how much draws that are t apart in one chain x [n] resemble each other, t = 0 … maxLag:
//
//	γ_t = 1/n Σ_(i < n−t) (x_i − x̄)(x_(i+t) − x̄),    ρ_t = γ_t / γ_0
//
// by fast Fourier transform: all lags in n log n. The 1/n, and not 1/(n − t), is what ArviZ and Vehtari et al. 2021 have.
//
// Errors: fewer than 4 draws, draws that are not finite or all equal, maxLag not in 0 … n−1.
func Autocorrelation(x []float64, maxLag int) ([]float64, error) {
	if err := checkQuantity([][]float64{x}); err != nil {
		return nil, err
	}
	if maxLag < 0 || maxLag >= len(x) {
		return nil, fmt.Errorf("mcmc: lag %d of a chain of %d draws; it must be from 0 to one less than the draws", maxLag, len(x))
	}
	if constant([][]float64{x}) {
		return nil, fmt.Errorf("mcmc: all draws are %g, so that there is no correlation; the chain is stuck, or too short", x[0])
	}
	gamma := autocovariance(x)
	rho := gamma[:maxLag+1]
	floats.Scale(1/gamma[0], rho)
	return rho, nil
}

// autocovariance is γ_t for t = 0 … n−1. The transform of a circle of 2n numbers or more, half of them 0, turned into
// its squared length, is that of γ.
func autocovariance(x []float64) []float64 {
	n := len(x)
	padded := make([]float64, 1<<bits.Len(uint(2*n-1))) // a power of 2, which is fast
	copy(padded, x)
	floats.AddConst(-stat.Mean(x, nil), padded[:n])
	fft := fourier.NewFFT(len(padded))
	c := fft.Coefficients(nil, padded)
	for i, v := range c {
		c[i] = complex(real(v)*real(v)+imag(v)*imag(v), 0)
	}
	gamma := fft.Sequence(padded, c)[:n]
	floats.Scale(1/float64(n)/float64(len(padded)), gamma) // fourier's inverse is unnormalised
	return gamma
}
