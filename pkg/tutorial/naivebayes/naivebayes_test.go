package naivebayes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/density"
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
