package elbo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// WeightedGradient holds derivatives of the importance-weighted bound: by the encoder's mu and logVar [L], and by the decoder's
// offset b [D].
type WeightedGradient struct{ Mu, LogVar, B []float64 }

// WeightedGradient is one draw of ∇L_K of a row x [D] at q = N(mu, diag exp(logVar)), pathwise, from eps (K×L), draws of N(0, I):
//
//	z_k = mu + sigma ⊙ eps_k     log w_k = log p(x, z_k) − log q(z_k)     v_k = w_k / Σ_i w_i
//	∇ log 1/K Σ_k w_k = Σ_k v_k ∇ log w_k
//	∂ log w_k/∂mu = g_k     ∂ log w_k/∂logVar = ½ g_k ⊙ sigma ⊙ eps_k + ½     ∂ log w_k/∂b = (x − b − W z_k)/sigma²
//
// g_k = ∂ log p(x, z)/∂z at z_k; along the path log q(z_k) = −½ Σ_j (log 2π + logVar_j + eps_kj²) has slopes 0 and −½. Burda et al.
// 2016, section 3. Errors: no draw, lengths that do not fit, numbers that are not finite.
func (m *LinearGaussian) WeightedGradient(x, mu, logVar []float64, eps mat.Matrix) (WeightedGradient, error) {
	if err := m.checkRow(x, mu, logVar); err != nil {
		return WeightedGradient{}, err
	}
	if eps == nil {
		return WeightedGradient{}, errors.New("elbo: eps is nil; give K rows of noise")
	}
	k, l := eps.Dims()
	if k < 1 || l != len(mu) {
		return WeightedGradient{}, fmt.Errorf("elbo: eps is %d×%d for a mu of %d components; give 1 row or more, as long as mu", k, l, len(mu))
	}
	z, logW := make([][]float64, k), make([]float64, k)
	for i := range z {
		var err error
		if z[i], err = draw(mu, logVar, mat.Row(nil, i, eps)); err != nil {
			return WeightedGradient{}, err
		}
		logW[i] = m.logWeight(x, z[i], mu, logVar)
	}
	g := WeightedGradient{Mu: make([]float64, l), LogVar: make([]float64, l), B: make([]float64, len(x))}
	logSum := floats.LogSumExp(logW)
	for i := range z {
		v := math.Exp(logW[i] - logSum)
		slope := m.jointGradient(x, z[i])
		floats.AddScaled(g.Mu, v, slope)
		for j := range l {
			g.LogVar[j] += v * (slope[j]*math.Exp(logVar[j]/2)*eps.At(i, j) + 1) / 2
		}
		floats.AddScaled(g.B, v/(m.sigma*m.sigma), m.residual(x, z[i]))
	}
	return g, errors.Join(finite("the gradient by mu", g.Mu), finite("the gradient by logVar", g.LogVar), finite("the gradient by b", g.B))
}

// Signal is the signal-to-noise ratio |mean| / standard deviation of each entry of one draw of ∇L_K; 0 where the mean is 0.
type Signal struct {
	K, N  int
	Ratio WeightedGradient
}

// StdErr is about the standard error of a ratio r from N draws, as if they were normal: √((1 + r²/2) / N).
func (s Signal) StdErr(r float64) float64 { return math.Sqrt((1 + r*r/2) / float64(s.N)) }

// SignalToNoise measures the ratio from n draws of [LinearGaussian.WeightedGradient] with k weights each.
//
// By the decoder's b it grows as √K. By the encoder's mu and logVar it falls as 1/√K: the tighter the bound, the less there is to gain by
// moving q, and the slope vanishes as 1/K while its noise does so as 1/√K. A ratio below about 2/√n is noise itself. Rainforth et al. 2018,
// theorem 1. Errors: k < 1, n < 2, and those of WeightedGradient.
func (m *LinearGaussian) SignalToNoise(x, mu, logVar []float64, k, n int, rng *rand.Rand) (Signal, error) {
	if k < 1 || n < 2 || rng == nil {
		return Signal{}, fmt.Errorf("elbo: %d draws with %d weights each, or no source; ask for 2 draws of 1 weight or more, and give a source", n, k)
	}
	if err := m.checkRow(x, mu, logVar); err != nil {
		return Signal{}, err
	}
	l, d := len(mu), len(x)
	draws := mat.NewDense(2*l+d, n, nil) // an entry of the gradient each row
	for i := range n {
		eps := mat.NewDense(k, l, noise(k*l, rng))
		g, err := m.WeightedGradient(x, mu, logVar, eps)
		if err != nil {
			return Signal{}, err
		}
		draws.SetCol(i, append(append(append([]float64(nil), g.Mu...), g.LogVar...), g.B...))
	}
	ratio := make([]float64, 2*l+d)
	for j := range ratio {
		mean, std := stat.MeanStdDev(draws.RawRowView(j), nil)
		if mean != 0 {
			ratio[j] = math.Abs(mean) / std
		}
	}
	return Signal{K: k, N: n, Ratio: WeightedGradient{Mu: ratio[:l], LogVar: ratio[l : 2*l], B: ratio[2*l:]}}, nil
}
