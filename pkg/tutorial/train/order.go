package train

import (
	"math/bits"
	"math/rand/v2"
)

// Which stream of random numbers belongs to what; added to the seed, so that none is drawn twice. Packages that draw
// beside their training have streams of their own.
const (
	streamOrder = 0x6f72646572 << 16 // the epoch's permutation
	StreamNoise = 0x6e6f697365 << 16 // a training step's noise
)

// order says which rows are the batch of a step: every epoch visits all n rows once, in an order that follows from
// (seed, epoch); its last batch holds what is left over.
type order struct {
	n, batch int
	seed     uint64
	epoch    int64   // of perm; −1 before the first
	perm     []int32 // the epoch's order of rows
}

func newOrder(n, batch int, seed uint64) *order {
	return &order{n: n, batch: batch, seed: seed, epoch: -1, perm: make([]int32, n)}
}

// stepsPerEpoch is ⌈n/batch⌉.
func (o *order) stepsPerEpoch() int64 { return int64((o.n + o.batch - 1) / o.batch) }

// rows writes the rows of the step's batch into dst [batch] and returns how many there are; the rest of dst is 0.
func (o *order) rows(step int64, dst []int32) (count int) {
	epoch, k := step/o.stepsPerEpoch(), step%o.stepsPerEpoch()
	if epoch != o.epoch {
		o.epoch = epoch
		for i := range o.perm {
			o.perm[i] = int32(i)
		}
		r := rand.New(rand.NewPCG(o.seed+streamOrder, uint64(epoch)))
		r.Shuffle(o.n, func(i, j int) { o.perm[i], o.perm[j] = o.perm[j], o.perm[i] })
	}
	count = copy(dst[:o.batch], o.perm[int(k)*o.batch:])
	clear(dst[count:o.batch])
	return count
}

// size is the number of rows in the step's batch.
func (o *order) size(step int64) int {
	return min(o.batch, o.n-int(step%o.stepsPerEpoch())*o.batch)
}

// Generator returns the state of GoMLX's random generator for one piece of work: the same (stream, seed, a, b) gives
// the same noise, on the same backend, whatever was drawn before it.
func Generator(stream, seed, a, b uint64) [3]uint64 {
	r := rand.NewPCG(seed+stream, a^bits.RotateLeft64(b, 40))
	return [3]uint64{r.Uint64(), r.Uint64(), r.Uint64()}
}
