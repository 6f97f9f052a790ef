package vae

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Bound is the ELBO of N rows, split into its terms, nats per row.
type Bound struct {
	Recon   []float64 // E_q[log p(x|z)], the mean over the samples
	KL      []float64 // KL(q(z|x) ‖ p(z)), exact
	measure score.Measure
}

// ELBO is Recon − KL, row by row.
func (b Bound) ELBO() []float64 {
	elbo := make([]float64, len(b.Recon))
	for i := range elbo {
		elbo[i] = b.Recon[i] - b.KL[i]
	}
	return elbo
}

// Score is the ELBO as a score: a lower bound of log p(x).
func (b Bound) Score() score.Score { return score.New(b.ELBO(), score.LowerBound, b.measure) }

// Means are the means of the terms over the rows.
func (b Bound) Means() (recon, kl float64) { return stat.Mean(b.Recon, nil), stat.Mean(b.KL, nil) }

// String gives the bound and its terms in one line of the reader's language.
func (b Bound) String() string {
	recon, kl := b.Means()
	s := b.Score()
	return lang.T("ELBO %.2f ± %.2f = %.2f − %.2f nats (%d rows)", s.Mean, s.StdErr, recon, kl, len(b.Recon))
}

// evalBatch is the number of rows evaluated in one call.
const evalBatch = 500

// ELBO gives the evidence lower bound of each row (Kingma & Welling 2014, equation 10), its first term from the given
// number of samples of z:
//
//	ELBO(x) = 1/S Σ_s log p(x|z_s) − KL(q(z|x) ‖ p(z)),   z_s ~ q(z|x)
//
// It is the bound of the model's networks whatever Config.Objective and Config.Beta train. The seed draws z and, where
// pixels are binarised dynamically, x; the same seed gives the same numbers.
func (m *Model) ELBO(rows Rows, samples int, seed uint64) (Bound, error) {
	if samples < 1 {
		return Bound{}, fmt.Errorf("vae: %d samples; take 1 or more", samples)
	}
	x, err := m.cfg.floats(rows, seed)
	if err != nil {
		return Bound{}, err
	}
	n := rows.Len()
	b := Bound{Recon: make([]float64, n), KL: make([]float64, n), measure: m.cfg.measure()}
	for first := 0; first < n; first += evalBatch {
		for sample := range samples {
			noise := train.Generator(streamELBO, seed, uint64(first), uint64(sample))
			out, err := m.evaluate(x, first, min(evalBatch, n-first), noise)
			if err != nil {
				return Bound{}, err
			}
			for i, recon := range out[0] {
				if first+i < n {
					b.Recon[first+i] += float64(recon) / float64(samples)
					b.KL[first+i] = float64(out[1][i])
				}
			}
		}
	}
	for i, v := range b.ELBO() {
		if math.IsNaN(v) {
			return Bound{}, fmt.Errorf("vae: the ELBO of row %d is NaN; the weights are not finite, load the last good checkpoint", i)
		}
	}
	return b, nil
}

// evaluate gives log p(x|z) and the KL of rows first to first+n, padded to evalBatch.
func (m *Model) evaluate(x []float32, first, n int, noise [3]uint64) ([][]float32, error) {
	return m.machine.Call("evaluating_the_ELBO", func(s *model.Scope, in []*Node) []*Node {
		train.SetNoise(m.machine.Store, in[1])
		mu, logVar := m.cfg.encoder(s, in[0])
		out := m.cfg.decoder(s, m.cfg.reparameterize(s, mu, logVar))
		return []*Node{m.cfg.logLikelihood(s, in[0], out), KL(mu, logVar)}
	}, train.Padded(x, m.cfg.D, first, n, evalBatch), noise[:])
}

// measure is what the likelihood is a density to.
func (c Config) measure() score.Measure {
	if c.Likelihood == Gaussian {
		return score.Lebesgue
	}
	return score.Counting
}
