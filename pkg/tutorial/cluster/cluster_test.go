package cluster

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// random gives n rows of d numbers around k places.
func random(rng *rand.Rand, n, d, k int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, 10+float64((i%k)*(j+1)%k)+rng.NormFloat64())
		}
	}
	return x
}

// The inertia never rises, the labels of every step are the nearest centres, and those of the end are a fixed point.
func TestDescent(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 60 {
		n, d := 2+rng.IntN(300), 1+rng.IntN(6)
		k := 1 + rng.IntN(min(n, 9))
		x := random(rng, n, d, k)
		last := math.Inf(1)
		m, err := FitKMeans(context.Background(), x, Config{K: k, Seed: rng.Uint64(), Each: func(s Step) {
			if s.Inertia > last*(1+1e-13) {
				t.Errorf("inertia rises from %v to %v at iteration %d", last, s.Inertia, s.Iteration)
			}
			last = s.Inertia
		}})
		if err != nil {
			t.Fatal(err)
		}
		if !m.Converged || m.Inertia != last {
			t.Errorf("converged %v, inertia %v after %v", m.Converged, m.Inertia, last)
		}
		again, err := FitKMeans(context.Background(), x, Config{Centres: m.Centres, MaxIter: 1})
		if err != nil || !mat.EqualApprox(again.Centres, m.Centres, 1e-12) || !slices.Equal(again.Labels, m.Labels) {
			t.Errorf("the end is no fixed point (%v)", err)
		}
	}
}

