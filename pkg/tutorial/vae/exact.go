package vae

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

const (
	gridReach = 8    // the grid ends where the prior's mass outside is 1e-15
	gridTol   = 1e-4 // nats by which log p(x) may change between the grid and one twice as coarse
)

// Quadrature gives log p(x) of each row by summing over a grid of codes, which a code of one or two numbers allows; the
// sum is taken in float64 from the decoder's outputs.
//
//	log p(x) = log ∫ N(z; 0, I) p(x|z) dz ≈ log Σ_g h^L N(z_g; 0, I) p(x|z_g)
//
// with an odd number of points on each axis from −8 to 8, h apart; 2001 are plenty for L = 1, 201 for L = 2. Every second
// point makes a grid twice as coarse: where the two differ by more than 1e-4 nats, the error names the row and asks for
// more points. The score counts as exact. Trapezoidal sums of smooth functions that fall off like a normal density
// converge faster than any power of h (Trefethen & Weideman 2014, SIAM Review 56, 385); kinks of relu slow them to h².
func (m *Model) Quadrature(rows Rows, points int) (score.Score, error) {
	if m.cfg.Latent > 2 {
		return score.Score{}, fmt.Errorf("vae: a grid over %d latent numbers has too many points; use LogLikelihood", m.cfg.Latent)
	}
	if points < 3 || points%2 == 0 {
		return score.Score{}, fmt.Errorf("vae: %d points on each axis; take an odd number of 3 or more, such as 201", points)
	}
	flat, err := m.cfg.floats(rows, 0)
	if err != nil {
		return score.Score{}, err
	}
	x := mat.NewDense(rows.Len(), m.cfg.D, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64(flat[i*m.cfg.D+j]) }, x)
	fine, coarse, err := m.sumGrid(x, grid{points, m.cfg.Latent})
	if err != nil {
		return score.Score{}, err
	}
	for i := range fine {
		if d := math.Abs(fine[i] - coarse[i]); !(d <= gridTol) {
			return score.Score{}, fmt.Errorf("vae: row %d: log p(x) is %.4f on the grid and %.4f on one twice as coarse; take more points than %d",
				i, fine[i], coarse[i], points)
		}
	}
	return score.New(fine, score.Exact, m.cfg.measure()), nil
}

// sumGrid is log p(x) of each row by the grid and by its every second point.
func (m *Model) sumGrid(x *mat.Dense, g grid) (fine, coarse []float64, err error) {
	n, _ := x.Dims()
	fine, coarse = make([]float64, n), make([]float64, n)
	for i := range n {
		fine[i], coarse[i] = math.Inf(-1), math.Inf(-1)
	}
	cfg := m.cfg
	if cfg.Sigma, err = m.Sigma(); err != nil {
		return nil, nil, err
	}
	step := 4 * train.Chunk // codes decoded at a time
	for first := 0; first < g.size(); first += step {
		count := min(step, g.size()-first)
		codes := make([]float32, 0, count*g.latent)
		for k := range count {
			codes = append(codes, g.code(first+k)...)
		}
		outs, err := m.machine.InChunks(codes, g.latent, "decoding_a_grid", func(s *model.Scope, in []*Node) []*Node {
			return []*Node{m.cfg.decoder(s, in[0])}
		})
		if err != nil {
			return nil, nil, err
		}
		logP := cfg.logJoint(x, outs[0]) // [N, count]
		addTo(fine, logP, func(k int) float64 { return g.logWeight(first + k) })
		addTo(coarse, logP, func(k int) float64 {
			if !g.even(first + k) {
				return math.Inf(-1)
			}
			return g.logWeight(first+k) + float64(g.latent)*math.Ln2
		})
	}
	return fine, coarse, nil
}

// addTo adds Σ_k exp(logP_ik + logWeight(k)) to each exp(sum_i), in logarithms.
func addTo(sum []float64, logP *mat.Dense, logWeight func(k int) float64) {
	_, codes := logP.Dims()
	weights, terms := make([]float64, codes), make([]float64, codes+1)
	for k := range weights {
		weights[k] = logWeight(k)
	}
	for i := range sum {
		floats.AddTo(terms[:codes], logP.RawRowView(i), weights)
		terms[codes] = sum[i]
		sum[i] = floats.LogSumExp(terms)
	}
}

// logJoint is log p(x_i|z_k) in float64, [N, K], for rows x [N, D] and the decoder's outputs out [K, D]. Both likelihoods
// are a product of matrices and a number for each row:
//
//	Bernoulli: x·l − Σ_d softplus(l_d)          Gaussian: (x·mean − ½|x|² − ½|mean|²)/sigma² − D/2 log(2π sigma²)
func (c Config) logJoint(x, out *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	codes, _ := out.Dims()
	var product mat.Dense
	product.Mul(x, out.T())
	offset := make([]float64, codes)
	for k := range offset {
		for _, l := range out.RawRowView(k) {
			if c.Likelihood == Gaussian {
				offset[k] -= l * l / 2
			} else {
				offset[k] -= elbo.Softplus(l)
			}
		}
	}
	for i := range n {
		own := floats.Dot(x.RawRowView(i), x.RawRowView(i)) / 2
		for k, v := range product.RawRowView(i) {
			v += offset[k]
			if c.Likelihood == Gaussian {
				v = (v-own)/(c.Sigma*c.Sigma) - float64(d)/2*math.Log(2*math.Pi*c.Sigma*c.Sigma)
			}
			product.Set(i, k, v)
		}
	}
	return &product
}

// grid numbers the points of a grid of codes with the given number of points on each axis.
type grid struct{ points, latent int }

func (g grid) size() int {
	if g.latent == 1 {
		return g.points
	}
	return g.points * g.points
}

// axes are the indices of point k on each axis.
func (g grid) axes(k int) []int {
	if g.latent == 1 {
		return []int{k}
	}
	return []int{k / g.points, k % g.points}
}

// step is h, the distance of two points.
func (g grid) step() float64 { return 2 * gridReach / float64(g.points-1) }

// code is point k, rounded to float32 as the decoder takes it.
func (g grid) code(k int) []float32 {
	z := make([]float32, 0, 2)
	for _, i := range g.axes(k) {
		z = append(z, float32(float64(i)*g.step()-gridReach))
	}
	return z
}

// logWeight is log h^L N(z_k; 0, I).
func (g grid) logWeight(k int) float64 {
	logW := 0.0
	for _, i := range g.axes(k) {
		z := float64(i)*g.step() - gridReach
		logW += math.Log(g.step()) - z*z/2 - math.Log(2*math.Pi)/2
	}
	return logW
}

// even tells whether the point is one of every second on each axis.
func (g grid) even(k int) bool {
	for _, i := range g.axes(k) {
		if i%2 != 0 {
			return false
		}
	}
	return true
}
