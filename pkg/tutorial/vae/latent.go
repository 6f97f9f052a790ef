package vae

import (
	"fmt"
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// Encode gives q(z|x) of each row: mean mu and log-variance logVar, [N, L] each.
func (m *Model) Encode(rows Rows) (mu, logVar *mat.Dense, err error) {
	x, err := m.cfg.floats(rows, 0)
	if err != nil {
		return nil, nil, err
	}
	out, err := m.machine.InChunks(x, m.cfg.D, "encoding", func(s *model.Scope, in []*Node) []*Node {
		mu, logVar := m.cfg.encoder(s, in[0])
		return []*Node{mu, logVar}
	})
	if err != nil {
		return nil, nil, err
	}
	return out[0], out[1], nil
}

// Decode gives the mean of p(x|z) for each code z [N, L]: [N, D], under a Bernoulli the probability that a pixel is 1.
func (m *Model) Decode(z mat.Matrix) (*mat.Dense, error) {
	n, l := z.Dims()
	if l != m.cfg.Latent || n == 0 {
		return nil, fmt.Errorf("vae: codes are %d×%d; give 1 or more rows of %d numbers", n, l, m.cfg.Latent)
	}
	out, err := m.machine.InChunks(Matrix(z).(*table).real, l, "decoding", func(s *model.Scope, in []*Node) []*Node {
		out := m.cfg.decoder(s, in[0])
		if m.cfg.Likelihood == Bernoulli {
			out = Sigmoid(out)
		}
		return []*Node{out}
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Sample draws n codes from the prior N(0, I) and gives the mean of p(x|z) for each: [n, D].
func (m *Model) Sample(n int, seed uint64) (*mat.Dense, error) {
	if n < 1 {
		return nil, fmt.Errorf("vae: %d samples; take 1 or more", n)
	}
	return m.Decode(Prior(n, m.cfg.Latent, seed))
}

// Prior draws n codes of l numbers from N(0, I): [n, l]. The first rows are the same for every n.
func Prior(n, l int, seed uint64) *mat.Dense {
	r := rand.New(rand.NewPCG(seed+streamSample, 0))
	z := mat.NewDense(n, l, nil)
	z.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, z)
	return z
}

// Reconstruct encodes each row, takes the mean of its code and decodes it: [N, D]. Good to look at; but a bound needs
// samples of the code, not its mean: see ELBO.
func (m *Model) Reconstruct(rows Rows) (*mat.Dense, error) {
	mu, _, err := m.Encode(rows)
	if err != nil {
		return nil, err
	}
	return m.Decode(mu)
}

// Interpolate decodes steps ≥ 2 codes on the straight line from one code to another, both ends included: [steps, D].
func (m *Model) Interpolate(from, to []float64, steps int) (*mat.Dense, error) {
	l := m.cfg.Latent
	if len(from) != l || len(to) != l || steps < 2 {
		return nil, fmt.Errorf("vae: codes of %d and %d numbers, %d steps; give codes of %d and 2 steps or more", len(from), len(to), steps, l)
	}
	z := mat.NewDense(steps, l, nil)
	for i := range steps {
		t := float64(i) / float64(steps-1)
		for j := range l {
			z.Set(i, j, (1-t)*from[j]+t*to[j])
		}
	}
	return m.Decode(z)
}

// Images makes grey images of rows [N, h·w] of numbers in [0, 1]; those beyond are clipped.
func Images(x mat.Matrix, h, w int) (*dataset.Images, error) {
	n, d := x.Dims()
	if d != h*w {
		return nil, fmt.Errorf("vae: rows of %d numbers make no images of %d×%d", d, h, w)
	}
	images := &dataset.Images{H: h, W: w, Pixels: make([]uint8, n*d), Labels: make([]uint8, n)}
	for i := range images.Pixels {
		images.Pixels[i] = uint8(math.Round(255 * min(max(x.At(i/d, i%d), 0), 1)))
	}
	return images, nil
}
