package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// What a notebook relies on.
var (
	_ = []Classifier{&Gaussian{}, &Bernoulli{}, &Multinomial{}, &Complement{}, &Categorical{}}
	_ = []interface {
		density.Density
		density.Sampler
		density.Scorer
	}{&Gaussian{}, &Bernoulli{}, &Categorical{}}
	_ density.Density = &Multinomial{}
	_                 = []interface { // all but LogJoint
		Classes() int
		Dim() int
		LogProbs(x mat.Matrix) (*mat.Dense, error)
		Probs(x mat.Matrix) (*mat.Dense, error)
		Predict(x mat.Matrix) ([]int, error)
		Accuracy(x mat.Matrix, y []int) (float64, error)
	}{Classifier(nil), &supervised.Logistic{}}
)

var hasDensity = []string{"gaussian", "bernoulli", "categorical"}

// made makes rows 0 … 3 of d columns that depend on their class, one of three.
func made(n, d int, seed uint64) (*mat.Dense, []int) {
	rng := rand.New(rand.NewPCG(seed, 7))
	x, y := mat.NewDense(n, d, nil), make([]int, n)
	for i := range n {
		y[i] = i % 3
		for j := range d {
			x.Set(i, j, float64(max(rng.IntN(4)-(y[i]+j)%2, 0)))
		}
	}
	return x, y
}

var config = Config{Alpha: 0.5, Values: []int{4, 4, 4, 4}}

// equal wants two matrices equal to 1e-12.
func equal(t *testing.T, what string, got, want mat.Matrix) {
	t.Helper()
	if !mat.EqualApprox(got, want, 1e-12) {
		t.Errorf("%s:\n%v\nwant\n%v", what, mat.Formatted(got), mat.Formatted(want))
	}
}

func logProbsOf(t *testing.T, m Classifier, err error, x mat.Matrix) *mat.Dense {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	logP, err := m.LogProbs(x)
	if err != nil {
		t.Fatal(err)
	}
	return logP
}

