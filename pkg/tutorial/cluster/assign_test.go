package cluster

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// plainLloyd is Lloyd's iteration without bounds, one row and one centre after the other, on rows less their mean: the
// labels of each step.
func plainLloyd(x *mat.Dense, start mat.Matrix, steps int) (labels [][]int) {
	d := newData(x)
	n, width := x.Dims()
	k, _ := start.Dims()
	c, _ := d.start(Config{K: k, Centres: start}, nil)
	dist, diff := make([]float64, k), make([]float64, width)
	for len(labels) < steps {
		near, l := make([]float64, n), make([]int, n)
		for i := range n {
			for j := range k {
				dist[j] = squaredDistance(diff, d.rows.RawRowView(i), c.RawRowView(j))
			}
			l[i] = floats.MinIdx(dist)
			near[i] = dist[l[i]]
		}
		labels = append(labels, slices.Clone(l))
		counts := make([]float64, k)
		c.Zero()
		for i, j := range l {
			floats.Add(c.RawRowView(j), d.rows.RawRowView(i))
			counts[j]++
		}
		for j := range k { // a cluster without rows takes the farthest row that is not alone
			if counts[j] > 0 {
				continue
			}
			far := -1
			for i := range n {
				if counts[l[i]] > 1 && near[i] > 0 && (far < 0 || near[i] > near[far]) {
					far = i
				}
			}
			if far < 0 {
				return labels
			}
			floats.Sub(c.RawRowView(l[far]), d.rows.RawRowView(far))
			c.SetRow(j, d.rows.RawRowView(far))
			counts[j], counts[l[far]] = 1, counts[l[far]]-1
			l[far], near[far] = j, 0
		}
		for j, count := range counts {
			floats.Scale(1/count, c.RawRowView(j))
		}
	}
	return labels
}

// The bounds leave no row out that has a nearer centre: the labels of every step are those of the plain iteration.
func TestBoundsAgainstPlain(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	kinds := map[string]func(i, j, k int) float64{
		"groups":     func(i, j, k int) float64 { return 4*float64(i%k*(j+1)%k) + rng.NormFloat64() },
		"one cloud":  func(int, int, int) float64 { return rng.NormFloat64() },
		"ties":       func(int, int, int) float64 { return float64(rng.IntN(4)) },
		"far away":   func(int, int, int) float64 { return 1e9 + rng.NormFloat64() },
		"tiny":       func(int, int, int) float64 { return 1e-140 * rng.NormFloat64() },
		"large":      func(int, int, int) float64 { return 1e147 * rng.NormFloat64() },
		"heavy tail": func(int, int, int) float64 { return rng.NormFloat64() / math.Pow(rng.Float64(), 6) },
	}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		draw := kinds[name]
		for try := range 40 {
			n, d := 1+rng.IntN(128), 1+rng.IntN(20)
			k := 1 + rng.IntN(min(n, 12))
			if try%8 == 0 {
				k = n
			}
			x := mat.NewDense(n, d, nil)
			for i := range n {
				for j := range d {
					x.Set(i, j, draw(i, j, k))
				}
				if i > 0 && try%4 == 1 && rng.IntN(2) == 0 { // a copy of an earlier row
					x.SetRow(i, x.RawRowView(rng.IntN(i)))
				}
			}
			start := mat.DenseCopyOf(x.Slice(0, k, 0, d))
			if try%4 == 2 { // clusters that start without rows, and two equal centres
				start.Set(k-1, 0, 50*start.At(k-1, 0))
				start.SetRow(k/2, start.RawRowView(0))
			}
			compareSteps(t, fmt.Sprintf("%s, %d×%d, K = %d", name, n, d, k), x, start)
		}
	}
}

func compareSteps(t *testing.T, what string, x *mat.Dense, start mat.Matrix) {
	t.Helper()
	var steps [][]int
	k, _ := start.Dims()
	m, err := FitKMeans(context.Background(), x, Config{Centres: start, MaxIter: 60, Each: func(s Step) {
		steps = append(steps, slices.Clone(s.Labels))
	}})
	for i, want := range plainLloyd(x, start, len(steps)) {
		if !slices.Equal(steps[i], want) {
			t.Fatalf("%s, step %d: labels %v, want %v", what, i, steps[i], want)
		}
	}
	if err != nil {
		if distinct(x) >= k {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	if quiet, err := FitKMeans(context.Background(), x, Config{Centres: start, MaxIter: 60}); err != nil ||
		quiet.Inertia != m.Inertia || !slices.Equal(quiet.Labels, m.Labels) || !mat.Equal(quiet.Centres, m.Centres) {
		t.Errorf("%s: another result without a callback (%v)", what, err)
	}
}

// distinct counts the different rows.
func distinct(x *mat.Dense) int {
	seen := map[string]bool{}
	for i := range x.RawMatrix().Rows {
		seen[fmt.Sprint(x.RawRowView(i))] = true
	}
	return len(seen)
}

// In many blocks of rows: the same labels, centres and inertia with the bounds and when every row is looked at each time.
func TestBoundsAgainstAll(t *testing.T) {
	x := random(rand.New(rand.NewPCG(10, 10)), 3000, 5, 7)
	start := x.Slice(0, 11, 0, 5)
	fit := func(longest float64) *KMeans {
		d := newData(x)
		d.longest = max(d.longest, longest)
		cfg, err := Config{Centres: start}.withDefaults(x)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := d.start(cfg, nil)
		m, err := d.lloyd(context.Background(), cfg, 0, c)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b := fit(0), fit(math.Inf(1)) // an infinite margin trusts no gap
	if a.Iterations < 5 || a.Iterations != b.Iterations || a.Inertia != b.Inertia || !slices.Equal(a.Labels, b.Labels) || !mat.Equal(a.Centres, b.Centres) {
		t.Errorf("%d and %d iterations, inertia %v and %v", a.Iterations, b.Iterations, a.Inertia, b.Inertia)
	}
}

// A gap stays below what it bounds, whatever the centres do.
func TestGap(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	const k, width = 5, 3
	d := newData(random(rng, 200, width, k))
	c := mat.NewDense(k, width, nil)
	c.Apply(func(int, int, float64) float64 { return 3 * rng.NormFloat64() }, c)
	b, labels := newBounds(d, c), make([]int, 200)
	kept := 0
	for step := range 30 {
		d.assign(c, labels, b)
		next := mat.DenseCopyOf(c)
		next.Apply(func(_, _ int, v float64) float64 { return v + 0.1*rng.NormFloat64()/float64(1+step) }, c)
		b.moved(c, next)
		c = next
		for i, l := range labels {
			own, other := 0.0, math.Inf(1)
			for j := range k {
				if v := floats.Distance(d.rows.RawRowView(i), c.RawRowView(j), 2); j == l {
					own = v
				} else {
					other = min(other, v)
				}
			}
			gap := b.gap[i] - b.drop[l]
			if gap > other-own+b.margin {
				t.Fatalf("step %d, row %d: gap %v, but the next centre is only %v farther", step, i, gap, other-own)
			}
			if gap > b.margin {
				kept++
			}
		}
	}
	if kept < 30*200/3 {
		t.Errorf("only %d of 6000 looks are saved", kept)
	}
}
