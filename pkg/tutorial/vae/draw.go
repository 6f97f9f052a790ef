package vae

import "math/rand/v2"

// Which stream of random numbers belongs to what; added to the seed, so that none is drawn twice, nor one of package
// train's.
const (
	streamELBO   = 0x656c626f00 << 16 // Model.ELBO
	streamImport = 0x696d706f72 << 16 // Model.LogLikelihood
	streamSample = 0x73616d706c << 16 // Model.Sample
	streamPixels = 0x706978656c << 16 // dynamic binarisation of a matrix
	streamRefine = 0x726566696e << 16 // Model.Refine: its steps
	streamChoose = 0x63686f6f73 << 16 // whether an image takes what the steps found
	streamReport = 0x7265706f72 << 16 // what is reported of it
)

// drawReal draws 0 or 1 with the given probabilities.
func drawReal(p []float32, seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed+streamPixels, 0))
	x := make([]float32, len(p))
	for i := range p {
		if r.Float32() < p[i] {
			x[i] = 1
		}
	}
	return x
}
