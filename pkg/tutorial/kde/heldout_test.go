package kde

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
)

// A tiny bandwidth memorises: what it has seen becomes ever more probable and new rows ever less, and its samples are
// copies, at distance 0 in the end, while fresh data stay as far away as before.
func TestMemorises(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	train, test := random(rng, 400, 2), random(rng, 400, 2)
	lastSeen, lastNew, lastDistance := math.Inf(-1), math.Inf(1), math.Inf(1)
	for _, h := range []float64{0.3, 0.1, 0.03, 0.01, 1e-3, 1e-5} {
		k := fit(t, train, Gaussian, h)
		seen, err1 := k.Score(train)
		unseen, err2 := k.Score(test)
		distances, err3 := NearestDistances(k.Sample(300, rng), train)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		distance := stat.Mean(distances, nil)
		if seen.Mean <= lastSeen || unseen.Mean >= lastNew || distance >= lastDistance || distance > 2*h {
			t.Errorf("h = %g: training rows %.2f nats (before: %.2f), new rows %.2f (%.2f), samples %g off (%g)",
				h, seen.Mean, lastSeen, unseen.Mean, lastNew, distance, lastDistance)
		}
		lastSeen, lastNew, lastDistance = seen.Mean, unseen.Mean, distance
	}
	fresh, err := NearestDistances(test, train)
	if err != nil {
		t.Fatal(err)
	}
	others, err := NearestOthers(train)
	if err != nil {
		t.Fatal(err)
	}
	a, b := stat.Mean(fresh, nil), stat.Mean(others, nil)
	if lastDistance > 1e-4*a || math.Abs(a-b) > 0.2*b {
		t.Errorf("samples are %g off, fresh rows %g, training rows %g from one another", lastDistance, a, b)
	}
}

// On draws of a standard normal the searches find a bandwidth near Silverman's, which is the best there.
func TestSearchOnNormal(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	x := mat.NewDense(800, 1, nil)
	for i := range 800 {
		x.Set(i, 0, rng.NormFloat64())
	}
	rule, err := Silverman(x)
	if err != nil {
		t.Fatal(err)
	}
	grid := floats.LogSpan(make([]float64, 25), 0.02, 2)
	one, err1 := LeaveOneOut(context.Background(), x, Gaussian, grid)
	ten, err2 := CrossValidate(context.Background(), x, Gaussian, grid, ShuffledFolds(800, 10, 1))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for _, best := range []float64{one.Best, ten.Best} {
		if best < rule/2.5 || best > rule*2.5 {
			t.Errorf("the best bandwidth is %g, Silverman's %g", best, rule)
		}
	}
	if top := floats.MaxIdx(one.LogP); one.Bandwidths[top] != one.Best || len(one.LogP) != 25 {
		t.Errorf("%+v", one)
	}
}

func TestFolds(t *testing.T) {
	if got := ConsecutiveFolds(7, 3); !slices.Equal(got, []int{0, 0, 0, 1, 1, 2, 2}) {
		t.Errorf("consecutive: %v", got)
	}
	got := ShuffledFolds(20, 3, 5)
	if !slices.Equal(got, ShuffledFolds(20, 3, 5)) || slices.Equal(got, ShuffledFolds(20, 3, 6)) {
		t.Error("the folds do not follow from the seed")
	}
	slices.Sort(got)
	if !slices.Equal(got, append(append(slices.Repeat([]int{0}, 7), slices.Repeat([]int{1}, 7)...), slices.Repeat([]int{2}, 6)...)) {
		t.Errorf("shuffled: %v", got)
	}
	for _, k := range []int{-1, 0, 9} {
		if len(ConsecutiveFolds(4, k)) != 4 || len(ShuffledFolds(4, k, 1)) != 4 || len(ConsecutiveFolds(-1, k)) != 0 {
			t.Errorf("%d folds", k)
		}
	}
}

