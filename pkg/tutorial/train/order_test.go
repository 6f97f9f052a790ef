package train

import (
	"slices"
	"testing"
)

// TestOrder: an epoch visits every row once, the last batch holds the rest, epochs and seeds differ, and a step asked
// for out of turn gives the same rows.
func TestOrder(t *testing.T) {
	for _, c := range []struct{ n, batch, steps, last int }{{10, 4, 3, 2}, {8, 4, 2, 4}, {5, 5, 1, 5}, {5, 1, 5, 1}} {
		o := newOrder(c.n, c.batch, 1)
		if o.stepsPerEpoch() != int64(c.steps) {
			t.Fatalf("%v: %d steps an epoch", c, o.stepsPerEpoch())
		}
		var epochs [3][]int32
		dst := make([]int32, c.batch)
		for step := range int64(3 * c.steps) {
			count := o.rows(step, dst)
			want := c.batch
			if step%int64(c.steps) == int64(c.steps-1) {
				want = c.last
			}
			if count != want || count != o.size(step) {
				t.Fatalf("%v: step %d has %d rows, size %d, want %d", c, step, count, o.size(step), want)
			}
			epochs[step/int64(c.steps)] = append(epochs[step/int64(c.steps)], dst[:count]...)
		}
		for e, rows := range epochs {
			sorted := slices.Sorted(slices.Values(rows))
			for i, r := range sorted {
				if r != int32(i) {
					t.Fatalf("%v: epoch %d visits %v", c, e, rows)
				}
			}
		}
		if c.n == 10 && (slices.Equal(epochs[0], epochs[1]) || slices.Equal(epochs[0], ofSeed(c.n, c.batch, 2))) {
			t.Errorf("%v: the order does not change", c)
		}
		late := newOrder(c.n, c.batch, 1)
		count := late.rows(int64(2*c.steps), dst)
		if !slices.Equal(dst[:count], epochs[2][:count]) {
			t.Errorf("%v: a resumed order differs", c)
		}
	}
}

func ofSeed(n, batch int, seed uint64) (rows []int32) {
	o, dst := newOrder(n, batch, seed), make([]int32, batch)
	for step := range o.stepsPerEpoch() {
		rows = append(rows, dst[:o.rows(step, dst)]...)
	}
	return rows
}

// TestGenerator: no two of many pieces of work share a state.
func TestGenerator(t *testing.T) {
	seen := map[[3]uint64]bool{}
	total := 0
	for _, stream := range []uint64{StreamNoise, streamOrder, 0x656c626f00 << 16} {
		for seed := range uint64(5) {
			for a := range uint64(50) {
				for b := range uint64(20) {
					seen[Generator(stream, seed, a, b)] = true
					total++
				}
			}
		}
	}
	if len(seen) != total {
		t.Errorf("%d states for %d pieces of work", len(seen), total)
	}
}
