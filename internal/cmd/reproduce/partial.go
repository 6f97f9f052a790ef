package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/checkpoint"
)

// partial keeps the log-likelihoods of the first test images while the others are still evaluated.
type partial struct {
	dir  string
	k    int
	seed uint64
	rows int // of the whole test set
	step int // of training
}

// kind names the snapshots of this evaluation, so that none of another K, seed, size or training is taken for it.
func (p partial) kind() string {
	return fmt.Sprintf("nll-k%d-seed%d-rows%d-trained%d", p.k, p.seed, p.rows, p.step)
}

// name of the one tensor in a snapshot.
const name = "log_p"

// save keeps the values so far.
func (p partial) save(logP []float64) error {
	var data []byte
	for _, v := range logP {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	values := checkpoint.Tensor{Name: name, DType: "Float64", Dims: []int{len(logP)}, Data: data}
	return checkpoint.Save(p.dir, checkpoint.Snapshot{
		Kind: p.kind(), Step: int64(len(logP)), Tensors: []checkpoint.Tensor{values},
	})
}

// load returns the values so far; none where there is no snapshot.
func (p partial) load() ([]float64, error) {
	s, _, err := checkpoint.Load(p.dir, p.kind())
	if errors.Is(err, checkpoint.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t, _ := s.Tensor(name)
	if len(t.Data) != 8*int(s.Step) || len(t.Data) > 8*p.rows {
		return nil, fmt.Errorf("reproduce: %s in %s holds %d bytes, want 8 for each of %d images; delete it", p.kind(), p.dir, len(t.Data), s.Step)
	}
	logP := make([]float64, s.Step)
	for i := range logP {
		logP[i] = math.Float64frombits(binary.LittleEndian.Uint64(t.Data[8*i:]))
	}
	return logP, nil
}