// The nearest of all, by trying all.
func TestNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 30 {
		n, d := 2+rng.IntN(500), 1+rng.IntN(9)
		x, q := random(rng, n, d), random(rng, 20, d)
		got, err := NearestDistances(q, x)
		if err != nil {
			t.Fatal(err)
		}
		others, err := NearestOthers(x)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			want, other := math.Inf(1), math.Inf(1)
			for j := range n {
				want = min(want, floats.Distance(q.RawRowView(i), x.RawRowView(j), 2))
				if j != i%n {
					other = min(other, floats.Distance(x.RawRowView(i%n), x.RawRowView(j), 2))
				}
			}
			reference.Near(t, "nearest", got[i], want, 1e-13)
			reference.Near(t, "nearest other", others[i%n], other, 1e-13)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	x := random(rand.New(rand.NewPCG(4, 4)), 20, 2)
	if s, err := LeaveOneOut(ctx, x, Gaussian, []float64{1, 2}); !errors.Is(err, context.Canceled) || len(s.LogP) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestBadInput(t *testing.T) {
	x := random(rand.New(rand.NewPCG(5, 5)), 6, 2)
	with := func(v float64) *mat.Dense { m := mat.DenseCopyOf(x); m.Set(4, 1, v); return m }
	same := mat.NewDense(5, 2, slices.Repeat([]float64{0.1, 7}, 5))
	one := x.Slice(0, 1, 0, 2)
	good := fit(t, x, Gaussian, 1)
	make := func(x mat.Matrix, kernel Kernel, h float64) error { _, err := New(x, kernel, h); return err }
	score := func(x mat.Matrix) error { _, err := good.Score(x); return err }
	within := func(rel, abs float64) error { _, err := good.Within(rel, abs); return err }
	bandwidth := func(h float64) error { _, err := good.WithBandwidth(h); return err }
	rule := func(x mat.Matrix) error { _, err := Silverman(x); return err }
	robust := func(x ...float64) error { _, err := SilvermanRobust(x); return err }
	out := func(x mat.Matrix, kernel Kernel, hs ...float64) error {
		_, err := LeaveOneOut(context.Background(), x, kernel, hs)
		return err
	}
	folds := func(folds ...int) error {
		_, err := CrossValidate(context.Background(), x, Gaussian, []float64{1}, folds)
		return err
	}
	nearest := func(x, points mat.Matrix) error { _, err := NearestDistances(x, points); return err }
	_, lonely := NearestOthers(one)
	_, empty := (&KDE{}).Score(x)
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"nil":                 {make(nil, Gaussian, 1), "0 rows"},
		"empty":               {make(&mat.Dense{}, Gaussian, 1), "0 rows"},
		"NaN":                 {make(with(math.NaN()), Gaussian, 1), "row 4, column 1 is NaN"},
		"Inf":                 {make(with(math.Inf(1)), Gaussian, 1), "row 4, column 1 is +Inf"},
		"huge":                {make(with(1e151), Gaussian, 1), "row 4, column 1 is 1e+151"},
		"kernel":              {make(x, 5, 1), "Kernel is 5"},
		"h = 0":               {make(x, Gaussian, 0), "bandwidth is 0"},
		"h < 0":               {make(x, Gaussian, -1), "bandwidth is -1"},
		"h NaN":               {make(x, Gaussian, math.NaN()), "bandwidth is NaN"},
		"h Inf":               {make(x, Gaussian, math.Inf(1)), "bandwidth is +Inf"},
		"WithBandwidth":       {bandwidth(0), "bandwidth is 0"},
		"Within, rel":         {within(1, 0), "rel 1"},
		"Within, abs":         {within(0, math.NaN()), "abs NaN"},
		"score, width":        {score(mat.NewDense(1, 3, nil)), "3 columns, the points 2"},
		"score, NaN":          {score(with(math.NaN())), "row 4"},
		"score, nil":          {score(nil), "0 rows"},
		"no model":            {empty, "no points"},
		"rule, one row":       {rule(one), "1 rows"},
		"rule, equal rows":    {rule(same), "all equal"},
		"robust, none":        {robust(), "no numbers"},
		"robust, one":         {robust(1), "1 rows"},
		"robust, equal":       {robust(0.1, 0.1, 0.1), "all equal"},
		"robust, NaN":         {robust(1, math.NaN()), "row 1"},
		"no bandwidths":       {out(x, Gaussian), "no bandwidths"},
		"bad bandwidth":       {out(x, Gaussian, 1, -2), "bandwidth is -2"},
		"search, one row":     {out(one, Gaussian, 1), "1 rows"},
		"search, kernel":      {out(x, -1, 1), "Kernel is -1"},
		"out of reach":        {out(x, Tophat, 1e-9), "out of reach"},
		"few folds":           {folds(1, 2), "2 folds for 6 rows"},
		"one fold":            {folds(3, 3, 3, 3, 3, 3), "all rows are in one fold"},
		"nearest, width":      {nearest(x, mat.NewDense(1, 3, nil)), "2 columns, the points 3"},
		"nearest, NaN":        {nearest(with(math.NaN()), x), "row 4"},
		"nearest, NaN points": {nearest(x, with(math.NaN())), "points: density: row 4"},
		"others, one row":     {lonely, "1 rows"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
	if !math.IsNaN(good.LogProb([]float64{1})) || !math.IsNaN((&KDE{}).LogProb(nil)) {
		t.Error("LogProb of a row of another length, or of no model, is a number")
	}
	if none := (&KDE{}); none.Dim() != 0 || !none.Sample(3, nil).IsEmpty() || !good.Sample(0, nil).IsEmpty() {
		t.Error("no model, or no rows, gives rows")
	}
	// One row is enough for a density, and so is a column that does not vary.
	if k := fit(t, one, Epanechnikov, 1); math.IsNaN(k.LogProb(x.RawRowView(0))) {
		t.Error("one row: NaN")
	}
}
