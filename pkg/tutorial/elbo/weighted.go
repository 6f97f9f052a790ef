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

// LogWeights draws n times z from q and returns log w = log p(x, z) − log q(z) of each, nats, for a row x [D]. E_q[w] = p(x).
// Errors: n < 1, lengths that do not fit.
func (m *LinearGaussian) LogWeights(x []float64, q *Normal, n int, rng *rand.Rand) ([]float64, error) {
	if err := m.checkNormal(x, q); err != nil {
		return nil, err
	}
	if n < 1 || rng == nil {
		return nil, fmt.Errorf("elbo: %d weights, or no source; ask for 1 weight or more, and give a source", n)
	}
	z, logW := q.Sample(n, rng), make([]float64, n)
	for i := range logW {
		joint, err := m.LogJoint(x, z.RawRowView(i))
		if err != nil {
			return nil, err
		}
		logW[i] = joint - q.LogProb(z.RawRowView(i))
	}
	return logW, nil
}

// Bound is the importance-weighted bound L_K = E[log 1/K Σ_k w_k] as draws tell it, in nats, and how much it is above the bound
// with the K before it.
type Bound struct {
	K                int
	Mean, StdErr     float64
	Rise, RiseStdErr float64 // over the K before, from the same draws; 0 for the first
}

// CompareBounds estimates L_K for every K of ks, which must rise, each dividing the next and the last the number N of log weights. All come
// from the same draws:
//
//	L_K ≈ mean of log 1/K Σ_k w_k over the N/K groups of K
//
// Rise is the mean over the groups of the larger K of the difference within each, whose error is much smaller than that of
// L_K − L_K' from separate draws. In expectation L_1 ≤ L_K ≤ log p(x), L_1 the ELBO. Burda et al. 2016, theorem 1.
//
// Errors: no K, K < 1 or ks that do not divide so, fewer than 2 groups of the last K, a log weight that is NaN or +Inf, a group of
// weights that are all 0.
func CompareBounds(logW []float64, ks ...int) ([]Bound, error) {
	if err := checkWeights(logW, ks); err != nil {
		return nil, err
	}
	bounds := make([]Bound, len(ks))
	var before []float64
	for i, k := range ks {
		draws, err := ImportanceBounds(logW, k)
		if err != nil {
			return nil, err
		}
		if g := floats.MinIdx(draws); math.IsInf(draws[g], -1) {
			return nil, fmt.Errorf("elbo: the weights of group %d of %d are all 0, so that the bound is −Inf; take a larger K or a wider q", g, k)
		}
		bounds[i].K = k
		bounds[i].Mean, bounds[i].StdErr = meanStdErr(draws)
		if before != nil {
			rise, r := make([]float64, len(draws)), len(before)/len(draws)
			for g, v := range draws {
				rise[g] = v - stat.Mean(before[g*r:(g+1)*r], nil)
			}
			bounds[i].Rise, bounds[i].RiseStdErr = meanStdErr(rise)
		}
		before = draws
	}
	return bounds, nil
}

// EvidenceGap estimates log p(x) − L_K, nats, where log p(x) is known, with an error small enough to see the gap close:
//
//	log p(x) − L_K = E[ (r − 1) − log r ],   r = 1/K Σ_k w_k / p(x)
//
// for E[r] = 1. Each draw is ≥ 0, as log r ≤ r − 1, and where r is near 1 about ½ (r − 1)²; −log r alone has the same mean, and a
// spread of |r − 1|. Errors: those of [CompareBounds], and a logP that is not finite.
func EvidenceGap(logW []float64, logP float64, k int) (gap, se float64, err error) {
	if err := errors.Join(checkWeights(logW, []int{k}), finite("logP", []float64{logP})); err != nil {
		return 0, 0, err
	}
	draws, err := ImportanceBounds(logW, k)
	if err != nil {
		return 0, 0, err
	}
	for g, bound := range draws {
		draws[g] = math.Expm1(bound-logP) - (bound - logP)
	}
	gap, se = meanStdErr(draws)
	return gap, se, finite("the gap", []float64{gap})
}

// checkWeights wants ks that divide one another and the number of weights, and weights that are numbers.
func checkWeights(logW []float64, ks []int) error {
	if len(ks) == 0 || ks[0] < 1 {
		return fmt.Errorf("elbo: ks is %d; give one K or more, each 1 or more", ks)
	}
	for i, k := range append(ks[1:len(ks):len(ks)], len(logW)) {
		if k <= ks[i] || k%ks[i] != 0 {
			return fmt.Errorf("elbo: ks is %d for %d log weights; each K must be above the one before and a multiple of it, and the number of weights a multiple, 2 or more, of the last", ks, len(logW))
		}
	}
	for i, v := range logW {
		if math.IsNaN(v) || math.IsInf(v, 1) {
			return fmt.Errorf("elbo: log weight %d is %g; it must be a number, or −Inf where the weight is 0", i, v)
		}
	}
	return nil
}

// meanStdErr is the mean of independent draws and its standard error.
func meanStdErr(draws []float64) (mean, se float64) {
	mean, std := stat.MeanStdDev(draws, nil)
	return mean, stat.StdErr(std, float64(len(draws)))
}

// RelativeVariance is Var_q[ w / p(x) ] of a row x [D], w = p(x, z)/q(z): how uneven the importance weights are, and how fast the
// weighted bound closes,
//
//	log p(x) − L_K ≈ RelativeVariance / (2K)          for large K, where it is finite
//
// (Domke & Sheldon 2018, theorem 3, with a third-moment condition that we do not check). With q = N(μ, C Cᵀ), M = Cᵀ Λ C and
// d = C⁻¹(μ − z*), Λ and z* the posterior's precision and mean,
//
//	1 + Var = |M| |2M − I|^−½ exp( ½ dᵀ( I + (2M − I)⁻¹ )d )
//
// and +Inf where 2M − I is not positive definite: q has in some direction less than half the posterior's variance, and its thin
// tails leave rare, huge weights (or the variance is above 1e308). 0 only where q is the posterior. Errors: lengths that do not fit.
func (m *LinearGaussian) RelativeVariance(x []float64, q *Normal) (float64, error) {
	if err := m.checkNormal(x, q); err != nil {
		return 0, err
	}
	l := len(q.Mean)
	var C, U mat.TriDense
	var uc mat.Dense
	q.chol.LTo(&C)
	m.precision.UTo(&U)
	uc.Mul(&U, &C)
	var M, A mat.Cholesky // M = (U C)ᵀ U C, A = 2M − I
	if !M.Factorize(identityPlus(l, 0, 1, uc.T())) {
		return 0, fmt.Errorf("elbo: q's covariance and the posterior's are too far apart for float64; take a q nearer to the posterior")
	}
	if !A.Factorize(identityPlus(l, -1, 2, uc.T())) {
		return math.Inf(1), nil
	}
	d, ad := mat.NewVecDense(l, nil), mat.NewVecDense(l, nil)
	d.SubVec(mat.NewVecDense(l, q.Mean), mat.NewVecDense(l, m.mean(x)))
	if err := d.SolveVec(&C, d); err != nil {
		return 0, fmt.Errorf("elbo: q's covariance: %w; take a q nearer to the posterior", err)
	}
	if err := A.SolveVecTo(ad, d); err != nil {
		return math.Inf(1), nil // 2M − I is singular to rounding
	}
	return math.Expm1(M.LogDet() - A.LogDet()/2 + (mat.Dot(d, d)+mat.Dot(d, ad))/2), nil
}
