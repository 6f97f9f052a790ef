package vae

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// RefineConfig says how the q of single images is improved. Every field's zero value means its default.
type RefineConfig struct {
	Steps        int                   // of Adam for each image; default 200
	Samples      int                   // of z for each image in a step; default 10
	LearningRate float64               // at the first step, falling to 0 along half a cosine; default 0.05
	EvalSamples  int                   // of z for each image in what is reported; default 200, at least 2
	Seed         uint64                // of all noise and of dynamic binarisation
	OnStep       func(done, total int) // called after each step of each block of images
}

// Estimate is a mean over samples and its standard error.
type Estimate struct{ Mean, StdErr float64 }

// Refined is what became of N rows: a q of their own, and what they gain by it, nats.
type Refined struct {
	Mu, LogVar    *mat.Dense // [N, L]: q(z) = N(Mu_i, diag exp LogVar_i)
	Before, After []Estimate // the ELBO with the encoder's q, and with the row's own
	Gain          []Estimate // After − Before on the same noise, so that most of its error cancels
	measure       score.Measure
}

// Scores are the ELBO before and after as scores, lower bounds of log p(x).
func (r Refined) Scores() (before, after score.Score) {
	means := func(e []Estimate) score.Score {
		logP := make([]float64, len(e))
		for i := range e {
			logP[i] = e[i].Mean
		}
		return score.New(logP, score.LowerBound, r.measure)
	}
	return means(r.Before), means(r.After)
}

// Refine gives every row a q of its own. It starts at the encoder's mu and logVar and climbs the ELBO in these 2L numbers, for
// each row alone; encoder and decoder stay as they are.
//
//	ELBO(x; mu, logVar) = E_q[log p(x|z)] − KL(q ‖ p),   z = mu + exp(logVar/2) ε,  ε ~ N(0, I)
//
// What is gained is the amortisation gap: the price of one encoder for all rows. What then still lacks to log p(x) is the
// approximation gap, that of a diagonal normal (Cremer, Li & Duvenaud 2018, "Inference Suboptimality in Variational
// Autoencoders"). Gradients are pathwise, the optimiser is Adam (Kingma & Ba 2015).
//
// The steps see noise; so a row whose ELBO has not risen on fresh noise keeps the encoder's q, and has a gain of 0. What is
// reported comes from noise that neither the steps nor that choice have seen: a gain may be a little below 0, within its
// error. The same seed and rows give the same numbers.
//
// Errors: rows that do not fit, settings out of range, weights that are not finite, ctx's end (it wraps ErrInterrupted).
func (m *Model) Refine(ctx context.Context, rows Rows, cfg RefineConfig) (Refined, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return Refined{}, err
	}
	x, err := m.cfg.floats(rows, cfg.Seed)
	if err != nil {
		return Refined{}, err
	}
	n := rows.Len()
	r := Refined{Mu: mat.NewDense(n, m.cfg.Latent, nil), LogVar: mat.NewDense(n, m.cfg.Latent, nil), measure: m.cfg.measure()}
	size := min(n, blockRows)
	for first := 0; first < n; first += size {
		b := &block{model: m, cfg: cfg, first: first, count: min(size, n-first), total: (n + size - 1) / size * cfg.Steps}
		b.x = train.Padded(x, m.cfg.D, first, b.count, size)
		if err := b.refine(ctx, &r); err != nil {
			return Refined{}, err
		}
	}
	return r, nil
}

