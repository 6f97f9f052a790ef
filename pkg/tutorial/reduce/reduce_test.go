package reduce

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// normals is n×d standard normal noise.
func normals(rng *rand.Rand, n, d int) *mat.Dense {
	m := mat.NewDense(n, d, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = rng.NormFloat64()
	}
	return m
}

// correlated is n×d noise whose columns are mixed.
func correlated(rng *rand.Rand, n, d int) *mat.Dense {
	var x mat.Dense
	x.Mul(normals(rng, n, d), normals(rng, d, d))
	x.Apply(func(_, j int, v float64) float64 { return v + float64(j) }, &x)
	return &x
}

// What a PCA promises, on random rows of all shapes and by both ways of finding it.
func TestProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	for _, shape := range [][2]int{{2, 1}, {2, 5}, {5, 5}, {20, 3}, {40, 7}, {9, 30}, {3000, 60}} {
		n, d := shape[0], shape[1]
		x := correlated(rng, n, d)
		p, err := FitPCA(x, 0)
		if err != nil {
			t.Fatal(err)
		}
		k, _ := p.Dims()
		if k != min(n-1, d) || !slices.IsSortedFunc(p.Variance, func(a, b float64) int { return int(math.Copysign(1, b-a)) }) {
			t.Errorf("%d×%d: %d components, variances %v", n, d, k, p.Variance)
		}
		if sum := floats.Sum(p.Ratio); math.Abs(sum-1) > 1e-12 {
			t.Errorf("%d×%d: the ratios sum to %v", n, d, sum)
		}
		var gram mat.Dense
		gram.Mul(p.Components, p.Components.T())
		eye := mat.NewDiagDense(k, nil)
		for i := range k {
			eye.SetDiag(i, 1)
		}
		if !mat.EqualApprox(&gram, eye, 1e-12) {
			t.Errorf("%d×%d: the components are not orthonormal", n, d)
		}
		z, err := p.Transform(x)
		if err != nil {
			t.Fatal(err)
		}
		for j := range k {
			mean, v := stat.MeanVariance(mat.Col(nil, j, z), nil)
			if math.Abs(mean) > 1e-12*math.Sqrt(p.Total)*float64(n) || !scalar.EqualWithinAbsOrRel(v, p.Variance[j], 1e-12*p.Total, 1e-9) {
				t.Errorf("%d×%d: coordinate %d has mean %v, variance %v; want 0, %v", n, d, j, mean, v, p.Variance[j])
			}
		}
		back, err := p.Inverse(z)
		if err != nil || !mat.EqualApprox(back, x, 1e-10*math.Sqrt(p.Total)) {
			t.Errorf("%d×%d: all components do not give the rows back (%v)", n, d, err)
		}
		for keep := 1; keep <= k; keep += 1 + k/3 {
			q, err := p.Keep(keep)
			if err != nil {
				t.Fatal(err)
			}
			got, err := q.Error(x)
			want := float64(n-1) / float64(n) * (p.Total - floats.Sum(q.Variance))
			if err != nil || !scalar.EqualWithinAbs(got, want, 1e-10*p.Total) {
				t.Errorf("%d×%d, K = %d: error %v, want %v (%v)", n, d, keep, got, want, err)
			}
		}
	}
}

// No other subspace loses less: every random one of as many dimensions has a larger error.
func TestBestSubspace(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 6))
	x := correlated(rng, 50, 5)
	p, err := FitPCA(x, 2)
	if err != nil {
		t.Fatal(err)
	}
	best, _ := p.Error(x)
	for range 200 {
		v, err := orthonormal("v", normals(rng, 2, 5))
		if err != nil {
			t.Fatal(err)
		}
		other := *p
		other.Components = v
		if e, _ := other.Error(x); e < best {
			t.Fatalf("a random subspace has error %v, the principal one %v", e, best)
		}
	}
}

// Singular values and the covariance's eigenvectors find the same.
func TestBothWaysAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	x := correlated(rng, 700, 12)
	mean := columnMeans(x)
	a, b := &PCA{Mean: mean, N: 700}, &PCA{Mean: mean, N: 700}
	if err := a.fromSVD(a.centred(x), 12); err != nil {
		t.Fatal(err)
	}
	if err := b.fromCovariance(covariance(x, mean), 12); err != nil {
		t.Fatal(err)
	}
	for j := range 12 {
		fixSign(a.Components.RawRowView(j))
		fixSign(b.Components.RawRowView(j))
	}
	if !floats.EqualApprox(a.Variance, b.Variance, 1e-12*a.Total) || !mat.EqualApprox(a.Components, b.Components, 1e-9) {
		t.Errorf("variances %v and %v", a.Variance, b.Variance)
	}
	var want mat.SymDense
	stat.CovarianceMatrix(&want, x, nil)
	if !mat.EqualApprox(covariance(x, mean), &want, 1e-12*a.Total) {
		t.Error("the covariance differs from gonum's")
	}
}

