package mixture

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/vaebook/vaebook/internal/blocks"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Covariance is the kind of the components' covariance matrices.
type Covariance int

const (
	Full      Covariance = iota // a matrix for each component: ellipses of any shape and direction
	Tied                        // one matrix for all
	Diag                        // variances for each component: ellipses along the axes
	Spherical                   // one variance for each component: circles
)

// String names the kind in the reader's language.
func (c Covariance) String() string {
	switch c {
	case Full:
		return lang.T("full")
	case Tied:
		return lang.T("tied")
	case Diag:
		return lang.T("diagonal")
	case Spherical:
		return lang.T("spherical")
	}
	return fmt.Sprintf("Covariance(%d)", int(c))
}

// GMM is a Gaussian mixture over rows of d numbers, a density to the Lebesgue measure:
//
//	p(x) = Σ_k w_k N(x; mu_k, Σ_k)
//
// Do not change a model's parameters: make another with NewGMM.
type GMM struct {
	Covariance Covariance
	Weights    []float64       // w, K numbers that sum to 1
	Means      *mat.Dense      // mu, K × d
	Covs       []*mat.SymDense // Σ, K matrices d × d; one and the same K times where tied, diagonal ones where diagonal or spherical
	History    History         // of the fit; empty where there was none
	normals    []normal        // the components, ready for use
}

// NewGMM makes the mixture of K components from weights [K], means (K × d) and covariances [K] (d × d); it keeps them.
// Errors: shapes that do not fit, weights that are negative or do not sum to 1, a covariance that is not positive
// definite.
func NewGMM(kind Covariance, weights []float64, means *mat.Dense, covs []*mat.SymDense) (*GMM, error) {
	m := &GMM{Covariance: kind, Weights: weights, Means: means, Covs: covs}
	if kind < Full || kind > Spherical {
		return nil, fmt.Errorf("mixture: Covariance is %d; use the constants of this package", int(kind))
	}
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if err := density.CheckRows(means, 1); err != nil {
		return nil, fmt.Errorf("mixture: means: %w", err)
	}
	if k, _ := means.Dims(); k != len(weights) || k != len(covs) {
		return nil, fmt.Errorf("mixture: %d weights, %d means, %d covariances; give as many of each", len(weights), k, len(covs))
	}
	var err error
	m.normals, err = m.components()
	return m, err
}

// checkWeights wants numbers that are at least 0 and sum to 1.
func checkWeights(w []float64) error {
	for k, v := range w {
		if !(v >= 0) {
			return fmt.Errorf("mixture: weight %d is %g; weights must be 0 or more", k, v)
		}
	}
	if sum := floats.Sum(w); !(math.Abs(sum-1) <= 1e-9) {
		return fmt.Errorf("mixture: the %d weights sum to %g; divide them by their sum", len(w), sum)
	}
	return nil
}

// Dim is d; 0 where the model is none.
func (m *GMM) Dim() int {
	if m.Means == nil {
		return 0
	}
	_, d := m.Means.Dims()
	return d
}

// LogProb is log p(x) of one row x [d] in nats, by the log of a sum of exponentials:
//
//	log p(x) = a + log Σ_k exp(a_k − a)         a_k = log w_k + log N(x; mu_k, Σ_k),   a = max_k a_k
//
// NaN where x has another length or the model is none.
func (m *GMM) LogProb(x []float64) float64 {
	normals, err := m.components()
	if err != nil || len(x) != m.Dim() {
		return math.NaN()
	}
	joint := make([]float64, len(normals))
	diff, white := make([]float64, len(x)), make([]float64, len(x))
	for k, c := range normals {
		floats.SubTo(diff, x, c.mean)
		y := c.whiten(blocks.General(len(x), 1, diff), white)
		joint[k] = c.constant - floats.Dot(y.Data, y.Data)/2
	}
	return floats.LogSumExp(joint)
}

// Score is log p of every row of x (n × d): exact, to the Lebesgue measure. Errors as for density.Score.
func (m *GMM) Score(x mat.Matrix) (score.Score, error) {
	logP, _, err := m.evaluate(x, false)
	if err != nil {
		return score.Score{}, err
	}
	return score.New(logP, score.Exact, score.Lebesgue), nil
}

