package mcmc

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// ESSBulk is the effective sample size in the middle of the distribution: the draws x (chains × draws) say as much about
// where it lies as so many independent ones. It is the ess of the rank-normalised halves of the chains (Vehtari et al.
// 2021, sections 3.2 and 4). It may be more than there are draws, where these avoid each other.
//
// Errors: no chains, chains of different lengths, fewer than 4 draws, draws that are not finite.
func ESSBulk(x [][]float64) (float64, error) {
	if err := checkQuantity(x); err != nil {
		return 0, err
	}
	return ess(rankNormal(split(x))), nil
}

// ESSTail is the effective sample size for the 5 % and the 95 % quantile q, whichever is the smaller: the ess of
// "x ≤ q", 0 or 1 (Vehtari et al. 2021, section 4). Errors: those of ESSBulk.
func ESSTail(x [][]float64) (float64, error) {
	if err := checkQuantity(x); err != nil {
		return 0, err
	}
	all := sorted(x)
	return min(essBelow(x, quantile(all, 0.05)), essBelow(x, quantile(all, 0.95))), nil
}

// essBelow is the ess of "x ≤ q".
func essBelow(x [][]float64, q float64) float64 {
	return ess(split(each(x, func(v float64) float64 {
		if v <= q {
			return 1
		}
		return 0
	})))
}

// ESSMean is the effective sample size for the mean of x (chains × draws): the ess of the halves of the chains as they
// are. It means something only where x has a variance. Errors: those of ESSBulk.
func ESSMean(x [][]float64) (float64, error) {
	if err := checkQuantity(x); err != nil {
		return 0, err
	}
	return ess(split(x)), nil
}

// MCSE is the Monte Carlo standard error of the mean of x (chains × draws): how far it may be from the mean of the
// distribution because there are only so many draws,
//
//	MCSE = sd / √ESSMean                     sd with 1/(S − 1) over all S draws
//
// Errors: those of ESSBulk.
func MCSE(x [][]float64) (float64, error) {
	n, err := ESSMean(x)
	if err != nil {
		return 0, err
	}
	return stat.StdDev(slices.Concat(x...), nil) / math.Sqrt(n), nil
}

// ess is M N / τ for M chains of N draws (Vehtari et al. 2021, section 3.2; Geyer 1992):
//
//	τ = −1 + 2 Σ_k P_k,    P_k = ρ_2k + ρ_(2k+1)           the sum ends where P_k < 0; no P_k above those before it
//
// so that independent draws have τ = 1. All draws equal count as independent, as in ArviZ.
func ess(x [][]float64) float64 {
	size := float64(len(x) * len(x[0]))
	if constant(x) {
		return size
	}
	rho := correlations(x)
	end := positivePart(rho)
	lower(rho, end)
	tau := -1.0
	for t := range end + 1 {
		tau += 2 * rho[t]
	}
	tau += rho[end+1]
	return size / max(tau, 1/math.Log10(size)) // the bound is for draws that avoid each other so well that τ is near 0
}

// correlations is ρ_t of all chains together, t = 0 … N−1:
//
//	ρ_t = 1 − (W − mean of the chains' γ_t) / V,     W = mean of the chains' variances,   V = (N − 1)/N W + B/N
//
// with B/N the variance of the chains' means: chains that differ make ρ large at every lag.
func correlations(x [][]float64) []float64 {
	n := float64(len(x[0]))
	means, rho := make([]float64, len(x)), make([]float64, len(x[0]))
	for c, chain := range x {
		means[c] = stat.Mean(chain, nil)
		for t, gamma := range autocovariance(chain) {
			rho[t] += gamma / float64(len(x))
		}
	}
	within := rho[0] * n / (n - 1)
	v := rho[0]
	if len(means) > 1 {
		v += stat.Variance(means, nil)
	}
	for t, gamma := range rho {
		rho[t] = 1 - (within-gamma)/v
	}
	rho[0] = 1
	return rho
}

// positivePart gives the last odd lag of the sum, −1 where there is none, and clears what does not belong to the even lag
// after it: pairs are taken while they are positive, which the true ones are (Geyer 1992, initial positive sequence).
func positivePart(rho []float64) (end int) {
	even, odd := rho[0], rho[1]
	t := 1
	for ; t < len(rho)-3 && even+odd > 0; t += 2 {
		even, odd = rho[t+1], rho[t+2]
	}
	if even+odd < 0 {
		rho[t-1] = max(0, even)
	}
	return t - 2
}

// lower lets no pair up to end be above the one before it, which the true ones are not (Geyer's initial monotone
// sequence).
func lower(rho []float64, end int) {
	for t := 1; t <= end-2; t += 2 {
		if before := rho[t-1] + rho[t]; rho[t+1]+rho[t+2] > before {
			rho[t+1], rho[t+2] = before/2, before/2
		}
	}
}
