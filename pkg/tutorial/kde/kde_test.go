package kde

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

var kernels = []Kernel{Gaussian, Tophat, Epanechnikov, Exponential, Linear}

var (
	_ density.Density = (*KDE)(nil)
	_ density.Sampler = (*KDE)(nil)
	_ density.Scorer  = (*KDE)(nil)
)

func random(rng *rand.Rand, n, d int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, rng.NormFloat64()+3*float64(i%3))
		}
	}
	return x
}

func fit(t *testing.T, x mat.Matrix, kernel Kernel, h float64) *KDE {
	t.Helper()
	k, err := New(x, kernel, h)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// plain is log p(x) without a tree: every term of the sum.
func plain(k *KDE, x []float64) float64 {
	n, d := k.Points.Dims()
	terms := make([]float64, n)
	for i := range terms {
		r := floats.Distance(x, k.Points.RawRowView(i), 2) / k.Bandwidth
		terms[i] = k.Kernel.log(r * r)
	}
	return floats.LogSumExp(terms) + k.Kernel.LogNorm(d) - float64(d)*math.Log(k.Bandwidth) - math.Log(float64(n))
}

// ∫p = 1: on the line, split at the edges of the bumps; in the plane, in polar coordinates around a point.
func TestNormalised(t *testing.T) {
	points := []float64{-0.4, 0.1, 2}
	for _, kernel := range kernels {
		const h = 0.7
		reach := h
		if !kernel.bounded() {
			reach = 40 * h
		}
		line := fit(t, mat.NewDense(3, 1, points), kernel, h)
		var edges []float64
		for _, p := range points {
			edges = append(edges, p-reach, p, p+reach)
		}
		slices.Sort(edges)
		mass := 0.0
		for i := 1; i < len(edges); i++ {
			mass += quad.Fixed(func(x float64) float64 { return math.Exp(line.LogProb([]float64{x})) }, edges[i-1], edges[i], 150, nil, 0)
		}
		reference.Near(t, kernel.String()+", ∫p dx", mass, 1, 1e-9)
		plane := fit(t, mat.NewDense(1, 2, []float64{0.3, -0.2}), kernel, h)
		mass = quad.Fixed(func(angle float64) float64 {
			return quad.Fixed(func(r float64) float64 {
				return r * math.Exp(plane.LogProb([]float64{0.3 + r*math.Cos(angle), -0.2 + r*math.Sin(angle)}))
			}, 0, reach, 150, nil, 0)
		}, 0, 2*math.Pi, 20, nil, 0)
		reference.Near(t, kernel.String()+", ∫∫p dx dy", mass, 1, 1e-9)
	}
}

// The tree gives the plain sum, for any kernel, bandwidth and dimension, also where every term is below the least number.
func TestTree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 80 {
		n, d := 1+rng.IntN(1500), 1+rng.IntN(10)
		x := random(rng, n, d)
		if i%4 == 0 { // copies, and a column that is constant
			for row := range n {
				x.SetRow(row, x.RawRowView(row%7%n))
				x.Set(row, 0, 5)
			}
		}
		for _, kernel := range kernels {
			k := fit(t, x, kernel, math.Exp(rng.NormFloat64()*2))
			q := mat.NewDense(1+rng.IntN(70), d, nil)
			rows, _ := q.Dims()
			for r := range rows {
				q.SetRow(r, x.RawRowView(rng.IntN(n)))
				for j := range d {
					q.Set(r, j, q.At(r, j)+rng.NormFloat64()*math.Exp(4*rng.Float64()-2))
				}
			}
			s, err := k.Score(q)
			if err != nil {
				t.Fatal(err)
			}
			for r := range rows {
				want := plain(k, q.RawRowView(r))
				reference.Near(t, kernel.String()+", LogProb", k.LogProb(q.RawRowView(r)), want, 1e-12)
				reference.Near(t, kernel.String()+", Score", s.LogP[r], want, 1e-12)
			}
		}
	}
	for _, kernel := range []Kernel{Gaussian, Exponential} {
		k := fit(t, random(rng, 300, 2), kernel, 1e-3)
		for _, far := range []float64{1, 1e3, 1e6} {
			q := []float64{far, -far}
			reference.Near(t, kernel.String()+", far away", k.LogProb(q), plain(k, q), 1e-12)
		}
	}
}