func TestProcessorsChangeNothing(t *testing.T) {
	x := correlated(rand.New(rand.NewPCG(4, 6)), 5000, 50)
	var all []*PCA
	for _, n := range []int{1, 4} {
		before := runtime.GOMAXPROCS(n)
		p, err := FitPCA(x, 3)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if !mat.Equal(all[0].Components, all[1].Components) || !slices.Equal(all[0].Variance, all[1].Variance) {
		t.Error("one processor and four give different numbers")
	}
}

func TestSigns(t *testing.T) {
	for _, c := range []struct{ in, want []float64 }{
		{[]float64{1, -2, 0.5}, []float64{-1, 2, -0.5}},
		{[]float64{-1, 1}, []float64{1, -1}},
		{[]float64{-1, 1 + 1e-15}, []float64{1, -1 - 1e-15}},
		{[]float64{0, 3}, []float64{0, 3}},
	} {
		got := slices.Clone(c.in)
		if fixSign(got); !slices.Equal(got, c.want) {
			t.Errorf("%v became %v, want %v", c.in, got, c.want)
		}
	}
}

// A constant column has no part in it; an offset of 1e8 changes no direction.
func TestConstantAndOffset(t *testing.T) {
	x := correlated(rand.New(rand.NewPCG(5, 6)), 30, 3)
	p, err := FitPCA(x, 0)
	if err != nil {
		t.Fatal(err)
	}
	y := mat.NewDense(30, 4, nil)
	y.Apply(func(i, j int, _ float64) float64 {
		if j == 3 {
			return 0.1
		}
		return x.At(i, j) + 1e8
	}, y)
	q, err := FitPCA(y, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !mat.EqualApprox(q.Components.Slice(0, 3, 0, 3), p.Components, 1e-6) || q.Variance[3] > 1e-15*q.Total || q.Mean[3] != 0.1 {
		t.Errorf("components %v, want %v; variance of the constant %v", mat.Formatted(q.Components), mat.Formatted(p.Components), q.Variance[3])
	}
}

func TestPPCADensity(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	x := correlated(rng, 60, 3)
	m, err := FitPPCA(x, 1)
	if err != nil {
		t.Fatal(err)
	}
	var _ density.Density = m
	var _ density.Sampler = m
	var _ density.Scorer = m
	s, err := m.Score(x)
	if err != nil || s.Kind != score.Exact || s.Measure != score.Lebesgue || m.Dim() != 3 || !math.IsNaN(m.LogProb([]float64{1})) {
		t.Errorf("score %v (%v), Dim %d", s, err, m.Dim())
	}
	// Samples have the model's mean and covariance, within 6 standard errors.
	const n = 40000
	y := m.Sample(n, rand.New(rand.NewPCG(7, 6)))
	if !mat.Equal(y, m.Sample(n, rand.New(rand.NewPCG(7, 6)))) {
		t.Error("the samples do not follow from the source")
	}
	var want mat.Dense
	want.Mul(m.W, m.W.T())
	var got mat.SymDense
	stat.CovarianceMatrix(&got, y, nil)
	for i := range 3 {
		want.Set(i, i, want.At(i, i)+m.Sigma2)
	}
	for i := range 3 {
		if d := stat.Mean(mat.Col(nil, i, y), nil) - m.Mean[i]; math.Abs(d) > 6*math.Sqrt(want.At(i, i)/n) {
			t.Errorf("column %d: mean off by %v", i, d)
		}
		for j := range 3 {
			se := math.Sqrt((want.At(i, i)*want.At(j, j) + want.At(i, j)*want.At(i, j)) / n)
			if math.Abs(got.At(i, j)-want.At(i, j)) > 6*se {
				t.Errorf("covariance %d, %d is %v, want %v", i, j, got.At(i, j), want.At(i, j))
			}
		}
	}
	if r, _ := m.Sample(0, rng).Dims(); r != 0 {
		t.Error("no samples were asked for")
	}
	// At its maximum: other σ² and other scales of W are less likely.
	for _, f := range []float64{0.9, 1.1} {
		other, err := FitPPCA(x, 1)
		if err != nil {
			t.Fatal(err)
		}
		other.W.Scale(f, other.W)
		if less := scoreOf(t, other, x); less >= s.Mean {
			t.Errorf("W times %v: mean log p %v, at the maximum %v", f, less, s.Mean)
		}
		other.W.Scale(1/f, other.W)
		other.Sigma2 *= f
		if less := scoreOf(t, other, x); less >= s.Mean {
			t.Errorf("σ² times %v: mean log p %v, at the maximum %v", f, less, s.Mean)
		}
	}
}

// scoreOf is the mean log p(x) of the model that m's W and Sigma2 describe.
func scoreOf(t *testing.T, m *PPCA, x *mat.Dense) float64 {
	t.Helper()
	var err error
	if m.LinearGaussian, err = newLinear(m); err != nil {
		t.Fatal(err)
	}
	s, err := m.Score(x)
	if err != nil {
		t.Fatal(err)
	}
	return s.Mean
}

func TestAngles(t *testing.T) {
	x := []float64{1, 0, 0}
	for _, want := range []float64{0, 1e-12, 1e-7, 0.3, math.Pi / 4, 1.2, math.Pi/2 - 1e-12, math.Pi / 2} {
		sin, cos := math.Sincos(want)
		got, err := PrincipalAngles(mat.NewDense(1, 3, x), mat.NewDense(1, 3, []float64{-2 * cos, 2 * sin, 0}))
		if err != nil || math.Abs(got[0]-want) > 1e-15+1e-12*want {
			t.Errorf("angle %v, want %v (%v)", got, want, err)
		}
	}
	// The weights of a linear autoencoder span PCA's subspace when they are any mixture of its components.
	rng := rand.New(rand.NewPCG(8, 6))
	p, err := FitPCA(correlated(rng, 40, 6), 3)
	if err != nil {
		t.Fatal(err)
	}
	var mixed mat.Dense
	mixed.Mul(normals(rng, 3, 3), p.Components)
	got, err := PrincipalAngles(&mixed, p.Components)
	if err != nil || floats.Max(got) > 1e-12 {
		t.Errorf("angles of a mixture: %v (%v)", got, err)
	}
}

func TestBadInput(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 6))
	x := normals(rng, 6, 3)
	with := func(v float64) *mat.Dense { y := mat.DenseCopyOf(x); y.Set(4, 1, v); return y }
	p, err := FitPCA(x, 2)
	if err != nil {
		t.Fatal(err)
	}
	flatRows := mat.NewDense(6, 3, nil)
	for i := range 6 {
		flatRows.SetRow(i, []float64{float64(i), 2 * float64(i), 1})
	}
	fit := func(x mat.Matrix, k int) func() error { return func() error { _, err := FitPCA(x, k); return err } }
	ppca := func(x mat.Matrix, k int) func() error { return func() error { _, err := FitPPCA(x, k); return err } }
	angles := func(a, b mat.Matrix) func() error {
		return func() error { _, err := PrincipalAngles(a, b); return err }
	}
	for _, c := range []struct {
		want string
		f    func() error
	}{
		{"0 rows", fit(nil, 0)},
		{"0 rows", fit((*mat.Dense)(nil), 0)},
		{"0 rows", fit(&mat.Dense{}, 0)},
		{"1 rows, at least 2", fit(normals(rng, 1, 3), 0)},
		{"row 4, column 1 is NaN", fit(with(math.NaN()), 0)},
		{"row 4, column 1 is +Inf", fit(with(math.Inf(1)), 0)},
		{"row 1, column 4 is -Inf", fit(with(math.Inf(-1)).T(), 0)},
		{"overflow", fit(with(1e300), 0)},
		{"overflow", fit(mat.NewDense(2, 1, []float64{1.7e308, -1.7e308}), 0)},
		{"overflow", fit(mat.NewDense(300000, 8, slices.Repeat([]float64{1e200, -1e200, 3}, 800000)), 0)},
		{"4 components are asked for; 6 rows of 3 columns have 1 to 3", fit(x, 4)},
		{"-1 components", fit(x, -1)},
		{"3 components", fit(normals(rng, 3, 9), 3)},
		{"all 4 rows are equal", fit(mat.NewDense(4, 2, []float64{.1, 7, .1, 7, .1, 7, .1, 7}), 0)},
		{"4 columns, the PCA has 3", func() error { _, err := p.Transform(normals(rng, 2, 4)); return err }},
		{"row 4, column 1 is NaN", func() error { _, err := p.Transform(with(math.NaN())); return err }},
		{"0 rows", func() error { _, err := p.Transform(&mat.Dense{}); return err }},
		{"3 columns, the PCA has 2 components", func() error { _, err := p.Inverse(x); return err }},
		{"row 4, column 1 is NaN", func() error { _, err := p.Inverse(with(math.NaN())); return err }},
		{"4 columns, the PCA has 3", func() error { _, err := p.Error(normals(rng, 2, 4)); return err }},
		{"keep 1 to 2", func() error { _, err := p.Keep(3); return err }},
		{"keep 1 to 2", func() error { _, err := p.Keep(0); return err }},
		{"allow 1 to 2", ppca(x, 3)},
		{"allow 1 to 2", ppca(x, 0)},
		{"row 4, column 1 is NaN", ppca(with(math.NaN()), 1)},
		{"leaves no noise", ppca(flatRows, 1)},
		{"3 columns, the density has", func() error {
			m, err := FitPPCA(normals(rng, 9, 4), 1)
			if err != nil {
				return err
			}
			_, err = m.Score(x)
			return err
		}},
		{"rows of 3 and of 4 columns", angles(normals(rng, 2, 3), normals(rng, 2, 4))},
		{"basis b: 6 rows of 3 columns are dependent", angles(normals(rng, 2, 3), x)},
		{"basis a: its rows are dependent", angles(flatRows.Slice(0, 3, 0, 3), normals(rng, 1, 3))},
		{"basis a: its rows are dependent", angles(mat.NewDense(1, 3, nil), normals(rng, 1, 3))},
		{"basis b: density: row 0, column 2 is NaN", angles(normals(rng, 1, 3), mat.NewDense(1, 3, []float64{1, 2, math.NaN()}))},
	} {
		if err := c.f(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v; want %q", err, c.want)
		}
	}
}