// withDefaults replaces every zero value, or says what is wrong.
func (c RefineConfig) withDefaults() (RefineConfig, error) {
	for _, p := range []struct {
		name           string
		value          *int
		standard, most int
	}{{"Steps", &c.Steps, 200, math.MaxInt32}, {"Samples", &c.Samples, 10, 1000}, {"EvalSamples", &c.EvalSamples, 200, math.MaxInt32}} {
		if *p.value == 0 {
			*p.value = p.standard
		}
		if *p.value < 1 || *p.value > p.most {
			return c, fmt.Errorf("vae: %s is %d; take 1 to %d, %d is usual", p.name, *p.value, p.most, p.standard)
		}
	}
	if c.EvalSamples < 2 {
		return c, fmt.Errorf("vae: EvalSamples is %d; a standard error takes 2 or more", c.EvalSamples)
	}
	if c.LearningRate == 0 {
		c.LearningRate = 0.05
	}
	if !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0) {
		return c, fmt.Errorf("vae: LearningRate is %v; it must be positive, 0.05 is usual", c.LearningRate)
	}
	return c, nil
}

// block is up to blockRows rows that are refined together; their numbers do not mix.
type block struct {
	model               *Model
	cfg                 RefineConfig
	x                   *tensors.Tensor // [B, D], B ≥ count: padded
	first, count, total int             // the block's first row, its rows, the steps of all blocks
}

// refine climbs, chooses and measures, and writes the block's part of r.
func (b *block) refine(ctx context.Context, r *Refined) error {
	encoder, err := b.encode()
	if err != nil {
		return err
	}
	own, err := b.climb(ctx, encoder)
	if err != nil {
		return err
	}
	_, _, gain, err := b.compare(ctx, streamChoose, encoder, own)
	if err != nil {
		return err
	}
	l := b.model.cfg.Latent
	for i, g := range gain {
		if g.Mean <= 0 {
			copy(own.mu[i*l:(i+1)*l], encoder.mu[i*l:])
			copy(own.logVar[i*l:(i+1)*l], encoder.logVar[i*l:])
		}
	}
	before, after, gain, err := b.compare(ctx, streamReport, encoder, own)
	if err != nil {
		return err
	}
	r.Before, r.After, r.Gain = append(r.Before, before...), append(r.After, after...), append(r.Gain, gain...)
	for i := range b.count {
		for j := range l {
			r.Mu.Set(b.first+i, j, float64(own.mu[i*l+j]))
			r.LogVar.Set(b.first+i, j, float64(own.logVar[i*l+j]))
		}
	}
	return nil
}

// compare estimates the ELBO of each row for two q on the same noise, from EvalSamples draws of z, and their difference.
func (b *block) compare(ctx context.Context, stream uint64, one, other codes) (first, second, gain []Estimate, err error) {
	size := b.x.Shape().Dim(0)
	samples := max(1, chunkDecoded/size)
	draws := [3][][]float64{make([][]float64, b.count), make([][]float64, b.count), make([][]float64, b.count)}
	for chunk := 0; chunk*samples < b.cfg.EvalSamples; chunk++ {
		if err := b.stopped(ctx); err != nil {
			return nil, nil, nil, err
		}
		noise := train.Generator(stream, b.cfg.Seed, uint64(b.first), uint64(chunk))
		v, err1 := b.bounds(one, samples, noise)
		w, err2 := b.bounds(other, samples, noise)
		if err := errors.Join(err1, err2); err != nil {
			return nil, nil, nil, err
		}
		for i := range b.count {
			for s := range min(samples, b.cfg.EvalSamples-chunk*samples) {
				a, c := v[i*samples+s], w[i*samples+s]
				draws[0][i], draws[1][i], draws[2][i] = append(draws[0][i], a), append(draws[1][i], c), append(draws[2][i], c-a)
			}
		}
	}
	return estimates(draws[0]), estimates(draws[1]), estimates(draws[2]), nil
}

// estimates are the means of each row's draws with their standard errors.
func estimates(draws [][]float64) []Estimate {
	out := make([]Estimate, len(draws))
	for i, d := range draws {
		mean, sd := stat.MeanStdDev(d, nil)
		out[i] = Estimate{Mean: mean, StdErr: sd / math.Sqrt(float64(len(d)))}
	}
	return out
}

// stopped is the error of a context that has ended.
func (b *block) stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("vae: %w while rows %d to %d were refined (%w)", ErrInterrupted, b.first, b.first+b.count-1, context.Cause(ctx))
}