func TestProbabilitiesSumToOne(t *testing.T) {
	x, y := made(301, 4, 1)
	for name, fit := range fits {
		m, err := fit(x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Probs(x)
		if err != nil {
			t.Fatal(err)
		}
		predicted, _ := m.Predict(x)
		for i := range y {
			reference.Near(t, name, floats.Sum(p.RawRowView(i)), 1, 1e-12)
			if k := floats.MaxIdx(m.LogJoint(nil, x.RawRowView(i))); k != predicted[i] {
				t.Errorf("%s: row %d: predicted %d, the largest joint is of %d", name, i, predicted[i], k)
			}
		}
	}
}

// Parts in any number, added one after the other, give the model of all rows; so do sums where a part lacks a class.
func TestUpdateEqualsOneFit(t *testing.T) {
	x, y := made(1000, 4, 2)
	for name, fit := range fits {
		whole, err := fit(x, y, config)
		want := logProbsOf(t, whole, err, x)
		m, err := fit(x.Slice(0, 10, 0, 4), y[:10], config)
		if err != nil {
			t.Fatal(err)
		}
		for from, to := 10, 11; from < 1000; from, to = to, min(2*to, 1000) {
			if err := m.Update(x.Slice(from, to, 0, 4), y[from:to]); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, name+" in parts", logProbsOf(t, m, nil, x), want)
	}
	gaussian, err := FitGaussian(x, y, config)
	want := logProbsOf(t, gaussian, err, x)
	s, err := NewMoments(3, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i := range y {
		if err := s.Add(x.Slice(i, i+1, 0, 4), y[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	m, err := NewGaussian(s, config)
	equal(t, "row by row", logProbsOf(t, m, err, x), want)
	equal(t, "variance", m.Sigma2, gaussian.Sigma2)
	if err := s.Add(x, y); err != nil || m.Moments.Rows[0] == s.Rows[0] {
		t.Errorf("the model shares the sums that it was made of; error %v", err)
	}
}

func TestSumsMakeTheFits(t *testing.T) {
	x, y := made(200, 4, 3)
	counts, _ := NewCounts(3, 4)
	above, _ := NewCounts(3, 4)
	tables, _ := NewTables(3, config.Values)
	for _, err := range []error{counts.Add(x, y), above.AddAbove(x, y, 0), tables.Add(x, y)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	made := map[string]func() (Classifier, error){
		"bernoulli":   func() (Classifier, error) { return NewBernoulli(above, config) },
		"multinomial": func() (Classifier, error) { return NewMultinomial(counts, config) },
		"complement":  func() (Classifier, error) { return NewComplement(counts, config) },
		"categorical": func() (Classifier, error) { return NewCategorical(tables, config) },
	}
	for name, build := range made {
		fitted, err := fits[name](x, y, config)
		want := logProbsOf(t, fitted, err, x)
		m, err := build()
		equal(t, name, logProbsOf(t, m, err, x), want)
	}
}

// The order of the rows does not matter, nor how a matrix lies in memory.
func TestOrderOfRows(t *testing.T) {
	x, y := made(500, 4, 4)
	order := rand.New(rand.NewPCG(1, 1)).Perm(500)
	shuffled, labels := mat.NewDense(500, 4, nil), make([]int, 500)
	for i, from := range order {
		shuffled.SetRow(i, x.RawRowView(from))
		labels[i] = y[from]
	}
	for name, fit := range fits {
		m, err := fit(x, y, config)
		want := logProbsOf(t, m, err, x)
		m, err = fit(shuffled, labels, config)
		equal(t, name+" shuffled", logProbsOf(t, m, err, x), want)
		view := mat.DenseCopyOf(x.T()).T()
		m, err = fit(view, y, config)
		equal(t, name+" of a view", logProbsOf(t, m, err, view), want)
	}
}

// Every feature said twice doubles the log-odds, for the model takes the copies for independent evidence.
func TestDuplicatedFeaturesDoubleTheLogOdds(t *testing.T) {
	x, y := made(90, 4, 5)
	var twice mat.Dense
	twice.Augment(x, x)
	for _, name := range []string{"gaussian", "bernoulli", "multinomial", "categorical"} {
		cfg := Config{Alpha: 1, Prior: Uniform(3)}
		m, err := fits[name](x, y, cfg)
		once := logProbsOf(t, m, err, x)
		m, err = fits[name](&twice, y, cfg)
		double := logProbsOf(t, m, err, &twice)
		for i := range y {
			for k := 1; k < 3; k++ {
				odds := once.At(i, k) - once.At(i, 0)
				reference.Near(t, fmt.Sprintf("%s, row %d, class %d", name, i, k), double.At(i, k)-double.At(i, 0), 2*odds, 1e-11)
			}
		}
	}
}

// coins is a model whose features are independent given the class.
var coins = &Bernoulli{
	LogPrior: []float64{math.Log(0.3), math.Log(0.7)},
	P:        mat.NewDense(2, 3, []float64{0.9, 0.2, 0.5, 0.4, 0.6, 0.1}),
}

// Where the assumption is true, the posterior is Bayes' rule on products, and a fit on many rows comes to it.
func TestPosteriorOfIndependentFeatures(t *testing.T) {
	const n = 100_000
	rng := rand.New(rand.NewPCG(3, 3))
	x, y := mat.NewDense(n, 3, nil), make([]int, n)
	for i := range n {
		if rng.Float64() < 0.7 {
			y[i] = 1
		}
		for j := range 3 {
			if rng.Float64() < coins.P.At(y[i], j) {
				x.Set(i, j, 1)
			}
		}
	}
	fitted, err := FitBernoulli(x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for code := range 8 {
		row := []float64{float64(code & 1), float64(code >> 1 & 1), float64(code >> 2)}
		joint := []float64{0.3, 0.7}
		for k := range joint {
			for j, b := range row {
				p := coins.P.At(k, j)
				joint[k] *= b*p + (1-b)*(1-p)
			}
		}
		want := joint[1] / floats.Sum(joint)
		one := mat.NewDense(1, 3, row)
		exact, err := coins.Probs(one)
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, fmt.Sprint("exact ", row), exact.At(0, 1), want, 1e-12)
		near, err := fitted.Probs(one)
		if err != nil {
			t.Fatal(err)
		}
		// The log-odds' standard error is below 0.03, and probabilities move at most a quarter as far.
		reference.Near(t, fmt.Sprint("fitted ", row), near.At(0, 1), want, 0.03)
	}
}

// p(x) sums to 1 over all rows there are, and so does p(x|n) of counts.
func TestDensitiesSumToOne(t *testing.T) {
	x, y := made(60, 4, 6)
	bernoulli, err := FitBernoulli(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	categorical, err := FitCategorical(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	multinomial, err := FitMultinomial(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for code := range 256 {
		row := []float64{float64(code & 3), float64(code >> 2 & 3), float64(code >> 4 & 3), float64(code >> 6)}
		sums["categorical"] += math.Exp(categorical.LogProb(row))
		if floats.Max(row) <= 1 {
			sums["bernoulli"] += math.Exp(bernoulli.LogProb(row))
		}
		if floats.Sum(row) == 3 {
			sums["multinomial"] += math.Exp(multinomial.LogProb(row))
		}
	}
	for name, sum := range sums {
		reference.Near(t, name, sum, 1, 1e-12)
	}
	gaussian, err := FitGaussian(x.Slice(0, 60, 0, 1), y, config)
	if err != nil {
		t.Fatal(err)
	}
	area := quad.Fixed(func(v float64) float64 { return math.Exp(gaussian.LogProb([]float64{v})) }, -10, 14, 400, nil, 0)
	reference.Near(t, "gaussian", area, 1, 1e-9)
}

// A factor left out is the sum, or integral, over the values that it might have had.
func TestMissingIsMarginal(t *testing.T) {
	x, y := made(60, 4, 8)
	whole := []float64{1, 2, 0, 3}
	unknown := []float64{1, math.NaN(), 0, 3}
	with := func(v float64) []float64 { return []float64{whole[0], v, whole[2], whole[3]} }
	for name, values := range map[string][]float64{"bernoulli": {0, 1}, "categorical": {0, 1, 2, 3}, "gaussian": nil} {
		m, err := fits[name](x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		got := m.LogJoint(nil, unknown)
		for k := range 3 {
			want := 0.0
			for _, v := range values {
				want += math.Exp(m.LogJoint(nil, with(v))[k])
			}
			if values == nil {
				want = quad.Fixed(func(v float64) float64 { return math.Exp(m.LogJoint(nil, with(v))[k]) }, -12, 16, 400, nil, 0)
			}
			reference.Near(t, fmt.Sprint(name, ", class ", k), got[k], math.Log(want), 1e-9)
		}
		nothing := logProbsOf(t, m, nil, mat.NewDense(1, 4, []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}))
		for k := range 3 {
			reference.Near(t, name+", nothing known", nothing.At(0, k), math.Log(1.0/3), 1e-12)
		}
	}
}

// Rows with missing features teach about the rest: the counts are those of the rows in which a feature is there.
func TestFitMissing(t *testing.T) {
	nan := math.NaN()
	x := mat.NewDense(6, 2, []float64{1, nan, 0, 1, 1, 1, nan, 0, 0, 0, 0, nan})
	y := []int{0, 0, 0, 1, 1, 1}
	b, err := FitBernoulli(x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := mat.NewDense(2, 2, []float64{2.0 / 3, 1, 0, 0})
	equal(t, "bernoulli", b.P, want)
	c, err := FitCategorical(x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for j, p := range c.P {
		equal(t, "categorical", p.ColView(1), want.ColView(j))
	}
}

// Rows that a model has drawn teach the model again.
func TestSample(t *testing.T) {
	const n = 20_000
	x, y := made(300, 4, 9)
	for _, name := range hasDensity {
		m, err := fits[name](x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		source := func() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
		g := m.(interface {
			density.Sampler
			density.Density
			density.Scorer
			SampleClass(k, n int, rng *rand.Rand) (*mat.Dense, error)
		})
		var all mat.Dense
		labels := make([]int, 3*n)
		for k := range 3 {
			part, err := g.SampleClass(k, n, source())
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				labels[k*n+i] = k
			}
			if k == 0 {
				all.CloneFrom(part)
				continue
			}
			before := all
			all = mat.Dense{}
			all.Stack(&before, part)
		}
		again, err := fits[name](&all, labels, Config{Values: config.Values})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][]float64{{0, 1, 2, 1}, {1, 0, 0, 1}} {
			for k, want := range m.LogJoint(nil, row) {
				// Each of 4 factors is known to 0.02 or so.
				reference.Near(t, fmt.Sprint(name, ", class ", k), again.LogJoint(nil, row)[k], want, 0.03)
			}
		}
		rows := g.Sample(n, source())
		if !mat.Equal(rows, g.Sample(n, source())) {
			t.Errorf("%s: the same seed drew other rows", name)
		}
		// A model's rows have the mean log-probability of another set of its rows, within 5 standard errors.
		a, err := g.Score(rows)
		if err != nil {
			t.Fatal(err)
		}
		b, err := g.Score(g.Sample(n, rand.New(rand.NewPCG(3, 4))))
		if err != nil || math.Abs(a.Mean-b.Mean) > 5*math.Hypot(a.StdErr, b.StdErr) {
			t.Errorf("%s: %v and %v, error %v", name, a, b, err)
		}
		if (a.Measure == score.Lebesgue) != (name == "gaussian") || a.Kind != score.Exact {
			t.Errorf("%s: %v", name, a)
		}
		reference.Near(t, name, a.LogP[5], g.LogProb(rows.RawRowView(5)), 1e-12)
		if empty := g.Sample(0, source()); !empty.IsEmpty() {
			t.Errorf("%s: rows of none", name)
		}
	}
}

// Knowing the classes helps to say how digits look, beyond independent pixels, which are the model of one class.
func TestBinaryDigits(t *testing.T) {
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		t.Fatal(err)
	}
	means := map[bool]float64{}
	for _, classes := range []bool{false, true} {
		y := make([]int, train.Len())
		if classes {
			y = train.Labels
		}
		m, err := FitBernoulli(train.X, y, Config{Alpha: 1})
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Score(test.X)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(s)
		means[classes] = s.Mean
	}
	if !(means[true] > means[false]+3) {
		t.Errorf("with classes %.2f nats, without %.2f", means[true], means[false])
	}
}