// The same seed gives the same numbers on any number of processors; restarts only help.
func TestSeed(t *testing.T) {
	x := random(rand.New(rand.NewPCG(2, 2)), 5000, 4, 7)
	fit := func(processors int, cfg Config) *KMeans {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		m, err := FitKMeans(context.Background(), x, cfg)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	one, many := fit(1, Config{K: 7, Seed: 5}), fit(6, Config{K: 7, Seed: 5})
	if one.Inertia != many.Inertia || !mat.Equal(one.Centres, many.Centres) || !slices.Equal(one.Labels, many.Labels) {
		t.Error("the result depends on the number of processors")
	}
	if more := fit(2, Config{K: 7, Seed: 5, Restarts: 5}); more.Inertia > one.Inertia {
		t.Errorf("five restarts end at %v, one at %v", more.Inertia, one.Inertia)
	}
}

// Far apart groups are found from any seed, as the chance of two starting centres in one of them is tiny.
func TestPlusPlus(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	x := mat.NewDense(400, 2, nil)
	for i := range 400 {
		x.SetRow(i, []float64{1000*float64(i%8) + rng.NormFloat64(), rng.NormFloat64()})
	}
	for seed := range uint64(30) {
		c, err := PlusPlus(x, 8, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			t.Fatal(err)
		}
		var groups []int
		for k := range 8 {
			groups = append(groups, int(math.Round(c.At(k, 0)/1000)))
		}
		slices.Sort(groups)
		if !slices.Equal(groups, []int{0, 1, 2, 3, 4, 5, 6, 7}) {
			t.Errorf("seed %d: centres in groups %v", seed, groups)
		}
	}
	// As many clusters as distinct rows, some rows many times.
	y := mat.NewDense(9, 1, []float64{1, 1, 1, 1, 1, 1, 2, 2, 3})
	m, err := FitKMeans(context.Background(), y, Config{K: 3})
	if err != nil || m.Inertia > 1e-30 {
		t.Errorf("three distinct rows, three clusters: %+v, %v", m, err)
	}
}

// Of two clusters one is empty and one has a single row, the farthest from its centre: that row must stay.
func TestEmptyCluster(t *testing.T) {
	x := mat.NewDense(3, 1, []float64{0, 0.25, 10})
	m, err := FitKMeans(context.Background(), x, Config{Centres: mat.NewDense(3, 1, []float64{0, 15, -1000})})
	if err != nil || m.Inertia != 0 || m.Labels[2] != 1 || !m.Converged {
		t.Errorf("%+v, %v; want every row on its own centre", m, err)
	}
}

func TestCancelled(t *testing.T) {
	x := random(rand.New(rand.NewPCG(4, 4)), 2000, 3, 9)
	ctx, cancel := context.WithCancel(context.Background())
	m, err := FitKMeans(ctx, x, Config{K: 9, Restarts: 3, Each: func(s Step) {
		if s.Iteration == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || m == nil || m.Iterations != 2 || m.Converged || !(m.Inertia > 0) {
		t.Errorf("got %+v, %v; want the state after two iterations and context.Canceled", m, err)
	}
	choices, err := Elbow(ctx, x, []int{2, 3}, 0, Config{})
	if !errors.Is(err, context.Canceled) || len(choices) != 0 {
		t.Errorf("elbow: %v, %v", choices, err)
	}
}

func TestElbow(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	x := mat.NewDense(600, 2, nil)
	for i := range 600 {
		a := 2 * math.Pi * float64(i%4) / 4
		x.SetRow(i, []float64{9*math.Cos(a) + rng.NormFloat64(), 9*math.Sin(a) + rng.NormFloat64()})
	}
	choices, err := Elbow(context.Background(), x, []int{1, 2, 3, 4, 5, 6}, 0, Config{Seed: 1, Restarts: 5})
	if err != nil {
		t.Fatal(err)
	}
	best := 1
	for i, c := range choices {
		if c.K != i+1 || i > 0 && c.Inertia > choices[i-1].Inertia {
			t.Errorf("K = %d: inertia %v", c.K, c.Inertia)
		}
		if c.K > 1 && c.Silhouette > choices[best].Silhouette {
			best = i
		}
	}
	if !math.IsNaN(choices[0].Silhouette) || choices[best].K != 4 {
		t.Errorf("one cluster has silhouette %v; the highest is at K = %d, want 4", choices[0].Silhouette, choices[best].K)
	}
	without, err := Elbow(context.Background(), x, []int{4}, -1, Config{Seed: 1, Restarts: 5})
	if err != nil || !math.IsNaN(without[0].Silhouette) || without[0].Inertia != choices[3].Inertia {
		t.Errorf("without silhouettes: %+v, %v", without, err)
	}
}

// A sample's values are those of its rows, and their mean is near that of all.
func TestSilhouetteSample(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	x := random(rng, 900, 3, 3)
	labels := make([]int, 900)
	for i := range labels {
		labels[i] = i % 3
	}
	all, err := Silhouette(x, labels)
	if err != nil {
		t.Fatal(err)
	}
	rows, s, err := SilhouetteSample(x, labels, 300, 1)
	if err != nil || len(rows) != 300 || !slices.IsSorted(rows) || len(slices.Compact(slices.Clone(rows))) != 300 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows {
		if s[i] != all[row] {
			t.Errorf("row %d: %v in the sample, %v among all", row, s[i], all[row])
		}
	}
	if off := stat.Mean(s, nil) - stat.Mean(all, nil); math.Abs(off) > 5*stat.StdDev(all, nil)/math.Sqrt(300) {
		t.Errorf("the sample's mean is off by %v", off)
	}
	if _, s, err := SilhouetteSample(x, labels, 5000, 1); err != nil || !slices.Equal(s, all) {
		t.Errorf("a sample of more than all rows: %v", err)
	}
}

// A row alone in its cluster counts 0; so does one on top of all others.
func TestSilhouetteEdges(t *testing.T) {
	s, err := Silhouette(mat.NewDense(3, 1, []float64{0, 1, 9}), []int{0, 0, 1})
	if err != nil || s[2] != 0 || math.Abs(s[0]-8.0/9) > 1e-15 {
		t.Errorf("%v, %v", s, err)
	}
	s, err = Silhouette(mat.NewDense(4, 1, []float64{5, 5, 5, 5}), []int{0, 1, 0, 1})
	if err != nil || !slices.Equal(s, []float64{0, 0, 0, 0}) {
		t.Errorf("equal rows: %v, %v", s, err)
	}
	// A number without rows is no cluster.
	s, err = Silhouette(mat.NewDense(4, 1, []float64{0, 1, 8, 9}), []int{0, 0, 3, 3})
	if err != nil || math.Abs(s[0]-7.5/8.5) > 1e-15 {
		t.Errorf("labels 0 and 3: %v, %v", s, err)
	}
}

func TestBadInput(t *testing.T) {
	x := random(rand.New(rand.NewPCG(8, 8)), 6, 2, 2)
	with := func(v float64) *mat.Dense { m := mat.DenseCopyOf(x); m.Set(4, 1, v); return m }
	same := mat.NewDense(5, 2, slices.Repeat([]float64{7, 7}, 5))
	labels := []int{0, 0, 0, 1, 1, 1}
	kmeans := func(x mat.Matrix, cfg Config) error {
		_, err := FitKMeans(context.Background(), x, cfg)
		return err
	}
	silhouette := func(x mat.Matrix, labels []int) error { _, err := Silhouette(x, labels); return err }
	fitted, err := FitKMeans(context.Background(), x, Config{K: 2})
	if err != nil {
		t.Fatal(err)
	}
	predict := func(m *KMeans, x mat.Matrix) error { _, err := m.Predict(x); return err }
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"nil":               {kmeans(nil, Config{K: 2}), "0 rows"},
		"empty":             {kmeans(&mat.Dense{}, Config{K: 2}), "0 rows"},
		"NaN":               {kmeans(with(math.NaN()), Config{K: 2}), "row 4, column 1 is NaN"},
		"Inf":               {kmeans(with(math.Inf(1)), Config{K: 2}), "row 4, column 1 is +Inf"},
		"huge":              {kmeans(with(1e200), Config{K: 2}), "row 4, column 1 is 1e+200"},
		"no K":              {kmeans(x, Config{}), "K is 0"},
		"negative K":        {kmeans(x, Config{K: -1}), "K is -1"},
		"K above n":         {kmeans(x, Config{K: 7}), "7 clusters for 6 rows"},
		"equal rows":        {kmeans(same, Config{K: 2}), "only 1 distinct rows for 2 clusters"},
		"equal rows, start": {kmeans(same, Config{Centres: x.Slice(0, 2, 0, 2)}), "fewer than 2 distinct rows"},
		"start's width":     {kmeans(x, Config{Centres: mat.NewDense(2, 3, nil)}), "Centres is 2×3"},
		"start's K":         {kmeans(x, Config{K: 3, Centres: mat.NewDense(2, 2, nil)}), "for 3 clusters"},
		"start's NaN":       {kmeans(x, Config{Centres: with(math.NaN())}), "Centres: density: row 4"},
		"negative MaxIter":  {kmeans(x, Config{K: 2, MaxIter: -1}), "MaxIter is -1"},
		"negative Restarts": {kmeans(x, Config{K: 2, Restarts: -1}), "Restarts -1"},
		"NaN Tol":           {kmeans(x, Config{K: 2, Tol: math.NaN()}), "Tol is NaN"},
		"silhouette, NaN":   {silhouette(with(math.NaN()), labels), "row 4"},
		"few labels":        {silhouette(x, labels[:5]), "5 labels for 6 rows"},
		"negative label":    {silhouette(x, []int{0, 0, 0, 1, 1, -1}), "label -1 of row 5"},
		"large label":       {silhouette(x, []int{0, 0, 0, 1, 1, 6}), "label 6 of row 5"},
		"one cluster":       {silhouette(x, make([]int, 6)), "6 rows in 1 clusters"},
		"n clusters":        {silhouette(x, []int{0, 1, 2, 3, 4, 5}), "6 rows in 6 clusters"},
		"one row":           {silhouette(x.Slice(0, 1, 0, 2), []int{0}), "1 rows in 1 clusters"},
		"predict, width":    {predict(fitted, mat.NewDense(2, 3, nil)), "3 columns, the centres 2"},
		"predict, NaN":      {predict(fitted, with(math.NaN())), "row 4"},
		"predict, no model": {predict(&KMeans{}, x), "no Centres"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
	if _, err := AdjustedRand([]int{1}, nil); err == nil {
		t.Error("labellings of 1 and 0 rows: no error")
	}
	if _, _, err := SilhouetteSample(x, labels, 0, 1); err == nil {
		t.Error("a sample of no rows: no error")
	}
	if _, err := Elbow(context.Background(), x, []int{2}, 0, Config{Centres: x}); err == nil {
		t.Error("an elbow with given centres: no error")
	}
	// One row is one cluster; a constant column changes nothing.
	if m, err := FitKMeans(context.Background(), x.Slice(0, 1, 0, 2), Config{K: 1}); err != nil || m.Inertia != 0 {
		t.Errorf("one row: %+v, %v", m, err)
	}
}