// Responsibilities are the posteriors of the components for each row of x (n × d), an n × K matrix whose rows sum to 1:
//
//	r_ik = p(z_i = k | x_i) = w_k N(x_i; mu_k, Σ_k) / p(x_i)
func (m *GMM) Responsibilities(x mat.Matrix) (*mat.Dense, error) {
	logP, r, err := m.evaluate(x, true)
	if err != nil {
		return nil, err
	}
	if i := slices.Index(logP, math.Inf(-1)); i >= 0 {
		return nil, fmt.Errorf("mixture: row %d is too far from every component for numbers to tell them apart; leave it away or rescale the data", i)
	}
	return r, nil
}

// evaluate gives log p of the rows and, where asked for, their responsibilities.
func (m *GMM) evaluate(x mat.Matrix, posterior bool) (logP []float64, r *mat.Dense, err error) {
	if err := blocks.Check(x, 1); err != nil {
		return nil, nil, fmt.Errorf("mixture: %w", err)
	}
	normals, err := m.components()
	if err != nil {
		return nil, nil, err
	}
	n, d := x.Dims()
	if d != m.Dim() {
		return nil, nil, fmt.Errorf("mixture: the rows have %d columns, the mixture %d; give rows as long as those of the fit", d, m.Dim())
	}
	logP = make([]float64, n)
	if posterior {
		r = mat.NewDense(n, len(normals), nil)
	}
	rows, about := blocks.New(x, nil), rowsOf(m.Means)
	if m.Covariance == Tied {
		about = [][]float64{blocks.Mean(m.Means)}
	}
	blocks.Each(rows.Count(), func() func(int) {
		e := newExpectation(len(normals), rows, about).under(normals)
		return func(b int) {
			first, m := e.block(b)
			copy(logP[first:], e.logP)
			if posterior {
				r.Slice(first, first+m, 0, len(normals)).(*mat.Dense).Copy(mat.NewDense(len(normals), m, e.r.Data).T())
			}
		}
	})
	return logP, r, nil
}

// Sample draws n rows (n × d): a component by the weights, then a row of its normal. Rows of NaN where a covariance is not
// positive definite, no rows where n is below 1 or the model is none.
func (m *GMM) Sample(n int, rng *rand.Rand) *mat.Dense {
	x, _ := m.SampleLabelled(n, rng)
	return x
}

// SampleLabelled is Sample that also tells the component of each row.
func (m *GMM) SampleLabelled(n int, rng *rand.Rand) (x *mat.Dense, labels []int) {
	if n < 1 || m.Dim() == 0 {
		return &mat.Dense{}, nil
	}
	x, labels = mat.NewDense(n, m.Dim(), nil), make([]int, n)
	sources := make([]*distmv.Normal, len(m.Weights))
	for k := range sources {
		var ok bool
		if sources[k], ok = distmv.NewNormal(m.Means.RawRowView(k), m.Covs[k], rng); !ok {
			x.Apply(func(int, int, float64) float64 { return math.NaN() }, x)
			return x, labels
		}
	}
	pick := distuv.NewCategorical(m.Weights, rng)
	for i := range n {
		labels[i] = int(pick.Rand())
		sources[labels[i]].Rand(x.RawRowView(i))
	}
	return x, labels
}

// components gives the components ready for use, or what is wrong with the parameters.
func (m *GMM) components() ([]normal, error) {
	if m.normals != nil {
		return m.normals, nil
	}
	if m.Means == nil || len(m.Weights) != len(m.Covs) || len(m.Weights) == 0 {
		return nil, errors.New("mixture: the model has no components; make it with NewGMM or FitGMM")
	}
	k, d := m.Means.Dims()
	if k != len(m.Weights) {
		return nil, fmt.Errorf("mixture: %d weights for %d means; give as many of each", len(m.Weights), k)
	}
	normals := make([]normal, k)
	for i := range normals {
		if m.Covs[i] == nil || m.Covs[i].SymmetricDim() != d {
			return nil, fmt.Errorf("mixture: covariance %d is not %d×%d as the means ask for", i, d, d)
		}
		if i > 0 && m.Covs[i] == m.Covs[0] {
			normals[i] = normals[0].at(m.Weights[i], m.Means.RawRowView(i))
			continue
		}
		var ok bool
		if normals[i], ok = newNormal(m.Weights[i], m.Means.RawRowView(i), m.Covs[i], m.Covariance); !ok {
			return nil, fmt.Errorf("mixture: covariance %d is not positive definite; enlarge the floor, or drop columns that follow from others", i)
		}
	}
	return normals, nil
}
