//go:build core

package chapter08

import (
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

const batch, pixels, latent = 5, 784, 20

type (
	oneToTwo = func(*model.Scope, *graph.Node) (a, b *graph.Node)
	twoToOne = func(x, y *graph.Node) *graph.Node
)

// TestCells holds the notebook's functions equal to the library's.
func TestCells(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	x, logits := bits(r, batch, pixels), normal(r, 20, batch, pixels) // far enough out for a naive softplus to overflow
	mu, logVar, z := normal(r, 1, batch, latent), normal(r, 1, batch, latent), normal(r, 1, batch, latent)
	params := map[string]any{vae.ParamHidden: []int{400}, vae.ParamLatent: latent, vae.ParamPixels: pixels,
		activation.ParamActivation: "relu"}
	split := func(f oneToTwo) same.Function {
		return func(s *model.Scope, in []*graph.Node) []*graph.Node { a, b := f(s, in[0]); return []*graph.Node{a, b} }
	}
	plain := func(f twoToOne) same.Function {
		return func(_ *model.Scope, in []*graph.Node) []*graph.Node { return []*graph.Node{f(in[0], in[1])} }
	}
	draw := func(f func(*model.Scope, *graph.Node, *graph.Node) *graph.Node) same.Function {
		return func(s *model.Scope, in []*graph.Node) []*graph.Node { return []*graph.Node{f(s, in[0], in[1])} }
	}
	decode := func(f func(*model.Scope, *graph.Node) *graph.Node) same.Function {
		return func(s *model.Scope, in []*graph.Node) []*graph.Node { return []*graph.Node{f(s, in[0])} }
	}
	same.Pairs(t, map[string]same.Pair{
		"Encoder":        {Cell: split(Encoder), Library: split(vae.Encoder), Inputs: []any{x}, Params: params},
		"Reparameterize": {Cell: draw(Reparameterize), Library: draw(vae.Reparameterize), Inputs: []any{mu, logVar}, Params: params},
		"Decoder":        {Cell: decode(Decoder), Library: decode(vae.Decoder), Inputs: []any{z}, Params: params},
		"LogBernoulli":   {Cell: plain(LogBernoulli), Library: plain(vae.LogBernoulli), Inputs: []any{x, logits}, Params: params},
		"KL":             {Cell: plain(KL), Library: plain(vae.KL), Inputs: []any{mu, logVar}, Params: params},
		"ELBO":           {Cell: split(ELBO), Library: split(vae.ELBO), Inputs: []any{x}, Params: params},
	})
}

// normal are numbers ~ N(0, scale²).
func normal(r *rand.Rand, scale float64, rows, columns int) [][]float32 {
	return table(rows, columns, func() float32 { return float32(scale * r.NormFloat64()) })
}

// bits are zeros and ones.
func bits(r *rand.Rand, rows, columns int) [][]float32 {
	return table(rows, columns, func() float32 { return float32(r.IntN(2)) })
}

func table(rows, columns int, draw func() float32) [][]float32 {
	values := make([][]float32, rows)
	for i := range values {
		values[i] = make([]float32, columns)
		for j := range values[i] {
			values[i][j] = draw()
		}
	}
	return values
}
