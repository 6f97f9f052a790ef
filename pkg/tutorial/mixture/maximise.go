package mixture

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// weightless is the least sum of responsibilities, in rows, with which a component still has a mean.
const weightless = 1e-6

// floor keeps covariances away from zero: no direction may have less than this part of the data's own variance there.
//
//	Σ_k − floor · diag(v)   has no negative eigenvalue         v_j the variance of column j, with 1/n
//
// A spherical component's variance is held to floor times the mean of v.
type floor struct {
	part     float64
	variance []float64 // v, d
}

// maximise is the M-step: the parameters that maximise Σ_ik r_ik log( w_k N(x_i; mu_k, Σ_k) ) under the floor, from sums
// taken about the places c_k, which are the old means. With N_k = Σ_i r_ik and d_ik = x_i − c_k
//
//	w_k = N_k / n        mu_k = c_k + δ_k,   δ_k = Σ_i r_ik d_ik / N_k        Σ_k = Σ_i r_ik d_ik d_ikᵀ / N_k − δ_k δ_kᵀ
//
// the last by the shift of a second moment from c_k to mu_k; near the end δ is small and no digits cancel. Bishop 2006,
// equations 9.24 to 9.26; diagonal and spherical: Σ_k's diagonal, and that diagonal's mean. Tied: Σ = Σ_k w_k Σ_k; with
// the data's mean as the one c, that is the data's covariance less the part between the means,
//
//	Σ = Σ_i d_i d_iᵀ / n − Σ_k w_k δ_k δ_kᵀ
//
// as the responsibilities of a row sum to 1.
func (f *fit) maximise(about [][]float64, sums []float64) (*GMM, error) {
	l := f.layout
	weights, means := make([]float64, l.components), mat.NewDense(l.components, l.d, nil)
	covs := make([]*mat.SymDense, l.components)
	total := 0.0
	for k := range weights {
		weights[k], _, _ = l.of(sums, k)
		if !(weights[k] >= weightless) {
			return nil, fmt.Errorf("component %d has lost all its rows (%.2g of %d); use fewer components, or another start", k, weights[k], f.rows.N)
		}
		total += weights[k]
	}
	tied := mat.NewSymDense(l.d, nil)
	tied.CopySym(f.covariance)
	for k := range weights {
		nk, first, second := l.of(sums, k)
		weights[k] /= total
		delta := floats.ScaleTo(make([]float64, l.d), 1/nk, first)
		floats.AddTo(means.RawRowView(k), about[min(k, len(about)-1)], delta)
		if covs[k] = tied; l.kind == Tied {
			tied.SymRankOne(tied, -weights[k], mat.NewVecDense(l.d, delta))
		} else {
			covs[k] = l.moment(nk, second, delta)
		}
	}
	for k, cov := range covs {
		if k > 0 && l.kind == Tied {
			break
		}
		if err := f.floor.hold(l.kind, cov); err != nil {
			return nil, fmt.Errorf("component %d: %w", k, err)
		}
	}
	m := &GMM{Covariance: l.kind, Weights: weights, Means: means, Covs: covs}
	var err error
	m.normals, err = m.components()
	return m, err
}

// moment is Σ_i r d dᵀ / N − δ δᵀ, or the diagonal of that.
func (l layout) moment(nk float64, second, delta []float64) *mat.SymDense {
	cov := mat.NewSymDense(l.d, nil)
	for i := range l.d {
		if l.kind != Full {
			cov.SetSym(i, i, second[i]/nk-delta[i]*delta[i])
			continue
		}
		for j := i; j < l.d; j++ {
			cov.SetSym(i, j, second[i*l.d+j]/nk-delta[i]*delta[j])
		}
	}
	return cov
}

// hold brings a covariance to its kind and above the floor: it becomes the most likely one that keeps both. For a
// diagonal that is the larger of the two variances. For a full matrix, in units in which the data's variances are 1, it
// is the same matrix with eigenvalues below the floor raised to it, as −log λ − s/λ falls on both sides of λ = s.
func (f floor) hold(kind Covariance, cov *mat.SymDense) error {
	d := len(f.variance)
	switch kind {
	case Spherical:
		v := max(mat.Trace(cov)/float64(d), f.part*floats.Sum(f.variance)/float64(d))
		for j := range d {
			cov.SetSym(j, j, v)
		}
		return nil
	case Diag:
		for j, v := range f.variance {
			cov.SetSym(j, j, max(cov.At(j, j), f.part*v))
		}
		return nil
	}
	inUnits := mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			inUnits.SetSym(i, j, cov.At(i, j)/math.Sqrt(f.variance[i]*f.variance[j]))
		}
		inUnits.SetSym(i, i, inUnits.At(i, i)-f.part)
	}
	var chol mat.Cholesky
	if chol.Factorize(inUnits) {
		return nil
	}
	for i := range d {
		inUnits.SetSym(i, i, inUnits.At(i, i)+f.part)
	}
	if err := raise(cov, inUnits, f.part); err != nil {
		return err
	}
	for i := range d {
		for j := i; j < d; j++ {
			cov.SetSym(i, j, cov.At(i, j)*math.Sqrt(f.variance[i]*f.variance[j]))
		}
	}
	return nil
}

// raise writes into dst the matrix a with its eigenvalues below least raised to it.
func raise(dst, a *mat.SymDense, least float64) error {
	var eigen mat.EigenSym
	if !eigen.Factorize(a, true) {
		return errors.New("its covariance has no eigenvalues to rounding; rescale the data")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	n := a.SymmetricDim()
	for j, v := range eigen.Values(nil) {
		root := math.Sqrt(max(v, least))
		for i := range n {
			vectors.Set(i, j, vectors.At(i, j)*root)
		}
	}
	dst.SymOuterK(1, &vectors)
	return nil
}