// |computed p − p| ≤ rel·p + abs; and the tolerance is used.
func TestWithin(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	used := 0
	for range 60 {
		d := 1 + rng.IntN(5)
		x := random(rng, 2000, d)
		for _, kernel := range kernels {
			exact := fit(t, x, kernel, math.Exp(rng.NormFloat64()))
			rel, abs := math.Exp(-10*rng.Float64()), 0.0
			if rng.IntN(2) == 0 {
				rel, abs = 0, math.Exp(-10*rng.Float64())*1e-3
			}
			k, err := exact.Within(rel, abs)
			if err != nil {
				t.Fatal(err)
			}
			for range 4 {
				q := mat.Row(nil, rng.IntN(2000), x)
				q[0] += 2 * rng.NormFloat64()
				p, want := math.Exp(k.LogProb(q)), math.Exp(exact.LogProb(q))
				if math.Abs(p-want) > rel*want+abs+1e-13*want {
					t.Errorf("%v: p = %g, exact %g, tolerances %g and %g", kernel, p, want, rel, abs)
				}
				if p != want {
					used++
				}
			}
		}
	}
	if used < 200 {
		t.Errorf("only %d answers of 1200 differ from the exact ones", used)
	}
	exact := fit(t, random(rng, 9, 2), Gaussian, 1)
	rough, err := exact.Within(0.1, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err1 := exact.Score(exact.Points)
	b, err2 := rough.Score(exact.Points)
	if err1 != nil || err2 != nil || a.Kind != score.Exact || b.Kind != score.Estimate || a.Measure != score.Lebesgue {
		t.Errorf("kinds %v and %v, errors %v, %v", a.Kind, b.Kind, err1, err2)
	}
}

// split puts the smallest in front, whatever the order and however many are equal.
func TestSplit(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		n := 1 + rng.IntN(200)
		keys, index := make([]float64, n), make([]int, n)
		for i := range keys {
			keys[i], index[i] = float64(rng.IntN(1+rng.IntN(n))), i
		}
		before, k := slices.Clone(keys), rng.IntN(n)
		split(keys, index, k)
		for i := range keys {
			if keys[i] != before[index[i]] || i < k && keys[i] > keys[k] || i > k && keys[i] < keys[k] {
				t.Fatalf("split %v at %d: %v", before, k, keys)
			}
		}
		slices.Sort(index)
		if index[0] != 0 || index[n-1] != n-1 || len(slices.Compact(index)) != n {
			t.Fatal("an index is lost")
		}
	}
}

// The share of draws within half a bandwidth and their mean squared length, in units of h, are the kernel's.
func TestSample(t *testing.T) {
	const n = 20000
	rng := rand.New(rand.NewPCG(4, 4))
	for _, d := range []int{1, 2, 5} {
		f := float64(d)
		second := map[Kernel]float64{Gaussian: f, Tophat: f / (f + 2), Epanechnikov: f / (f + 4), Exponential: f * (f + 1), Linear: f * (f + 1) / ((f + 2) * (f + 3))}
		for _, kernel := range kernels {
			k := fit(t, mat.NewDense(1, d, slices.Repeat([]float64{7}, d)), kernel, 0.5)
			x := k.Sample(n, rng)
			inside, sum, squares := 0.0, 0.0, 0.0
			for i := range n {
				r := floats.Distance(x.RawRowView(i), k.Points.RawRowView(0), 2) / 0.5
				if r < 0.5 {
					inside++
				}
				sum += r * r
				squares += r * r * r * r
			}
			// Sphere of radius r in d dimensions: d V_d r^(d−1).
			sphere := math.Log(f) + f/2*math.Log(math.Pi) - lgamma(f/2+1)
			share := quad.Fixed(func(r float64) float64 {
				return math.Exp(sphere+kernel.LogNorm(d)+(f-1)*math.Log(r)) * kernel.At(r)
			}, 0, 0.5, 60, nil, 0)
			if off := inside/n - share; math.Abs(off) > 5*math.Sqrt(share*(1-share)/n) {
				t.Errorf("%v, d = %d: the share within h/2 is off by %g from %g", kernel, d, off, share)
			}
			if off := sum/n - second[kernel]; math.Abs(off) > 5*math.Sqrt(squares/n/n) {
				t.Errorf("%v, d = %d: the mean squared length is off by %g from %g", kernel, d, off, second[kernel])
			}
		}
	}
	k := fit(t, random(rng, 50, 2), Linear, 1)
	a, b := k.Sample(9, rand.New(rand.NewPCG(5, 5))), k.Sample(9, rand.New(rand.NewPCG(5, 5)))
	if !mat.Equal(a, b) {
		t.Error("the rows do not follow from the source")
	}
}

func TestNames(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "zh")
	got := ""
	for _, k := range append(slices.Clone(kernels), 9) {
		got += k.String() + " "
	}
	if got != "高斯核 平顶核 叶帕涅奇尼科夫核 指数核 线性核 Kernel(9) " {
		t.Errorf("got %q", got)
	}
}
